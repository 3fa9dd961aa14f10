// One's own bookings: what is to come, checking in, cancelling and taking that back, pauses, the calendar file.
#include "portal/portal_page_api.h"
#include "portal/portal_venue_model.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using venues::BookingService;
using venues::BookingSteps;

constexpr std::int64_t bookings_per_page = 20;

void set_booking(Pages& pages, View& row, const venues::store::Row& shown, Language language) {
  const venues::Booking& booking = shown.booking;
  const venues::Span& span = booking.wish.span;
  const BookingWords words = booking_words(to_text(booking.state), language);
  row.set("ID", booking.id.str()).set("VENUE_ID", booking.venue.str()).set("NAME", shown.venue_name);
  row.set("SITE_NAME", shown.site_name).set("PURPOSE", booking.wish.purpose);
  row.set("STATE_NAME", words.name).set("STATE_HUE", words.hue).set("NEXT_TEXT", words.next);
  row.set("SPAN_TEXT", day_words(local_date(span.starts), language) + " " + span_words(span.starts, span.ends));
  pages.set_instant(row, span.starts, language);
  if (!shown.team_name.empty()) row.add("FOR_TEAM").set("TEAM_NAME", shown.team_name);
  if (booking.wish.units > 1)
    row.add("MANY").set("UNITS_TEXT", say(language, std::to_string(booking.wish.units) + " 台",
                                          std::to_string(booking.wish.units) + " units"));
}

/// What can be done with it now.
void add_acts(View& row, const BookingService::Own& own, const BookingService& service) {
  const venues::Booking& booking = own.row.booking;
  const Instant now = service.now();
  const bool ahead = booking.wish.span.starts > now;
  if (booking.state == venues::State::confirmed && venues::check_arrival(booking.wish.span, now, service.limits()))
    row.show("CAN_CHECK_IN");
  if (is_coming(booking.state) && ahead) row.show("CAN_CANCEL");
  if (booking.state == venues::State::confirmed) row.show("CALENDAR");
  if (booking.state == venues::State::checked_in) row.show("CAN_END");
  if (own.undoable) row.show("CAN_RESTORE");
}

void add_pauses(Pages& pages, View& view, const Request& request) {
  const Language language = request.language();
  for (const venues::store::Pause& pause : pages.parts.services.bookings.own_pauses(request.actor)) {
    if (pause.lifted || pause.until <= pages.now()) continue;
    View& shown = view.add("PAUSES");
    shown.set("PAUSE_ID", pause.id.str()).set("SITE_NAME", pause.site_name);
    shown.set("UNTIL_TEXT", say_time(pause.until, pages.now(), language));
    shown.set("NO_SHOWS", pause.no_shows);
    if (!pause.appealed)
      shown.show("CAN_APPEAL");
    else if (pause.answer.empty())
      shown.show("APPEALED");
    else
      shown.add("ANSWERED").set("ANSWER", pause.answer);
  }
}

std::string done_words(std::string_view done, Language language) {
  if (done == "booked") return say(language, "预约已提交，就在下面。", "Your booking is below.");
  if (done == "cancel")
    return say(language, "已取消，时间让给别人了。点错了可以恢复。",
               "Cancelled. If that was a slip, you can take it back.");
  if (done == "restore") return say(language, "已恢复。", "You have it again.");
  if (done == "check_in")
    return say(language, "签到成功，请按场地的规矩使用。", "You are checked in. Please mind the rules of use.");
  if (done == "end") return say(language, "已结束，谢谢。", "Ended. Thank you.");
  if (done == "appeal") return say(language, "申诉已送到，工作人员会看。", "Your objection has reached the staff.");
  return {};
}

