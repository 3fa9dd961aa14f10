#include "orders/order_api.h"

#include "base/kept.h"
#include "http/code_tries.h"
#include "http/writes.h"
#include "orders/order_json_api.h"

namespace ws::orders {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;
using json::Object;

constexpr json::Range any_ms{0, 4'102'444'800'000};  // until the year 2100

Response answer(const Result<Changed>& result, int status) {
  if (!result) return Response::error(result.error());
  return Response::json(changed_json(*result), status);
}

template <class T, class F>
Response answer_with(const Result<T>& result, F write) {
  if (!result) return Response::error(result.error());
  return Response::json(write(*result));
}

/// A step on the order in the path: reads the body by `parse` into a Body of the service, and runs it under its key.
using Parse = std::function<Result<OrderService::Body>(const Request&, Object&)>;

http::Handler step_handler(OrderService& service, std::string use_case, Parse parse, int status = 200) {
  return [&service, use_case = std::move(use_case), parse = std::move(parse),
          status](Request& request) -> Task<Response> {
    auto object = Object::parse(request.body);
    if (!object) co_return Response::error(object.error());
    auto body = parse(request, *object);
    if (auto refused = object->finish()) co_return Response::error(*refused);
    if (!body) co_return Response::error(body.error());
    auto waiting = service.run(key_of(request, use_case), std::move(*body));
    const Result<Changed> result = co_await waiting;
    co_return answer(result, status);
  };
}

/// The order of the path; what is no identifier is not there.
Result<OrderId> order_of(const Request& request) {
  auto id = OrderId::parse(request.params.at(0));
  if (!id) return Error::not_found("order.not_found");
  return std::move(*id);
}

/// For steps that need nothing but the actor, the order and a few values: `bind(actor, id, object)` gives the body.
template <class Bind>
Parse on_order(Bind bind) {
  return [bind](const Request& request, Object& object) -> Result<OrderService::Body> {
    OrderService::Body body = bind(request.actor, OrderId(request.params.at(0)), object);
    if (auto id = order_of(request); !id) return id.error();
    return body;
  };
}

PlaceOrder read_wish(Object& object) {
  PlaceOrder wish;
  wish.menu_item = object.id_or_empty<MenuItemId>("menu_item_id");
  wish.category = object.text_or("category", "", {0, 40});
  wish.need = object.text_or("need", "", {0, 500});
  wish.site = object.id<SiteId>("site_id");
  wish.place = object.one_of("place", {"home", "site"});
  wish.starts = {object.integer("starts_ms", any_ms)};
  wish.minutes = object.opt_integer("minutes", {15, 480}).value_or(60);
  wish.contact_name = object.text("contact_name", {1, 30});
  wish.contact_mobile = object.text("contact_mobile", {11, 20});
  wish.address = object.text_or("address", "", {0, 120});
  return wish;
}

Result<OrderService::Body> parse_place(const Request& request, Object& object) {
  PlaceOrder wish = read_wish(object);
  wish.consent_version = object.text("consent_version", {1, 20});
  return OrderService::Body([actor = request.actor, wish](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.place(tx, actor, wish, now);
  });
}

Result<OrderService::Body> parse_place_on_behalf(const Request& request, Object& object) {
  PlaceOrder wish = read_wish(object);
  wish.lane = object.one_of("lane", {"phone", "paper"});
  wish.consent_note = object.text("consent_note", {2, 200});
  return OrderService::Body([actor = request.actor, wish](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.place_on_behalf(tx, actor, wish, now);
  });
}

OrderService::Body bind_triage(const Actor& actor, const OrderId& id, Object& object) {
  Triage triage;
  triage.site = object.id_or_empty<SiteId>("site_id");
  triage.category = object.text_or("category", "", {1, 40});
  triage.note = object.text_or("note", "", {0, 200});
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.triage(tx, actor, id, triage, now); };
}

