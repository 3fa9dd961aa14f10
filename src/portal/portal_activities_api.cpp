// The list of activities: as cards, month, week, map; and the page of a project.
#include <algorithm>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

namespace act = activities;

constexpr std::int64_t page_size = 20;
constexpr std::int64_t near_size = 100;
constexpr std::int64_t near_radius_m = 10'000;
constexpr std::size_t most_in_a_day = 3;

ActivityQuery read_query(const Request& request) {
  ActivityQuery query;
  for (const QueryField& field : activity_query_fields())
    query.*field.value = std::string(request.q(field.name).substr(0, 100));
  query.q = trim(query.q);
  const auto keep_if = [](std::string& value, bool known) {
    if (!known) value.clear();
  };
  const auto one_of = [](const std::string& value, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
  };
  keep_if(query.view, one_of(query.view, {"month", "week", "map"}));
  keep_if(query.when, one_of(query.when, {"today", "weekend", "week"}));
  keep_if(query.date, parse_date(query.date).has_value());
  keep_if(query.site, is_ulid(query.site));
  keep_if(query.team, is_ulid(query.team));
  keep_if(query.places, query.places == "open");
  keep_if(query.who, query.who == "minors");
  keep_if(query.near, parse_point(query.near).has_value());
  return query;
}

act::store::Filter filter_of(const ActivityQuery& query, Instant now) {
  const Span span = span_of(query, now);
  act::store::Filter filter;
  filter.states = {act::State::recruiting, act::State::in_progress};
  filter.from = span.from;
  filter.until = span.until;
  filter.q = query.q;
  filter.category = query.category;
  filter.town = query.town;
  filter.within = SiteId(query.site);
  filter.team = TeamId(query.team);
  filter.has_places = !query.places.empty();
  filter.for_minors = !query.who.empty();
  filter.cursor = query.cursor;
  filter.limit = page_size;
  return filter;
}

/// The same question with one thing changed.
std::string url_with(ActivityQuery query, std::string ActivityQuery::*field, std::string value) {
  query.*field = std::move(value);
  return activity_url(query);
}

// ---- what is asked

void add_views(View& view, const ActivityQuery& query, Language language) {
  struct Face {
    std::string_view key, zh, en, icon;
  };
  constexpr std::array<Face, 4> faces{{{"", "列表", "List", "list"},
                                       {"month", "月历", "Month", "calendar"},
                                       {"week", "一周", "Week", "clock"},
                                       {"map", "地图", "Map", "map-pin"}}};
  for (const Face& face : faces) {
    ActivityQuery other = query;
    other.view = face.key;
    other.near.clear();
    if (face.key == "month" || face.key == "week") other.when.clear(), other.date.clear();
    View& link = view.add("VIEWS");
    link.set("URL", activity_url(other)).set("LABEL", say(language, face.zh, face.en));
    link.set("ICON", std::string(face.icon));
    if (face.key == query.view) link.show("VIEW_CURRENT");
  }
}

void add_days(View& view, const ActivityQuery& query, Language language) {
  struct Day {
    std::string_view key, zh, en;
  };
  constexpr std::array<Day, 4> days{{{"", "全部", "All"},
                                     {"today", "今天", "Today"},
                                     {"weekend", "这个周末", "This weekend"},
                                     {"week", "七天内", "Next 7 days"}}};
  for (const Day& day : days) {
    ActivityQuery other = query;
    other.when = day.key;
    other.date.clear();
    View& chip = view.add("WHENS");
    chip.set("URL", activity_url(other)).set("LABEL", say(language, day.zh, day.en));
    if (day.key == query.when && query.date.empty()) chip.show("WHEN_CURRENT");
  }
}