Response page(Pages& pages, const Request& request, const Error* refusal) {
  const Language language = request.language();
  const BookingService& service = pages.parts.services.bookings;
  const std::string cursor(is_ulid(request.q("cursor")) ? request.q("cursor") : "");
  const auto own = service.own(request.actor, cursor, bookings_per_page);
  View view = pages.view(request, Nav::my, "/my/bookings");
  view.set("F_CODE", std::string(request.q("code").substr(0, 6)));
  if (const std::string done = done_words(request.q("done"), language); !done.empty())
    view.add("DONE").set("DONE_TEXT", done);
  if (refusal) add_refusal(view, *refusal, language);
  add_pauses(pages, view, request);
  show_either(view, !own.rows.empty(), "BOOKINGS");
  std::vector<const BookingService::Own*> coming, past;
  for (const BookingService::Own& one : own.rows)
    (one.row.booking.wish.span.ends > pages.now() ? coming : past).push_back(&one);
  // What comes next stands first.
  for (auto one = coming.rbegin(); one != coming.rend(); ++one) {
    View& row = view.add("COMING");
    set_booking(pages, row, (*one)->row, language);
    add_acts(row, **one, service);
  }
  if (!past.empty()) view.show("HAS_PAST");
  for (const BookingService::Own* one : past) set_booking(pages, view.add("PAST"), one->row, language);
  add_pager(view, {"/my/bookings", {}, "cursor", cursor, own.next});
  Response response =
      pages.render(request, "my_bookings.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Task<Result<std::string>> do_act(Pages& pages, const Request& request, const SentForm& sent) {
  auto& service = pages.parts.services.bookings;
  const idempotency::Key key{request.actor.person, sent.key, "bookings.act", request.target + "\n" + request.body};
  const std::string act = sent.get("act");
  if (act == "appeal") {
    const auto pause = BookingPauseId::parse(sent.get("pause"));
    if (!pause) co_return Error::not_found("pause.not_found");
    auto appealing = service.appeal(request.actor, key, *pause, sent.get("words"));
    co_return co_await appealing;
  }
  const auto id = BookingId::parse(sent.get("booking"));
  if (!id) co_return Error::not_found("booking.not_found");
  if (act == "check_in")
    if (const Outcome may = pages.parts.door.may_try_code(request.actor.person); !may)
      co_return Error{ErrorCode::rate_limited, "presence.too_many_tries", {}, {}, {}};
  auto turning = service.turn(key,
                              [actor = request.actor, id = *id, act, code = sent.get("code")](
                                  db::Tx& tx, const BookingSteps& steps, Instant now) -> Result<venues::Booking> {
                                if (act == "cancel") return steps.cancel(tx, actor, id, "", now);
                                if (act == "restore") return steps.restore(tx, actor, id, now);
                                if (act == "end") return steps.end(tx, actor, id, now);
                                if (act == "check_in") return steps.check_in(tx, actor, id, code, now);
                                return Error::invalid("field.unknown_value", "act");
                              });
  co_return co_await turning;
}

Task<Response> act(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  auto doing = do_act(pages, request, *sent);
  const auto result = co_await doing;
  if (!result) co_return page(pages, request, &result.error());
  co_return Response::redirect(address("/my/bookings", {{"done", sent->get("act")}}));
}

Response calendar(Pages& pages, const Request& request) {
  const auto id = BookingId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("booking.not_found"));
  const auto file =
      pages.parts.services.bookings.calendar_file(request.actor, *id, pages.parts.public_address + "/my/bookings");
  if (!file) return pages.refusal(request, file.error());
  Response response = Response::text(*file);
  response.content_type = "text/calendar; charset=utf-8";
  response.with("Content-Disposition", "attachment; filename=\"booking.ics\"");
  return response;
}

}  // namespace

void add_my_booking_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/bookings", Access::signed_in,
             http::handler([&pages](Request& request) { return page(pages, request, nullptr); }));
  routes.post("/my/bookings/acts", Access::signed_in, [&pages](Request& request) { return act(pages, request); });
  routes.get("/my/bookings/{id}/calendar.ics", Access::signed_in,
             http::handler([&pages](Request& request) { return calendar(pages, request); }));
}

}  // namespace ws::portal
