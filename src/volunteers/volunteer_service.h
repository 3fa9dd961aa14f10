#pragma once
// Use cases of volunteers for the faces: registering, verifying, the own record. One transaction and one idempotency
// key each.

#include <functional>
#include <string>
#include <vector>

#include "idempotency/public.h"
#include "people/public.h"
#include "volunteers/enroll_service.h"
#include "volunteers/guardian_store.h"
#include "volunteers/profile_store.h"
#include "volunteers/volunteer_access.h"
#include "volunteers/volunteer_list_store.h"

namespace ws::volunteers {

/// One volunteer with all that stands beside them; personal numbers masked.
struct Detail {
  store::Life life;
  store::Facts facts;
  std::string mobile_masked;
  std::string id_number_masked;
  std::vector<Qualification> qualifications;
  std::vector<Insurance> insurances;
  std::vector<store::Guardianship> guardians;
  std::vector<store::Event> events;
  std::optional<AgeGroup> age;          ///< nothing while the birth date is unknown
  std::vector<std::string_view> steps;  ///< what the reader may do to them now
  bool may_reveal = false;
};

/// Which number is shown, of a volunteer the reader may verify.
using people::Secret;

class VolunteerService {
 public:
  /// Everything outlives the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const Rules& rules;
    people::SessionCache& cache;
  };
  explicit VolunteerService(const Parts& parts) : parts_(parts) {}

  store::Page list(const Actor& actor, store::Filter filter) const;
  /// How many the actor could verify are waiting.
  std::int64_t waiting(const Actor& actor) const;
  /// Error: "volunteer.not_found".
  Result<Detail> find(const Actor& actor, const PersonId& person) const;
  /// Nothing if the actor is no volunteer.
  std::optional<Detail> mine(const Actor& actor) const;
  /// What is wrong with a registration, all of it.
  std::vector<Error> problems(const Registration& registration) const;

  /// The volunteer's identifier. Errors: those of enroll().
  Task<Result<std::string>> enroll(idempotency::Key key, Registration registration);
  /// By staff on somebody's behalf. Refuses "site.not_yours" too.
  Task<Result<std::string>> enter(Actor actor, idempotency::Key key, Registration registration);
  /// Errors: those of decide().
  Task<Result<std::string>> decide(Actor actor, idempotency::Key key, PersonId person, Step step, std::string reason);
  /// The number in the clear, after the reason is in the audit log; for verifiers. Errors: "volunteer.not_found",
  /// "volunteer.not_verifier", "person.no_number".
  Task<Result<std::string>> reveal(Actor actor, idempotency::Key key, PersonId person, Secret what,
                                   std::string reason);

  /// Errors: "volunteer.none", "volunteer.skills", "volunteer.unknown_skill", "volunteer.times".
  Task<Result<std::string>> set_abilities(Actor actor, idempotency::Key key, std::vector<std::string> skills,
                                          std::vector<FreeTime> times);
  /// The person's own document. Errors: "volunteer.none", "volunteer.too_many_records" and those of
  /// check_qualification().
  Task<Result<std::string>> add_qualification(Actor actor, idempotency::Key key, Qualification qualification);
  enum class Verdict { verified, declined };
  /// Errors: "qualification.not_found", "volunteer.not_verifier", "volunteer.own_verification",
  /// "qualification.decided".
  Task<Result<std::string>> decide_qualification(Actor actor, idempotency::Key key, QualificationId id,
                                                 Verdict verdict, std::string reason);
  Task<Result<std::string>> add_insurance(Actor actor, idempotency::Key key, Insurance insurance);

  const Rules& rules() const { return parts_.rules; }
  Instant now() const { return parts_.clock.now(); }

 private:
  using Body = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Body body) const;
  Detail detail_of(db::Reader& reader, store::Life life) const;

  Parts parts_;
};

}  // namespace ws::volunteers
