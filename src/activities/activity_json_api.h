#pragma once
// What the web says of activities and signups.

#include <string>

#include "activities/activity_service.h"

namespace ws::activities {

std::string changed_json(const Changed& changed);
std::string signed_json(const Signed& signup);
std::string project_id_json(const ProjectId& id);
std::string occurrences_json(const std::vector<Occurrence>& occurrences);

std::string page_json(const store::Page& page);
std::string detail_json(const Detail& detail);
std::string calendar_json(const std::vector<store::CalendarEntry>& entries);
std::string my_signups_json(const store::SignupPage& page);
std::string roster_json(const Roster& roster);
std::string draw_json(const Draw& draw);
std::string waiting_json(const std::vector<Waiting>& waiting);
std::string candidates_json(const std::vector<Candidate>& candidates);
std::string contact_json(const Contact& contact);
std::string templates_json(const ActivityService::TemplatePage& page);
std::string template_json(const store::Template& one);
std::string template_id_json(const ActivityTemplateId& id);
std::string projects_json(const store::ProjectPage& page);
std::string project_json(const store::ProjectRow& row);

}  // namespace ws::activities
