#include "orders/order_list_store.h"

#include <algorithm>
#include <charconv>

namespace ws::orders {
namespace {

constexpr std::string_view row_columns =
    "o.id, o.number, o.title, o.category, c.name, o.site_id, s.name, s.town_name, o.place, o.lane, o.state, "
    "o.state_since_ms, "
    "o.starts_ms, o.ends_ms, s.lat_e6, s.lon_e6, o.next_clock, o.next_due_ms, o.escalated, o.open_claim, h.name, "
    "t.name, o.rating, "
    "o.complaint_open, p.name, o.created_ms, o.version ";
constexpr std::string_view row_joins =
    "FROM orders o JOIN sites s ON s.id = o.site_id JOIN categories c ON c.code = o.category JOIN persons p ON p.id "
    "= o.requester_id "
    "LEFT JOIN persons h ON h.id = o.handler_id LEFT JOIN teams t ON t.id = o.team_id ";

constexpr std::string_view where_open =
    "o.state IN ('submitted', 'triaged', 'dispatched', 'accepted', 'scheduled', 'in_service', 'returned') ";
constexpr std::string_view select_events =
    "SELECT e.at_ms, e.kind, e.from_state, e.to_state, e.actor_id, p.name, e.reason, e.detail FROM order_events e "
    "LEFT JOIN persons p ON p.id = e.actor_id WHERE e.order_id = $1 ORDER BY e.position";
constexpr std::string_view select_crew_views =
    "SELECT c.volunteer_id, p.name, v.number, i.at_ms, x.at_ms, "
    "(SELECT SUM(h.minutes) FROM hours_entries h WHERE h.order_id = c.order_id AND h.volunteer_id = c.volunteer_id) "
    "FROM order_crew c JOIN persons p ON p.id = c.volunteer_id JOIN volunteers v ON v.person_id = c.volunteer_id "
    "LEFT JOIN presence_marks i ON i.order_id = c.order_id AND i.round = $2 AND i.volunteer_id = c.volunteer_id AND "
    "i.kind = 'in' "
    "LEFT JOIN presence_marks x ON x.order_id = c.order_id AND x.round = $2 AND x.volunteer_id = c.volunteer_id AND "
    "x.kind = 'out' "
    "WHERE c.order_id = $1 ORDER BY p.name, c.volunteer_id";
constexpr std::string_view offer_columns =
    "SELECT f.id, f.order_id, f.team_id, t.name, p.name, f.state, f.offered_ms, f.expires_ms, f.reason, f.why "
    "FROM dispatch_offers f LEFT JOIN teams t ON t.id = f.team_id LEFT JOIN persons p ON p.id = f.volunteer_id ";
constexpr std::string_view select_detail =
    "SELECT o.need, o.volunteers_needed, o.menu_item_id, m.name, o.contact_name, o.contact_mobile_sealed, "
    "o.address_sealed, "
    "o.rating_reason FROM orders o LEFT JOIN menu_items m ON m.id = o.menu_item_id WHERE o.id = $1";
constexpr std::string_view crew_state_columns = ", i.at_ms, x.at_ms ";
constexpr std::string_view crew_state_joins =
    "JOIN order_crew k ON k.order_id = o.id "
    "LEFT JOIN presence_marks i ON i.order_id = o.id AND i.round = o.round AND i.volunteer_id = k.volunteer_id AND "
    "i.kind = 'in' "
    "LEFT JOIN presence_marks x ON x.order_id = o.id AND x.round = o.round AND x.volunteer_id = k.volunteer_id AND "
    "x.kind = 'out' ";
// CROSS JOIN keeps SQLite to the written order.
constexpr std::string_view select_open_from =
    "SELECT o.id, o.title, o.skill, o.starts_ms, o.ends_ms, s.lat_e6, s.lon_e6 FROM orders o "
    "CROSS JOIN sites s WHERE s.id = o.site_id AND o.open_claim = 1 AND o.state = 'dispatched' AND o.starts_ms > $1 "
    "ORDER BY o.starts_ms LIMIT $2";
constexpr std::string_view select_commitments =
    "SELECT c.starts_ms, c.ends_ms FROM order_crew c CROSS JOIN orders w WHERE w.id = c.order_id "
    "AND c.volunteer_id = $1 AND c.ends_ms > $2 AND w.state IN ('dispatched', 'accepted', 'scheduled', 'in_service')";
constexpr std::string_view select_skills = "SELECT skill FROM volunteer_skills WHERE person_id = $1";
constexpr std::string_view select_point = "SELECT lat_e6, lon_e6 FROM volunteers WHERE person_id = $1";

RowView to_row(const db::Row& row) {
  RowView view;
  view.id = row.id<OrderId>(0);
  view.number = row.text(1);
  view.title = row.text(2);
  view.category = row.text(3);
  view.category_name = row.text(4);
  view.site = row.id<SiteId>(5);
  view.site_name = row.text(6);
  view.town_name = row.text(7);
  view.place = row.text(8);
  view.lane = row.text(9);
  view.state = row.text(10);
  view.state_since_ms = row.i64(11);
  view.starts_ms = row.i64(12);
  view.ends_ms = row.i64(13);
  view.lat_e6 = row.opt_i64(14);
  view.lon_e6 = row.opt_i64(15);
  if (!row.is_null(16)) view.next_clock = row.text(16);
  view.next_due_ms = row.opt_i64(17);
  view.escalated = row.i64(18);
  view.open_claim = row.i64(19) != 0;
  view.handler_name = row.text(20);
  view.team_name = row.text(21);
  view.rating = row.opt_i64(22);
  view.complaint_open = row.i64(23) != 0;
  view.requester_name = row.text(24);
  view.created_ms = row.i64(25);
  view.version = row.i64(26);
  return view;
}

OfferView to_offer(const db::Row& row) {
  const bool team = !row.is_null(2);
  return {row.id<OfferId>(0), row.id<OrderId>(1), team,       row.text(team ? 3 : 4), row.text(5), row.i64(6),
          row.i64(7),         row.text(8),        row.text(9)};
}

/// A statement put together from fixed pieces; values only ever travel as parameters.
class Query {
 public:
  explicit Query(std::string text) : text_(std::move(text)) {}
  template <class T>
  std::string param(const T& value) {
    params_.push_back(db::to_value(value));
    return "$" + std::to_string(params_.size());
  }
  Query& add(std::string_view text) {
    text_ += text;
    return *this;
  }
  db::Rows run(db::Reader& reader) const { return reader.run(text_, params_); }

