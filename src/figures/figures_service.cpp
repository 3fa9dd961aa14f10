#include "figures/figures_service.h"

#include <charconv>

#include "figures/figures_access.h"
#include "sites/public.h"
#include "teams/public.h"

namespace ws::figures {
namespace {

void add(HoursFigures& figures, const hours::Tally& tally) {
  figures[tally.standing] = {tally.services, tally.people, tally.minutes};
}

hours::Months of_ledger(Months months) {
  return {months.from, months.until};
}

void count_hours(db::Reader& reader, Report& report) {
  const Question& question = report.question;
  for (const hours::Tally& tally : hours::tallies(reader, {line_of(question.scope)}, of_ledger(question.months)))
    add(report.total.hours, tally);
  std::map<std::string, Row*, std::less<>> rows;
  if (question.by == By::month) {
    for (Row& row : report.rows) rows[row.group.key] = &row;
    for (const hours::Tally& tally :
         hours::tallies_by_month(reader, line_of(question.scope), of_ledger(question.months)))
      if (const auto row = rows.find(month_text(tally.month)); row != rows.end()) add(row->second->hours, tally);
    return;
  }
  std::vector<std::string> lines;
  for (Row& row : report.rows) {
    lines.push_back(line_of(question, row.group.key));
    rows[lines.back()] = &row;
  }
  for (const hours::Tally& tally : hours::tallies(reader, lines, of_ledger(question.months)))
    add(rows.at(tally.line)->hours, tally);
}

void count_orders(db::Reader& reader, Report& report) {
  const Question& question = report.question;
  report.total.orders = store::count_orders(reader, question, "", question.months);
  for (Row& row : report.rows) {
    const auto month = question.by == By::month ? parse_month(row.group.key) : std::nullopt;
    const Months months = month ? Months{*month, *month + 1} : question.months;
    row.orders = store::count_orders(reader, question, month ? "" : row.group.key, months);
  }
}

std::string cursor_of(std::int64_t at_ms, const std::string& id) {
  return std::to_string(at_ms) + "-" + id;
}

Result<std::optional<store::After>> after_of(const std::string& cursor) {
  if (cursor.empty()) return std::optional<store::After>();
  store::After after;
  const std::size_t dash = cursor.find('-');
  const char* end = cursor.data() + std::min(dash, cursor.size());
  const auto [read, failed] = std::from_chars(cursor.data(), end, after.at_ms);
  if (dash == std::string::npos || failed != std::errc() || read != end)
    return Error::invalid("list.bad_cursor", "cursor");
  after.id = cursor.substr(dash + 1);
  if (!is_ulid(after.id)) return Error::invalid("list.bad_cursor", "cursor");
  return std::optional(after);
}

/// The page of one item more than it shows.
template <class Page, class Item, class At>
Page page_of(std::vector<Item> items, std::int64_t limit, At at) {
  Page page;
  if (static_cast<std::int64_t>(items.size()) > limit) {
    items.pop_back();
    page.next = cursor_of(at(items.back()), items.back().id.str());
  }
  page.items = std::move(items);
  return page;
}

static_assert(most_months <= hours::longest_stretch);
constexpr std::int64_t public_months = 12;
constexpr std::int64_t public_rows = 100;

}  // namespace

Result<Question> question_of(db::Reader& reader, const Actor& actor, const Wish& wish, Instant now) {
  const auto months = period_of(wish.first, wish.last, now);
  if (!months) return months.error();
  auto scope = access::get_scope(reader, actor, wish.scope, wish.scope_id);
  if (!scope) return scope.error();
  Question question{wish.kind, wish.by, std::move(*scope), *months};
  // A team's leader who asks for nothing in particular sees the team by month.
  if (wish.scope_id.empty() && question.scope.kind != ScopeKind::site && !check_grouping(question))
    question.by = By::month;
  if (const Outcome known = check_grouping(question); !known) return known.error();
  return question;
}

Result<Behind> behind_of(db::Reader& reader, const Actor& actor, const Wish& wish, Instant now) {
  auto question = question_of(reader, actor, wish, now);
  if (!question) return question.error();
  Behind behind{std::move(*question), wish.group, wish.standing};
  if (const Outcome known = check_behind(behind); !known) return known.error();
  if (!behind.group.empty() && !store::has_group(reader, behind.question, behind.group))
    return Error::invalid("figures.no_such_figure", "group");
  return behind;
}

Report make_report(db::Reader& reader, const Question& question, const std::string& after, std::int64_t limit) {
  Report report;
  report.question = question;
  report.total.group = {"", question.scope.name};
  std::vector<Group> found = store::groups(reader, question, after, limit + 1);
  if (static_cast<std::int64_t>(found.size()) > limit) {
    found.resize(static_cast<std::size_t>(limit));
    report.next = found.back().key;
  }
  for (Group& group : found) report.rows.push_back({std::move(group), {}, {}});
  if (question.kind == Kind::hours)
    count_hours(reader, report);
  else
    count_orders(reader, report);
  return report;
}

Result<Report> FiguresService::report(const Actor& actor, const Wish& wish, const std::string& after,
                                      std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Report> {
    const auto question = question_of(reader, actor, wish, now);
    if (!question) return question.error();
    return make_report(reader, *question, after, limit);
  });
}

