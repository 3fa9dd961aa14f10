#pragma once
// What guardians say: that they answer for a child, and to each activity of the younger ones. A yes can be taken
// back; what it made possible ends with it, in the same transaction.

#include <functional>
#include <string>
#include <vector>

#include "activities/public.h"
#include "idempotency/public.h"
#include "volunteers/guardian_store.h"
#include "volunteers/registration_model.h"

namespace ws::volunteers {

/// The guardian's word on a child, in the transaction of somebody else. Errors: "guardian.not_found",
/// "guardian.state", "guardian.not_adult".
Outcome answer_for(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const PersonId& child,
                   Answer answer, Instant now);

/// The child asks its guardians about an activity. Errors: "volunteer.none", "activity.not_found", "guardian.none",
/// "guardian.not_needed", "guardian.consent_asked".
Outcome ask_for(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const ActivityId& activity,
                Instant now);

class GuardianService {
 public:
  /// Everything outlives the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Rules& rules;
  };
  explicit GuardianService(const Parts& parts) : parts_(parts) {}

  struct Page {
    std::vector<store::Guardianship> children;
    std::vector<store::ActivityConsent> consents;  ///< of those children, to what is still to come
  };
  Page children(const Actor& actor) const;
  struct Own {
    std::vector<store::Guardianship> guardians;
    std::vector<store::ActivityConsent> consents;
  };
  /// Who answers for the actor, and what they were asked.
  Own guardians(const Actor& actor) const;

  /// Errors: those of answer_for().
  Task<Result<std::string>> answer(Actor actor, idempotency::Key key, PersonId child, Answer answer);
  /// Errors: those of ask_for().
  Task<Result<std::string>> ask(Actor actor, idempotency::Key key, ActivityId activity);
  /// The guardian's word on it, also before anybody asked. Errors: "guardian.not_found", "activity.not_found",
  /// "guardian.state".
  Task<Result<std::string>> answer_activity(Actor actor, idempotency::Key key, PersonId child, ActivityId activity,
                                            Answer answer);

 private:
  using Body = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Body body) const;
  Result<std::string> answer_activity_in(db::Tx& tx, const Actor& actor, const PersonId& child,
                                         const ActivityId& activity, Answer answer, Instant now);

  Parts parts_;
};

}  // namespace ws::volunteers