 private:
  std::string text_;
  db::Params params_;
};

std::string columns_from() {
  return "SELECT " + std::string(row_columns) + std::string(row_joins);
}

std::string list_of_roots(Query& query, const std::vector<SiteId>& roots) {
  std::string list;
  for (const SiteId& root : roots) list += (list.empty() ? "" : ", ") + query.param(root);
  return list;
}

/// True if every tree of sites hangs from one of the roots.
bool cover_everything(db::Reader& reader, const std::vector<SiteId>& roots) {
  Query query("SELECT 1 FROM sites WHERE parent_id IS NULL AND id NOT IN (");
  query.add(list_of_roots(query, roots)).add(") LIMIT 1");
  return query.run(reader).empty();
}

/// How the subtrees come into a query. By their sites' own indexes an engine reads all that these sites ever had.
/// What an index holds alone (what is open, what complains, a month) is few: there each row is asked where it
/// belongs.
enum class Scope { leads, checked };

/// Where nothing lies outside, a scope would only keep the engine from reading the orders in the order of the page.
void add_scope(Query& query, db::Reader& reader, const std::vector<SiteId>& roots, Scope scope) {
  if (cover_everything(reader, roots)) return;
  query.add(scope == Scope::leads ? "AND o.site_id IN (SELECT t.site_id FROM site_tree t WHERE t.ancestor_id IN ("
                                  : "AND EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = o.site_id AND "
                                    "t.ancestor_id IN (");
  query.add(list_of_roots(query, roots)).add(")) ");
}

/// True if an index of its own holds what the filter asks for, however much else there is.
bool has_own_index(const Filter& filter) {
  return filter.by_due || filter.complaint || !filter.clock.empty() || !filter.on.empty();
}

void add_filters(Query& query, const Filter& filter, Instant now) {
  if (filter.state == "open")
    query.add("AND ").add(where_open);
  else if (!filter.state.empty())
    query.add("AND o.state = " + query.param(filter.state) + " ");
  if (!filter.category.empty()) query.add("AND o.category = " + query.param(filter.category) + " ");
  if (!filter.town.empty())
    query.add("AND o.site_id IN (SELECT id FROM sites WHERE town_code = " + query.param(filter.town) + ") ");
  if (!filter.site.empty())
    query.add("AND o.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = " + query.param(filter.site) +
              ") ");
  if (filter.clock == "overdue") query.add("AND o.next_due_ms < " + query.param(now) + " ");
  if (filter.clock == "soon")
    query.add("AND o.next_due_ms >= " + query.param(now) + " AND o.next_due_ms < " +
              query.param(now.plus_ms(day_ms)) + " ");
  if (!filter.lane.empty()) query.add("AND o.lane = " + query.param(filter.lane) + " ");
  if (!filter.handler.empty()) query.add("AND o.handler_id = " + query.param(filter.handler) + " ");
  if (filter.no_handler) query.add("AND o.handler_id IS NULL ");
  if (filter.complaint) query.add("AND o.complaint_open = 1 ");
  const Instant today = start_of_day(local_date(now));
  // In the order of identifiers an engine would look for the day's orders through all there are.
  if (filter.on == "placed_today")
    query.add("AND o.id IN (SELECT n.id FROM orders n WHERE n.created_ms >= " + query.param(today) + ") ");
  if (filter.on == "completed_today") query.add("AND o.completed_ms >= " + query.param(today) + " ");
  if (filter.on == "accepted_today")
    query.add(
        "AND o.id IN (SELECT order_id FROM order_events WHERE kind IN ('accepted', 'claimed', 'rated') AND to_state "
        "= "
        "'accepted' AND at_ms >= " +
        query.param(today) + ") ");
  if (!filter.q.empty()) {
    // Literal text: the wildcards of LIKE are taken out of it.
    std::string words;
    for (const char c : filter.q)
      if (c != '%' && c != '_' && c != '\\') words += c;
    query.add("AND (o.number LIKE " + query.param("%" + words) + " OR o.title LIKE " +
              query.param("%" + words + "%") + ") ");
  }
}

/// A page by clock continues after (due, id); the cursor is "due:id".
void add_due_cursor(Query& query, const Filter& filter) {
  query.add("AND o.next_due_ms IS NOT NULL ");
  const std::size_t colon = filter.cursor.find(':');
  if (colon != std::string::npos) {
    std::int64_t due = 0;
    std::from_chars(filter.cursor.data(), filter.cursor.data() + colon, due);
    const std::string at = query.param(due);
    query.add("AND (o.next_due_ms > " + at + " OR (o.next_due_ms = " + at + " AND o.id > " +
              query.param(filter.cursor.substr(colon + 1)) + ")) ");
  }
}

Page to_page(const db::Rows& rows, std::int64_t limit, bool by_due) {
  Page page;
  for (const db::Row& row : rows) page.rows.push_back(to_row(row));
  if (static_cast<std::int64_t>(page.rows.size()) > limit) {
    page.rows.pop_back();
    const RowView& last = page.rows.back();
    page.next = by_due ? std::to_string(last.next_due_ms.value_or(0)) + ":" + last.id.str() : last.id.str();
  }
  return page;
}

}  // namespace

// The page's orders are found by identifier first: only their rows are put together, not those of all that match.
Page list(db::Reader& reader, const Filter& filter, Instant now) {
  const std::string order = filter.by_due ? "ORDER BY o.next_due_ms, o.id " : "ORDER BY o.id DESC ";
  Query query(columns_from() + "WHERE o.id IN (SELECT o.id FROM orders o WHERE 1 = 1 ");
  add_scope(query, reader, filter.roots, has_own_index(filter) ? Scope::checked : Scope::leads);
  add_filters(query, filter, now);
  if (filter.by_due)
    add_due_cursor(query, filter);
  else if (!filter.cursor.empty())
    query.add("AND o.id < " + query.param(filter.cursor) + " ");
  query.add(order).add("LIMIT " + query.param(filter.limit + 1)).add(") ").add(order);
  return to_page(query.run(reader), filter.limit, filter.by_due);
}

Page list_of_requester(db::Reader& reader, const PersonId& requester, const std::string& cursor, std::int64_t limit) {
  Query query(columns_from() + "WHERE o.requester_id = ");
  query.add(query.param(requester) + " ");
  if (!cursor.empty()) query.add("AND o.id < " + query.param(cursor) + " ");
  query.add("ORDER BY o.id DESC LIMIT " + query.param(limit + 1));
  return to_page(query.run(reader), limit, false);
}

std::optional<RowView> find_row(db::Reader& reader, const OrderId& id) {
  static const std::string select = columns_from() + "WHERE o.id = $1";
  const auto row = reader.find(select, id);
  return row ? std::optional(to_row(*row)) : std::nullopt;
}

std::vector<EventView> events(db::Reader& reader, const OrderId& id) {
  std::vector<EventView> views;
  for (const db::Row& row : reader.query(select_events, id))
    views.push_back({row.i64(0), row.text(1), row.text(2), row.text(3), row.id<PersonId>(4), row.text(5), row.text(6),
                     row.text(7)});
  return views;
}

std::vector<CrewView> crew_views(db::Reader& reader, const OrderId& id, std::int64_t round) {
  std::vector<CrewView> views;
  for (const db::Row& row : reader.query(select_crew_views, id, round))
    views.push_back({row.id<PersonId>(0), row.text(1), row.text(2), row.opt_i64(3), row.opt_i64(4), row.opt_i64(5)});
  return views;
}

std::vector<OfferView> offers_of_order(db::Reader& reader, const OrderId& id) {
  static const std::string select = std::string(offer_columns) + "WHERE f.order_id = $1 ORDER BY f.id DESC LIMIT 60";
  std::vector<OfferView> views;
  for (const db::Row& row : reader.query(select, id)) views.push_back(to_offer(row));
  return views;
}

std::vector<OfferView> offers_to(db::Reader& reader, const PersonId& volunteer, const std::vector<TeamId>& teams,
                                 Instant now) {
  Query query{std::string(offer_columns)};
  query.add("WHERE f.state = 'offered' AND f.expires_ms > " + query.param(now) +
            " AND (f.volunteer_id = " + query.param(volunteer));
  for (const TeamId& team : teams) {
    const std::string id = query.param(team);
    query.add(" OR f.team_id = " + id + " OR f.team_id IN (SELECT id FROM teams WHERE parent_id = " + id + ")");
  }
  query.add(") ORDER BY f.expires_ms LIMIT 50");
  std::vector<OfferView> views;
  for (const db::Row& row : query.run(reader)) views.push_back(to_offer(row));
  return views;
}

std::optional<DetailView> detail(db::Reader& reader, const OrderId& id) {
  const auto row = reader.find(select_detail, id);
  if (!row) return std::nullopt;
  return DetailView{row->text(0), row->i64(1),  row->id<MenuItemId>(2), row->text(3),
                    row->text(4), row->text(5), row->text(6),           row->text(7)};
}

namespace {
std::vector<CrewRow> to_crew_rows(const db::Rows& rows) {
  std::vector<CrewRow> views;
  for (const db::Row& row : rows)
    views.push_back({to_row(row), row.is_null(27) ? "waiting" : row.is_null(28) ? "checked_in" : "checked_out"});
  return views;
}
}  // namespace

std::vector<CrewRow> coming(db::Reader& reader, const PersonId& volunteer, Instant from) {
  static const std::string select = "SELECT " + std::string(row_columns) + std::string(crew_state_columns) +
                                    std::string(row_joins) + std::string(crew_state_joins) +
                                    "WHERE k.volunteer_id = $1 AND (o.ends_ms >= $2 OR o.state = 'in_service') "
                                    "AND o.state IN ('dispatched', 'accepted', 'scheduled', 'in_service', "
                                    "'returned') ORDER BY o.starts_ms, o.id LIMIT 50";
  return to_crew_rows(reader.query(select, volunteer, from));
}

std::vector<CrewRow> done(db::Reader& reader, const PersonId& volunteer, std::int64_t limit) {
  static const std::string select = "SELECT " + std::string(row_columns) + std::string(crew_state_columns) +
                                    std::string(row_joins) + std::string(crew_state_joins) +
                                    "WHERE k.volunteer_id = $1 AND o.state IN ('completed', 'rated', 'archived') "
                                    "ORDER BY k.starts_ms DESC, o.id LIMIT $2";
  return to_crew_rows(reader.query(select, volunteer, limit));
}

std::vector<RowView> claimable(db::Reader& reader, Instant now, std::int64_t limit) {
  static const std::string select =
      columns_from() +
      "WHERE o.open_claim = 1 AND o.state = 'dispatched' AND o.starts_ms > $1 ORDER BY o.starts_ms LIMIT $2";
  std::vector<RowView> views;
  for (const db::Row& row : reader.query(select, now, limit)) views.push_back(to_row(row));
  return views;
}

// Commitments and skills are read once and compared here: in a rush this is asked by everybody who came too late.
std::vector<OpenOrder> open_to(db::Reader& reader, const PersonId& volunteer, Instant now) {
  constexpr std::int64_t page = 20, pages = 4;
  const db::Rows busy = reader.query(select_commitments, volunteer, now);
  const db::Rows skills = reader.query(select_skills, volunteer);
  const auto fits = [&](const db::Row& order) {
    const bool able = order.is_null(2) || std::any_of(skills.begin(), skills.end(), [&](const db::Row& skill) {
                        return skill.text(0) == order.text(2);
                      });
    return able && std::none_of(busy.begin(), busy.end(), [&](const db::Row& one) {
             return one.i64(0) < order.i64(4) && order.i64(3) < one.i64(1);
           });
  };
  std::vector<OpenOrder> open;
  for (std::int64_t n = 0; n < pages && open.empty(); ++n) {
    const db::Rows rows = reader.query(select_open_from, now, page);
    for (const db::Row& row : rows)
      if (fits(row)) open.push_back({row.id<OrderId>(0), row.text(1), row.opt_i64(5), row.opt_i64(6)});
    if (rows.empty()) break;
    now.ms = rows.back().i64(3);
  }
  return open;
}

VolunteerPoint volunteer_point(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(select_point, volunteer);
  return row ? VolunteerPoint{row->opt_i64(0), row->opt_i64(1)} : VolunteerPoint{};
}

// One sum for each figure: grouped by state, SQLite would walk all orders by theirs.
Counts worklist_counts(db::Reader& reader, const std::vector<SiteId>& roots, Instant now) {
  Query clocks("SELECT ");
  const std::string at = clocks.param(now), soon = clocks.param(now.plus_ms(day_ms));
  const auto sum = [&](const std::string& of) { return "SUM(CASE WHEN " + of + " THEN 1 ELSE 0 END)"; };
  clocks.add(sum("o.next_due_ms < " + at) + ", " + sum("o.next_due_ms >= " + at + " AND o.next_due_ms < " + soon));
  for (const char* state : {"submitted", "triaged", "returned", "dispatched"})
    clocks.add(", " + sum("o.state = '" + std::string(state) + "'"));
  clocks.add(" FROM orders o WHERE o.next_due_ms IS NOT NULL ");
  add_scope(clocks, reader, roots, Scope::checked);
  const db::Row row = clocks.run(reader).front();
  Counts counts{row.i64(0), row.i64(1), row.i64(2), row.i64(3), row.i64(4), row.i64(5), 0};
  Query complaints("SELECT COUNT(*) FROM orders o WHERE o.complaint_open = 1 ");
  add_scope(complaints, reader, roots, Scope::checked);
  counts.complaints = complaints.run(reader).front().i64(0);
  return counts;
}

std::int64_t completed_since(db::Reader& reader, const std::vector<SiteId>& roots, Instant since) {
  Query query("SELECT COUNT(*) FROM orders o WHERE o.completed_ms >= ");
  query.add(query.param(since) + " ");
  add_scope(query, reader, roots, Scope::checked);
  return query.run(reader).front().i64(0);
}

}  // namespace ws::orders
