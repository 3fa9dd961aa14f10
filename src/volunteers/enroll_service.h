#pragma once
// How somebody becomes a volunteer: by themself, through a guardian, on paper or by a roster. One way in for all.

#include "base/policy.h"
#include "base/random.h"
#include "base/vault.h"
#include "db/db.h"
#include "volunteers/registration_model.h"

namespace ws::volunteers {

struct Enrolled {
  PersonId person;
  std::string number;
};

/// Everything that enroll() would refuse, one error for each field, the form's own first. For a form that shows all
/// of it at once, and for the report of an import. Beside those of check_form(): "identity.bad_type",
/// "identity.bad_number", "identity.taken", "volunteer.birth_mismatch" (the number says another day),
/// "volunteer.already", "volunteer.mobile_taken" (the account of that mobile has another name), "session.disabled",
/// "volunteer.unknown_skill", "volunteer.site", "volunteer.team", "volunteer.consent", "guardian.not_adult",
/// "guardian.too_many_children".
std::vector<Error> problems(db::Reader& reader, const Vault& vault, const Rules& rules,
                            const Registration& registration, Instant now);

/// Makes the volunteer, pending until somebody else verifies them, with identity, consent, skills, times and, for the
/// under-aged, the question to the guardian. The account is `self`, else that of the mobile, made if there is none. A
/// registration that was returned is submitted again. Refuses the first of problems().
Result<Enrolled> enroll(db::Tx& tx, const Vault& vault, Random& random, const Rules& rules,
                        const Registration& registration, Instant now);

}  // namespace ws::volunteers
