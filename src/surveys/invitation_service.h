#pragma once
// Inviting people to a survey, and reminding them once. Nobody learns who is among them, who answered, or what.

#include "base/clock.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "surveys/invitation_model.h"
#include "surveys/survey_access.h"

namespace ws::surveys {

class InvitationService {
 public:
  /// All outlive the service.
  InvitationService(db::Database& database, const Clock& clock, Random& random, Limits limits)
      : database_(database), clock_(clock), random_(random), limits_(limits) {}

  struct Preview {
    std::size_t found = 0;
    std::size_t fresh = 0;             ///< of them, not invited before
    std::vector<std::string> unknown;  ///< accounts that are not there, or not of the actor's sites
  };
  /// Refuses "survey.not_found", "survey.not_yours", "team.not_found", "course.not_found", "activity.not_found".
  Result<Preview> preview(const Actor& actor, const SurveyId& survey, const Invitees& invitees) const;
  /// Tells each of those who were not invited before; answers the survey. Refuses what preview and check_invitation
  /// refuse.
  Task<Result<std::string>> invite(Actor actor, idempotency::Key key, SurveyId survey, Invitees invitees);
  /// Tells those who have not answered. Refuses "survey.not_found", "survey.not_yours", "survey.closed",
  /// "survey.reminded".
  Task<Result<std::string>> remind(Actor actor, idempotency::Key key, SurveyId survey);

 private:
  void tell(db::Tx& tx, const std::vector<PersonId>& people, std::string_view kind, const Survey& survey,
            Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Limits limits_;
};

}  // namespace ws::surveys
