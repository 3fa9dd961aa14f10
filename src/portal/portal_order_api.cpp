// The page of one order: where it stands, who is on it, and what its requester may do now.
#include <algorithm>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using orders::OrderService;

/// What a refused form of this page brings back.
struct Told {
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
  std::string score = {}, reason = {}, complaint = {};
};

bool may(const orders::Detail& order, std::string_view action) {
  return std::find(order.actions.begin(), order.actions.end(), action) != order.actions.end();
}

std::string crew_names(const orders::Detail& order, Language language) {
  std::string names;
  for (const orders::CrewView& member : order.crew)
    names += (names.empty() ? "" : say(language, "、", ", ")) + member.name;
  return names;
}

/// Somebody is always on it: the crew, the team, the handler, or the site's staff.
std::string who_of(const orders::Detail& order, Language language) {
  const std::string crew = crew_names(order, language);
  if (!crew.empty())
    return order.row.team_name.empty() ? crew : crew + say(language, "，", ", ") + order.row.team_name;
  if (!order.row.team_name.empty()) return order.row.team_name;
  const std::string staff = order.row.site_name + say(language, "工作人员", " staff");
  return order.row.handler_name.empty() ? staff
                                        : order.row.handler_name + say(language, "，", ", ") + order.row.site_name;
}

void add_state(Pages& pages, View& view, const orders::Detail& order, Language language) {
  Standing standing{order.row.state, who_of(order, language), {order.row.starts_ms}, {}, pages.now()};
  if (order.row.next_due_ms) standing.due = Instant{*order.row.next_due_ms};
  const StateWords words = state_words(standing, language);
  view.set("STATE_NAME", words.name).set("NEXT_TEXT", words.next).set("WHO", standing.who);
  const Tracks track = tracks(order.row.state);
  view.set("TRACK_ORDER", std::string(css_class(track.order)));
  view.set("TRACK_DISPATCH", std::string(css_class(track.dispatch)));
  view.set("TRACK_ACCEPT", std::string(css_class(track.accept)));
  view.set("TRACK_RATE", std::string(css_class(track.rate)));
}

void add_clocks(Pages& pages, View& view, const orders::Detail& order, Language language) {
  const bool awaited = order.row.state == "accepted" || order.row.state == "scheduled";
  if (!awaited && !order.row.next_due_ms) return;
  view.show("HAS_CLOCKS");
  if (awaited) {
    View& clock = view.add("CLOCKS");
    clock.set("CLOCK_NAME", say(language, "约定时间", "Agreed time"));
    clock.set("CLOCK_TEXT", say(language, "有变动会先联系您。", "You will hear first if it changes."));
    pages.set_instant(clock, {order.row.starts_ms}, language);
  }
  if (!order.row.next_due_ms) return;
  View& clock = view.add("CLOCKS");
  const bool late = *order.row.next_due_ms < pages.now().ms;
  clock.set("CLOCK_NAME", clock_words(order.row.next_clock.value_or(""), language));
  clock.set("CLOCK_TEXT",
            late ? say(language, "已经超时，中心正在督办。", "It is late; the center is following it up.")
                 : say(language, "到时还没有结果，中心会督办。",
                       "If nothing has happened by then, the center follows it up."));
  if (late) clock.show("LATE");
  pages.set_instant(clock, {*order.row.next_due_ms}, language);
}

void add_code(Pages& pages, View& view, const Request& request, const orders::Detail& order) {
  if (!may(order, "code")) return;
  const auto code = pages.parts.services.orders.order_code(request.actor, order.row.id);
  if (!code) return;
  const std::string digits =
      code->code.size() == 6 ? code->code.substr(0, 3) + " " + code->code.substr(3) : code->code;
  view.show("CODE").set("CODE_DIGITS", digits).set("CODE_SECONDS", (code->expires.ms - code->now.ms) / second_ms);
}

void add_confirmation(Pages& pages, View& view, const orders::Detail& order, Language language) {
  if (!may(order, "confirm_presence") || !order.standing.requester) return;
  if (pages.now().ms < order.row.starts_ms - pages.parts.services.rules.policy.check_in_early_ms() ||
      order.crew.empty())
    return;
  std::string expected, inside;
  for (const orders::CrewView& member : order.crew) {
    if (!member.in_ms) expected += (expected.empty() ? "" : say(language, "、", ", ")) + member.name;
    if (member.in_ms && !member.out_ms) inside += (inside.empty() ? "" : say(language, "、", ", ")) + member.name;
  }
  if (expected.empty() && inside.empty()) return;
  const bool en = language == "en";
  view.show("CONFIRM").set(
      "CONFIRM_TEXT", !expected.empty() ? (en ? "Has " + expected + " come?" : expected + "到了吗？")
                                        : (en ? "Has " + inside + " finished and left?" : inside + "服务完走了吗？"));
}

