// Sites and areas.
#include <algorithm>
#include <set>
#include <tuple>

#include "portal/portal_page_api.h"
#include "portal/portal_plan_model.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::size_t sites_per_page = 24;
constexpr std::int64_t venues_shown = 6;
constexpr std::int64_t showcase_shown = 3;
constexpr std::size_t area_activities_shown = 6, area_teams_shown = 6, area_showcase_shown = 6;
constexpr std::int64_t area_articles_shown = 3;
constexpr std::int64_t week_ms = 7 * day_ms;

std::string first_art(const Pages& pages, const sites::Area& area) {
  const std::string name = area.sites.empty() ? area.name : area.sites.front().name;
  return pages.asset(art_of("station", name));
}

void add_towns(View& view, const std::vector<sites::Site>& all, std::string_view chosen) {
  std::set<std::pair<std::string, std::string>> towns;
  for (const sites::Site& site : all)
    if (!site.town_code.empty()) towns.emplace(site.town_code, site.town_name);
  for (const auto& [code, name] : towns) {
    View& option = view.add("TOWNS");
    option.set("VALUE", code).set("LABEL", name);
    if (code == chosen) option.show("SELECTED");
  }
}

void add_kinds(View& view, std::string_view chosen, Language language) {
  for (const std::string_view kind : {"center", "office", "station", "base"}) {
    View& option = view.add("KINDS");
    option.set("VALUE", std::string(kind)).set("LABEL", kind_words(kind, language));
    if (kind == chosen) option.show("SELECTED");
  }
}

std::size_t page_number(const Request& request) {
  std::size_t page = 0;
  for (const char c : request.q("page").substr(0, 3))
    page = c >= '0' && c <= '9' ? page * 10 + static_cast<std::size_t>(c - '0') : 0;
  return std::max<std::size_t>(page, 1);
}

void add_site_pages(View& view, const Request& request, std::size_t page, std::size_t total) {
  const std::size_t pages = (total + sites_per_page - 1) / sites_per_page;
  if (pages < 2) return;
  const auto url = [&](std::size_t to) {
    return address("/sites", {{"q", std::string(request.q("q"))},
                              {"town", std::string(request.q("town"))},
                              {"kind", std::string(request.q("kind"))},
                              {"page", std::to_string(to)}});
  };
  view.show("PAGED").set("PAGE_TEXT", std::to_string(page) + " / " + std::to_string(pages));
  if (page > 1) view.add("PREVIOUS").set("PREVIOUS_URL", url(page - 1));
  if (page < pages) view.add("NEXT").set("NEXT_URL", url(page + 1));
}

Response sites_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  auto& service = pages.parts.services.sites;
  sites::Filter filter{
      std::string(request.q("kind")), std::string(request.q("town")), std::string(request.q("q")), {}};
  auto found = service.list(filter);
  if (!found) return pages.refusal(request, found.error());
  const auto all = service.list({});
  std::erase_if(*found, [](const sites::Site& site) { return site.state == sites::SiteState::closed; });
  View view = pages.view(request, Nav::sites);
  view.set("Q", filter.words).set("TOWN", filter.town_code).set("KIND", filter.kind);
  add_towns(view, all ? *all : *found, filter.town_code);
  add_kinds(view, filter.kind, language);
  const std::string count = std::to_string(found->size());
  view.set("RESULT_TEXT", language == "en" ? count + " sites" : count + " 个阵地");
  const std::size_t page = page_number(request);
  const std::size_t first = std::min((page - 1) * sites_per_page, found->size());
  const std::size_t last = std::min(first + sites_per_page, found->size());
  show_either(view, last > first, "SITES");
  for (std::size_t i = first; i < last; ++i) pages.add_site(view, (*found)[i], language);
  add_site_pages(view, request, page, found->size());
  const auto areas = service.areas();
  if (!areas.empty()) view.show("HAS_AREAS");
  for (const sites::Area& area : areas)
    view.add("AREAS")
        .set("ID", area.id)
        .set("NAME", area.name)
        .set("SUMMARY", area.summary)
        .set("ART", first_art(pages, area));
  return pages.render(request, "sites.html", view, Keep::shortly);
}

