#pragma once
// Volunteers as dispatch and desk see them: where they are at home, what they can do, when they are free. No name is
// ever part of a score. And how somebody becomes one (enroll_service.h), and ends being one.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/public.h"
#include "base/random.h"
#include "db/db.h"
#include "volunteers/enroll_service.h"
#include "volunteers/life_service.h"
#include "volunteers/volunteer_model.h"

namespace ws::volunteers {

/// Whatever the state; nothing if the person is no volunteer.
std::optional<Volunteer> find(db::Reader& reader, const PersonId& person);

/// Registered volunteers with a skill ("" any) of a site's subtree (empty: everywhere), at most `limit`, by number.
std::vector<Volunteer> registered(db::Reader& reader, std::string_view skill, const SiteId& within,
                                  std::int64_t limit);

/// What a registered volunteer's weekly digest may suit: skills, town, weekly times.
std::optional<activities::Wishes> wishes_of(db::Reader& reader, const PersonId& person);

/// Deletes at most `most` decided questions for lost accounts from before `before`; returns how many went.
std::int64_t forget_recoveries(db::Tx& tx, Instant before, std::int64_t most);

}  // namespace ws::volunteers

// The use cases, for the faces that show them.
#include "volunteers/guardian_service.h"
#include "volunteers/recovery_service.h"
#include "volunteers/volunteer_service.h"
