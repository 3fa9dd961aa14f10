#pragma once
// Use cases of stars.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "stars/star_store.h"

namespace ws::stars {

class StarService {
 public:
  /// All must outlive the service.
  StarService(db::Database& database, const Clock& clock, Random& random, const Rules& rules)
      : database_(database), clock_(clock), random_(random), rules_(rules) {}

  /// A level as its volunteer sees it.
  struct Level {
    int level = 0;
    std::int64_t minutes = 0;  ///< that it needs
    bool reached = false;
    std::optional<store::Application> application;  ///< the latest
  };
  struct Mine {
    std::int64_t minutes = 0;  ///< effective
    std::vector<Level> levels;
  };
  Mine mine(const Actor& actor) const;

  struct Page {
    std::vector<store::Application> items;
    std::optional<std::string> next;  ///< cursor of the following page
  };
  /// Of the actor's subtrees, newest first. `state` "" is any; `limit` 1–100.
  Page list(const Actor& actor, const std::string& state, const std::string& cursor, std::int64_t limit) const;
  /// What the public may object to now, newest first.
  Page publicised(const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    store::Application application;
    std::vector<store::Objection> objections;
  };
  /// "star.not_found".
  Result<Detail> find(const Actor& actor, const StarId& star) const;

  /// The volunteer's own. Refuses "star.not_volunteer", "star.unknown_level", "star.not_reached",
  /// "star.already_applied".
  Task<Result<std::string>> apply(Actor actor, idempotency::Key key, int level);
  /// Begins the publicity, for working days of policy. Refuses "star.not_found", "star.own", "star.not_applied", and
  /// "star.not_reached" when hours were taken back meanwhile.
  Task<Result<std::string>> approve(Actor actor, idempotency::Key key, StarId star);
  /// Refuses "star.not_found", "star.own", "star.not_applied".
  Task<Result<std::string>> decline(Actor actor, idempotency::Key key, StarId star, std::string reason);
  /// Anybody with an account, once for each star. Refuses "star.not_found", "star.not_publicised",
  /// "star.already_objected".
  Task<Result<std::string>> object(Actor actor, idempotency::Key key, StarId star, std::string text);
  struct Answer {
    std::string objection;
    bool upheld = false;
    std::string reason;
  };
  /// Upheld, the application is declined. Refuses "star.not_found", "star.own", "star.not_publicised",
  /// "star.objection_not_found".
  Task<Result<std::string>> answer(Actor actor, idempotency::Key key, StarId star, Answer answer);

  /// Grants what has been publicised for long enough; answers how many.
  int tick();

 private:
  Result<std::string> apply_in(db::Tx& tx, const Actor& actor, int level, Instant now);
  Result<std::string> approve_in(db::Tx& tx, const Actor& actor, const StarId& star, Instant now);
  Result<std::string> answer_in(db::Tx& tx, const Actor& actor, const StarId& star, const Answer& answer,
                                Instant now);
  Outcome grant_in(db::Tx& tx, const StarId& star, Instant now);
  void tell(db::Tx& tx, std::string_view kind, const store::Application& application, const std::string& reason,
            Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::stars
