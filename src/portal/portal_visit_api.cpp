// Cloud visits: the tours there are, and one of them, whole as a list that needs no script. Where the browser can,
// the list becomes a place to look around in.
#include <algorithm>
#include <map>

#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using visits::Hotspot;
using visits::HotspotKind;
using visits::Scene;

constexpr std::int64_t tours_per_page = 12;
// The plan is drawn in these units; positions are thousandths of it.
constexpr std::int64_t plan_width = 320, plan_height = 200;

std::int64_t plan_x(const Scene& scene) {
  return 20 + scene.words.plan_x * (plan_width - 40) / 1000;
}
std::int64_t plan_y(const Scene& scene) {
  return 20 + scene.words.plan_y * (plan_height - 40) / 1000;
}

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string cursor(request.q("cursor"));
  if (!cursor.empty() && !is_ulid(cursor)) return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  const auto page = pages.parts.services.tours.published(cursor, tours_per_page);
  View view = pages.view(request, Nav::sites);
  show_either(view, !page.rows.empty(), "TOURS");
  for (const auto& row : page.rows)
    view.add("TOURS")
        .set("ID", row.tour.id.str())
        .set("NAME", row.tour.title)
        .set("SUMMARY", row.tour.summary)
        .set("SITE_NAME", row.tour.site_name)
        .set("SCENES_TEXT", scenes_words(row.scenes, language))
        .set("CARD_URL", visits::panorama_path(row.picture, "card.jpg"));
  add_pager(view, {"/visits", {}, "cursor", cursor, page.next});
  return pages.render(request, "visits.html", view, Keep::shortly);
}

struct Look {
  const char* icon;
  std::string name;
};
Look look_of(HotspotKind kind, Language language) {
  switch (kind) {
    case HotspotKind::text:
      return {"info", say(language, "看一看", "Look")};
    case HotspotKind::audio:
      return {"volume", say(language, "听一听", "Listen")};
    case HotspotKind::video:
      return {"camera", say(language, "看影片", "Watch")};
    case HotspotKind::article:
      return {"book", say(language, "读一读", "Read")};
    case HotspotKind::menu_item:
      return {"hand-heart", say(language, "可以点单", "To order")};
  }
  return {"info", ""};
}

void add_hotspot(View& scene, const Hotspot& hotspot, const SiteId& site, Language language) {
  const Look look = look_of(hotspot.kind, language);
  View& spot = scene.add("SPOTS");
  spot.set("ICON", look.icon).set("KIND_NAME", look.name);
  spot.set("SPOT_NAME", hotspot.title).set("SPOT_TEXT", hotspot.text);
  const std::string address = visits::address_of(hotspot, site);
  if (address.empty()) return;
  const auto lead = [&](const char* section) {
    spot.add(section).set("SPOT_URL", address).set("REFERS_TO", hotspot.refers_to);
  };
  if (hotspot.kind == HotspotKind::audio) lead("AUDIO");
  if (hotspot.kind == HotspotKind::video) lead("VIDEO");
  if (hotspot.kind == HotspotKind::article) lead("READ");
  if (hotspot.kind == HotspotKind::menu_item) lead("ORDER");
}

void add_scene(View& view, const Scene& scene, std::size_t number, const std::map<SceneId, const Scene*>& known,
               const SiteId& site, Language language) {
  View& shown = view.add("SCENES");
  shown.set("SCENE_ID", scene.id.str())
      .set("NUMBER", static_cast<std::int64_t>(number))
      .set("SCENE_NAME", scene.words.title)
      .set("FLOOR", scene.words.floor)
      .set("SEEN_TEXT", scene.words.seen)
      .set("SCENE_CARD_URL", visits::panorama_path(scene.picture, "card.jpg"));
  if (!scene.words.hotspots.empty()) shown.show("HAS_SPOTS");
  for (const Hotspot& hotspot : scene.words.hotspots) add_hotspot(shown, hotspot, site, language);
  if (!scene.words.links.empty()) shown.show("HAS_WAYS");
  for (const auto& link : scene.words.links)
    if (const auto to = known.find(link.to); to != known.end())
      shown.add("WAYS").set("WAY_ID", link.to.str()).set("WAY_NAME", to->second->words.title);
}

