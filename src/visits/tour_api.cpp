#include "visits/tour_api.h"

#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "http/writes.h"

namespace ws::visits {
namespace {

using http::Access;
using http::answered;
using http::done;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr json::Range any_yaw{-18'000, 18'000};
constexpr json::Range any_pitch{-9'000, 9'000};
constexpr json::Range thousandths{0, 1'000};
constexpr std::size_t most_in_body = 100;  ///< links, hotspots, scenes: the rules ask for less
constexpr std::size_t most_scene_bytes = 256 << 10;

Result<TourId> tour_of(const Request& request) {
  auto id = TourId::parse(request.params.at(0));
  if (!id) return Error::not_found("tour.not_found");
  return std::move(*id);
}

Result<SceneId> scene_of(const Request& request) {
  auto id = SceneId::parse(request.params.at(0));
  if (!id) return Error::not_found("tour.scene_not_found");
  return std::move(*id);
}

// ---- out

void write_tour(json::Writer& out, const Tour& tour) {
  out.field("id", tour.id)
      .field("site_id", tour.site)
      .field("site_name", tour.site_name)
      .field("title", tour.title)
      .field("summary", tour.summary)
      .field("state", to_text(tour.state))
      .field("reason", tour.reason)
      .field("version", tour.version);
  out.key("published_ms");
  tour.published ? out.value(tour.published->ms) : out.null();
}

void write_direction(json::Writer& out, const Direction& at) {
  out.field("yaw_cdeg", at.yaw_cdeg).field("pitch_cdeg", at.pitch_cdeg);
}

void write_hotspot(json::Writer& out, const Hotspot& hotspot, const SiteId& site) {
  out.begin()
      .field("kind", to_text(hotspot.kind))
      .field("title", hotspot.title)
      .field("text", hotspot.text)
      .field("file", hotspot.file)
      .field("article_id", hotspot.article)
      .field("menu_item_id", hotspot.menu_item)
      .field("refers_to", hotspot.refers_to)
      .field("address", address_of(hotspot, site));
  write_direction(out, hotspot.at);
  out.end();
}

void write_scene(json::Writer& out, const Scene& scene, const SiteId& site) {
  const SceneWords& words = scene.words;
  out.begin()
      .field("id", scene.id)
      .field("title", words.title)
      .field("seen", words.seen)
      .field("floor", words.floor)
      .field("plan_x", words.plan_x)
      .field("plan_y", words.plan_y)
      .field("north_cdeg", words.north_cdeg)
      .field("picture", scene.picture_state == PictureState::ready ? panorama_path(scene.picture, "") : "")
      .field("picture_state", to_text(scene.picture_state))
      .field("trouble", scene.trouble)
      .field("width", scene.width)
      .key("links")
      .array();
  for (const Link& link : words.links) {
    out.begin().field("to_scene_id", link.to);
    write_direction(out, link.at);
    out.end();
  }
  out.end_array().key("hotspots").array();
  for (const Hotspot& hotspot : words.hotspots) write_hotspot(out, hotspot, site);
  out.end_array().end();
}

void write_scenes(json::Writer& out, const std::vector<Scene>& scenes, const SiteId& site) {
  out.key("scenes").array();
  for (const Scene& scene : scenes) write_scene(out, scene, site);
  out.end_array();
}

Response list(const TourService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto state = parse_state(request.q("state"));
  if (!state && !request.q("state").empty()) return Response::error(Error::invalid("field.unknown_value", "state"));
  const auto page = service.list(request.actor, state, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::RowView& row : page.rows) {
    out.begin();
    write_tour(out, row.tour);
    out.field("scenes", row.scenes)
        .field("card", row.picture.empty() ? "" : panorama_path(row.picture, "card.jpg"))
        .end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response show(const TourService& service, const Request& request) {
  const auto id = tour_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_tour(out, found->tour);
  out.field("may_write", found->may_write)
      .field("may_review", found->judge.may_review)
      .field("wrote", found->judge.wrote);
  write_scenes(out, found->scenes, found->tour.site);
  out.key("guided").array();
  for (const store::GuidedVisit& visit : found->guided)
    out.begin()
        .field("broadcast_id", visit.broadcast)
        .field("title", visit.title)
        .field("state", visit.broadcast_state)
        .field("starts_ms", visit.starts.ms)
        .end();
  out.end_array().key("events").array();
  for (const store::Event& event : found->events)
    out.begin()
        .field("kind", event.kind)
        .field("reason", event.reason)
        .field("actor", event.actor_name)
        .field("at_ms", event.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

Response read(const TourService& service, const Request& request) {
  const auto id = tour_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.read(*id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().field("id", found->tour.id).field("title", found->tour.title);
  write_scenes(out, found->scenes, found->tour.site);
  return Response::json(out.end().take());
}

// ---- in

/// Its direction, and refusals of the parts with their own place.
Direction read_direction(json::Object& from) {
  return {from.integer("yaw_cdeg", any_yaw), from.integer("pitch_cdeg", any_pitch)};
}

Hotspot read_hotspot(json::Object& from) {
  Hotspot hotspot;
  hotspot.kind = parse_hotspot_kind(from.one_of("kind", {"text", "audio", "video", "article", "menu_item"}))
                     .value_or(HotspotKind::text);
  hotspot.title = from.text("title", {1, 40});
  hotspot.text = from.text("text", {2, 500});
  hotspot.at = read_direction(from);
  hotspot.file = from.text_or("file", "", {0, 80});
  hotspot.article = from.id_or_empty<ArticleId>("article_id");
  hotspot.menu_item = from.id_or_empty<MenuItemId>("menu_item_id");
  return hotspot;
}

Result<SceneWords> read_words(json::Object& body) {
  SceneWords words;
  words.title = body.text("title", {1, 40});
  words.seen = body.text("seen", {2, 500});
  words.floor = body.text("floor", {1, 20});
  words.plan_x = body.integer("plan_x", thousandths);
  words.plan_y = body.integer("plan_y", thousandths);
  words.north_cdeg = body.integer("north_cdeg", any_yaw);
  for (json::Object& from : body.objects("links", most_in_body)) {
    Link link;
    link.to = from.id<SceneId>("to_scene_id");
    link.at = read_direction(from);
    if (const auto refused = from.finish()) return *refused;
    words.links.push_back(std::move(link));
  }
  for (json::Object& from : body.objects("hotspots", most_in_body)) {
    words.hotspots.push_back(read_hotspot(from));
    if (const auto refused = from.finish()) return *refused;
  }
  return words;
}

Task<Response> create(TourService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Tour tour;
  tour.site = body->id<SiteId>("site_id");
  tour.title = body->text("title", {2, 60});
  tour.summary = body->text("summary", {2, 500});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.create(request.actor, key_of(request, "visits.create"), std::move(tour)), 201);
}

Task<Response> change(TourService& service, Request& request) {
  const auto id = tour_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  TourService::Change change;
  change.title = body->text("title", {2, 60});
  change.summary = body->text("summary", {2, 500});
  change.order = body->ids_or_empty<SceneId>("scene_ids", most_in_body);
  change.version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.change(request.actor, key_of(request, "visits.change"), *id, std::move(change)));
}

/// The hash of the file stands for it: a key is kept for days.
idempotency::Key key_of_file(const Request& request, std::string use_case) {
  return {request.actor.person, std::string(request.header("Idempotency-Key")), std::move(use_case),
          request.target + "\n" + sha256_hex(request.body)};
}

/// What is said of an uploaded scene stands in the query; the rest is told later, when it can be seen.
Result<SceneWords> read_query(const Request& request) {
  struct Limit {
    const char* name;
    std::size_t least, most;
    std::string SceneWords::*field;
  };
  constexpr Limit limits[] = {{"title", 1, 40, &SceneWords::title},
                              {"seen", 2, 500, &SceneWords::seen},
                              {"floor", 1, 20, &SceneWords::floor}};
  SceneWords words;
  for (const Limit& limit : limits) {
    std::string text = trim(request.q(limit.name));
    if (code_points(text) < limit.least) return Error::invalid("field.required", limit.name);
    if (code_points(text) > limit.most) return Error::invalid("field.length", limit.name);
    words.*limit.field = std::move(text);
  }
  return words;
}

Task<Response> add_scene(TourService& service, Request& request) {
  const auto id = tour_of(request);
  if (!id) return refusal(id.error());
  auto words = read_query(request);
  if (!words) return refusal(words.error());
  return answered(service.add_scene(request.actor, key_of_file(request, "visits.add_scene"), *id, std::move(*words),
                                    std::move(request.body)),
                  201);
}

Task<Response> change_scene(TourService& service, Request& request) {
  const auto id = scene_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  auto words = read_words(*body);
  if (!words) return refusal(words.error());
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(
      service.change_scene(request.actor, key_of(request, "visits.change_scene"), *id, std::move(*words), version));
}

Task<Response> change_picture(TourService& service, Request& request) {
  const auto id = scene_of(request);
  if (!id) return refusal(id.error());
  return answered(service.change_picture(request.actor, key_of_file(request, "visits.change_picture"), *id,
                                         std::move(request.body)));
}

Task<Response> remove_scene(TourService& service, Request& request) {
  const auto id = scene_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.remove_scene(request.actor, key_of(request, "visits.remove_scene"), *id));
}

Task<Response> add_film(TourService& service, Request& request) {
  const auto id = tour_of(request);
  if (!id) co_return Response::error(id.error());
  auto task = service.add_film(request.actor, key_of_file(request, "visits.add_film"), *id, std::move(request.body));
  const auto name = co_await task;
  if (!name) co_return Response::error(name.error());
  json::Writer out;
  out.begin().field("file", *name).end();
  co_return Response::json(out.take(), 201);
}

using Step = Task<Result<std::string>> (TourService::*)(Actor, idempotency::Key, TourId);
using StepWithReason = Task<Result<std::string>> (TourService::*)(Actor, idempotency::Key, TourId, std::string);

/// A step that needs to know nothing but the tour.
http::Handler plain(TourService& service, std::string name, Step step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto id = tour_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id);
    const auto result = co_await task;
    co_return done(result);
  };
}

http::Handler with_reason(TourService& service, std::string name, StepWithReason step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto id = tour_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    std::string reason = body->text("reason", {2, 200});
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id, std::move(reason));
    const auto result = co_await task;
    co_return done(result);
  };
}

// ---- files

/// Named by its content: what has this address never changes.
Response forever(Result<std::string> path, std::string_view type) {
  if (!path) return Response::error(path.error());
  Response response;
  response.file = std::move(*path);
  response.content_type = std::string(type);
  return std::move(response).with("Cache-Control", "public, max-age=31536000, immutable");
}

void add_upload(http::Routes& routes, const char* pattern, std::size_t most_bytes, http::Handler handler) {
  http::Route uploading{http::Method::post, pattern, Access::clerk, std::move(handler), most_bytes};
  uploading.raw = true;
  routes.add(std::move(uploading));
}

}  // namespace