void add_rating(View& view, const orders::Detail& order, const Told& told, Language language) {
  if (order.row.rating) view.add("RATED").set("SCORE", *order.row.rating).set("REASON", order.rating_reason);
  if (!may(order, "rate")) return;
  View& rate = view.add("RATE");
  for (std::int64_t stars = 1; stars <= 5; ++stars) {
    View& choice = rate.add("STAR_CHOICES");
    choice.set("STARS", stars).set("MEANING", star_words(stars, language));
    if (told.score == std::to_string(stars)) choice.show("CHECKED");
  }
  rate.set("F_REASON", told.reason);
}

void add_events(Pages& pages, View& view, const orders::Detail& order, Language language) {
  bool newest = true;
  for (auto event = order.events.rbegin(); event != order.events.rend(); ++event) {
    View& line = view.add("EVENTS");
    line.set("EVENT_CLASS", newest ? "is-now" : "is-done").set("EVENT_NAME", event_words(event->kind, language));
    if (!event->reason.empty()) line.show("HAS_EVENT_TEXT").set("EVENT_TEXT", event->reason);
    line.set("EVENT_WHO", event->actor_name.empty() ? say(language, "系统", "The system") : event->actor_name);
    pages.set_instant(line, {event->at_ms}, language);
    newest = false;
  }
}

void add_content(Pages& pages, View& view, const orders::Detail& order, Language language) {
  const std::string where = where_words(order.row.place, language);
  view.set("NEED", order.need.empty() ? order.row.title : order.need);
  view.set("WISHED_TEXT", say_time({order.row.starts_ms}, pages.now(), language));
  view.set("PLACE_TEXT", order.row.place == "home" ? where + say(language, "，", ", ") + order.address_masked
                                                   : where + say(language, "，", ", ") + order.row.site_name);
  view.set("CONTACT_TEXT", order.contact_masked);
}

void add_actions(View& view, const orders::Detail& order, const Told& told, Language language) {
  if (may(order, "withdraw")) {
    const bool awaited = !order.crew.empty() || !order.row.team_name.empty();
    view.show("CAN_WITHDRAW")
        .set("WITHDRAW_EFFECT", awaited
                                    ? say(language, "撤回后志愿者会收到通知，不再过来。以后随时可以重新点。",
                                          "The volunteers are told and will not come. You can order again any time.")
                                    : say(language, "撤回后不再安排。以后随时可以重新点。",
                                          "Nothing more is arranged. You can order again any time."));
  }
  if (may(order, "complain")) view.add("CAN_COMPLAIN").set("F_COMPLAINT", told.complaint);
}

void add_flash(Pages& pages, View& view, const Request& request, Language language) {
  const std::string_view done = request.q("done");
  if (request.q("sent") == "1") view.show("JUST_SENT");
  const auto flash = [&](std::string text) { view.show("FLASH").set("FLASH_TEXT", std::move(text)); };
  if (done == "rating") flash(say(language, "谢谢您的评价。", "Thank you for your rating."));
  if (done == "withdraw") flash(say(language, "已经撤回了。", "It is withdrawn."));
  if (done == "complaint")
    flash(say(language, "收到了，会有另外的人来处理。", "We have it. Somebody else will look into it."));
  if (done == "presence") flash(say(language, "已经确认了，谢谢。", "Confirmed, thank you."));
  if (done == "absent")
    flash(say(language, "没有确认。人没来的话，请打电话给我们：", "Not confirmed. If nobody came, please call us: ") +
          pages.service.district()->phone);
}

Response order_page(Pages& pages, const Request& request, const Told& told) {
  const Language language = request.language();
  const auto id = OrderId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("order.not_found"));
  const auto order = pages.parts.services.orders.detail(request.actor, *id);
  if (!order) return pages.refusal(request, order.error());
  View view = pages.view(request, Nav::my, "/orders/" + id->str());
  view.set("ORDER_ID", id->str()).set("NAME", order->row.title).set("NUMBER", order->row.number);
  add_flash(pages, view, request, language);
  add_state(pages, view, *order, language);
  add_clocks(pages, view, *order, language);
  if (const auto site = pages.parts.services.sites.site(order->row.site); site && !site->site.phone.empty()) {
    std::string digits = site->site.phone;
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    view.show("WHO_PHONE").set("WHO_TEL", digits);
    view.set("WHO_NUMBER",
             site->site.phone + say(language, "（", " (") + order->row.site_name + say(language, "）", ")"));
  }
  add_code(pages, view, request, *order);
  add_confirmation(pages, view, *order, language);
  add_rating(view, *order, told, language);
  add_events(pages, view, *order, language);
  add_content(pages, view, *order, language);
  add_actions(view, *order, told, language);
  add_errors(view, told.errors, language);
  if (told.refusal) add_refusal(view, *told.refusal, language);
  const int status = !told.errors.empty() ? 422 : told.refusal ? http::status_of(told.refusal->code) : 200;
  Response response = pages.render(request, "order.html", view, Keep::never, status);
  if (told.refusal) response.reason = told.refusal->reason;
  if (!told.errors.empty()) response.reason = told.errors.front().reason;
  return response;
}