/// One drawing for each floor: dots where one can stand, lines where one can walk.
void add_plan(View& view, const std::vector<Scene>& scenes, const std::map<SceneId, const Scene*>& known) {
  std::vector<std::string> floors;
  for (const Scene& scene : scenes)
    if (std::find(floors.begin(), floors.end(), scene.words.floor) == floors.end())
      floors.push_back(scene.words.floor);
  for (const std::string& floor : floors) {
    View& drawn = view.add("FLOORS");
    drawn.set("FLOOR_NAME", floor);
    for (std::size_t i = 0; i < scenes.size(); ++i) {
      const Scene& scene = scenes[i];
      if (scene.words.floor != floor) continue;
      for (const auto& link : scene.words.links)
        if (const auto to = known.find(link.to); to != known.end() && to->second->words.floor == floor)
          drawn.add("LINES")
              .set("X1", plan_x(scene))
              .set("Y1", plan_y(scene))
              .set("X2", plan_x(*to->second))
              .set("Y2", plan_y(*to->second));
      drawn.add("DOTS")
          .set("DOT_ID", scene.id.str())
          .set("X", plan_x(scene))
          .set("Y", plan_y(scene))
          .set("LABEL_Y", plan_y(scene) + 28)
          .set("DOT_NUMBER", static_cast<std::int64_t>(i) + 1)
          .set("DOT_NAME", scene.words.title);
    }
  }
}

Response tour_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = TourId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("tour.not_found"));
  const auto found = pages.parts.services.tours.read(*id);
  if (!found) return pages.refusal(request, found.error());
  const visits::Tour& tour = found->tour;
  View view = pages.view(request, Nav::sites);
  view.set("ID", tour.id.str()).set("NAME", tour.title).set("SUMMARY", tour.summary);
  view.set("SITE_ID", tour.site.str()).set("SITE_NAME", tour.site_name);
  add_sphere(view, found->scenes, tour, "");
  std::map<SceneId, const Scene*> known;
  for (const Scene& scene : found->scenes) known[scene.id] = &scene;
  add_plan(view, found->scenes, known);
  std::size_t number = 0;
  for (const Scene& scene : found->scenes) add_scene(view, scene, ++number, known, tour.site, language);
  if (!found->guided.empty()) view.show("HAS_GUIDED");
  for (const auto& visit : found->guided) {
    View& line = view.add("GUIDED");
    line.set("BROADCAST_ID", visit.broadcast).set("BROADCAST_NAME", visit.title);
    if (visit.broadcast_state == "live") line.show("ON_AIR");
    pages.set_instant(line, visit.starts, language);
  }
  return pages.render(request, "visit.html", view, Keep::shortly);
}

}  // namespace

std::string scenes_words(std::int64_t scenes, Language language) {
  return say(language, std::to_string(scenes) + " 个场景", std::to_string(scenes) + " places to stand");
}

void add_sphere(View& view, const std::vector<Scene>& scenes, const visits::Tour& tour,
                const std::string& broadcast) {
  const std::string picture = scenes.empty() ? "" : scenes.front().picture;
  view.add("SPHERE")
      .set("TOUR_ID", tour.id.str())
      .set("TOUR_NAME", tour.title)
      .set("BROADCAST", broadcast)
      .set("CARD_URL", visits::panorama_path(picture, "card.jpg"));
}

void add_visit_routes(http::Routes& routes, Pages& pages) {
  const auto page = [&](const char* pattern, Response (*make)(Pages&, const Request&)) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, make](Request& request) { return make(pages, request); }));
  };
  page("/visits", list_page);
  page("/visits/{id}", tour_page);
}

}  // namespace ws::portal
