#pragma once
// Parts that the forms about volunteers share: documents, skills, the week.

#include "portal/portal_page_api.h"

namespace ws::portal {

/// ID_TYPES[], RELATIONS[], SKILLS[].
void add_id_types(http::View& view, std::string_view chosen, Language language);
void add_relations(http::View& view, std::string_view chosen, Language language);
void add_skills(Pages& pages, http::View& view, const std::vector<std::string>& chosen, Language language);
/// DAYS[] with the usual parts of a day, and beside them the times that are none of these, so that none gets lost.
void add_week(http::View& view, const std::vector<volunteers::FreeTime>& chosen, Language language);

std::vector<std::string> chosen_skills(const http::Form& form);
/// Values that are no times are left out.
std::vector<volunteers::FreeTime> chosen_times(const http::Form& form);

}  // namespace ws::portal
