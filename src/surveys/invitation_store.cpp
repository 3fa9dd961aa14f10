#include "surveys/invitation_store.h"

#include "people/public.h"

namespace ws::surveys::store {
namespace {

constexpr std::string_view select_course = "SELECT site_id FROM courses WHERE id = $1";
constexpr std::string_view select_activity = "SELECT site_id FROM activities WHERE id = $1";
constexpr std::string_view select_of_course =
    "SELECT DISTINCT q.person_id FROM session_places q JOIN course_sessions x ON x.id = q.session_id WHERE "
    "x.course_id "
    "= $1 AND q.state IN ('confirmed', 'attended') ORDER BY q.person_id LIMIT $2";
constexpr std::string_view select_of_activity =
    "SELECT DISTINCT person_id FROM signups WHERE activity_id = $1 AND state IN ('confirmed', 'checked_in', "
    "'checked_out', 'counted') ORDER BY person_id LIMIT $2";

constexpr std::string_view insert_invitation =
    "INSERT INTO survey_invitations (survey_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const std::string select_invitation =
    "SELECT 1 FROM survey_invitations WHERE survey_id = $1 AND person_id " + people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view count_invitations = "SELECT COUNT(*) FROM survey_invitations WHERE survey_id = $1";
const std::string select_silent =
    "SELECT i.person_id FROM survey_invitations i WHERE i.survey_id = $1 AND "
    "NOT EXISTS (SELECT 1 FROM survey_participants p WHERE p.survey_id = $1 AND " +
    people::person_of("p.person_id") + " = " + people::person_of("i.person_id") + ") ORDER BY i.person_id LIMIT $2";
constexpr std::string_view select_reminded = "SELECT reminded_ms FROM surveys WHERE id = $1";
constexpr std::string_view update_reminded =
    "UPDATE surveys SET reminded_ms = $2 WHERE id = $1 AND reminded_ms IS NULL";

std::vector<PersonId> people_of(const db::Rows& rows) {
  std::vector<PersonId> people;
  for (const db::Row& row : rows) people.push_back(row.id<PersonId>(0));
  return people;
}

std::optional<SiteId> site_of(const std::optional<db::Row>& row) {
  return row ? std::optional(row->id<SiteId>(0)) : std::nullopt;
}

}  // namespace

std::optional<SiteId> site_of_course(db::Reader& reader, const std::string& course) {
  return site_of(reader.find(select_course, course));
}

std::optional<SiteId> site_of_activity(db::Reader& reader, const std::string& activity) {
  return site_of(reader.find(select_activity, activity));
}

std::vector<PersonId> people_of_course(db::Reader& reader, const std::string& course, std::int64_t limit) {
  return people_of(reader.query(select_of_course, course, limit));
}

std::vector<PersonId> people_of_activity(db::Reader& reader, const std::string& activity, std::int64_t limit) {
  return people_of(reader.query(select_of_activity, activity, limit));
}

std::optional<PersonId> find_account(db::Reader& reader, const std::string& account,
                                     const std::vector<SiteId>& roots) {
  db::Params params = db::params_of(account);
  std::string within;
  for (const SiteId& root : roots) {
    params.emplace_back(root.str());
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  const auto rows = reader.run(
      "SELECT p.id FROM persons p LEFT JOIN volunteers v ON v.person_id = p.id WHERE p.id IN (SELECT id FROM persons "
      "WHERE login = $1 UNION ALL SELECT person_id FROM volunteers WHERE number = $1) AND p.disabled_ms IS NULL AND "
      "EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = COALESCE(v.site_id, p.site_id) AND t.ancestor_id IN (" +
          within + ")) LIMIT 1",
      params);
  return rows.empty() ? std::nullopt : std::optional(rows.front().id<PersonId>(0));
}

bool invite(db::Tx& tx, const SurveyId& survey, const PersonId& person) {
  return tx.exec(insert_invitation, survey, person) == 1;
}

bool is_invited(db::Reader& reader, const SurveyId& survey, const PersonId& person) {
  return reader.find(select_invitation, survey, person).has_value();
}

std::int64_t count_invited(db::Reader& reader, const SurveyId& survey) {
  return reader.find(count_invitations, survey)->i64(0);
}

std::vector<PersonId> silent(db::Reader& reader, const SurveyId& survey, std::int64_t limit) {
  return people_of(reader.query(select_silent, survey, limit));
}

std::optional<Instant> reminded(db::Reader& reader, const SurveyId& survey) {
  const auto at = reader.find(select_reminded, survey)->opt_i64(0);
  return at ? std::optional(Instant{*at}) : std::nullopt;
}

bool note_reminded(db::Tx& tx, const SurveyId& survey, Instant now) {
  return tx.exec(update_reminded, survey, now) == 1;
}

}  // namespace ws::surveys::store
