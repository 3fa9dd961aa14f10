#include "figures/figures_store.h"

namespace ws::figures::store {
namespace {

constexpr std::string_view select_project = "SELECT p.id, p.name, p.site_id FROM projects p WHERE p.id = $1";
constexpr std::string_view select_area = "SELECT id, name, NULL FROM areas WHERE id = $1";
constexpr std::string_view select_area_outside =
    "SELECT 1 FROM area_sites a WHERE a.area_id = $1 AND NOT EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = "
    "$2 AND t.site_id = a.site_id) LIMIT 1";
constexpr std::string_view select_center =
    "SELECT id FROM sites WHERE kind = 'center' AND parent_id IS NULL ORDER BY code LIMIT 1";

// Groups of a scope after the code of the last one. What has no code of its own is ordered by its identifier.
constexpr std::string_view select_children =
    "SELECT s.id, s.name FROM sites s WHERE s.parent_id = $1 AND s.code > COALESCE((SELECT code FROM sites WHERE id "
    "= "
    "$2), '') ORDER BY s.code LIMIT $3";
constexpr std::string_view select_teams =
    "SELECT t.id, t.name FROM teams t WHERE t.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = $1) AND "
    "(t.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM teams u JOIN site_tree a ON a.site_id = u.site_id WHERE u.id "
    "= "
    "t.parent_id AND a.ancestor_id = $1)) AND t.code > COALESCE((SELECT code FROM teams WHERE id = $2), '') "
    "ORDER BY t.code LIMIT $3";
constexpr std::string_view select_sub_teams =
    "SELECT t.id, t.name FROM teams t WHERE t.parent_id = $1 AND t.code > COALESCE((SELECT code FROM teams WHERE id "
    "= "
    "$2), '') ORDER BY t.code LIMIT $3";
constexpr std::string_view select_projects =
    "SELECT p.id, p.name FROM projects p WHERE p.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = $1) "
    "AND "
    "p.id > $2 ORDER BY p.id LIMIT $3";
constexpr std::string_view select_areas =
    "SELECT a.id, a.name FROM areas a WHERE NOT EXISTS (SELECT 1 FROM area_sites m WHERE m.area_id = a.id AND NOT "
    "EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = $1 AND t.site_id = m.site_id)) AND a.code > "
    "COALESCE((SELECT code FROM areas WHERE id = $2), '') ORDER BY a.code LIMIT $3";
constexpr std::string_view select_categories =
    "SELECT c.code, c.name FROM categories c WHERE $1 <> '' AND c.position > COALESCE((SELECT position FROM "
    "categories "
    "WHERE code = $2), -1) ORDER BY c.position LIMIT $3";
constexpr std::string_view select_child = "SELECT 1 FROM sites WHERE parent_id = $1 AND id = $2";
constexpr std::string_view select_team_below =
    "SELECT 1 FROM teams t JOIN site_tree a ON a.site_id = t.site_id WHERE a.ancestor_id = $1 AND t.id = $2";
constexpr std::string_view select_sub_team = "SELECT 1 FROM teams WHERE parent_id = $1 AND id = $2";
constexpr std::string_view select_project_below =
    "SELECT 1 FROM projects p JOIN site_tree a ON a.site_id = p.site_id WHERE a.ancestor_id = $1 AND p.id = $2";

// Places of a list or a sum. `$1` is the group's identifier. The other half of an OR would cost the index.
constexpr std::string_view in_subtree = "SELECT site_id FROM site_tree WHERE ancestor_id = $1";
constexpr std::string_view in_area =
    "SELECT t.site_id FROM area_sites a JOIN site_tree t ON t.ancestor_id = a.site_id WHERE a.area_id = $1";
constexpr std::string_view with_sub_teams =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 UNION SELECT t.id FROM teams t JOIN down ON "
    "t.parent_id = down.id) SELECT id FROM down";
constexpr std::string_view count_sites = "SELECT COUNT(*) FROM site_tree WHERE ancestor_id = $1";

const std::string select_entry =
    "SELECT h.id, h.seq, e.starts_ms, e.minutes, e.state, e.volunteer_id, p.name, v.number, h.title, s.name, t.name, "
    "h.source, h.order_id, g.activity_id, h.evidence FROM hours_standing e JOIN hours_entries h ON h.id = e.entry_id "
    "JOIN persons p ON p.id = e.volunteer_id JOIN volunteers v ON v.person_id = e.volunteer_id JOIN sites s ON s.id "
    "= "
    "e.site_id LEFT JOIN teams t ON t.id = e.team_id LEFT JOIN signups g ON g.id = h.signup_id ";
const std::string select_one_entry = select_entry + "WHERE e.entry_id = $1";
constexpr std::string_view select_site_of = "SELECT site_id, team_id FROM hours_standing WHERE entry_id = $1";
constexpr std::string_view select_steps =
    "SELECT e.at_ms, e.state, p.name, CASE WHEN e.actor_id = h.volunteer_id THEN 1 ELSE 0 END, e.reason FROM "
    "hours_events e JOIN hours_entries h ON h.id = e.entry_id LEFT JOIN persons p ON p.id = e.actor_id WHERE "
    "e.entry_id = $1 ORDER BY e.position";
constexpr std::string_view select_marks =
    "SELECT m.at_ms, m.kind, m.means FROM hours_entries h JOIN presence_marks m ON m.order_id = h.order_id AND "
    "m.volunteer_id = h.volunteer_id WHERE h.id = $1 ORDER BY m.at_ms, m.id LIMIT 20";
const std::string select_order =
    "SELECT o.id, o.number, o.title, o.category, c.name, s.name, t.name, o.state, o.created_ms, o.completed_ms, "
    "o.rating FROM orders o JOIN sites s ON s.id = o.site_id JOIN categories c ON c.code = o.category LEFT JOIN "
    "teams t "
    "ON t.id = o.team_id ";

/// A clause for what belongs to a group, with its own parameters; `t` is the table's alias.
struct Clause {
  std::string sql;
  db::Params params;
  std::string add(db::Value value) {
    params.push_back(std::move(value));
    return "$" + std::to_string(params.size());
  }
};

/// The subquery's "$1" as the next parameter.
std::string among(Clause& clause, std::string_view subquery, const std::string& id) {
  std::string text(subquery);
  const std::string name = clause.add(id);
  text.replace(text.find("$1"), 2, name);
  return "(" + text + ")";
}

/// `own_index` false keeps an engine from walking the place's index where the list by time is shorter.
Clause clause_of(const Question& question, const std::string& group, const std::string& t) {
  Clause clause;
  const bool whole =
      group.empty() || question.by == By::month || question.by == By::source || question.by == By::category;
  const std::string id = whole || group == own_key ? question.scope.id : group;
  if (!whole && group == own_key) {
    clause.sql = t + ".site_id = " + clause.add(id);
    return clause;
  }
  const ScopeKind kind = whole ? question.scope.kind : parse_scope_kind(to_text(question.by)).value();
  switch (kind) {
    case ScopeKind::site:
      clause.sql = t + ".site_id IN " + among(clause, in_subtree, id);
      break;
    case ScopeKind::area:
      clause.sql = t + ".site_id IN " + among(clause, in_area, id);
      break;
    case ScopeKind::team:
      clause.sql = t + ".team_id IN " + among(clause, with_sub_teams, id);
      break;
    case ScopeKind::project:
      clause.sql = t + ".project_id = " + clause.add(id);
      break;
  }
  if (!group.empty() && question.by == By::source) clause.sql += " AND " + t + ".source = " + clause.add(group);
  if (!group.empty() && question.by == By::category) clause.sql += " AND " + t + ".category = " + clause.add(group);
  return clause;
}

Months months_of(const Behind& behind) {
  if (behind.question.by != By::month || behind.group.empty()) return behind.question.months;
  const std::int64_t month = parse_month(behind.group).value();
  return {month, month + 1};
}

void add_after(Clause& clause, const std::string& at, const std::string& id, const std::optional<After>& after) {
  if (!after) return;
  const std::string ms = clause.add(after->at_ms);
  clause.sql +=
      " AND " + at + " <= " + ms + " AND (" + at + " < " + ms + " OR " + id + " < " + clause.add(after->id) + ")";
}

std::optional<Scope> scope_of(const std::optional<db::Row>& row, ScopeKind kind) {
  if (!row) return std::nullopt;
  return Scope{kind, row->text(0), row->text(1), row->id<SiteId>(2)};
}

Entry entry_of(const db::Row& row) {
  return {row.id<HoursEntryId>(0),
          row.i64(1),
          {row.i64(2)},
          row.i64(3),
          row.text(4),
          row.id<PersonId>(5),
          row.text(6),
          row.text(7),
          row.text(8),
          row.text(9),
          row.text(10),
          row.text(11),
          row.id<OrderId>(12),
          row.text(13),
          row.text(14)};
}

}  // namespace

std::optional<Scope> find_project(db::Reader& reader, const std::string& id) {
  return scope_of(reader.find(select_project, id), ScopeKind::project);
}
std::optional<Scope> find_area(db::Reader& reader, const std::string& id) {
  return scope_of(reader.find(select_area, id), ScopeKind::area);
}
bool area_within(db::Reader& reader, const std::string& area, const SiteId& root) {
  return !reader.find(select_area_outside, area, root);
}
std::optional<SiteId> find_center(db::Reader& reader) {
  const auto row = reader.find(select_center);
  if (!row) return std::nullopt;
  return row->id<SiteId>(0);
}

bool has_group(db::Reader& reader, const Question& question, const std::string& key) {
  const std::string& scope = question.scope.id;
  switch (question.by) {
    case By::month:
    case By::source:
    case By::category:
      return true;
    case By::site:
      return key == own_key || reader.find(select_child, scope, key).has_value();
    case By::team:
      return reader.find(question.scope.kind == ScopeKind::team ? select_sub_team : select_team_below, scope, key)
          .has_value();
    case By::project:
      return reader.find(select_project_below, scope, key).has_value();
    case By::area:
      return find_area(reader, key) && area_within(reader, key, SiteId(scope));
  }
  return false;
}

std::vector<Group> groups(db::Reader& reader, const Question& question, const std::string& after,
                          std::int64_t limit) {
  std::vector<Group> found;
  const auto list = [&](std::string_view sql) {
    for (const db::Row& row :
         reader.query(sql, question.scope.id, after, limit - static_cast<std::int64_t>(found.size())))
      found.push_back({row.text(0), row.text(1)});
  };
  switch (question.by) {
    case By::site:
      if (after.empty()) found.push_back({std::string(own_key), question.scope.name});
      list(select_children);
      break;
    case By::team:
      list(question.scope.kind == ScopeKind::team ? select_sub_teams : select_teams);
      break;
    case By::project:
      list(select_projects);
      break;
    case By::area:
      list(select_areas);
      break;
    case By::category:
      list(select_categories);
      break;
    case By::month:
      for (std::int64_t month = question.months.from; month < question.months.until; ++month)
        if (month_text(month) > after) found.push_back({month_text(month), month_text(month)});
      break;
    case By::source:
      if (after.empty())
        for (const std::string_view source : sources) found.push_back({std::string(source), std::string(source)});
      break;
  }
  return found;
}

OrderFigures count_orders(db::Reader& reader, const Question& question, const std::string& group, Months months) {
  Clause clause = clause_of(question, group, "o");
  const std::string from = clause.add(start_of_month(months.from).ms);
  const std::string until = clause.add(start_of_month(months.until).ms);
  const std::string sql =
      "SELECT COUNT(*), COUNT(DISTINCT o.requester_id), COUNT(o.completed_ms), COUNT(DISTINCT CASE WHEN "
      "o.completed_ms "
      "IS NOT NULL THEN o.requester_id END), COUNT(o.rating), CAST(COALESCE(SUM(o.rating), 0) AS BIGINT) FROM orders "
      "o "
      "WHERE " +
      clause.sql + " AND o.created_ms >= " + from + " AND o.created_ms < " + until;
  const db::Row row = reader.run(sql, clause.params).front();
  return {row.i64(0), row.i64(1), row.i64(2), row.i64(3), row.i64(4), row.i64(5)};
}

std::vector<Entry> entries_behind(db::Reader& reader, const Behind& behind, const std::optional<After>& after,
                                  std::int64_t limit) {
  Clause clause = clause_of(behind.question, behind.group, "e");
  if (behind.standing == hours::every_standing)
    clause.sql += " AND e.counted <> ''";
  else
    clause.sql += " AND e.counted = " + clause.add(behind.standing);
  const Months months = months_of(behind);
  clause.sql += " AND e.starts_ms >= " + clause.add(start_of_month(months.from).ms);
  clause.sql += " AND e.starts_ms < " + clause.add(start_of_month(months.until).ms);
  add_after(clause, "e.starts_ms", "e.entry_id", after);
  const std::string sql =
      select_entry + "WHERE " + clause.sql + " ORDER BY e.starts_ms DESC, e.entry_id DESC LIMIT " + clause.add(limit);
  std::vector<Entry> found;
  for (const db::Row& row : reader.run(sql, clause.params)) found.push_back(entry_of(row));
  return found;
}

std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_one_entry, entry);
  if (!row) return std::nullopt;
  return entry_of(*row);
}
SiteId site_of(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_site_of, entry);
  return row ? row->id<SiteId>(0) : SiteId();
}
TeamId team_of(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_site_of, entry);
  return row ? row->id<TeamId>(1) : TeamId();
}

