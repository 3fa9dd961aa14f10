#pragma once
// Use cases of thanks: milestones as notices, one's own year, and a card of it to share.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "base/worker_pool.h"
#include "thanks/card_service.h"
#include "thanks/thanks_store.h"

namespace ws::thanks {

class ThanksService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Policy& policy;
    WorkerPool& rendering;
  };
  explicit ThanksService(Parts parts) : parts_(parts) {}

  struct Year {
    Review review;
    int stars = 0;
    std::vector<store::Said> milestones;  ///< all there were so far
  };
  /// The actor's own. "thanks.no_year" for one before 2000 or to come.
  Result<Year> year(const Actor& actor, int year) const;
  /// "thanks.no_year", "thanks.empty_year" (nothing effective in it), "server.busy".
  Task<Result<std::string>> card(Actor actor, int year, CardForm form);

  /// Says thanks for milestones newly reached; answers how many.
  int tick();

 private:
  int thank(const PersonId& person, Instant now);

  Parts parts_;
  Instant looked_{};  ///< up to when effective entries have been looked at; only the clock's thread uses it
};

}  // namespace ws::thanks