void add_filters(Pages& pages, View& view, const ActivityQuery& query, Language language) {
  const Services& use = pages.parts.services;
  view.set("Q", query.q).set("F_WHEN", query.when).set("F_DATE", query.date).set("F_VIEW", query.view);
  view.set("F_MONTH", query.month).set("F_SITE", query.site).set("F_TEAM", query.team).set("F_NEAR", query.near);
  for (const menu::CategoryCount& category : use.menu.categories()) {
    View& option = view.add("CATEGORY_CHOICES");
    option.set("VALUE", category.code).set("LABEL", say(language, category.name, category.name_en));
    if (category.code == query.category) option.show("SELECTED");
  }
  std::map<std::string, std::string> towns;
  for (const sites::Site& site : pages.service.operating_sites())
    if (!site.town_code.empty()) towns[site.town_code] = site.town_name;
  for (const auto& [code, name] : towns) {
    View& option = view.add("TOWNS");
    option.set("VALUE", code).set("LABEL", name);
    if (code == query.town) option.show("SELECTED");
  }
  if (!query.places.empty()) view.show("ONLY_OPEN");
  if (!query.who.empty()) view.show("ONLY_MINORS");
  const auto chosen = [&](const std::string& name, std::string ActivityQuery::*field) {
    view.add("CHOSEN").set("LABEL", name).set("URL", url_with(query, field, ""));
  };
  if (!query.date.empty()) chosen(day_words(*parse_date(query.date), language), &ActivityQuery::date);
  if (const auto site = SiteId::parse(query.site))
    if (const auto found = use.sites.site(*site)) chosen(found->site.name, &ActivityQuery::site);
  if (const auto team = TeamId::parse(query.team))
    if (const auto found = use.teams.team(Actor{}, *team)) chosen(found->team.name, &ActivityQuery::team);
  if (!query.near.empty()) chosen(say(language, "我附近", "Near me"), &ActivityQuery::near);
}

// ---- as cards

void add_list(Pages& pages, View& view, const ActivityQuery& query, Language language) {
  auto filter = filter_of(query, pages.now());
  std::optional<act::Near> near;
  if (const auto point = parse_point(query.near)) {
    near = act::Near{point->lat_e6, point->lon_e6, near_radius_m};
    filter.limit = near_size;
    filter.cursor.clear();
  }
  auto page = pages.parts.services.activities.list(std::move(filter), near);
  if (near)
    std::stable_sort(page.rows.begin(), page.rows.end(),
                     [](const auto& a, const auto& b) { return *a.distance_m < *b.distance_m; });
  view.show("LIST");
  show_either(view, !page.rows.empty(), "ACTIVITIES");
  for (const act::store::RowView& row : page.rows) pages.add_activity(view, row, language);
  if (near || (!page.next && query.cursor.empty())) return;
  view.show("PAGED").set("PAGE_TEXT", "");
  if (!query.cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", activity_url(query));
  if (page.next) {
    const std::string url = activity_url(query);
    const char before = url.find('?') == std::string::npos ? '?' : '&';
    view.add("NEXT").set("NEXT_URL", url + before + address("", {{"cursor", *page.next}}).substr(1));
  }
}

// ---- as a calendar

/// Called-off ones are left out: there is nothing to come to.
std::vector<act::store::CalendarEntry> entries_of(Pages& pages, const ActivityQuery& query,
                                                  const CalendarSpan& span) {
  const Instant until = start_of_day(next_day(span.last));
  auto entries = pages.parts.services.activities.calendar(start_of_day(span.first), until, SiteId(query.site));
  if (!entries) return {};
  std::erase_if(*entries, [&](const act::store::CalendarEntry& entry) {
    return entry.state == "cancelled" || (!query.category.empty() && entry.category != query.category);
  });
  return std::move(*entries);
}

void add_entry(Pages& pages, View& day, const act::store::CalendarEntry& entry, Language language) {
  const Instant starts{entry.starts_ms};
  View& row = day.add("ENTRIES");
  row.set("ENTRY_URL", "/activities/" + entry.activity.str()).set("ENTRY_NAME", entry.title);
  row.set("ENTRY_TIME", to_iso(starts).substr(11, 5)).set("ENTRY_SITE", entry.site.name);
  pages.set_category(row, entry.category, language);
}

void add_day(Pages& pages, View& list, LocalDate day, const CalendarSpan& span, const ActivityQuery& query,
             const std::vector<act::store::CalendarEntry>& all, Language language) {
  std::vector<const act::store::CalendarEntry*> here;
  for (const act::store::CalendarEntry& entry : all)
    if (local_date({entry.starts_ms}) == day) here.push_back(&entry);
  ActivityQuery of_day = query;
  of_day.view.clear();
  of_day.month.clear();
  of_day.date = to_text(day);
  View& cell = list.add("DAYS");
  const LocalDate today = local_date(pages.now());
  const bool week = query.view == "week";
  cell.set("DAY", day.day).set("DAY_NAME", day_words(day, language)).set("DAY_URL", activity_url(of_day));
  cell.set("DAY_CLASS", std::string(day == today                             ? "is-today"
                                    : !week && day.month != span.shown.month ? "is-out"
                                                                             : "is-in"));
  cell.set("DAY_COUNT", static_cast<std::int64_t>(here.size()));
  show_either(cell, !here.empty(), "ENTRIES");
  const std::size_t shown = week ? here.size() : std::min(here.size(), most_in_a_day);
  for (std::size_t i = 0; i < shown; ++i) add_entry(pages, cell, *here[i], language);
  if (here.size() > shown) cell.add("MORE").set("MORE_COUNT", static_cast<std::int64_t>(here.size() - shown));
}

void add_calendar(Pages& pages, View& view, const ActivityQuery& query, Language language) {
  const CalendarSpan span = calendar_span(query, pages.now());
  const auto entries = entries_of(pages, query, span);
  const bool week = query.view == "week";
  view.show(week ? "WEEK" : "MONTH_VIEW");
  view.set("CALENDAR_NAME",
           week ? date_words(span.first, language) + " – " + date_words(span.last, language)
                : std::to_string(span.shown.year) + say(language, "年", " ") + month_words(span.shown, language));
  view.set("BEFORE_URL", url_with(query, &ActivityQuery::month, to_text(span.previous)));
  view.set("AFTER_URL", url_with(query, &ActivityQuery::month, to_text(span.next)));
  LocalDate head = span.first;
  for (int i = 0; i < 7; ++i, head = next_day(head))
    view.add("WEEKDAYS").set("WEEKDAY", weekday_words(head, language));
  View* row = &view;
  for (LocalDate day = span.first; day <= span.last; day = next_day(day)) {
    if (!week && weekday(day) == 1) row = &view.add("WEEKS");
    add_day(pages, *row, day, span, query, entries, language);
  }
}

void add_map(View& view, const ActivityQuery& query, Instant now) {
  const Span span = span_of(query, now);
  view.add("MAP").set("MAP_URL", address("/api/activities", {{"limit", "100"},
                                                             {"state", "recruiting,in_progress"},
                                                             {"from_ms", std::to_string(span.from.ms)},
                                                             {"until_ms", std::to_string(span.until.ms)},
                                                             {"q", query.q},
                                                             {"category", query.category},
                                                             {"town", query.town},
                                                             {"site_id", query.site},
                                                             {"team_id", query.team},
                                                             {"places", query.places},
                                                             {"for", query.who}}));
}

Response activities_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const ActivityQuery query = read_query(request);
  View view = pages.view(request, Nav::activities);
  add_views(view, query, language);
  add_days(view, query, language);
  add_filters(pages, view, query, language);
  if (query.view == "month" || query.view == "week")
    add_calendar(pages, view, query, language);
  else {
    view.show("DATED");
    if (query.view == "map") add_map(view, query, pages.now());
    add_list(pages, view, query, language);
  }
  // Where somebody is stays theirs: a page that says what is near is kept by nobody.
  return pages.render(request, "activities.html", view, query.near.empty() ? Keep::shortly : Keep::never);
}

