#include "figures/figures_store.h"

#include <algorithm>

#include "people/public.h"

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

// An entry is shown as the person's whose account it was written for: that is whom the figures count.
const std::string select_entry =
    "SELECT h.id, h.seq, e.starts_ms, e.minutes, e.state, p.id, p.name, v.number, h.title, s.name, t.name, "
    "h.source, h.order_id, g.activity_id, h.evidence FROM hours_standing e JOIN hours_entries h ON h.id = e.entry_id "
    "JOIN persons p ON p.id = " +
    people::person_of("e.volunteer_id") +
    " JOIN volunteers v ON v.person_id = p.id JOIN sites s ON s.id = e.site_id LEFT JOIN teams t ON t.id = e.team_id "
    "LEFT JOIN signups g ON g.id = h.signup_id ";
const std::string select_one_entry = select_entry + "WHERE e.entry_id = $1";
constexpr std::string_view select_site_of = "SELECT site_id, team_id FROM hours_standing WHERE entry_id = $1";
const std::string select_steps =
    "SELECT e.at_ms, e.state, p.name, CASE WHEN p.id = " + people::person_of("h.volunteer_id") +
    " THEN 1 ELSE 0 END, e.reason FROM hours_events e JOIN hours_entries h ON h.id = e.entry_id "
    "LEFT JOIN persons p ON p.id = " +
    people::person_of("e.actor_id") + " WHERE e.entry_id = $1 ORDER BY e.position";
constexpr std::string_view select_marks =
    "SELECT m.at_ms, m.kind, m.means FROM hours_entries h JOIN presence_marks m ON m.order_id = h.order_id AND "
    "m.volunteer_id = h.volunteer_id WHERE h.id = $1 ORDER BY m.at_ms, m.id LIMIT 20";
const std::string select_order =
    "SELECT o.id, o.number, o.title, o.category, c.name, s.name, t.name, o.state, o.created_ms, o.completed_ms, "
    "o.rating FROM orders o JOIN sites s ON s.id = o.site_id JOIN categories c ON c.code = o.category LEFT JOIN "
    "teams t "
    "ON t.id = o.team_id ";

/// A clause with its own parameters; `t` is the table's alias.
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

/// The column that a group's places stand in, and the query of the places; "" when the place itself is named.
struct Places {
  std::string column;
  std::string_view among;
  std::string id;
};
Places places_of(const Question& question, const std::string& group) {
  const bool whole =
      group.empty() || question.by == By::month || question.by == By::source || question.by == By::category;
  if (!whole && group == own_key) return {"t.site_id", "", question.scope.id};
  const ScopeKind kind = whole ? question.scope.kind : parse_scope_kind(to_text(question.by)).value();
  const std::string& id = whole ? question.scope.id : group;
  if (kind == ScopeKind::project) return {"t.project_id", "", id};
  if (kind == ScopeKind::team) return {"t.team_id", with_sub_teams, id};
  return {"t.site_id", kind == ScopeKind::area ? in_area : in_subtree, id};
}

/// What belongs to a group of orders.
Clause clause_of(const Question& question, const std::string& group) {
  const Places of = places_of(question, group);
  Clause clause;
  if (of.among.empty())
    clause.sql = of.column + " = " + clause.add(of.id);
  else
    clause.sql = of.column + " IN " + among(clause, of.among, of.id);
  if (!group.empty() && question.by == By::category) clause.sql += " AND t.category = " + clause.add(group);
  return clause;
}

Months months_of(const Behind& behind) {
  if (behind.question.by != By::month || behind.group.empty()) return behind.question.months;
  const std::int64_t month = parse_month(behind.group).value();
  return {month, month + 1};
}

/// Where a list is walked: by time, newest first.
struct Walk {
  std::string table, at, id;
};
const Walk of_entries{"hours_standing", "starts_ms", "entry_id"};
const Walk of_orders{"orders", "created_ms", "id"};

struct Wanted {
  const Walk& walk;
  Months months;
  const std::optional<After>& after;
  std::int64_t limit;
  std::vector<std::pair<std::string, db::Value>> narrow;  ///< "t.counted = " and its value
};

/// Up to so many places each have their newest picked by their own index, and are merged; of more, the whole list is
/// walked by time: then most of it belongs there.
constexpr std::size_t most_apart = 40;

/// What narrows the list of every place alike; the parameters are named once.
std::string narrowed(Clause& clause, const Wanted& wanted) {
  const std::string at = "t." + wanted.walk.at;
  const std::string id = "t." + wanted.walk.id;
  std::string text;
  for (const auto& [words, value] : wanted.narrow) text += " AND " + words + clause.add(value);
  text += " AND " + at + " >= " + clause.add(start_of_month(wanted.months.from).ms);
  text += " AND " + at + " < " + clause.add(start_of_month(wanted.months.until).ms);
  if (wanted.after) {
    const std::string ms = clause.add(wanted.after->at_ms);
    text += " AND " + at + " <= " + ms + " AND (" + at + " < " + ms + " OR " + id + " < " +
            clause.add(wanted.after->id) + ")";
  }
  return text + " ORDER BY " + at + " DESC, " + id + " DESC LIMIT " + clause.add(wanted.limit);
}

