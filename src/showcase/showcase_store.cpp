#include "showcase/showcase_store.h"

#include <stdexcept>

#include "people/public.h"

namespace ws::showcase::store {
namespace {

constexpr std::int64_t most_shown = 100;  ///< events and objections of one entry
constexpr std::int64_t most_years = 30;

// Names and summaries are those of the thing: a case's own, else the article's, the team's, the project's.
const std::string columns =
    "SELECT e.id, e.kind, e.site_id, e.project_id, e.team_id, e.article_id, e.media_id, e.title, e.need, e.done, "
    "e.outcome, e.civilization_office, e.civilization_owner, e.governance_office, e.governance_owner, e.reason, "
    "e.year, e.state, e.because, e.nominated_by, e.nominated_ms, e.reviewed_by, e.publicised_ms, e.until_ms, "
    "e.shown_ms, e.version, COALESCE(p.name, t.name, a.title, e.title), COALESCE(p.summary, t.summary, v.summary, "
    "e.need), s.name, n.name, r.name, CASE WHEN (t.id IS NULL OR t.active = 1) AND (a.id IS NULL OR a.state = "
    "'published') THEN 1 ELSE 0 END, m.hash, m.width, m.height, m.credit, m.alt, (SELECT COUNT(*) FROM "
    "showcase_objections o WHERE o.entry_id = e.id AND o.answered_ms IS NULL) "
    "FROM showcase_entries e JOIN sites s ON s.id = e.site_id JOIN persons n ON n.id = e.nominated_by "
    "LEFT JOIN persons r ON r.id = e.reviewed_by LEFT JOIN projects p ON p.id = e.project_id LEFT JOIN teams t ON "
    "t.id = e.team_id LEFT JOIN articles a ON a.id = e.article_id LEFT JOIN article_versions v ON v.article_id = "
    "a.id "
    "AND v.number = a.version LEFT JOIN media m ON m.id = COALESCE(e.media_id, v.cover_id) ";
const std::string select_one = columns + "WHERE e.id = $1";
constexpr std::string_view is_there =
    "AND (t.id IS NULL OR t.active = 1) AND (a.id IS NULL OR a.state = 'published') ";
const std::string select_public = columns +
                                  "WHERE e.state = $1 AND (CAST($2 AS TEXT) = '' OR e.kind = $2) AND (CAST($3 AS "
                                  "BIGINT) = 0 OR e.year = $3) AND (CAST($4 AS TEXT) = '' OR e.id < $4) " +
                                  std::string(is_there) + "ORDER BY e.id DESC LIMIT $5";
const std::string shown_ones = columns + "WHERE e.state = 'shown' " + std::string(is_there);
const std::string select_of_project = shown_ones + "AND e.project_id = $1 ORDER BY e.year DESC, e.id DESC LIMIT $2";
const std::string select_of_team = shown_ones + "AND e.team_id = $1 ORDER BY e.year DESC, e.id DESC LIMIT $2";
const std::string select_of_site = shown_ones +
                                   "AND e.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = $1) ORDER BY "
                                   "e.year DESC, e.id DESC LIMIT $2";
constexpr std::string_view select_years =
    "SELECT DISTINCT year FROM showcase_entries WHERE state = 'shown' ORDER BY year DESC LIMIT $1";
constexpr std::string_view select_project = "SELECT site_id, name FROM projects WHERE id = $1";
constexpr std::string_view select_root =
    "SELECT ancestor_id FROM site_tree WHERE site_id = $1 ORDER BY depth DESC LIMIT 1";
const std::string count_activities =
    "SELECT COUNT(*) FROM activities WHERE starts_ms >= $2 AND starts_ms < $3 AND state IN ('recruiting', "
    "'in_progress', 'awaiting_confirmation', 'publicised', 'archived') AND ";
constexpr std::string_view insert_row =
    "INSERT INTO showcase_entries (id, kind, site_id, project_id, team_id, article_id, media_id, title, need, done, "
    "outcome, civilization_office, civilization_owner, governance_office, governance_owner, reason, year, state, "
    "nominated_by, nominated_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
    "'nominated', $18, $19) ON CONFLICT DO NOTHING";
constexpr std::string_view update_row =
    "UPDATE showcase_entries SET article_id = $3, media_id = $4, title = $5, need = $6, done = $7, outcome = $8, "
    "civilization_office = $9, civilization_owner = $10, governance_office = $11, governance_owner = $12, reason = "
    "$13, year = $14, state = $15, because = $16, nominated_by = $17, nominated_ms = $18, reviewed_by = $19, "
    "publicised_ms = $20, until_ms = $21, shown_ms = $22, version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view select_same =
    "SELECT 1 FROM showcase_entries WHERE id <> $1 AND year = $2 AND state <> 'revoked' AND (project_id = $3 OR "
    "team_id = $4 OR article_id = $5)";
constexpr std::string_view select_due =
    "SELECT id FROM showcase_entries WHERE state = 'publicised' AND until_ms <= $1 AND NOT EXISTS (SELECT 1 FROM "
    "showcase_objections o WHERE o.entry_id = showcase_entries.id AND o.answered_ms IS NULL) ORDER BY id LIMIT $2";
constexpr std::string_view insert_event =
    "INSERT INTO showcase_events (id, entry_id, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_events =
    "SELECT e.kind, e.reason, p.name, e.at_ms FROM showcase_events e LEFT JOIN persons p ON p.id = e.actor_id WHERE "
    "e.entry_id = $1 ORDER BY e.id DESC LIMIT $2";
const std::string select_took = "SELECT 1 FROM showcase_events WHERE entry_id = $1 AND kind = $3 AND actor_id " +
                                people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view insert_objection =
    "INSERT INTO showcase_objections (id, entry_id, by_id, text, at_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO "
    "NOTHING";
const std::string objection_columns =
    "SELECT o.id, o.entry_id, o.by_id, p.name, o.text, o.at_ms, o.answer, o.answered_ms FROM showcase_objections o "
    "JOIN persons p ON p.id = o.by_id ";
const std::string select_objection = objection_columns + "WHERE o.id = $1";
const std::string select_objections = objection_columns + "WHERE o.entry_id = $1 ORDER BY o.id DESC LIMIT $2";
const std::string select_own_objections = objection_columns + "WHERE o.entry_id = $1 AND o.by_id " +
                                          people::own_accounts("$2") + "ORDER BY o.id DESC LIMIT $3";
constexpr std::string_view update_answer =
    "UPDATE showcase_objections SET answer = $2, answered_by = $3, answered_ms = $4 WHERE id = $1 AND answered_ms IS "
    "NULL";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Plan plan_of(const db::Row& row) {
  const auto kind = parse_kind(row.text(1));
  if (!kind) throw std::logic_error("showcase_entries.kind holds " + row.text(1));
  Plan plan;
  plan.kind = *kind;
  plan.site = row.id<SiteId>(2);
  plan.project = row.id<ProjectId>(3);
  plan.team = row.id<TeamId>(4);
  plan.article = row.id<ArticleId>(5);
  plan.picture = row.id<MediaId>(6);
  plan.words = {row.text(7), row.text(8), row.text(9), row.text(10)};
  plan.civilization = {row.text(11), row.text(12)};
  plan.governance = {row.text(13), row.text(14)};
  plan.reason = row.text(15);
  plan.year = static_cast<int>(row.i64(16));
  return plan;
}

Entry entry_of(const db::Row& row) {
  const auto state = parse_state(row.text(17));
  if (!state) throw std::logic_error("showcase_entries.state holds " + row.text(17));
  Entry entry;
  entry.id = row.id<ShowcaseId>(0);
  entry.plan = plan_of(row);
  entry.state = *state;
  entry.because = row.text(18);
  entry.nominated_by = row.id<PersonId>(19);
  entry.nominated = {row.i64(20)};
  entry.reviewed_by = row.id<PersonId>(21);
  entry.publicised = opt_instant(row, 22);
  entry.until = opt_instant(row, 23);
  entry.shown = opt_instant(row, 24);
  entry.version = row.i64(25);
  entry.name = row.text(26);
  entry.summary = row.text(27);
  entry.site_name = row.text(28);
  entry.nominated_name = row.text(29);
  entry.reviewed_name = row.text(30);
  entry.there = row.i64(31) == 1;
  entry.picture = {row.text(32), static_cast<int>(row.i64(33)), static_cast<int>(row.i64(34)), row.text(35)};
  entry.picture_alt = row.text(36);
  entry.open_objections = row.i64(37);
  return entry;
}

std::vector<Entry> entries_of(const db::Rows& rows) {
  std::vector<Entry> found;
  for (const db::Row& row : rows) found.push_back(entry_of(row));
  return found;
}

Objection objection_of(const db::Row& row) {
  return {row.id<ShowcaseObjectionId>(0),
          row.id<ShowcaseId>(1),
          row.id<PersonId>(2),
          row.text(3),
          row.text(4),
          {row.i64(5)},
          row.text(6),
          opt_instant(row, 7)};
}

std::vector<Objection> objections_of(const db::Rows& rows) {
  std::vector<Objection> found;
  for (const db::Row& row : rows) found.push_back(objection_of(row));
  return found;
}

}  // namespace

std::optional<Entry> find(db::Reader& reader, const ShowcaseId& id) {
  const auto row = reader.find(select_one, id);
  if (!row) return std::nullopt;
  return entry_of(*row);
}

std::optional<Subject> find_project(db::Reader& reader, const ProjectId& project) {
  const auto row = reader.find(select_project, project);
  if (!row) return std::nullopt;
  return Subject{row->id<SiteId>(0), row->text(1)};
}

SiteId root_of(db::Reader& reader, const SiteId& site) {
  const auto row = reader.find(select_root, site);
  return row ? row->id<SiteId>(0) : site;
}

std::vector<Entry> list(db::Reader& reader, const Filter& filter) {
  db::Params params = db::params_of(filter.kind ? to_text(*filter.kind) : "",
                                    filter.state ? to_text(*filter.state) : "", filter.cursor, filter.limit + 1);
  std::string within;
  for (const SiteId& site : filter.within) {
    params.push_back(db::to_value(site));
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  return entries_of(
      reader.run(columns +
                     "WHERE (CAST($1 AS TEXT) = '' OR e.kind = $1) AND (CAST($2 AS TEXT) = '' OR e.state = $2) AND "
                     "(CAST($3 AS TEXT) = '' OR e.id < $3) AND e.site_id IN (SELECT x.site_id FROM site_tree x WHERE "
                     "x.ancestor_id IN (" +
                     within + ")) ORDER BY e.id DESC LIMIT $4",
                 params));
}

std::vector<Entry> list(db::Reader& reader, const PublicFilter& filter) {
  return entries_of(reader.query(select_public, to_text(filter.state), filter.kind ? to_text(*filter.kind) : "",
                                 filter.year, filter.cursor, filter.limit + 1));
}

std::vector<int> years(db::Reader& reader) {
  std::vector<int> found;
  for (const db::Row& row : reader.query(select_years, most_years)) found.push_back(static_cast<int>(row.i64(0)));
  return found;
}

std::vector<Entry> shown_of(db::Reader& reader, const ProjectId& project, std::int64_t limit) {
  return entries_of(reader.query(select_of_project, project, limit));
}

std::vector<Entry> shown_of(db::Reader& reader, const TeamId& team, std::int64_t limit) {
  return entries_of(reader.query(select_of_team, team, limit));
}

std::vector<Entry> shown_of(db::Reader& reader, const SiteId& site, std::int64_t limit) {
  return entries_of(reader.query(select_of_site, site, limit));
}

std::int64_t activities_of(db::Reader& reader, const Plan& plan, Instant from, Instant until) {
  if (!plan.project.empty())
    return reader.find(count_activities + "project_id = $1", plan.project, from, until)->i64(0);
  if (!plan.team.empty()) return reader.find(count_activities + "team_id = $1", plan.team, from, until)->i64(0);
  return 0;
}

bool insert(db::Tx& tx, const Entry& entry) {
  const Plan& plan = entry.plan;
  return tx.exec(insert_row, entry.id, to_text(plan.kind), plan.site, plan.project, plan.team, plan.article,
                 plan.picture, plan.words.title, plan.words.need, plan.words.done, plan.words.outcome,
                 plan.civilization.office, plan.civilization.person, plan.governance.office, plan.governance.person,
                 plan.reason, plan.year, entry.nominated_by, entry.nominated) == 1;
}

bool update(db::Tx& tx, const Entry& entry) {
  const Plan& plan = entry.plan;
  if (entry.state != State::revoked &&
      tx.find(select_same, entry.id, plan.year, plan.project, plan.team, plan.article))
    return false;
  return tx.exec(update_row, entry.id, entry.version, plan.article, plan.picture, plan.words.title, plan.words.need,
                 plan.words.done, plan.words.outcome, plan.civilization.office, plan.civilization.person,
                 plan.governance.office, plan.governance.person, plan.reason, plan.year, to_text(entry.state),
                 entry.because, entry.nominated_by, entry.nominated, entry.reviewed_by, entry.publicised, entry.until,
                 entry.shown) == 1;
}

std::vector<ShowcaseId> due(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<ShowcaseId> found;
  for (const db::Row& row : reader.query(select_due, now, limit)) found.push_back(row.id<ShowcaseId>(0));
  return found;
}

void append_event(db::Tx& tx, Random& random, const ShowcaseId& id, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), id, now, actor, kind, reason);
}