void add_routes(http::Routes& routes, TourService& service, const Panoramas& panoramas) {
  const auto act = [&](http::Method method, const char* pattern, Task<Response> (*step)(TourService&, Request&)) {
    routes.add(
        {method, pattern, Access::clerk, [&service, step](Request& request) { return step(service, request); }});
  };
  const auto look = [&](const char* pattern, Access access, Response (*show_it)(const TourService&, const Request&)) {
    routes.get(pattern, access,
               http::handler([&service, show_it](Request& request) { return show_it(service, request); }));
  };
  look("/api/tours", Access::staff, list);
  act(http::Method::post, "/api/tours", create);
  look("/api/tours/{id}", Access::staff, show);
  act(http::Method::put, "/api/tours/{id}", change);
  add_upload(routes, "/api/tours/{id}/scenes", most_panorama_bytes,
             [&service](Request& request) { return add_scene(service, request); });
  add_upload(routes, "/api/tours/{id}/films", most_film_bytes,
             [&service](Request& request) { return add_film(service, request); });
  routes.add({http::Method::put, "/api/tour-scenes/{id}", Access::clerk,
              [&service](Request& request) { return change_scene(service, request); }, most_scene_bytes});
  add_upload(routes, "/api/tour-scenes/{id}/picture", most_panorama_bytes,
             [&service](Request& request) { return change_picture(service, request); });
  act(http::Method::post, "/api/tour-scenes/{id}/removal", remove_scene);
  routes.post("/api/tours/{id}/submission", Access::clerk, plain(service, "visits.submit", &TourService::submit));
  routes.post("/api/tours/{id}/publication", Access::staff, plain(service, "visits.publish", &TourService::publish));
  routes.post("/api/tours/{id}/return", Access::staff,
              with_reason(service, "visits.give_back", &TourService::give_back));
  routes.post("/api/tours/{id}/withdrawal", Access::staff,
              with_reason(service, "visits.withdraw", &TourService::withdraw));
  look("/api/visits/{id}", Access::everyone, read);
  routes.get("/panoramas/{picture}/{name}", Access::everyone, http::handler([&panoramas](Request& request) {
               return forever(panoramas.piece(request.params.at(0), request.params.at(1)), "image/jpeg");
             }));
  routes.get("/tour-films/{name}", Access::everyone, http::handler([&service](Request& request) {
               const std::string& name = request.params.at(0);
               return forever(service.film(name), type_of_file(name));
             }));
}

}  // namespace ws::visits
