#pragma once
// Use cases of appeals against a mute: made by the muted, answered by somebody of the site who did not mute them.

#include <functional>

#include "base/actor.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "live/appeal_store.h"
#include "live/broadcast_access.h"

namespace ws::live {

class AppealService {
 public:
  AppealService(db::Database& database, Random& random, const Clock& clock)
      : database_(database), random_(random), clock_(clock) {}
  using Answer = Task<Result<std::string>>;

  /// Answers the appeal; the site's people are told. Refuses "live.not_found", "live.not_muted", "live.appealed"
  /// (there is one against this mute) and what check_said refuses.
  Answer appeal(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string text);
  /// The person's own latest here. "live.not_found".
  Result<std::optional<Appeal>> own(const Actor& actor, const BroadcastId& broadcast) const;
  /// For moderators. "live.not_found", "live.not_yours".
  Result<std::vector<Appeal>> list(const Actor& actor, const BroadcastId& broadcast) const;
  /// Lifting it lets the person speak again; they are told either way. "live.appeal_not_found", "live.not_yours",
  /// "live.own_mute", "live.appeal_answered".
  Answer answer(Actor actor, idempotency::Key key, AppealId appeal, AppealState state, std::string words);

 private:
  Answer run(idempotency::Key key, std::function<Result<std::string>(db::Tx&, Instant)> body);
  void tell(db::Tx& tx, const PersonId& to, std::string_view kind, const Broadcast& broadcast,
            const std::string& words, Instant now);

  db::Database& database_;
  Random& random_;
  const Clock& clock_;
};

}  // namespace ws::live