std::string abnormal_words(const sites::Site& site, const std::string& nearby, Language language) {
  const bool en = language == "en";
  const std::string other =
      nearby.empty() ? "" : (en ? " Nearest open: " + nearby + "." : "附近可以去：" + nearby + "。");
  switch (site.state) {
    case sites::SiteState::preparing:
      return say(language, "这里正在筹建，还没有开放。", "This site is being prepared and is not open yet.") + other;
    case sites::SiteState::rectifying:
      return say(language, "这里正在整改，暂停服务。", "This site is being put in order; service is paused.") + other;
    case sites::SiteState::closed:
      return say(language, "这里已经停用。", "This site is closed for good.") + other;
    case sites::SiteState::operating:
      break;
  }
  return {};
}

/// Another operating site of the same town.
std::string nearby_site(Pages& pages, const sites::Site& site) {
  for (const sites::Site& other : pages.service.operating_sites())
    if (other.id != site.id && other.town_code == site.town_code) return other.name;
  return {};
}

void add_site_head(Pages& pages, View& view, const sites::Site& site, Language language) {
  const auto hours = parse_hours(site.hours);
  const bool operating = site.state == sites::SiteState::operating;
  view.set("ID", site.id.str()).set("KIND", site.kind).set("KIND_NAME", kind_words(site.kind, language));
  view.set("NAME", site.name).set("SUMMARY", site.summary).set("ART", pages.asset(art_of(site.kind, site.name)));
  if (site.demonstration) view.show("DEMONSTRATION");
  view.show(operating && is_open(hours, pages.now()) ? "OPEN_NOW" : "CLOSED_NOW");
  view.set("HOURS_TEXT", hours_words(hours, language)).set("ADDRESS", site.address);
  view.set("CONTACT", say(language, "服务台", "Front desk"));
  const std::string phone = site.phone.empty() ? pages.service.district()->phone : site.phone;
  std::string digits = phone;
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  view.set("SITE_PHONE", phone).set("SITE_PHONE_TEL", digits);
  view.set("LAT", degrees(site.lat_e6)).set("LNG", degrees(site.lon_e6));
  view.set("DIRECTIONS", site.surveyed ? say(language, "位置经过实地核对。", "This position was checked on the spot.")
                                       : say(language, "位置是示意，出发前请先打电话问问。",
                                             "The position is a sketch; please call before you set out."));
  if (!operating)
    view.show("ABNORMAL").set("ABNORMAL_TEXT", abnormal_words(site, nearby_site(pages, site), language));
}

std::string floor_words(const std::string& floor, Language language) {
  if (floor.empty()) return say(language, "各室", "Rooms");
  const bool number = floor.find_first_not_of("0123456789") == floor.npos;
  return number ? say(language, floor + " 楼", "Floor " + floor) : floor;
}

void add_room(View& floor, const sites::Room& room, std::size_t number, Language language) {
  View& row = floor.add("ROOMS");
  row.set("NUMBER", static_cast<std::int64_t>(number)).set("NAME", room.name).set("USE", room.purpose);
  row.set("CAPACITY_TEXT",
          language == "en" ? std::to_string(room.seats) + " seats" : std::to_string(room.seats) + " 人");
  if (!room.venue.empty()) row.add("BOOKABLE").set("BOOK_URL", "/venues/" + room.venue.str());
}

/// The picture of a floor with a dot for each room that staff placed on it.
void add_floor_picture(View& floor, const sites::FloorPlan& plan, const std::vector<sites::Room>& rooms,
                       const Floor& of) {
  constexpr std::int64_t wide = 1000;
  const std::int64_t high = plan.width > 0 ? wide * plan.height / plan.width : wide;
  View& picture = floor.add("FLOOR_PICTURE");
  picture.set("PLAN_HEIGHT", high)
      .set("PLAN_URL",
           content::picture_path({plan.hash, static_cast<int>(plan.width), static_cast<int>(plan.height), ""}, 960));
  for (const std::size_t i : of.rooms)
    if (rooms[i].plan_x)
      picture.add("PLACED")
          .set("NUMBER", static_cast<std::int64_t>(i + 1))
          .set("X", *rooms[i].plan_x)
          .set("Y", *rooms[i].plan_y * high / wide);
}

