#pragma once
// DTOs of volunteers.

#include <string>

#include "base/json.h"
#include "volunteers/guardian_service.h"
#include "volunteers/volunteer_service.h"

namespace ws::volunteers {

/// Reads what somebody tells to become a volunteer; site, skills, times and guardian are still to be judged by
/// enroll(). The consent, the lane and who fills it in are the caller's.
Registration read_registration(json::Object& object);
std::vector<std::string> read_skills(json::Object& object);
std::vector<FreeTime> read_times(json::Object& object);

std::string page_json(const store::Page& page);
std::string detail_json(const Detail& detail);
std::string children_json(const GuardianService::Page& page);
std::string guardians_json(const GuardianService::Own& own);

}  // namespace ws::volunteers
