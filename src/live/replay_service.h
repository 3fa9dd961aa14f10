#pragma once
// Use cases of a replay that is there, or is being made: what is left out of it, its chapters, its captions.

#include <functional>

#include "base/actor.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "live/broadcast_access.h"
#include "live/replay_store.h"

namespace ws::live {

class ReplayService {
 public:
  ReplayService(db::Database& database, Random& random, const Clock& clock)
      : database_(database), random_(random), clock_(clock) {}
  using Answer = Task<Result<std::string>>;

  // ---- staff, once it is over: "live.not_over"; all refuse "live.not_found", "live.not_yours"
  /// The recording stays whole: with another trim the replay is made of it anew. Refuses "live.changed_meanwhile" and
  /// what check_trim and check_chapters refuse.
  Answer arrange(Actor actor, idempotency::Key key, BroadcastId broadcast, Trim trim, std::vector<Chapter> chapters,
                 std::int64_t version);
  /// WebVTT by the time of the recording; "" takes them away. Refuses what parse_captions refuses.
  Answer caption(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string text);

  // ---- everybody
  /// By the time of what they get. "live.not_found".
  struct Text {
    std::vector<Chapter> chapters;
    std::vector<Cue> cues;
  };
  Result<Text> text(const BroadcastId& broadcast) const;
  /// As they are kept, for its own people. "live.not_found".
  Result<std::vector<Chapter>> chapters(const Actor& actor, const BroadcastId& broadcast) const;

 private:
  using Step = std::function<Outcome(db::Tx&, Broadcast&, Instant)>;
  Answer run(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string_view kind, Step step);

  db::Database& database_;
  Random& random_;
  const Clock& clock_;
};

}  // namespace ws::live