void add_floor_drawing(View& floor, const std::vector<sites::Room>& rooms, const Floor& of) {
  constexpr std::int64_t line_height = 17, number_down = 20;
  std::vector<PlanRoom> here;
  for (const std::size_t i : of.rooms) here.push_back({rooms[i].name, rooms[i].floor, rooms[i].seats});
  const FloorDrawing drawing = draw_floor(here);
  View& drawn = floor.add("FLOOR_DRAWN");
  drawn.set("PLAN_HEIGHT", drawing.height).set("WALL_HEIGHT", drawing.height - 4);
  for (const Corridor& way : drawing.corridors) drawn.add("CORRIDORS").set("Y", way.y).set("HEIGHT", way.height);
  for (const RoomBox& box : drawing.rooms) {
    View& one = drawn.add("BOXES");
    one.set("NUMBER", static_cast<std::int64_t>(of.rooms[box.room] + 1));
    one.set("X", box.x).set("Y", box.y).set("WIDTH", box.width).set("HEIGHT", box.height);
    one.set("X_NUMBER", box.x + 14).set("Y_NUMBER", box.y + number_down);
    std::int64_t y = box.y + number_down + 20;
    for (const std::string& line : box.lines) {
      one.add("LINES").set("X_MIDDLE", box.x + box.width / 2).set("Y_LINE", y).set("LINE", line);
      y += line_height;
    }
  }
}

void add_rooms(View& view, const sites::Detail& detail, Language language) {
  show_either(view, !detail.rooms.empty(), "ROOMS");
  std::vector<PlanRoom> rooms;
  for (const sites::Room& room : detail.rooms) rooms.push_back({room.name, room.floor, room.seats});
  for (const Floor& floor : floors_of(rooms)) {
    View& one = view.add("FLOORS");
    one.set("FLOOR_NAME", floor_words(floor.name, language));
    const auto plan = std::find_if(detail.plans.begin(), detail.plans.end(),
                                   [&](const sites::FloorPlan& each) { return each.floor == floor.name; });
    if (plan == detail.plans.end())
      add_floor_drawing(one, detail.rooms, floor);
    else
      add_floor_picture(one, *plan, detail.rooms, floor);
    for (const std::size_t i : floor.rooms) add_room(one, detail.rooms[i], i + 1, language);
  }
}

void add_tours(View& view, const std::vector<visits::store::RowView>& tours, Language language) {
  if (!tours.empty()) view.show("HAS_TOURS");
  for (const auto& row : tours)
    view.add("TOURS")
        .set("TOUR_ID", row.tour.id.str())
        .set("TOUR_NAME", row.tour.title)
        .set("SCENES_TEXT", scenes_words(row.scenes, language))
        .set("CARD_URL", visits::panorama_path(row.picture, "card.jpg"));
}

