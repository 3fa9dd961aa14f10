#include "activities/activity_list_store.h"

#include <algorithm>
#include <charconv>

#include "activities/list_query_store.h"

namespace ws::activities::store {
namespace {

constexpr std::string_view row_columns =
    "SELECT a.id, a.number, a.title, a.summary, a.category, c.name, a.site_id, s.name, a.team_id, t.name, "
    "a.project_id, p.name, a.place, a.lat_e6, a.lon_e6, a.state, a.mode, a.hazardous, a.starts_ms, a.ends_ms, "
    "a.opens_ms, a.closes_ms, (SELECT COUNT(*) FROM shifts h WHERE h.activity_id = a.id), "
    "(SELECT CAST(SUM(r.capacity) AS BIGINT) FROM shifts h JOIN shift_roles r ON r.shift_id = h.id WHERE "
    "h.activity_id = a.id), "
    "(SELECT CAST(SUM(r.taken) AS BIGINT) FROM shifts h JOIN shift_roles r ON r.shift_id = h.id WHERE h.activity_id "
    "= a.id), "
    "(SELECT CAST(SUM(r.waiting) AS BIGINT) FROM shifts h JOIN shift_roles r ON r.shift_id = h.id WHERE "
    "h.activity_id = a.id), "
    "(SELECT CAST(SUM(r.capacity - r.reserved - r.taken + r.reserved_taken) AS BIGINT) FROM shifts h "
    "JOIN shift_roles r ON r.shift_id = h.id WHERE h.activity_id = a.id AND h.starts_ms > $1), "
    "a.drawn_ms, (SELECT MAX(h.starts_ms) FROM shifts h WHERE h.activity_id = a.id) "
    "FROM activities a JOIN sites s ON s.id = a.site_id JOIN categories c ON c.code = a.category "
    "LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN projects p ON p.id = a.project_id ";
constexpr std::string_view public_states =
    "('recruiting', 'in_progress', 'awaiting_confirmation', 'publicised', 'archived', 'cancelled')";
constexpr std::string_view with_places =
    "AND EXISTS (SELECT 1 FROM shifts h JOIN shift_roles r ON r.shift_id = h.id WHERE h.activity_id = a.id "
    "AND h.starts_ms > $1 AND r.capacity - r.reserved - r.taken + r.reserved_taken > 0) ";
constexpr std::string_view with_minors =
    "AND a.hazardous = 0 AND EXISTS (SELECT 1 FROM shifts h JOIN shift_roles r ON r.shift_id = h.id "
    "WHERE h.activity_id = a.id AND r.minimum_age < 18) ";
constexpr std::string_view select_calendar =
    "SELECT h.id, a.id, a.title, a.state, a.category, a.site_id, s.name, h.starts_ms, h.ends_ms, "
    "CAST(SUM(r.capacity) AS BIGINT), CAST(SUM(r.taken) AS BIGINT) "
    "FROM shifts h JOIN activities a ON a.id = h.activity_id JOIN sites s ON s.id = a.site_id "
    "JOIN shift_roles r ON r.shift_id = h.id WHERE ";
constexpr std::string_view group_calendar =
    "GROUP BY h.id, a.id, a.title, a.state, a.category, a.site_id, s.name, h.starts_ms, h.ends_ms "
    "ORDER BY h.starts_ms, h.id LIMIT ";
constexpr std::string_view count_pending =
    "SELECT COUNT(*) FROM signups WHERE activity_id = $1 AND state = 'pending' AND starts_ms > $2";
constexpr std::string_view people_of_shift =
    "(SELECT COALESCE(SUM(1 + g.companions), 0) FROM signups g WHERE g.shift_id = h.id "
    "AND g.state IN ('confirmed', 'checked_in', 'checked_out'))";
constexpr std::string_view select_missing =
    "SELECT h.minimum_staff, CAST((SELECT COALESCE(SUM(1 + g.companions), 0) FROM signups g WHERE g.shift_id = h.id "
    "AND g.state IN ('confirmed', 'checked_in', 'checked_out')) AS BIGINT) FROM shifts h "
    "WHERE h.activity_id = $1 AND h.starts_ms > $2 AND h.starts_ms < $3";
constexpr std::string_view select_events =
    "SELECT e.at_ms, e.kind, e.from_state, e.to_state, p.name, e.reason, e.detail FROM activity_events e "
    "LEFT JOIN persons p ON p.id = e.actor_id WHERE e.activity_id = $1 ORDER BY e.position DESC LIMIT 200";
constexpr std::string_view signup_columns =
    "SELECT g.id, g.activity_id, a.title, g.shift_id, g.role_id, r.name, a.site_id, s.name, a.place, g.state, "
    "g.companions, g.starts_ms, g.ends_ms, g.arrival, g.offered_until_ms, "
    "CASE WHEN g.state = 'waitlisted' THEN (SELECT COUNT(*) FROM signups w WHERE w.role_id = g.role_id "
    "AND w.state = 'waitlisted' AND w.arrival <= g.arrival) END "
    "FROM signups g JOIN activities a ON a.id = g.activity_id JOIN sites s ON s.id = a.site_id "
    "JOIN shift_roles r ON r.id = g.role_id WHERE g.person_id = $1 ";
constexpr std::string_view signups_by_id = "AND g.id < $2 ORDER BY g.id DESC LIMIT $3";
constexpr std::string_view signups_coming =
    "AND g.id < $2 AND g.ends_ms > $4 AND g.state NOT IN ('cancelled', 'excused') ORDER BY g.id DESC LIMIT $3";
constexpr std::string_view signups_of_activity = "AND g.activity_id = $2 ORDER BY g.id LIMIT 100";
constexpr std::string_view select_roster =
    "SELECT g.id, g.shift_id, g.role_id, r.name, g.person_id, p.name, v.number, p.mobile_sealed, g.state, "
    "g.companions, g.reserved, g.arrival, g.offered_until_ms, g.created_ms, g.starts_ms, g.ends_ms, "
    "(SELECT e.reason FROM signup_events e WHERE e.signup_id = g.id AND e.position = 1) FROM signups g "
    "JOIN shift_roles r ON r.id = g.role_id JOIN persons p ON p.id = g.person_id "
    "JOIN volunteers v ON v.person_id = g.person_id "
    "WHERE g.activity_id = $1 AND g.id > $2 AND ($3 = '' OR g.state = $3) ORDER BY g.id LIMIT $4";
constexpr std::string_view select_whole_roster =
    "SELECT g.id, g.shift_id, g.role_id, r.name, g.person_id, p.name, v.number, p.mobile_sealed, g.state, "
    "g.companions, g.reserved, g.arrival, g.offered_until_ms, g.created_ms, g.starts_ms, g.ends_ms, "
    "(SELECT e.reason FROM signup_events e WHERE e.signup_id = g.id AND e.position = 1) FROM signups g "
    "JOIN shift_roles r ON r.id = g.role_id JOIN persons p ON p.id = g.person_id "
    "JOIN volunteers v ON v.person_id = g.person_id WHERE g.activity_id = $1 "
    "AND g.state NOT IN ('cancelled', 'excused') ORDER BY g.starts_ms, g.shift_id, r.position, g.arrival LIMIT $2";
constexpr std::string_view select_contact = "SELECT name, mobile_sealed FROM persons WHERE id = $1";
constexpr std::string_view select_candidates =
    "SELECT v.person_id, p.name, v.number, s.name FROM volunteers v JOIN persons p ON p.id = v.person_id "
    "JOIN sites s ON s.id = v.site_id WHERE v.state = 'registered' AND p.disabled_ms IS NULL ";
constexpr std::string_view select_lots =
    "SELECT g.id, g.companions, g.arrival, e.kind, e.reason FROM signups g JOIN signup_events e ON e.signup_id = "
    "g.id "
    "WHERE g.role_id = $1 AND g.arrival > $2 AND e.from_state = 'pending' AND e.kind IN ('drawn', 'waitlisted') "
    "ORDER BY g.arrival LIMIT $3";
constexpr std::string_view select_projects =
    "SELECT p.id, p.site_id, p.team_id, p.name, p.summary, p.state, p.created_by, p.created_ms, p.version, s.name, "
    "t.name, (SELECT COUNT(*) FROM activities a WHERE a.project_id = p.id AND a.state IN ('recruiting', "
    "'in_progress', 'awaiting_confirmation', 'publicised', 'archived', 'cancelled')) "
    "FROM projects p JOIN sites s ON s.id = p.site_id LEFT JOIN teams t ON t.id = p.team_id ";
constexpr std::string_view projects_page =
    "WHERE p.id > $1 AND (CAST($2 AS TEXT) IS NULL OR p.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id "
    "= $2)) ORDER BY p.id LIMIT $3";
constexpr std::string_view project_by_id = "WHERE p.id = $1";

// Sorts after every identifier.
constexpr std::string_view above_all = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ";

RowView to_row(const db::Row& row) {
  RowView view;
  view.id = row.id<ActivityId>(0);
  view.number = row.text(1);
  view.title = row.text(2);
  view.summary = row.text(3);
  view.category = row.text(4);
  view.category_name = row.text(5);
  view.site = {row.text(6), row.text(7)};
  view.team = {row.text(8), row.text(9)};
  view.project = {row.text(10), row.text(11)};
  view.place = row.text(12);
  view.lat_e6 = row.opt_i64(13);
  view.lon_e6 = row.opt_i64(14);
  view.state = row.text(15);
  view.mode = row.text(16);
  view.hazardous = row.i64(17) != 0;
  view.starts_ms = row.i64(18);
  view.ends_ms = row.i64(19);
  view.opens_ms = row.i64(20);
  view.closes_ms = row.i64(21);
  view.shifts = row.i64(22);
  view.capacity = row.i64(23);
  view.taken = row.i64(24);
  view.waiting = row.i64(25);
  view.open = row.i64(26);
  view.drawn = !row.is_null(27);
  view.last_starts_ms = row.i64(28);
  return view;
}

SignupView to_signup_view(const db::Row& row) {
  return {row.id<SignupId>(0),
          row.id<ActivityId>(1),
          row.text(2),
          row.id<ShiftId>(3),
          row.id<ShiftRoleId>(4),
          row.text(5),
          {row.text(6), row.text(7)},
          row.text(8),
          row.text(9),
          row.i64(10),
          row.i64(11),
          row.i64(12),
          row.i64(13),
          row.opt_i64(14),
          row.opt_i64(15)};
}

void add_states(Query& query, const Filter& filter) {
  std::vector<std::string_view> wanted;
  for (const State state : filter.states)
    if (filter.own || is_public(state)) wanted.push_back(to_text(state));
  if (!wanted.empty())
    query.add("AND a.state IN (" + query.params(wanted) + ") ");
  else if (!filter.own || !filter.states.empty())
    query.add("AND a.state IN ").add(public_states).add(" ");
}

/// Without the wildcards of LIKE: what is searched for is literal.
std::string pattern_of(std::string words) {
  std::erase_if(words, [](char c) { return c == '%' || c == '_' || c == '\\'; });
  return "%" + words + "%";
}

void add_waits(Query& query, Waits waits, const Filter::Own& own) {
  const auto me = [&] { return query.param(own.author); };
  const auto now = [&] { return query.param(own.now); };
  const auto not_by_me = [&] { return "AND a.author_id <> " + me() + " AND a.submitted_by <> " + me() + " "; };
  switch (waits) {
    case Waits::draft:
      query.add("AND a.state = 'draft' AND a.author_id = " + me() + " ");
      break;
    case Waits::review:
      query.add("AND a.state = 'review' " + not_by_me());
      break;
    case Waits::approval:
      query.add(
          "AND a.state IN ('recruiting', 'in_progress') AND a.mode = 'approval' AND EXISTS (SELECT 1 FROM signups g "
          "WHERE g.activity_id = a.id AND g.state = 'pending' AND g.starts_ms > " +
          now() + ") ");
      break;
    case Waits::staffing:
      query.add(
          "AND a.state IN ('recruiting', 'in_progress') AND EXISTS (SELECT 1 FROM shifts h WHERE h.activity_id = "
          "a.id "
          "AND h.starts_ms > " +
          now() + " AND h.starts_ms < " + query.param(own.staffed_before) + " AND h.minimum_staff > ");
      query.add(people_of_shift).add(") ");
      break;
    case Waits::draw:
      query.add("AND a.state = 'recruiting' AND a.mode = 'lot' AND a.drawn_ms IS NULL AND a.closes_ms <= " + now() +
                " ");
      break;
    case Waits::confirmation:
      query.add("AND a.state = 'awaiting_confirmation' " + not_by_me());
      break;
  }
}

void add_own(Query& query, const Filter::Own& own) {
  query.add("AND (a.author_id = " + query.param(own.author) + " ");
  if (!own.roots.empty())
    query.add("OR a.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + query.params(own.roots) +
              ")) ");
  if (!own.teams.empty()) query.add("OR a.team_id IN (" + query.params(own.teams) + ") ");
  query.add(") ");
}

void add_filters(Query& query, const Filter& filter) {
  const auto equal = [&](std::string_view column, const auto& value) {
    query.add("AND ").add(column).add(" = " + query.param(value) + " ");
  };
  if (!filter.within.empty())
    query.add("AND a.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = " + query.param(filter.within) +
              ") ");
  if (!filter.team.empty()) equal("a.team_id", filter.team);
  if (!filter.project.empty()) equal("a.project_id", filter.project);
  if (!filter.series.empty()) equal("a.series_id", filter.series);
  if (!filter.category.empty()) equal("a.category", filter.category);
  if (!filter.skill.empty())
    query.add(
        "AND EXISTS (SELECT 1 FROM shifts h JOIN shift_roles r ON r.shift_id = h.id WHERE h.activity_id = a.id "
        "AND r.skill = " +
        query.param(filter.skill) + ") ");
  if (filter.from) query.add("AND a.ends_ms > " + query.param(*filter.from) + " ");
  if (!filter.town.empty())
    query.add("AND a.site_id IN (SELECT id FROM sites WHERE town_code = " + query.param(filter.town) + ") ");
  if (filter.until) query.add("AND a.starts_ms < " + query.param(*filter.until) + " ");
  if (filter.box) {
    query.add("AND a.lat_e6 BETWEEN " + query.param(filter.box->least_lat_e6) + " AND " +
              query.param(filter.box->most_lat_e6) + " ");
    query.add("AND a.lon_e6 BETWEEN " + query.param(filter.box->least_lon_e6) + " AND " +
              query.param(filter.box->most_lon_e6) + " ");
  }
  if (filter.has_places) query.add(with_places);
  if (filter.for_minors) query.add(with_minors);
  if (filter.among) {
    if (filter.among->empty())
      query.add("AND 1 = 0 ");
    else
      query.add("AND a.id IN (" + query.params(*filter.among) + ") ");
  }
  if (filter.q.empty()) return;
  const std::string pattern = pattern_of(filter.q);
  query.add("AND (a.title LIKE " + query.param(pattern) + " OR a.summary LIKE " + query.param(pattern) +
            " OR a.number LIKE " + query.param(pattern) + ") ");
}

void add_cursor(Query& query, const std::string& cursor) {
  const std::size_t colon = cursor.find(':');
  if (colon == std::string::npos) return;
  std::int64_t starts = 0;
  std::from_chars(cursor.data(), cursor.data() + colon, starts);
  const std::string at = query.param(starts);
  query.add("AND (a.starts_ms > " + at + " OR (a.starts_ms = " + at + " AND a.id > " +
            query.param(cursor.substr(colon + 1)) + ")) ");
}

/// Cuts a page that was read one row too long; `cursor_of` says where the next begins.
template <class Row, class CursorOf>
std::optional<std::string> cut(std::vector<Row>& rows, std::int64_t limit, CursorOf cursor_of) {
  if (static_cast<std::int64_t>(rows.size()) <= limit) return std::nullopt;
  rows.pop_back();
  return cursor_of(rows.back());
}

}  // namespace

Page list(db::Reader& reader, const Filter& filter, Instant now) {
  Query query(row_columns, db::params_of(now));
  query.add("WHERE 1 = 1 ");
  add_states(query, filter);
  if (filter.own) add_own(query, *filter.own);
  if (filter.own && filter.waits) add_waits(query, *filter.waits, *filter.own);
  add_filters(query, filter);
  add_cursor(query, filter.cursor);
  query.add("ORDER BY a.starts_ms, a.id LIMIT " + query.param(filter.limit + 1));
  Page page;
  for (const db::Row& row : query.run(reader)) page.rows.push_back(to_row(row));
  page.next = cut(page.rows, filter.limit,
                  [](const RowView& last) { return std::to_string(last.starts_ms) + ":" + last.id.str(); });
  return page;
}

std::optional<RowView> find_row(db::Reader& reader, const ActivityId& id, Instant now) {
  static const std::string sql = std::string(row_columns) + "WHERE a.id = $2";
  const auto row = reader.find(sql, now, id);
  return row ? std::optional(to_row(*row)) : std::nullopt;
}

std::vector<CalendarEntry> calendar(db::Reader& reader, Instant from, Instant until, const SiteId& within,
                                    const std::optional<Filter::Own>& own, std::int64_t limit) {
  Query query{std::string(select_calendar)};
  // No shift is longer than a day.
  query.add("h.starts_ms >= " + query.param(from.plus_ms(-day_ms)) + " AND h.starts_ms < " + query.param(until) +
            " AND h.ends_ms > " + query.param(from) + " ");
  Filter filter;
  filter.own = own;
  filter.within = within;
  add_states(query, filter);
  if (own) add_own(query, *own);
  if (own) query.add("AND a.state <> 'retracted' ");
  add_filters(query, filter);
  query.add(group_calendar).add(query.param(limit));
  std::vector<CalendarEntry> entries;
  for (const db::Row& row : query.run(reader))
    entries.push_back({row.id<ShiftId>(0),
                       row.id<ActivityId>(1),
                       row.text(2),
                       row.text(3),
                       row.text(4),
                       {row.text(5), row.text(6)},
                       row.i64(7),
                       row.i64(8),
                       row.i64(9),
                       row.i64(10)});
  return entries;
}

std::int64_t count_waiting(db::Reader& reader, const ActivityId& activity, Waits waits, const Filter::Own& own) {
  if (waits == Waits::approval) return reader.find(count_pending, activity, own.now)->i64(0);
  if (waits != Waits::staffing) return 0;
  std::int64_t missing = 0;
  for (const db::Row& row : reader.query(select_missing, activity, own.now, own.staffed_before))
    missing += std::max<std::int64_t>(0, row.i64(0) - row.i64(1));
  return missing;
}

std::vector<EventView> events(db::Reader& reader, const ActivityId& id) {
  std::vector<EventView> found;
  for (const db::Row& row : reader.query(select_events, id))
    found.push_back({row.i64(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  std::reverse(found.begin(), found.end());
  return found;
}

SignupPage signups_of(db::Reader& reader, const PersonId& person, std::optional<Instant> coming,
                      const std::string& cursor, std::int64_t limit) {
  static const std::string all = std::string(signup_columns) + std::string(signups_by_id);
  static const std::string still = std::string(signup_columns) + std::string(signups_coming);
  const std::string before = cursor.empty() ? std::string(above_all) : cursor;
  SignupPage page;
  for (const db::Row& row : coming ? reader.query(still, person, before, limit + 1, *coming)
                                   : reader.query(all, person, before, limit + 1))
    page.rows.push_back(to_signup_view(row));
  page.next = cut(page.rows, limit, [](const SignupView& last) { return last.id.str(); });
  return page;
}

bool has_asked(db::Reader& reader, const PersonId& person, const ActivityId& activity) {
  return reader.find("SELECT 1 FROM signups WHERE person_id = $1 AND activity_id = $2 LIMIT 1", person, activity)
      .has_value();
}

std::vector<SignupView> signups_in(db::Reader& reader, const PersonId& person, const ActivityId& activity) {
  static const std::string sql = std::string(signup_columns) + std::string(signups_of_activity);
  std::vector<SignupView> found;
  for (const db::Row& row : reader.query(sql, person, activity)) found.push_back(to_signup_view(row));
  return found;
}

namespace {

RosterRow to_roster_row(const db::Row& row) {
  return {row.id<SignupId>(0), row.id<ShiftId>(1),  row.id<ShiftRoleId>(2),
          row.text(3),         row.id<PersonId>(4), row.text(5),
          row.text(6),         row.text(7),         row.text(8),
          row.i64(9),          row.i64(10) != 0,    row.i64(11),
          row.opt_i64(12),     row.i64(13),         row.i64(14),
          row.i64(15),         row.text(16)};
}

}  // namespace

RosterPage roster(db::Reader& reader, const ActivityId& activity, const std::string& state, const std::string& cursor,
                  std::int64_t limit) {
  RosterPage page;
  for (const db::Row& row : reader.query(select_roster, activity, cursor, state, limit + 1))
    page.rows.push_back(to_roster_row(row));
  page.next = cut(page.rows, limit, [](const RosterRow& last) { return last.id.str(); });
  return page;
}

std::vector<RosterRow> whole_roster(db::Reader& reader, const ActivityId& activity, std::int64_t limit) {
  std::vector<RosterRow> rows;
  for (const db::Row& row : reader.query(select_whole_roster, activity, limit)) rows.push_back(to_roster_row(row));
  return rows;
}

SealedContact contact_of(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_contact, person);
  return row ? SealedContact{row->text(0), row->text(1)} : SealedContact{};
}

std::vector<CandidateRow> candidates(db::Reader& reader, const std::vector<SiteId>& roots,
                                     const std::vector<PersonId>& people, const std::string& words,
                                     std::int64_t limit) {
  if (roots.empty() && people.empty()) return {};
  Query query{std::string(select_candidates)};
  const std::string pattern = query.param(pattern_of(words));
  query.add("AND (p.name LIKE " + pattern + " OR v.number LIKE " + pattern + ") AND (1 = 0 ");
  if (!roots.empty())
    query.add("OR v.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + query.params(roots) + ")) ");
  if (!people.empty()) query.add("OR v.person_id IN (" + query.params(people) + ") ");
  query.add(") ORDER BY v.number LIMIT " + query.param(limit));
  std::vector<CandidateRow> found;
  for (const db::Row& row : query.run(reader))
    found.push_back({row.id<PersonId>(0), row.text(1), row.text(2), row.text(3)});
  return found;
}

LotPage lots(db::Reader& reader, const ShiftRoleId& role, const std::string& cursor, std::int64_t limit) {
  std::int64_t after = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  LotPage page;
  for (const db::Row& row : reader.query(select_lots, role, after, limit + 1))
    page.lots.push_back({row.id<SignupId>(0), row.i64(1), row.i64(2), row.text(3) == "drawn", row.text(4) != ""});
  page.next = cut(page.lots, limit, [](const Lot& last) { return std::to_string(last.arrival); });
  return page;
}

namespace {

ProjectRow to_project(const db::Row& row) {
  return {{row.id<ProjectId>(0),
           row.id<SiteId>(1),
           row.id<TeamId>(2),
           row.text(3),
           row.text(4),
           row.text(5),
           row.id<PersonId>(6),
           {row.i64(7)},
           row.i64(8)},
          row.text(9),
          row.text(10),
          row.i64(11)};
}

}  // namespace

ProjectPage projects(db::Reader& reader, const SiteId& within, const std::string& cursor, std::int64_t limit) {
  static const std::string sql = std::string(select_projects) + std::string(projects_page);
  ProjectPage page;
  for (const db::Row& row : reader.query(sql, cursor, within, limit + 1)) page.rows.push_back(to_project(row));
  page.next = cut(page.rows, limit, [](const ProjectRow& last) { return last.project.id.str(); });
  return page;
}

std::optional<ProjectRow> project_row(db::Reader& reader, const ProjectId& id) {
  static const std::string sql = std::string(select_projects) + std::string(project_by_id);
  const auto row = reader.find(sql, id);
  return row ? std::optional(to_project(*row)) : std::nullopt;
}

}  // namespace ws::activities::store
