#pragma once
// Volunteers as dispatch and desk see them: where they are at home, what they can do, when they are free. No name is
// ever part of a score.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "volunteers/enroll_service.h"
#include "volunteers/volunteer_model.h"

namespace ws::volunteers {

/// Whatever the state; nothing if the person is no volunteer.
std::optional<Volunteer> find(db::Reader& reader, const PersonId& person);

/// Registered volunteers with a skill ("" any) of a site's subtree (empty: everywhere), at most `limit`, by number.
std::vector<Volunteer> registered(db::Reader& reader, std::string_view skill, const SiteId& within,
                                  std::int64_t limit);

}  // namespace ws::volunteers