Response site_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const Services& use = pages.parts.services;
  const auto id = SiteId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("site.not_found"));
  const auto detail = use.sites.site(*id);
  if (!detail) return pages.refusal(request, detail.error());
  View view = pages.view(request, Nav::sites);
  add_site_head(pages, view, detail->site, language);
  if (!detail->site.parent.empty())
    if (const auto parent = use.sites.site(detail->site.parent))
      view.add("PARENTS").set("ID", parent->site.id.str()).set("NAME", parent->site.short_name);
  const auto items = use.menu.page({{}, {}, *id, {}}, "", 100);
  const bool has_items = items && !items->items.empty();
  show_either(view, has_items, "ITEMS");
  if (has_items)
    for (const menu::MenuItem& item : items->items) pages.add_item(view, item, language);
  add_rooms(view, *detail, language);
  const auto venues = use.venues.list(*id, {}, venues::VenueService::Today::all, "", venues_shown);
  if (!venues.rows.empty()) view.show("HAS_VENUES");
  for (const auto& one : venues.rows)
    view.add("VENUES")
        .set("ID", one.venue.id.str())
        .set("NAME", one.venue.plan.name)
        .set("SITE_NAME", one.venue.site_name)
        .set("FREE_TEXT", one.next ? say_time(one.next->starts, pages.now(), language)
                                   : say(language, "这周约满了", "Nothing free this week"));
  add_tours(view, use.tours.published_at(*id), language);
  const auto shown = use.showcase.shown_at(*id, showcase_shown);
  if (!shown.empty()) view.show("HAS_SHOWCASE");
  for (const auto& entry : shown) add_showcase(pages, view, entry, language);
  for (const sites::Ref& area : detail->areas)
    view.add("IN_AREAS").set("AREA_ID", area.id).set("AREA_NAME", area.name);
  add_year(pages, view, figures::ScopeKind::site, id->str(), language);
  if (const auto teams = use.teams.page({{}, *id, {}}, "", 6); teams && !teams->items.empty()) {
    view.show("HAS_TEAMS");
    for (const teams::Team& team : teams->items) pages.add_team(view, team);
  }
  return pages.render(request, "site.html", view, Keep::shortly);
}

std::string site_state_words(sites::SiteState state, Language language) {
  switch (state) {
    case sites::SiteState::preparing:
      return say(language, "筹建中", "In preparation");
    case sites::SiteState::operating:
      return say(language, "运行中", "In operation");
    case sites::SiteState::rectifying:
      return say(language, "整改中", "Being put in order");
    case sites::SiteState::closed:
      break;
  }
  return say(language, "已停用", "Closed");
}

/// What an area's sites have together, each thing once.
struct AreaContents {
  std::vector<activities::store::RowView> week;
  std::vector<teams::Team> teams;
  std::vector<showcase::store::Entry> shown;
};

/// A site's own and those below it, so that a site inside another of the area's adds nothing twice.
template <class Thing, class Id>
void add_once(std::vector<Thing>& all, const std::vector<Thing>& more, Id id) {
  for (const Thing& one : more)
    if (std::none_of(all.begin(), all.end(), [&](const Thing& known) { return id(known) == id(one); }))
      all.push_back(one);
}

void add_area_site(Pages& pages, View& view, const sites::Site& site, AreaContents& contents, Language language) {
  const Services& use = pages.parts.services;
  activities::store::Filter on;
  on.states = {activities::State::recruiting, activities::State::in_progress};
  on.within = site.id;
  on.from = pages.now();
  on.until = pages.now().plus_ms(week_ms);
  const auto week = use.activities.list(std::move(on), {}).rows;
  View& row = view.add("AREA_SITES");
  row.set("ID", site.id.str()).set("NAME", site.name).set("KIND_NAME", kind_words(site.kind, language));
  const bool operating = site.state == sites::SiteState::operating;
  row.set("STATE_NAME", site_state_words(site.state, language)).set("STATE_HUE", operating ? "good" : "warn");
  row.set("OPEN_TEXT", operating ? today_words(parse_hours(site.hours), pages.now(), language) : "");
  if (!week.empty()) {
    const std::string count = std::to_string(week.size());
    row.add("ON_HERE")
        .set("WEEK_URL", "/activities?site=" + site.id.str())
        .set("WEEK_TEXT", say(language, "这周 " + count + " 场活动", count + " on this week"));
  }
  add_once(contents.week, week, [](const auto& one) { return one.id; });
  if (const auto teams = use.teams.page({{}, site.id, {}}, "", static_cast<std::int64_t>(area_teams_shown)))
    add_once(contents.teams, teams->items, [](const auto& one) { return one.id; });
  add_once(contents.shown, use.showcase.shown_at(site.id, static_cast<std::int64_t>(area_showcase_shown)),
           [](const auto& one) { return one.id; });
}

