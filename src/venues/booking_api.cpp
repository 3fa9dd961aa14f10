#include "base/json.h"
#include "http/code_tries.h"
#include "http/writes.h"
#include "venues/venue_api.h"
#include "venues/venue_json_api.h"

namespace ws::venues {
namespace {

using http::Access;
using http::answered;
using http::done;
using http::key_of;
using http::paging_of;
using http::refusal;
using http::Request;
using http::Response;

constexpr json::Length purpose_length{2, 100};
constexpr json::Length reason_length{2, 200};

Response refuse(const Error& error) {
  return Response::error(error);
}

Error no_booking() {
  return Error::not_found("booking.not_found");
}

// ---- in

Wish read_wish(json::Object& body) {
  Wish wish;
  wish.span = read_span(body);
  wish.units = body.opt_integer("units", {1, 50}).value_or(1);
  wish.heads = body.opt_integer("heads", {1, 100'000}).value_or(1);
  wish.purpose = body.text("purpose", purpose_length);
  return wish;
}

Repeat read_repeat(json::Object& body) {
  Repeat repeat;
  repeat.every_weeks = static_cast<int>(body.integer("every_weeks", {1, 2}));
  const auto until = parse_day(body.text("until", {10, 10}));
  if (!until) body.refuse("booking.until", "until");
  repeat.until = until.value_or(LocalDate{});
  return repeat;
}

// ---- out

void write_event(json::Writer& out, const store::Event& event) {
  out.begin()
      .field("at_ms", event.at.ms)
      .field("actor_name", event.actor_name)
      .field("kind", event.kind)
      .field("from", to_text(event.from))
      .field("to", to_text(event.to))
      .field("reason", event.reason)
      .end();
}

void write_instant(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

void write_pause(json::Writer& out, const store::Pause& pause) {
  out.begin()
      .field("id", pause.id)
      .field("name", pause.person_name)
      .field("site_id", pause.site)
      .field("site_name", pause.site_name)
      .field("starts_ms", pause.starts.ms)
      .field("until_ms", pause.until.ms)
      .field("no_shows", pause.no_shows)
      .field("appeal", pause.appeal)
      .field("answer", pause.answer);
  write_instant(out, "lifted_ms", pause.lifted);
  write_instant(out, "appealed_ms", pause.appealed);
  write_instant(out, "answered_ms", pause.answered);
  out.end();
}

// ---- reads

Response list(const BookingService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const std::string state_text(request.q("state")), day_text(request.q("day")), venue(request.q("venue_id"));
  BookingService::Asked asked{parse_day(day_text), parse_state(state_text), VenueId(venue), paging->cursor,
                              paging->limit};
  if (!state_text.empty() && !asked.state) return refuse(Error::invalid("field.unknown_value", "state"));
  if (!day_text.empty() && !asked.day) return refuse(Error::invalid("field.unknown_value", "day"));
  if (!venue.empty() && !VenueId::parse(venue)) return refuse(Error::not_found("venue.not_found"));
  const auto page = service.list(request.actor, asked);
  if (!page) return refuse(page.error());
  return rows_of(page->rows, page->next);
}

Response own(const BookingService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto page = service.own(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const BookingService::Own& one : page.rows) {
    out.begin().field("undoable", one.undoable).key("booking");
    write_row(out, one.row);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response find(const BookingService& service, const Request& request) {
  const auto id = BookingId::parse(request.params.at(0));
  if (!id) return refuse(no_booking());
  const auto seen = service.find(request.actor, *id);
  if (!seen) return refuse(seen.error());
  json::Writer out;
  out.begin().key("booking");
  write_row(out, seen->row);
  out.field("own", seen->own).field("keeper", seen->keeper).key("events").array();
  for (const store::Event& event : seen->events) write_event(out, event);
  return Response::json(out.end_array().end().take());
}

Response preview(const BookingService& service, const Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("venue.not_found"));
  const auto span = span_asked(request);
  if (!span) return refuse(span.error());
  const auto units = number_asked(request, "units", {1, 50}, 1);
  const auto heads = number_asked(request, "heads", {1, 100'000}, 1);
  const auto weeks = number_asked(request, "every_weeks", {1, 2}, 1);
  const auto until = parse_day(request.q("until"));
  if (!units) return refuse(Error::invalid("booking.units", "units"));
  if (!heads) return refuse(Error::invalid("booking.heads", "heads"));
  if (!weeks || !until) return refuse(Error::invalid("booking.until", "until"));
  // What it is for is asked only when it is booked.
  const auto found =
      service.preview(request.actor, *id, {*span, *units, *heads, "-"}, {static_cast<int>(*weeks), *until});
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin().key("occurrences").array();
  for (const Occurrence& one : *found)
    out.begin()
        .field("starts_ms", one.span.starts.ms)
        .field("ends_ms", one.span.ends.ms)
        .field("reason", one.reason)
        .field("booking_id", one.booking)
        .end();
  return Response::json(out.end_array().end().take());
}

Response pauses(const BookingService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto page = service.pauses(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Pause& pause : page.rows) write_pause(out, pause);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response own_pauses(const BookingService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Pause& pause : service.own_pauses(request.actor)) write_pause(out, pause);
  return Response::json(out.end_array().end().take());
}

// ---- booking

Task<Response> book(BookingService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Wish wish = read_wish(*body);
  const auto team = body->id_or_empty<TeamId>("team_id");
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.book(request.actor, key_of(request, "bookings.book"), *id, team, std::move(wish)), 201);
}

Task<Response> book_on_behalf(BookingService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Wish wish = read_wish(*body);
  OnBehalf whom;
  whom.name = body->text("name", {1, 40});
  whom.mobile = body->text_or("mobile", "", {0, 20});
  whom.lane = body->one_of("lane", {"phone", "paper"});
  whom.reason = body->text("reason", reason_length);
  whom.team = body->id_or_empty<TeamId>("team_id");
  whom.organisation = body->id_or_empty<OrganisationId>("organisation_id");
  if (!whom.team.empty() && !whom.organisation.empty()) body->refuse("booking.one_of_two", "organisation_id");
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.book_on_behalf(request.actor, key_of(request, "bookings.book_on_behalf"), *id,
                                         std::move(whom), std::move(wish)),
                  201);
}

Task<Response> book_series(BookingService& service, Request& request) {
  const auto id = VenueId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("venue.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  Wish wish = read_wish(*body);
  const Repeat repeat = read_repeat(*body);
  const auto team = body->id_or_empty<TeamId>("team_id");
  const IfTaken if_taken =
      body->one_of("if_taken", {"free_ones", "none"}) == "none" ? IfTaken::book_none : IfTaken::book_the_free;
  if (const auto error = body->finish()) co_return refuse(*error);
  auto booking = service.book_series(request.actor, key_of(request, "bookings.book_series"), *id, team,
                                     std::move(wish), repeat, if_taken);
  const auto result = co_await booking;
  if (!result) co_return refuse(result.error());
  co_return Response::json(*result, 201);
}

// ---- steps

using Bound = Result<BookingService::Turn>;
/// Reads what a step asks for and makes the step of it.
using Bind = Bound (*)(const Actor&, const BookingId&, json::Object&);

http::Handler step(BookingService& service, std::string use_case, Bind bind) {
  return [&service, use_case = std::move(use_case), bind](Request& request) -> Task<Response> {
    const auto id = BookingId::parse(request.params.at(0));
    if (!id) co_return refuse(no_booking());
    auto body = json::Object::parse(request.body);
    if (!body) co_return refuse(body.error());
    auto turn = bind(request.actor, *id, *body);
    if (const auto error = body->finish()) co_return refuse(*error);
    if (!turn) co_return refuse(turn.error());
    auto turning = service.turn(key_of(request, use_case), std::move(*turn));
    const auto result = co_await turning;
    co_return done(result);
  };
}

template <class Step>
Bound plain(const Actor& actor, const BookingId& id, Step method) {
  return BookingService::Turn([actor, id, method](db::Tx& tx, const BookingSteps& steps, Instant now) {
    return (steps.*method)(tx, actor, id, now);
  });
}

/// With one text.
template <class Step>
Bound worded(const Actor& actor, const BookingId& id, std::string words, Step method) {
  return BookingService::Turn(
      [actor, id, words = std::move(words), method](db::Tx& tx, const BookingSteps& steps, Instant now) {
        return (steps.*method)(tx, actor, id, words, now);
      });
}

Bound confirm(const Actor& actor, const BookingId& id, json::Object&) {
  return plain(actor, id, &BookingSteps::confirm);
}
Bound restore(const Actor& actor, const BookingId& id, json::Object&) {
  return plain(actor, id, &BookingSteps::restore);
}
Bound receive(const Actor& actor, const BookingId& id, json::Object&) {
  return plain(actor, id, &BookingSteps::receive);
}
Bound end(const Actor& actor, const BookingId& id, json::Object&) {
  return plain(actor, id, &BookingSteps::end);
}
Bound decline(const Actor& actor, const BookingId& id, json::Object& body) {
  return worded(actor, id, body.text("reason", reason_length), &BookingSteps::decline);
}
Bound cancel(const Actor& actor, const BookingId& id, json::Object& body) {
  return worded(actor, id, body.text_or("reason", "", {0, 200}), &BookingSteps::cancel);
}
Bound check_in(const Actor& actor, const BookingId& id, json::Object& body) {
  return worded(actor, id, body.text("code", {4, 12}), &BookingSteps::check_in);
}
Bound move(const Actor& actor, const BookingId& id, json::Object& body) {
  const Span to = read_span(body);
  return BookingService::Turn([actor, id, to](db::Tx& tx, const BookingSteps& steps, Instant now) {
    return steps.move(tx, actor, id, to, now);
  });
}

// ---- pauses

Task<Response> appeal(BookingService& service, Request& request) {
  const auto id = BookingPauseId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("pause.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string words = body->text_or("words", "", {0, 300});
  if (const auto error = body->finish()) return refusal(*error);
  return answered(service.appeal(request.actor, key_of(request, "bookings.appeal"), *id, std::move(words)));
}

Task<Response> answer(BookingService& service, Request& request, store::Verdict verdict) {
  const auto id = BookingPauseId::parse(request.params.at(0));
  if (!id) return refusal(Error::not_found("pause.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string reason = body->text("reason", reason_length);
  if (const auto error = body->finish()) return refusal(*error);
  return answered(
      service.answer(request.actor, key_of(request, "bookings.answer_pause"), *id, verdict, std::move(reason)));
}

}  // namespace

void add_booking_routes(http::Routes& routes, BookingService& service, http::RateLimiter& code_tries) {
  const auto get = [&](const char* pattern, Access access, Response (*read)(const BookingService&, const Request&)) {
    routes.get(pattern, access, http::handler([&service, read](Request& request) { return read(service, request); }));
  };
  const auto post = [&](const char* pattern, Access access, Task<Response> (*write)(BookingService&, Request&)) {
    routes.post(pattern, access, [&service, write](Request& request) { return write(service, request); });
  };
  const auto turn = [&](const std::string& noun, Access access, Bind bind) {
    routes.post("/api/bookings/{id}/" + noun, access, step(service, "bookings." + noun, bind));
  };
  post("/api/venues/{id}/bookings", Access::signed_in, book);
  post("/api/venues/{id}/bookings/on-behalf", Access::clerk, book_on_behalf);
  get("/api/venues/{id}/occurrences", Access::everyone, preview);
  post("/api/venues/{id}/series", Access::signed_in, book_series);
  get("/api/bookings", Access::staff, list);
  get("/api/bookings/mine", Access::signed_in, own);
  get("/api/bookings/{id}", Access::signed_in, find);
  turn("confirmation", Access::clerk, confirm);
  turn("rejection", Access::clerk, decline);
  turn("cancellation", Access::signed_in, cancel);
  turn("restoration", Access::signed_in, restore);
  turn("time", Access::signed_in, move);
  turn("arrival", Access::clerk, receive);
  turn("ending", Access::signed_in, end);
  routes.post("/api/bookings/{id}/check-in", Access::signed_in,
              http::sparingly(code_tries, step(service, "bookings.check-in", check_in)));
  get("/api/booking-pauses", Access::clerk, pauses);
  get("/api/booking-pauses/mine", Access::signed_in, own_pauses);
  post("/api/booking-pauses/{id}/appeal", Access::signed_in, appeal);
  routes.post("/api/booking-pauses/{id}/lifting", Access::clerk,
              [&service](Request& request) { return answer(service, request, store::Verdict::lift); });
  routes.post("/api/booking-pauses/{id}/upholding", Access::clerk,
              [&service](Request& request) { return answer(service, request, store::Verdict::keep); });
}

}  // namespace ws::venues