OrderService::Body bind_take(const Actor& actor, const OrderId& id, Object&) {
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.take(tx, actor, id, now); };
}

OrderService::Body bind_schedule(const Actor& actor, const OrderId& id, Object& object) {
  const Instant starts{object.integer("starts_ms", any_ms)};
  const std::int64_t minutes = object.opt_integer("minutes", {15, 480}).value_or(0);
  return [=](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.schedule(tx, actor, id, starts, minutes, now);
  };
}

OrderService::Body bind_check_in(const Actor& actor, const OrderId& id, Object& object) {
  const std::string code = object.text("code", {6, 6});
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.check_in(tx, actor, id, code, now); };
}

OrderService::Body bind_check_out(const Actor& actor, const OrderId& id, Object& object) {
  static_cast<void>(object.text_or("code", "", {6, 6}));
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.check_out(tx, actor, id, now); };
}

OrderService::Body bind_presence(const Actor& actor, const OrderId& id, Object& object) {
  const auto volunteer = object.id<PersonId>("volunteer_id");
  const std::string kind = object.one_of("kind", {"in", "out"});
  return [=](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.confirm_presence(tx, actor, id, volunteer, kind, now);
  };
}

OrderService::Body bind_rating(const Actor& actor, const OrderId& id, Object& object) {
  const std::int64_t score = object.integer("score", {1, 5});
  const std::string reason = object.text_or("reason", "", {0, 300});
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.rate(tx, actor, id, score, reason, now); };
}

OrderService::Body bind_withdrawal(const Actor& actor, const OrderId& id, Object& object) {
  const std::string reason = object.text_or("reason", "", {0, 200});
  return [=](db::Tx& tx, const Steps& steps, Instant now) { return steps.withdraw(tx, actor, id, reason, now); };
}

OrderService::Body bind_complaint_answer(const Actor& actor, const OrderId& id, Object& object) {
  const bool reopen = object.one_of("decision", {"reopen", "dismiss"}) == "reopen";
  const std::string reason = object.text("reason", {2, 200});
  return [=](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.answer_complaint(tx, actor, id, reopen, reason, now);
  };
}

/// Steps that take nothing but a reason.
using ReasonStep = Result<Changed> (Steps::*)(db::Tx&, const Actor&, const OrderId&, const std::string&,
                                              Instant) const;
Parse with_reason(ReasonStep step) {
  return on_order([step](const Actor& actor, const OrderId& id, Object& object) -> OrderService::Body {
    const std::string reason = object.text("reason", {2, 200});
    return [=](db::Tx& tx, const Steps& steps, Instant now) { return (steps.*step)(tx, actor, id, reason, now); };
  });
}

Task<Response> dispatch(OrderService& service, Request& request) {
  auto id = order_of(request);
  if (!id) co_return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  Dispatch wish;
  wish.teams = object->ids_or_empty<TeamId>("team_ids", 10);
  wish.volunteers = object->ids_or_empty<PersonId>("volunteer_ids", 20);
  wish.open_claim = object->boolean_or("open_claim", false);
  wish.note = object->text_or("note", "", {0, 200});
  if (auto refused = object->finish()) co_return Response::error(*refused);
  auto waiting = service.dispatch(key_of(request, "orders.dispatch"), request.actor, *id, std::move(wish));
  const Result<Changed> result = co_await waiting;
  co_return answer(result, 200);
}

/// A lost race answers with the nearest order that would work.
Task<Response> claim(OrderService& service, Request& request) {
  auto id = order_of(request);
  if (!id) co_return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  if (auto refused = object->finish()) co_return Response::error(*refused);
  OrderService::Body body = [actor = request.actor, id = *id](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.claim(tx, actor, id, now);
  };
  auto waiting = service.run(key_of(request, "orders.claim"), std::move(body), *id);
  const Result<Changed> result = co_await waiting;
  if (result || result.error().reason != "order.already_claimed") co_return answer(result, 200);
  Error refusal = result.error();
  if (const auto other = service.alternative(request.actor))
    refusal.alternative = Alternative{other->id.str(), other->title};
  co_return Response::error(refusal);
}