/// The newest of a list, after `wanted.after`, as a query of at_ms and id: one way to storage, however many places.
Clause picked(db::Reader& reader, const Behind& behind, const Wanted& wanted) {
  const Places of = places_of(behind.question, behind.group);
  std::vector<std::string> places{of.id};
  if (!of.among.empty()) {
    places.clear();
    for (const db::Row& row : reader.query(of.among, of.id)) places.push_back(row.text(0));
  }
  const std::string select = "SELECT t." + wanted.walk.at + " AS at_ms, t." + wanted.walk.id + " AS id FROM " +
                             wanted.walk.table + " t WHERE ";
  Clause clause;
  if (places.size() > most_apart) {
    clause.sql =
        select + "(" + of.column + " || '') IN " + among(clause, of.among, of.id);  // not by the places' index
    clause.sql += narrowed(clause, wanted);
    return clause;
  }
  std::string each;
  std::string rest;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::string place = clause.add(places[i]);
    if (i == 0) rest = narrowed(clause, wanted);
    each += (i ? " UNION ALL " : "") + ("SELECT * FROM (" + select + of.column + " = " + place) + rest + ") p" +
            std::to_string(i);
  }
  if (places.empty()) each = select + "1 = 0";
  clause.sql = "SELECT DISTINCT at_ms, id FROM (" + each + ") every ORDER BY at_ms DESC, id DESC";
  if (!places.empty()) clause.sql += " LIMIT " + clause.add(wanted.limit);
  return clause;
}

/// `select` joined to what was picked, in its order.
db::Rows read_picked(db::Reader& reader, const Behind& behind, const Wanted& wanted, const std::string& select,
                     const std::string& id) {
  const Clause clause = picked(reader, behind, wanted);
  return reader.run("WITH picked AS (" + clause.sql + ") " + select + "JOIN picked ON picked.id = " + id +
                        " ORDER BY picked.at_ms DESC, picked.id DESC",
                    clause.params);
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
  Clause clause = clause_of(question, group);
  const std::string from = clause.add(start_of_month(months.from).ms);
  const std::string until = clause.add(start_of_month(months.until).ms);
  const std::string requester = people::person_of("t.requester_id");
  const std::string sql = "SELECT COUNT(*), COUNT(DISTINCT " + requester +
                          "), COUNT(t.completed_ms), COUNT(DISTINCT CASE WHEN t.completed_ms IS NOT NULL THEN " +
                          requester +
                          " END), COUNT(t.rating), CAST(COALESCE(SUM(t.rating), 0) AS "
                          "BIGINT) FROM orders t WHERE " +
                          clause.sql + " AND t.created_ms >= " + from + " AND t.created_ms < " + until;
  const db::Row row = reader.run(sql, clause.params).front();
  return {row.i64(0), row.i64(1), row.i64(2), row.i64(3), row.i64(4), row.i64(5)};
}

std::vector<Entry> entries_behind(db::Reader& reader, const Behind& behind, const std::optional<After>& after,
                                  std::int64_t limit) {
  Wanted wanted{of_entries, months_of(behind), after, limit, {}};
  if (behind.standing == hours::every_standing)
    wanted.narrow.push_back({"t.counted <> ", ""});
  else
    wanted.narrow.push_back({"t.counted = ", behind.standing});
  if (behind.question.by == By::source && !behind.group.empty())
    wanted.narrow.push_back({"t.source = ", behind.group});
  std::vector<Entry> found;
  for (const db::Row& row : read_picked(reader, behind, wanted, select_entry, "e.entry_id"))
    found.push_back(entry_of(row));
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
  Wanted wanted{of_orders, months_of(behind), after, limit, {}};
  if (behind.standing == "completed") wanted.narrow.push_back({"t.completed_ms > ", std::int64_t{0}});
  if (behind.standing == "rated") wanted.narrow.push_back({"t.rating > ", std::int64_t{0}});
  if (behind.question.by == By::category && !behind.group.empty())
    wanted.narrow.push_back({"t.category = ", behind.group});
  std::vector<OrderLine> found;
  for (const db::Row& row : read_picked(reader, behind, wanted, select_order, "o.id"))
    found.push_back({row.id<OrderId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                     row.text(7), row.i64(8), row.opt_i64(9), row.opt_i64(10)});
  return found;
}

}  // namespace ws::figures::store