// ---- projects

Response project_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  auto& service = pages.parts.services.activities;
  const auto id = ProjectId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("project.not_found"));
  const auto found = service.project(*id);
  if (!found) return pages.refusal(request, found.error());
  View view = pages.view(request, Nav::activities);
  const act::store::Project& project = found->project;
  view.set("NAME", project.name).set("SUMMARY", project.summary);
  view.set("SITE_ID", project.site.str()).set("SITE_NAME", found->site_name);
  if (!project.team.empty()) view.add("TEAM").set("TEAM_ID", project.team.str()).set("TEAM_NAME", found->team_name);
  if (project.state == "closed") view.show("CLOSED");
  add_badges(view, pages.parts.services.showcase.shown_of(*id), language);
  add_year(pages, view, figures::ScopeKind::project, id->str(), language);
  act::store::Filter coming;
  coming.project = *id;
  coming.states = {act::State::recruiting, act::State::in_progress};
  coming.from = pages.now();
  const auto next = service.list(coming, {});
  show_either(view, !next.rows.empty(), "ACTIVITIES");
  for (const auto& row : next.rows) pages.add_activity(view, row, language);
  view.add("FIGURES").set("LABEL", say(language, "已公布的活动", "Activities")).set("VALUE", found->activities);
  view.add("FIGURES")
      .set("LABEL", say(language, "即将举行", "Still to come"))
      .set("VALUE", static_cast<std::int64_t>(next.rows.size()));
  return pages.render(request, "project.html", view, Keep::shortly);
}

}  // namespace

std::string activity_url(const ActivityQuery& query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const QueryField& field : activity_query_fields())
    if (field.name != "cursor") pairs.emplace_back(field.name, query.*field.value);
  return address("/activities", pairs);
}

void add_activities_routes(http::Routes& routes, Pages& pages) {
  routes.get("/activities", Access::everyone,
             http::handler([&pages](Request& request) { return activities_page(pages, request); }));
  routes.get("/projects/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return project_page(pages, request); }));
}

}  // namespace ws::portal