std::vector<EntryStep> steps_of(db::Reader& reader, const HoursEntryId& entry) {
  std::vector<EntryStep> steps;
  for (const db::Row& row : reader.query(select_steps, entry))
    steps.push_back({row.i64(0), row.text(1), row.text(2), row.i64(3) != 0, row.text(4)});
  return steps;
}

std::vector<Mark> marks_of(db::Reader& reader, const HoursEntryId& entry) {
  std::vector<Mark> marks;
  for (const db::Row& row : reader.query(select_marks, entry))
    marks.push_back({row.i64(0), row.text(1), row.text(2)});
  return marks;
}

std::vector<OrderLine> orders_behind(db::Reader& reader, const Behind& behind, const std::optional<After>& after,
                                     std::int64_t limit) {
  Clause clause = clause_of(behind.question, behind.group, "o");
  if (behind.standing == "completed") clause.sql += " AND o.completed_ms IS NOT NULL";
  if (behind.standing == "rated") clause.sql += " AND o.rating IS NOT NULL";
  const Months months = months_of(behind);
  clause.sql += " AND o.created_ms >= " + clause.add(start_of_month(months.from).ms);
  clause.sql += " AND o.created_ms < " + clause.add(start_of_month(months.until).ms);
  add_after(clause, "o.created_ms", "o.id", after);
  const std::string sql =
      select_order + "WHERE " + clause.sql + " ORDER BY o.created_ms DESC, o.id DESC LIMIT " + clause.add(limit);
  std::vector<OrderLine> found;
  for (const db::Row& row : reader.run(sql, clause.params))
    found.push_back({row.id<OrderId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                     row.text(7), row.i64(8), row.opt_i64(9), row.opt_i64(10)});
  return found;
}

}  // namespace ws::figures::store