Result<FiguresService::EntryPage> FiguresService::entries(const Actor& actor, const Wish& wish,
                                                          const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  const auto after = after_of(cursor);
  if (!after) return after.error();
  return database_.read([&](db::Reader& reader) -> Result<EntryPage> {
    const auto behind = behind_of(reader, actor, wish, now);
    if (!behind) return behind.error();
    if (behind->question.kind != Kind::hours) return Error::invalid("figures.no_such_figure", "kind");
    return page_of<EntryPage>(store::entries_behind(reader, *behind, *after, limit + 1), limit,
                              [](const store::Entry& entry) { return entry.starts.ms; });
  });
}

Result<FiguresService::OrderPage> FiguresService::orders(const Actor& actor, const Wish& wish,
                                                         const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  const auto after = after_of(cursor);
  if (!after) return after.error();
  return database_.read([&](db::Reader& reader) -> Result<OrderPage> {
    const auto behind = behind_of(reader, actor, wish, now);
    if (!behind) return behind.error();
    if (behind->question.kind != Kind::orders) return Error::invalid("figures.no_such_figure", "kind");
    return page_of<OrderPage>(store::orders_behind(reader, *behind, *after, limit + 1), limit,
                              [](const store::OrderLine& order) { return order.created_ms; });
  });
}

Result<FiguresService::EntryDetail> FiguresService::entry(const Actor& actor, const HoursEntryId& id) const {
  return database_.read([&](db::Reader& reader) -> Result<EntryDetail> {
    auto found = access::get_entry(reader, actor, id);
    if (!found) return found.error();
    return EntryDetail{std::move(*found), store::steps_of(reader, id), store::marks_of(reader, id)};
  });
}

namespace {

/// By name alone: what everybody may see needs no standing.
std::optional<Scope> public_scope(db::Reader& reader, ScopeKind kind, const std::string& id) {
  if (kind == ScopeKind::team) {
    const auto team = teams::find_brief(reader, TeamId(id));
    return team ? std::optional(Scope{kind, id, team->name, team->site}) : std::nullopt;
  }
  if (kind == ScopeKind::project) return store::find_project(reader, id);
  if (kind == ScopeKind::area) return store::find_area(reader, id);
  const auto site = id.empty() ? store::find_center(reader) : std::optional(SiteId(id));
  const auto found = site ? sites::find_brief(reader, *site) : std::nullopt;
  return found ? std::optional(Scope{kind, site->str(), found->name, *site}) : std::nullopt;
}

/// From January up to and including the month.
std::optional<FiguresService::Year> read_year(db::Reader& reader, ScopeKind kind, const std::string& id,
                                              std::int64_t last) {
  auto scope = public_scope(reader, kind, id);
  if (!scope) return std::nullopt;
  FiguresService::Year year{std::move(*scope), {last / 12 * 12, last + 1}, {}};
  for (const hours::Tally& tally : hours::tallies(reader, {line_of(year.scope)}, of_ledger(year.months)))
    add(year.hours, tally);
  return year;
}

}  // namespace

std::optional<FiguresService::Year> FiguresService::year(ScopeKind kind, const std::string& id) const {
  const std::int64_t current = month_number(clock_.now());
  return database_.read([&](db::Reader& reader) { return read_year(reader, kind, id, current); });
}

std::optional<FiguresService::Year> FiguresService::year(db::Reader& reader, ScopeKind kind, const std::string& id,
                                                         int year) const {
  constexpr int months_a_year = 12;
  const std::int64_t december = std::int64_t{year} * months_a_year + months_a_year - 1;
  return read_year(reader, kind, id, std::min(december, month_number(clock_.now())));
}

std::optional<FiguresService::Overview> FiguresService::overview(ScopeKind kind, const std::string& id) const {
  const std::int64_t current = month_number(clock_.now());
  return database_.read([&](db::Reader& reader) -> std::optional<Overview> {
    auto year = read_year(reader, kind, id, current);
    if (!year) return std::nullopt;
    Overview overview;
    overview.year = std::move(*year);
    const auto by = [&](By grouping, Months months) {
      return make_report(reader, {Kind::hours, grouping, overview.year.scope, months}, "", public_rows);
    };
    const Months months = overview.year.months;
    const bool site = kind == ScopeKind::site;
    overview.hours_by_month = by(By::month, {current - public_months + 1, current + 1});
    if (site || kind == ScopeKind::team) overview.hours_by_part = by(site ? By::site : By::team, months);
    if (site) overview.hours_by_source = by(By::source, months);
    if (site) overview.hours_by_area = by(By::area, months);
    if (kind != ScopeKind::project)
      overview.orders =
          store::count_orders(reader, {Kind::orders, By::month, overview.year.scope, months}, "", months);
    return overview;
  });
}

}  // namespace ws::figures
