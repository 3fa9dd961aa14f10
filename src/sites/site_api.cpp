#include "sites/site_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::sites {
namespace {

constexpr json::Range thousandths{0, 1'000};

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

/// The members of the contract's Site; the caller ends the object.
void write_site(json::Writer& out, const Site& site) {
  out.begin()
      .field("id", site.id)
      .field("code", site.code)
      .field("kind", site.kind)
      .field("name", site.name)
      .field("short_name", site.short_name)
      .field("state", to_text(site.state))
      .field("parent_id", site.parent)
      .field("town_code", site.town_code)
      .field("town_name", site.town_name)
      .field("lat_e6", site.lat_e6)
      .field("lon_e6", site.lon_e6)
      .field("datum", site.datum)
      .field("surveyed", site.surveyed)
      .field("demonstration", site.demonstration);
}

void write_refs(json::Writer& out, std::string_view name, const std::vector<Ref>& refs) {
  out.key(name).array();
  for (const Ref& ref : refs) out.begin().field("id", ref.id).field("name", ref.name).end();
  out.end_array();
}

std::vector<OpenHours> read_hours(json::Object& body) {
  std::vector<OpenHours> hours;
  for (json::Object& span : body.objects("hours", 14)) {
    OpenHours read;
    read.days = span.integers("days", 7, {1, 7});
    const auto open = parse_minute(span.text("open", {5, 5}));
    const auto close = parse_minute(span.text("close", {5, 5}));
    const std::string at = "hours[" + std::to_string(hours.size()) + "]";
    if (const auto refused = span.finish())
      body.refuse(refused->reason, refused->field);
    else if (!open || !close)
      body.refuse("site.hours_wrong", at);
    read.open_minute = open.value_or(0);
    read.close_minute = close.value_or(0);
    hours.push_back(std::move(read));
  }
  return hours;
}

std::vector<Room> read_rooms(json::Object& body) {
  std::vector<Room> rooms;
  for (json::Object& room : body.objects("rooms", 60)) {
    Room read;
    read.name = room.text("name", {1, 60});
    read.purpose = room.text("purpose", {0, 200});
    read.floor = room.text("floor", {0, 20});
    read.seats = room.integer("seats", {0, 10'000});
    read.plan_x = room.opt_integer("plan_x", thousandths);
    read.plan_y = room.opt_integer("plan_y", thousandths);
    read.venue = room.id_or_empty<VenueId>("venue_id");
    if (const auto refused = room.finish()) body.refuse(refused->reason, refused->field);
    rooms.push_back(std::move(read));
  }
  return rooms;
}

std::vector<FloorPlan> read_plans(json::Object& body) {
  std::vector<FloorPlan> plans;
  for (json::Object& plan : body.objects("plans", 20)) {
    FloorPlan read;
    read.floor = plan.text("floor", {0, 20});
    read.media = plan.id<MediaId>("media_id");
    if (const auto refused = plan.finish()) body.refuse(refused->reason, refused->field);
    plans.push_back(std::move(read));
  }
  return plans;
}

Response list(SiteService& service, const Request& request) {
  Filter filter{std::string(request.q("kind")), std::string(request.q("town")), std::string(request.q("q")), {}};
  if (const std::string_view within = request.q("within"); !within.empty()) {
    const auto id = SiteId::parse(within);
    if (!id) return Response::error(Error::invalid("field.id", "within"));
    filter.within = *id;
  }
  filter.area = request.q("area");
  const auto sites = service.list(filter);
  if (!sites) return Response::error(sites.error());
  json::Writer out;
  out.begin().key("sites").array();
  for (const Site& site : *sites) {
    write_site(out, site);
    out.end();
  }
  out.end_array().end();
  return Response::json(out.take());
}

Response show(SiteService& service, const Request& request) {
  const auto id = SiteId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("site.not_found"));
  const auto detail = service.site(*id);
  if (!detail) return Response::error(detail.error());
  json::Writer out;
  write_site(out, detail->site);
  out.field("summary", detail->site.summary)
      .field("address", detail->site.address)
      .field("phone", detail->site.phone)
      .key("hours")
      .raw(detail->site.hours)
      .key("rooms")
      .array();
  for (const Room& room : detail->rooms)
    out.begin()
        .field("name", room.name)
        .field("purpose", room.purpose)
        .field("floor", room.floor)
        .field("seats", room.seats)
        .field("plan_x", room.plan_x)
        .field("plan_y", room.plan_y)
        .field("venue_id", room.venue)
        .end();
  out.end_array().key("plans").array();
  for (const FloorPlan& plan : detail->plans)
    out.begin()
        .field("floor", plan.floor)
        .field("media_id", plan.media)
        .field("hash", plan.hash)
        .field("width", plan.width)
        .field("height", plan.height)
        .end();
  out.end_array();
  write_refs(out, "menu", detail->menu);
  write_refs(out, "areas", detail->areas);
  out.field("version", detail->site.version).end();
  return Response::json(out.take());
}

Response areas(SiteService& service) {
  json::Writer out;
  out.begin().key("areas").array();
  for (const Area& area : service.areas()) {
    out.begin().field("id", area.id).field("name", area.name).field("summary", area.summary);
    write_refs(out, "sites", area.sites);
    out.end();
  }
  out.end_array().end();
  return Response::json(out.take());
}

Response boundary(SiteService& service) {
  const auto found = service.boundary();
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin()
      .field("datum", found->datum)
      .field("approval_number", found->approval_number)
      .key("geometry")
      .raw(found->geometry)
      .end();
  return Response::json(out.take());
}

Task<Response> edit(SiteService& service, Request& request) {
  const auto id = SiteId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("site.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Edit read;
  read.version = body->integer("version", {1, 1'000'000'000});
  read.summary = body->text("summary", {0, 500});
  read.address = body->text("address", {0, 120});
  read.phone = body->text("phone", {0, 30});
  read.hours = read_hours(*body);
  read.rooms = read_rooms(*body);
  if (!body->has("menu_item_ids")) body->refuse("field.required", "menu_item_ids");
  if (body->has("plans")) read.plans = read_plans(*body);
  read.menu_items = body->ids_or_empty<MenuItemId>("menu_item_ids", 200);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  const auto result = co_await service.edit(request.actor, *id, std::move(read), key_of(request, "sites.edit"));
  co_return done(result);
}

Task<Response> change_state(SiteService& service, Request& request) {
  const auto id = SiteId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("site.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const auto state = parse_state(body->one_of("state", {"operating", "rectifying", "closed"}));
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  const auto result = co_await service.change_state(request.actor, *id, *state, std::move(reason),
                                                    key_of(request, "sites.change_state"));
  co_return done(result);
}

}  // namespace

void add_routes(http::Routes& routes, SiteService& service) {
  routes.get("/api/sites", Access::everyone,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/sites/{id}", Access::everyone,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.get("/api/areas", Access::everyone, http::handler([&service](Request&) { return areas(service); }));
  routes.get("/api/map/boundary", Access::everyone,
             http::handler([&service](Request&) { return boundary(service); }));
  routes.put("/api/sites/{id}", Access::clerk, [&service](Request& request) { return edit(service, request); });
  routes.post("/api/sites/{id}/state", Access::system_admin,
              [&service](Request& request) { return change_state(service, request); });
}

}  // namespace ws::sites