Task<Response> reveal(OrderService& service, Request& request) {
  auto id = order_of(request);
  if (!id) co_return Response::error(id.error());
  auto object = Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  std::string reason = object->text("reason", {2, 200});
  if (auto refused = object->finish()) co_return Response::error(*refused);
  auto waiting = service.reveal(request.actor, *id, std::move(reason));
  const Result<RevealedContact> result = co_await waiting;
  co_return answer_with(result, [](const RevealedContact& contact) {
    json::Writer out;
    out.begin().field("name", contact.name).field("mobile", contact.mobile).field("address", contact.address).end();
    return out.take();
  });
}

Parse on_offer(bool accepting) {
  return [accepting](const Request& request, Object& object) -> Result<OrderService::Body> {
    const auto crew = accepting ? object.ids_or_empty<PersonId>("crew", 20) : std::vector<PersonId>();
    const std::string reason = accepting ? "" : object.text("reason", {2, 200});
    const auto id = OfferId::parse(request.params.at(0));
    if (!id) return Error::not_found("offer.not_found");
    return OrderService::Body(
        [actor = request.actor, offer = *id, accepting, crew, reason](db::Tx& tx, const Steps& steps, Instant now) {
          return accepting ? steps.accept(tx, actor, offer, crew, now) : steps.decline(tx, actor, offer, reason, now);
        });
  };
}

Result<Filter> read_filter(const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  Filter filter;
  filter.limit = *limit;
  filter.state = request.q("state");
  filter.category = request.q("category");
  filter.town = request.q("town");
  filter.site = SiteId(std::string(request.q("site_id")));
  filter.clock = request.q("clock");
  filter.lane = request.q("lane");
  if (request.q("handler") == "me") filter.handler = request.actor.person;
  filter.no_handler = request.q("handler") == "none";
  filter.complaint = request.q("complaint") == "open";
  filter.on = request.q("on");
  filter.q = std::string(request.q("q").substr(0, 60));
  filter.by_due = request.q("sort") == "due";
  filter.cursor = request.q("cursor");
  return filter;
}

/// What "today" and "overdue" mean changes without anything moving.
bool looks_at_the_clock(const Filter& filter) {
  return !filter.clock.empty() || !filter.on.empty();
}

constexpr std::size_t longest_kept_target = 300;

Response list(const OrderService& service, KeptTexts& lists, const Request& request) {
  const auto filter = read_filter(request);
  if (!filter) return Response::error(filter.error());
  const auto mark = service.list_mark(request.actor);
  if (!mark) return Response::error(mark.error());
  const bool keeps = !looks_at_the_clock(*filter) && request.target.size() <= longest_kept_target;
  const std::string key = mark->scope + filter->handler.str() + request.target;
  if (keeps)
    if (const auto text = lists.find(key, mark->seq)) return Response::json(*text);
  const auto page = service.list(request.actor, *filter);
  if (!page) return Response::error(page.error());
  std::string text = page_json(*page);
  if (keeps) lists.keep(key, mark->seq, std::make_shared<const std::string>(text));
  return Response::json(std::move(text));
}