/// Runs a step under the form's key; then back to the order, or the order with the refusal on it.
Task<Response> act(Pages& pages, Request& request, std::string key, std::string step, OrderService::Body body,
                   Told told) {
  idempotency::Key once{request.actor.person, std::move(key), "portal." + step, request.target + request.body};
  auto waiting = pages.parts.services.orders.run(std::move(once), std::move(body));
  const auto changed = co_await waiting;
  if (changed) co_return Response::redirect(address("/orders/" + changed->id.str(), {{"done", step}}));
  const Error& error = changed.error();
  if (error.code == ErrorCode::not_found) co_return pages.refusal(request, error);
  if (error.field == "score" || error.field == "reason")
    told.errors.push_back({step == "complaint" ? "complaint" : error.field, error.reason});
  else
    told.refusal = error;
  co_return order_page(pages, request, told);
}

OrderId order_of(const Request& request) {
  return OrderId::parse(request.params.at(0)).value_or(OrderId());
}

Task<Response> rate(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Told told;
  told.score = sent->get("score");
  told.reason = sent->get("reason");
  if (told.score.size() != 1 || told.score[0] < '1' || told.score[0] > '5')
    told.errors.push_back({"score", "portal.score_missing"});
  if (code_points(told.reason) > 300) told.errors.push_back({"reason", "portal.too_long"});
  if (!told.errors.empty()) co_return order_page(pages, request, told);
  OrderService::Body body = [actor = request.actor, id = order_of(request), score = std::int64_t{told.score[0] - '0'},
                             reason = told.reason](db::Tx& tx, const orders::Steps& steps, Instant now) {
    return steps.rate(tx, actor, id, score, reason, now);
  };
  auto waiting = act(pages, request, sent->key, "rating", std::move(body), std::move(told));
  Response response = co_await waiting;
  co_return response;
}

Task<Response> withdraw(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  OrderService::Body body = [actor = request.actor, id = order_of(request)](db::Tx& tx, const orders::Steps& steps,
                                                                            Instant now) {
    return steps.withdraw(tx, actor, id, "", now);
  };
  auto waiting = act(pages, request, sent->key, "withdraw", std::move(body), {});
  Response response = co_await waiting;
  co_return response;
}

Task<Response> complain(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Told told;
  told.complaint = sent->get("complaint");
  if (const std::size_t length = code_points(told.complaint); length < 2 || length > 200)
    told.errors.push_back({"complaint", length < 2 ? "portal.complaint_missing" : "portal.too_long"});
  if (!told.errors.empty()) co_return order_page(pages, request, told);
  OrderService::Body body = [actor = request.actor, id = order_of(request), reason = told.complaint](
                                db::Tx& tx, const orders::Steps& steps, Instant now) {
    return steps.complain(tx, actor, id, reason, now);
  };
  auto waiting = act(pages, request, sent->key, "complaint", std::move(body), std::move(told));
  Response response = co_await waiting;
  co_return response;
}

Task<Response> confirm(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const OrderId id = order_of(request);
  if (sent->get("present") != "yes")
    co_return Response::redirect(address("/orders/" + id.str(), {{"done", "absent"}}));
  idempotency::Key key{request.actor.person, sent->key, "portal.presence", request.target + request.body};
  auto waiting = pages.service.confirm_presence(std::move(key), request.actor, id);
  const auto changed = co_await waiting;
  if (changed) co_return Response::redirect(address("/orders/" + id.str(), {{"done", "presence"}}));
  if (changed.error().code == ErrorCode::not_found) co_return pages.refusal(request, changed.error());
  Told told;
  told.refusal = changed.error();
  co_return order_page(pages, request, told);
}

using Step = Task<Response> (*)(Pages&, Request&);
void add_step(http::Routes& routes, Pages& pages, std::string pattern, Step step) {
  routes.post(std::move(pattern), Access::signed_in,
              [&pages, step](Request& request) { return step(pages, request); });
}

}  // namespace

void add_order_routes(http::Routes& routes, Pages& pages) {
  routes.get("/orders/{id}", Access::signed_in,
             http::handler([&pages](Request& request) { return order_page(pages, request, {}); }));
  add_step(routes, pages, "/orders/{id}/rating", rate);
  add_step(routes, pages, "/orders/{id}/withdraw", withdraw);
  add_step(routes, pages, "/orders/{id}/complaint", complain);
  add_step(routes, pages, "/orders/{id}/presence", confirm);
}

}  // namespace ws::portal