void add_area_contents(Pages& pages, View& view, AreaContents& contents, Language language) {
  std::sort(contents.week.begin(), contents.week.end(),
            [](const auto& a, const auto& b) { return std::tie(a.starts_ms, a.id) < std::tie(b.starts_ms, b.id); });
  show_either(view, !contents.week.empty(), "ACTIVITIES");
  for (std::size_t i = 0; i < std::min(contents.week.size(), area_activities_shown); ++i)
    pages.add_activity(view, contents.week[i], language);
  if (!contents.teams.empty()) view.show("HAS_TEAMS");
  for (std::size_t i = 0; i < std::min(contents.teams.size(), area_teams_shown); ++i)
    pages.add_team(view, contents.teams[i]);
  if (!contents.shown.empty()) view.show("HAS_SHOWCASE");
  for (std::size_t i = 0; i < std::min(contents.shown.size(), area_showcase_shown); ++i)
    add_showcase(pages, view, contents.shown[i], language);
}

void add_area_projects(Pages& pages, View& view, const areas::Area& area) {
  if (!area.projects.empty()) view.show("HAS_PROJECTS");
  for (const areas::Ref& ref : area.projects)
    if (const auto project = pages.parts.services.activities.project(ProjectId(ref.id)))
      view.add("PROJECTS")
          .set("PROJECT_URL", "/projects/" + ref.id)
          .set("NAME", project->project.name)
          .set("SUMMARY", project->project.summary);
}

Response area_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const Services& use = pages.parts.services;
  const auto id = AreaId::parse(request.params.at(0));
  const auto area = id ? use.areas.find(*id) : Error::not_found("area.not_found");
  if (!area) return pages.refusal(request, area.error());
  View view = pages.view(request, Nav::sites);
  view.set("ID", area->id.str()).set("NAME", area->name).set("SUMMARY", area->summary);
  view.set("ART", pages.asset(art_of("station", area->sites.empty() ? area->name : area->sites.front().name)));
  if (!area->responsible.empty())
    view.add("RESPONSIBLE").set("OFFICE", area->office).set("PERSON", area->responsible);
  AreaContents contents;
  std::int64_t shown = 0, open = 0;
  for (const areas::Ref& ref : area->sites) {
    const auto detail = use.sites.site(SiteId(ref.id));
    if (!detail) continue;
    add_area_site(pages, view, detail->site, contents, language);
    ++shown;
    open += detail->site.state == sites::SiteState::operating ? 1 : 0;
  }
  show_either(view, shown > 0, "SITES");
  view.add("FIGURES").set("LABEL", say(language, "阵地", "Sites")).set("VALUE", grouped(shown));
  view.add("FIGURES").set("LABEL", say(language, "正在运行", "In operation")).set("VALUE", grouped(open));
  add_area_contents(pages, view, contents, language);
  add_area_projects(pages, view, *area);
  const auto articles = use.areas.articles_of(*id, area_articles_shown);
  if (!articles.empty()) view.show("HAS_NEWS");
  for (const ArticleId& article : articles)
    if (const auto read = use.articles.read(article)) pages.add_article(view, read->row, language);
  add_year(pages, view, figures::ScopeKind::area, id->str(), language);
  return pages.render(request, "area.html", view, Keep::shortly);
}

using Page = Response (*)(Pages&, const Request&);
void add_page(http::Routes& routes, Pages& pages, std::string pattern, Page page) {
  routes.get(std::move(pattern), Access::everyone,
             http::handler([&pages, page](Request& request) { return page(pages, request); }));
}

}  // namespace

void add_place_routes(http::Routes& routes, Pages& pages) {
  add_page(routes, pages, "/sites", sites_page);
  add_page(routes, pages, "/sites/{id}", site_page);
  add_page(routes, pages, "/areas/{id}", area_page);
  // Areas are listed among the sites.
  routes.get("/areas", Access::everyone,
             http::handler([](Request&) { return Response::redirect("/sites#areas", 303); }));
}

}  // namespace ws::portal
