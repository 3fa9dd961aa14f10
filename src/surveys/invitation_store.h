#pragma once
// Who is invited, and where to find them: the people of a course or an activity, and accounts.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "surveys/survey_model.h"

namespace ws::surveys::store {

std::optional<SiteId> site_of_course(db::Reader& reader, const std::string& course);
std::optional<SiteId> site_of_activity(db::Reader& reader, const std::string& activity);
/// Whoever has a place in one of its sessions or was there; whoever has a place in one of its shifts or served. Each
/// account once, at most `limit`.
std::vector<PersonId> people_of_course(db::Reader& reader, const std::string& course, std::int64_t limit);
std::vector<PersonId> people_of_activity(db::Reader& reader, const std::string& activity, std::int64_t limit);
/// Of a login or a volunteer's number, among those who belong to these subtrees. At least one root.
std::optional<PersonId> find_account(db::Reader& reader, const std::string& account,
                                     const std::vector<SiteId>& roots);

/// False if they were before.
bool invite(db::Tx& tx, const SurveyId& survey, const PersonId& person);
bool is_invited(db::Reader& reader, const SurveyId& survey, const PersonId& person);
std::int64_t count_invited(db::Reader& reader, const SurveyId& survey);
/// Those who have not taken part; at most `limit`.
std::vector<PersonId> silent(db::Reader& reader, const SurveyId& survey, std::int64_t limit);
std::optional<Instant> reminded(db::Reader& reader, const SurveyId& survey);
/// False if it was noted before.
bool note_reminded(db::Tx& tx, const SurveyId& survey, Instant now);

}  // namespace ws::surveys::store
