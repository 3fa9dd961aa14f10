#include "venues/venue_api.h"

#include "base/json.h"
#include "http/writes.h"
#include "venues/venue_json_api.h"

namespace ws::venues {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::paging_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr json::Range minutes{0, 24 * 60};

Response refuse(const Error& error) {
  return Response::error(error);
}

// ---- out

void write_hours(json::Writer& out, const std::vector<Opening>& hours) {
  out.key("hours").array();
  for (const Opening& one : hours)
    out.begin()
        .field("weekday", one.weekday)
        .field("from_minute", one.from_minute)
        .field("until_minute", one.until_minute)
        .end();
  out.end_array();
}

void write_days(json::Writer& out, const std::vector<OtherDay>& days) {
  out.key("days").array();
  for (const OtherDay& day : days) {
    out.begin().field("day", to_text(day.day)).field("note", day.note);
    out.key("from_minute");
    day.hours ? out.value(day.hours->from_minute) : out.null();
    out.key("until_minute");
    day.hours ? out.value(day.hours->until_minute) : out.null();
    out.end();
  }
  out.end_array();
}

void write_closures(json::Writer& out, const std::vector<Closure>& closures) {
  out.key("closures").array();
  for (const Closure& closure : closures)
    out.begin()
        .field("id", closure.id)
        .field("starts_ms", closure.span.starts.ms)
        .field("ends_ms", closure.span.ends.ms)
        .field("reason", closure.reason)
        .end();
  out.end_array();
}

/// Without the braces.
void write_venue(json::Writer& out, const Venue& venue) {
  const Plan& plan = venue.plan;
  out.field("id", venue.id)
      .field("site_id", venue.site)
      .field("site_name", venue.site_name)
      .field("kind", to_text(plan.kind))
      .field("name", plan.name)
      .field("summary", plan.summary)
      .field("rules", plan.rules)
      .field("access", plan.access)
      .field("units", plan.units)
      .field("capacity", plan.capacity)
      .field("slot_minutes", plan.slot_minutes)
      .field("longest_minutes", plan.longest_minutes)
      .field("days_ahead", plan.days_ahead)
      .field("open_per_person", plan.open_per_person)
      .field("approval", plan.approval)
      .field("state", to_text(venue.state))
      .field("version", venue.version);
  write_hours(out, plan.hours);
  write_days(out, venue.days);
  write_closures(out, venue.closures);
}

Response page_of(const VenueService::Page& page) {
  json::Writer out;
  out.begin().key("items").array();
  for (const VenueService::Shown& one : page.rows) {
    out.begin();
    write_venue(out, one.venue);
    out.field("free_today", one.free_today).key("next_ms");
    one.next ? out.value(one.next->starts.ms) : out.null();
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

void write_slot(json::Writer& out, const Slot& slot) {
  out.begin()
      .field("starts_ms", slot.span.starts.ms)
      .field("ends_ms", slot.span.ends.ms)
      .field("free", slot.free)
      .field("shut", slot.shut)
      .field("over", slot.over)
      .end();
}

// ---- in

std::vector<Opening> read_hours(json::Object& body, std::optional<Error>& refused) {
  std::vector<Opening> hours;
  for (json::Object& one : body.objects("hours", 21)) {
    const std::int64_t weekday = one.integer("weekday", {1, 7});
    const std::int64_t from = one.integer("from_minute", minutes);
    hours.push_back({weekday, from, one.integer("until_minute", minutes)});
    if (auto error = one.finish(); error && !refused) refused = error;
  }
  return hours;
}

Plan read_plan(json::Object& body, std::optional<Error>& refused) {
  Plan plan;
  plan.kind = parse_kind(body.one_of("kind", {"room", "device"})).value_or(Kind::room);
  plan.name = body.text("name", {2, 40});
  plan.summary = body.text("summary", {2, 500});
  plan.rules = body.text_or("rules", "", {0, 1000});
  plan.access = body.text_or("access", "", {0, 300});
  plan.units = body.integer("units", {1, 50});
  plan.capacity = body.integer("capacity", {1, 2000});
  plan.slot_minutes = body.integer("slot_minutes", {quarter_minutes, 480});
  plan.longest_minutes = body.integer("longest_minutes", {quarter_minutes, 24 * 60});
  plan.days_ahead = body.integer("days_ahead", {1, 180});
  plan.open_per_person = body.integer("open_per_person", {1, 50});
  plan.approval = body.boolean("approval");
  plan.hours = read_hours(body, refused);
  return plan;
}

// ---- everybody

Response list(const VenueService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const std::string site(request.q("site_id")), kind_text(request.q("kind"));
  const auto kind = parse_kind(kind_text);
  if (!kind_text.empty() && !kind) return refuse(Error::invalid("field.unknown_value", "kind"));
  if (!site.empty() && !SiteId::parse(site)) return refuse(Error::not_found("site.not_found"));
  const auto today = request.q("free_today") == "1" ? VenueService::Today::free : VenueService::Today::all;
  return page_of(service.list(SiteId(site), kind, today, paging->cursor, paging->limit));
}

Response managed(const VenueService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  return page_of(service.managed(request.actor, paging->cursor, paging->limit));
}

Response find(const VenueService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto seen = service.find(request.actor, *id);
  if (!seen) return refuse(seen.error());
  json::Writer out;
  out.begin();
  write_venue(out, seen->venue);
  return Response::json(out.field("keeper", seen->keeper).end().take());
}

Response calendar(const VenueService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto days = days_asked(request, service.now());
  if (!days) return refuse(days.error());
  const auto found = service.calendar(request.actor, *id, days->from, days->count);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin().key("days").array();
  for (const Day& day : found->days) {
    out.begin().field("day", to_text(day.day)).field("note", day.note).key("slots").array();
    for (const Slot& slot : day.slots) write_slot(out, slot);
    out.end_array().end();
  }
  return Response::json(out.end_array().end().take());
}

// ---- staff

Task<Response> make(VenueService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::optional<Error> refused;
  const auto site = body->id<SiteId>("site_id");
  Plan plan = read_plan(*body, refused);
  if (const auto error = body->finish()) refused = error;
  if (refused) return refusal(*refused);
  return answered(service.make(request.actor, key_of(request, "venues.make"), site, std::move(plan)), 201);
}

Task<Response> edit(VenueService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::optional<Error> refused;
  Plan plan = read_plan(*body, refused);
  const auto state = parse_venue_state(body->one_of("state", {"draft", "open", "closed"}));
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto error = body->finish()) refused = error;
  if (refused) return refusal(*refused);
  return answered(service.edit(request.actor, key_of(request, "venues.edit"), *id, std::move(plan), *state, version));
}

Task<Response> keep_day(VenueService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const auto day = parse_day(body->text("day", {10, 10}));
  OtherDay other{day.value_or(LocalDate{}), {}, body->text("note", {2, 100})};
  const auto from = body->opt_integer("from_minute", minutes);
  const auto until = body->opt_integer("until_minute", minutes);
  if (from && until) other.hours = Opening{weekday(other.day), *from, *until};
  if (from.has_value() != until.has_value()) body->refuse("venue.hours_wrong", "until_minute");
  if (const auto error = body->finish()) return refusal(*error);
  if (!day) return refusal(Error::invalid("field.unknown_value", "day"));
  return answered(service.keep_day(request.actor, key_of(request, "venues.keep_day"), *id, std::move(other)));
}

Task<Response> drop_day(VenueService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  const auto day = parse_day(request.params.at(1));
  if (!id || !day) return refusal(Error::not_found("venue.no_day"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.drop_day(request.actor, key_of(request, "venues.drop_day"), *id, *day));
}

Task<Response> lift(VenueService& service, Request& request) {
  const auto id = VenueClosureId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.no_closure"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.lift(request.actor, key_of(request, "venues.lift"), *id));
}

Response code(const VenueService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto found = service.code(request.actor, *id);
  if (!found) return refuse(found.error());
  return Response::json(to_json(*found));
}

// ---- closures, which end bookings

Task<Response> close(BookingService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Closure closure;
  closure.span = read_span(*body);
  closure.reason = body->text("reason", {2, 200});
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.close(request.actor, key_of(request, "venues.close"), *id, std::move(closure)), 201);
}

Response hit_by(const BookingService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto span = span_asked(request);
  if (!span) return refuse(span.error());
  const auto found = service.hit_by(request.actor, *id, *span);
  if (!found) return refuse(found.error());
  return rows_of(*found, std::nullopt);
}

Response plan(const BookingService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto days = days_asked(request, service.now());
  if (!days) return refuse(days.error());
  const auto found = service.plan(request.actor, *id, days->from, days->count);
  if (!found) return refuse(found.error());
  return rows_of(*found, std::nullopt);
}

}  // namespace

void add_routes(http::Routes& routes, VenueService& service, BookingService& bookings) {
  const auto get = [&](const char* pattern, Access access, Response (*read)(const VenueService&, const Request&)) {
    routes.get(pattern, access, http::handler([&service, read](Request& request) { return read(service, request); }));
  };
  const auto post = [&](const char* pattern, Task<Response> (*write)(VenueService&, Request&)) {
    routes.post(pattern, Access::clerk, [&service, write](Request& request) { return write(service, request); });
  };
  get("/api/venues", Access::everyone, list);
  post("/api/venues", make);
  get("/api/venues/managed", Access::staff, managed);
  get("/api/venues/{id}", Access::everyone, find);
  routes.put("/api/venues/{id}", Access::clerk, [&service](Request& request) { return edit(service, request); });
  get("/api/venues/{id}/calendar", Access::everyone, calendar);
  get("/api/venues/{id}/code", Access::clerk, code);
  post("/api/venues/{id}/days", keep_day);
  post("/api/venues/{id}/days/{day}/removal", drop_day);
  post("/api/venue-closures/{id}/lifting", lift);
  routes.post("/api/venues/{id}/closures", Access::clerk,
              [&bookings](Request& request) { return close(bookings, request); });
  routes.get("/api/venues/{id}/closures/preview", Access::clerk,
             http::handler([&bookings](Request& request) { return hit_by(bookings, request); }));
  routes.get("/api/venues/{id}/plan", Access::staff,
             http::handler([&bookings](Request& request) { return plan(bookings, request); }));
}

}  // namespace ws::venues