std::vector<Event> events(db::Reader& reader, const ShowcaseId& id) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, id, most_shown))
    found.push_back({row.text(0), row.text(1), row.text(2), {row.i64(3)}});
  return found;
}

bool took(db::Reader& reader, const ShowcaseId& id, const PersonId& person, std::string_view kind) {
  return reader.find(select_took, id, person, kind).has_value();
}

bool insert(db::Tx& tx, const Objection& objection) {
  return tx.exec(insert_objection, objection.id, objection.entry, objection.by, objection.text, objection.at) == 1;
}

std::optional<Objection> find_objection(db::Reader& reader, const ShowcaseObjectionId& id) {
  const auto row = reader.find(select_objection, id);
  if (!row) return std::nullopt;
  return objection_of(*row);
}

std::vector<Objection> objections(db::Reader& reader, const ShowcaseId& id) {
  return objections_of(reader.query(select_objections, id, most_shown));
}

std::vector<Objection> objections_of(db::Reader& reader, const ShowcaseId& id, const PersonId& person) {
  return objections_of(reader.query(select_own_objections, id, person, most_shown));
}

bool answer(db::Tx& tx, const ShowcaseObjectionId& id, const PersonId& by, const std::string& words, Instant now) {
  return tx.exec(update_answer, id, words, by, now) == 1;
}

}  // namespace ws::showcase::store
