#pragma once
// Guided visits: a guide leads whoever watches a broadcast through a tour. Where the guide looks is told to the
// broadcast's room, kept in memory and forgotten: nobody needs to know later. The latest wins.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>

#include "base/actor.h"
#include "base/random.h"
#include "idempotency/public.h"
#include "visits/tour_access.h"

namespace ws::visits {

struct View {
  SceneId scene;
  Direction at;
  std::int64_t zoom = 50;  ///< 0 to 100
};

class GuideService {
 public:
  /// All outlive the service. `may_run` refuses who may not run a broadcast, "live.not_found" and "live.not_yours";
  /// `publish` sends words to a room's sockets in this process.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const TourRules& rules;
    std::function<Outcome(const Actor& actor, const std::string& broadcast)> may_run;
    std::function<void(const std::string& room, std::string_view words)> publish;
  };
  explicit GuideService(Parts parts) : parts_(std::move(parts)) {}

  /// The tour is walked together at this broadcast; another one takes its place. Refuses what may_run does,
  /// "tour.not_found", "tour.not_published".
  Task<Result<std::string>> open(Actor actor, idempotency::Key key, TourId tour, std::string broadcast);
  /// Whoever leads has this word; who led before leads no more. Refuses what may_run does, "tour.not_guided".
  Result<std::string> lead(const Actor& actor, const std::string& broadcast);
  /// Told at the next turn. `turn` grows with each of a guide's views: one that was overtaken on its way is dropped.
  /// Refuses "tour.leads_no_more", "tour.scene_not_found".
  Outcome look(const std::string& broadcast, const std::string& lead, std::int64_t turn, View view);

  int every_ms() const { return parts_.rules.view_every_ms; }

  // ---- everybody
  /// The tour that is walked at a broadcast, while it may be visited.
  std::optional<TourId> tour_at(const std::string& broadcast) const;
  /// What somebody who joins a room is told of its guide: nothing where none has led.
  std::vector<std::string> greeting(const std::string& broadcast) const;

  /// Tells each room the latest view, if it is new, and that a guide went away. Answers how many were told.
  int turn();
  /// Turns as often as the rules say, while there is something to tell.
  void run(std::stop_token stopping);

 private:
  struct Led {
    std::string lead;
    std::set<SceneId> scenes;
    std::int64_t turn = 0;
    std::optional<View> view;
    Instant heard;
    bool present = false;
    bool fresh = false;  ///< not told yet
  };
  Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable_any waiting_;
  std::map<std::string, Led> led_;  ///< by broadcast; only those that somebody leads or led lately
};

/// As the sockets are told: {"broadcast_id": …, "type": "view", …}.
std::string view_words(const std::string& broadcast, const View& view, std::int64_t turn, bool present, Instant at);

}  // namespace ws::visits