void add_reads(http::Routes& routes, OrderService& service) {
  auto lists = std::make_shared<KeptTexts>(256, service.clock());
  routes.get("/api/orders", Access::staff, http::handler([&service, lists = std::move(lists)](Request& request) {
               return list(service, *lists, request);
             }));
  routes.get(
      "/api/my/orders", Access::signed_in, http::handler([&service](Request& request) {
        const auto limit = request.page_limit();
        if (!limit) return Response::error(limit.error());
        return Response::json(page_json(service.mine(request.actor, std::string(request.q("cursor")), *limit)));
      }));
  routes.get("/api/orders/{id}", Access::signed_in, http::handler([&service](Request& request) {
               const auto id = order_of(request);
               if (!id) return Response::error(id.error());
               return answer_with(service.detail(request.actor, *id), detail_json);
             }));
  routes.get("/api/orders/{id}/suggestions", Access::dispatcher, http::handler([&service](Request& request) {
               const auto id = order_of(request);
               if (!id) return Response::error(id.error());
               return answer_with(service.suggestions(request.actor, *id), suggestions_json);
             }));
  routes.get("/api/orders/{id}/code", Access::signed_in, http::handler([&service](Request& request) {
               const auto id = order_of(request);
               if (!id) return Response::error(id.error());
               return answer_with(service.order_code(request.actor, *id),
                                  [](const RotatingCode& code) { return to_json(code); });
             }));
  routes.get("/api/sites/{id}/code", Access::clerk, http::handler([&service](Request& request) {
               return answer_with(service.site_code(request.actor, SiteId(request.params.at(0))),
                                  [](const RotatingCode& code) { return to_json(code); });
             }));
  routes.get("/api/desk", Access::volunteer, http::handler([&service](Request& request) {
               return Response::json(desk_json(service.desk(request.actor)));
             }));
  routes.get("/api/desk/claimable", Access::volunteer, http::handler([&service](Request& request) {
               return Response::json(cards_json(service.claimable(request.actor)));
             }));
}

}  // namespace

void add_routes(http::Routes& routes, OrderService& service, http::RateLimiter& code_tries) {
  add_reads(routes, service);
  routes.post("/api/orders", Access::signed_in, step_handler(service, "orders.place", parse_place, 201));
  routes.post("/api/orders/on-behalf", Access::clerk,
              step_handler(service, "orders.place_on_behalf", parse_place_on_behalf, 201));
  const auto step = [&](const char* name, Access access, Parse parse) {
    routes.post(std::string("/api/orders/{id}/") + name, access,
                step_handler(service, std::string("orders.") + name, std::move(parse)));
  };
  step("triage", Access::clerk, on_order(bind_triage));
  step("rejection", Access::clerk, with_reason(&Steps::reject));
  step("handler", Access::clerk, on_order(bind_take));
  step("return", Access::signed_in, with_reason(&Steps::give_back));
  step("schedule", Access::signed_in, on_order(bind_schedule));
  routes.post("/api/orders/{id}/check-in", Access::volunteer,
              http::sparingly(code_tries, step_handler(service, "orders.check-in", on_order(bind_check_in))));
  step("check-out", Access::volunteer, on_order(bind_check_out));
  step("presence", Access::signed_in, on_order(bind_presence));
  step("rating", Access::signed_in, on_order(bind_rating));
  step("withdrawal", Access::signed_in, on_order(bind_withdrawal));
  step("complaint", Access::signed_in, with_reason(&Steps::complain));
  step("complaint-answer", Access::dispatcher, on_order(bind_complaint_answer));
  routes.post("/api/orders/{id}/dispatch", Access::dispatcher,
              [&service](Request& request) { return dispatch(service, request); });
  routes.post("/api/orders/{id}/claim", Access::volunteer,
              [&service](Request& request) { return claim(service, request); });
  routes.post("/api/orders/{id}/contact", Access::signed_in,
              [&service](Request& request) { return reveal(service, request); });
  routes.post("/api/offers/{id}/acceptance", Access::volunteer,
              step_handler(service, "offers.accept", on_offer(true)));
  routes.post("/api/offers/{id}/decline", Access::volunteer,
              step_handler(service, "offers.decline", on_offer(false)));
}

void add_worklist(http::Routes& routes, OrderService& service, PendingHours pending) {
  routes.get("/api/worklist", Access::staff,
             http::handler([&service, pending = std::move(pending)](Request& request) {
               const auto work = service.worklist(request.actor);
               if (!work) return Response::error(work.error());
               return Response::json(worklist_json(*work, pending(request.actor)));
             }));
}

}  // namespace ws::orders
