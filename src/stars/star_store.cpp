#include "stars/star_store.h"

#include "people/public.h"

namespace ws::stars::store {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO star_applications (id, volunteer_id, site_id, level, minutes, state, applied_ms) "
    "VALUES ($1, $2, $3, $4, $5, 'applied', $6) ON CONFLICT DO NOTHING";
const std::string select_row =
    "SELECT a.id, a.volunteer_id, a.site_id, a.level, a.minutes, a.state, a.applied_ms, a.reviewer_id, "
    "a.publicised_ms, a.until_ms, a.granted_ms, a.reason, p.name, s.name, (SELECT COUNT(*) FROM star_objections o "
    "WHERE o.application_id = a.id AND o.answered_ms IS NULL) FROM star_applications a "
    "JOIN persons p ON p.id = a.volunteer_id JOIN sites s ON s.id = a.site_id ";
const std::string select_one = select_row + "WHERE a.id = $1";
const std::string select_own = select_row + "WHERE a.volunteer_id " + people::own_accounts("$1") + "ORDER BY a.id";
const std::string page = "AND (CAST($1 AS TEXT) = '' OR a.id < $1) ORDER BY a.id DESC LIMIT $2";
const std::string select_public = select_row + "WHERE a.state = 'publicised' " + page;

std::string select_within(std::size_t roots) {
  std::string places;
  for (std::size_t i = 0; i < roots; ++i) places += (i ? ", $" : "$") + std::to_string(4 + i);
  return select_row + "WHERE (CAST($3 AS TEXT) = '' OR a.state = $3) AND EXISTS (SELECT 1 FROM site_tree t " +
         "WHERE t.site_id = a.site_id AND t.ancestor_id IN (" + places + ")) " + page;
}

constexpr std::string_view nothing_open =
    "NOT EXISTS (SELECT 1 FROM star_objections o WHERE o.application_id = star_applications.id "
    "AND o.answered_ms IS NULL)";
const std::string select_due = "SELECT id FROM star_applications WHERE state = 'publicised' AND until_ms <= $1 AND " +
                               std::string(nothing_open) + " ORDER BY until_ms, id LIMIT $2";
constexpr std::string_view update_declined =
    "UPDATE star_applications SET state = 'declined', reviewer_id = $3, reason = $4 WHERE id = $1 AND state = $2";
constexpr std::string_view update_publicised =
    "UPDATE star_applications SET state = 'publicised', reviewer_id = $2, publicised_ms = $3, until_ms = $4 "
    "WHERE id = $1 AND state = 'applied'";
const std::string update_granted =
    "UPDATE star_applications SET state = 'granted', granted_ms = $2 WHERE id = $1 AND state = 'publicised' "
    "AND until_ms <= $2 AND " +
    std::string(nothing_open);
constexpr std::string_view insert_event_row =
    "INSERT INTO star_events (id, application_id, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view insert_objection_row =
    "INSERT INTO star_objections (id, application_id, by_id, text, at_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (application_id, by_id) DO NOTHING";
constexpr std::string_view select_objections =
    "SELECT o.id, o.application_id, o.by_id, p.name, o.text, o.at_ms, o.answer, o.answered_ms FROM star_objections o "
    "JOIN persons p ON p.id = o.by_id WHERE o.application_id = $1 ORDER BY o.id LIMIT $2";
constexpr std::string_view update_answer =
    "UPDATE star_objections SET answer = $2, answered_by = $3, answered_ms = $4 WHERE id = $1 AND answered_ms IS "
    "NULL";
constexpr std::string_view select_home = "SELECT site_id, state FROM volunteers WHERE person_id = $1";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Application application_of(const db::Row& row) {
  Application application;
  application.id = row.id<StarId>(0);
  application.volunteer = row.id<PersonId>(1);
  application.site = row.id<SiteId>(2);
  application.level = static_cast<int>(row.i64(3));
  application.minutes = row.i64(4);
  application.state = state_named(row.text(5));
  application.applied = {row.i64(6)};
  application.reviewer = row.id<PersonId>(7);
  application.publicised = opt_instant(row, 8);
  application.until = opt_instant(row, 9);
  application.granted = opt_instant(row, 10);
  application.reason = row.text(11);
  application.volunteer_name = row.text(12);
  application.site_name = row.text(13);
  application.open_objections = row.i64(14);
  return application;
}

std::vector<Application> applications_of(const db::Rows& rows) {
  std::vector<Application> found;
  for (const db::Row& row : rows) found.push_back(application_of(row));
  return found;
}

}  // namespace

bool insert(db::Tx& tx, const Application& application) {
  return tx.exec(insert_row, application.id, application.volunteer, application.site, application.level,
                 application.minutes, application.applied) == 1;
}

std::optional<Application> find(db::Reader& reader, const StarId& star) {
  const auto row = reader.find(select_one, star);
  if (!row) return std::nullopt;
  return application_of(*row);
}

std::vector<Application> of_volunteer(db::Reader& reader, const PersonId& volunteer) {
  return applications_of(reader.query(select_own, volunteer));
}

std::vector<Application> list(db::Reader& reader, const Query& query) {
  if (query.roots.empty()) return {};
  db::Params params = db::params_of(query.before, query.limit, query.state);
  for (const SiteId& root : query.roots) params.push_back(db::to_value(root));
  return applications_of(reader.run(select_within(query.roots.size()), params));
}

std::vector<Application> publicised(db::Reader& reader, const std::string& before, std::int64_t limit) {
  return applications_of(reader.query(select_public, before, limit));
}

std::vector<StarId> due(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<StarId> stars;
  for (const db::Row& row : reader.query(select_due, now, limit)) stars.push_back(row.id<StarId>(0));
  return stars;
}

bool decline(db::Tx& tx, const StarId& star, State from, const PersonId& actor, const std::string& reason) {
  return tx.exec(update_declined, star, to_text(from), actor, reason) == 1;
}

bool publicise(db::Tx& tx, const StarId& star, const PersonId& reviewer, Instant now, Instant until) {
  return tx.exec(update_publicised, star, reviewer, now, until) == 1;
}

bool grant(db::Tx& tx, const StarId& star, Instant now) {
  return tx.exec(update_granted, star, now) == 1;
}

void insert_event(db::Tx& tx, Random& random, const StarId& star, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now) {
  tx.push(insert_event_row, new_ulid(now, random), star, now, actor, kind, reason);
}

bool insert_objection(db::Tx& tx, const Objection& objection) {
  return tx.exec(insert_objection_row, objection.id, objection.star, objection.by, objection.text, objection.at) == 1;
}

std::vector<Objection> objections_to(db::Reader& reader, const StarId& star, std::int64_t limit) {
  std::vector<Objection> found;
  for (const db::Row& row : reader.query(select_objections, star, limit))
    found.push_back({row.text(0),
                     row.id<StarId>(1),
                     row.id<PersonId>(2),
                     row.text(3),
                     row.text(4),
                     {row.i64(5)},
                     row.text(6),
                     opt_instant(row, 7)});
  return found;
}

bool answer_objection(db::Tx& tx, const std::string& id, const PersonId& actor, const std::string& answer,
                      Instant now) {
  return tx.exec(update_answer, id, answer, actor, now) == 1;
}

std::optional<Home> find_home(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(select_home, volunteer);
  if (!row) return std::nullopt;
  return Home{row->id<SiteId>(0), row->text(1) == "registered"};
}

}  // namespace ws::stars::store
