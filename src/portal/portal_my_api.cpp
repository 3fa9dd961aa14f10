// My page, my orders, my notices.
#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 20;
constexpr std::int64_t short_list = 3;

void add_own_order(Pages& pages, View& list, const OwnOrder& order, Language language) {
  const StateWords words = state_words({order.state, order.who, order.starts, order.due, pages.now()}, language);
  View& row = list.add("ORDERS");
  row.set("ID", order.id.str()).set("NAME", order.title).set("STATE_NAME", words.name).set("STATE_HUE", words.hue);
  row.set("NEXT_TEXT", words.next).set("WISHED_TEXT", say_time(order.starts, pages.now(), language));
  pages.set_instant(row, order.created, language);
}

std::string url_of(const notices::NoticeView& notice) {
  if (!notice.order_id.empty()) return "/orders/" + notice.order_id;
  if (!notice.activity_id.empty()) return "/activities/" + notice.activity_id;
  if (notice.kind == "booking.requested" || notice.kind == "booking.appealed") return "/admin/venues";
  if (notice.kind.starts_with("booking.")) return "/my/bookings";
  if (notice.kind.starts_with("session.")) return "/my/courses";
  if (notice.kind.starts_with("survey.")) return "/surveys";
  return notice.kind == "digest.week" ? "/my/activities" : "/my/notices";
}

void add_notice(Pages& pages, View& list, const notices::NoticeView& notice, Language language) {
  View& row = list.add("NOTICES");
  row.set("URL", url_of(notice));
  row.set("TEXT", say(language, notice.text.zh, notice.text.en));
  if (!notice.read) row.show("UNREAD_NOTICE");
  pages.set_instant(row, {notice.at_ms}, language);
}

std::string first_character(const std::string& name) {
  std::size_t end = name.empty() ? 0 : 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
  return name.substr(0, end);
}

Response my_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const Profile profile = pages.service.profile(request.actor);
  View view = pages.view(request, Nav::my);
  view.set("ME", profile.name)
      .set("INITIAL", first_character(profile.name))
      .set("MOBILE_MASKED", profile.mobile_masked);
  const OwnOrders orders = pages.service.own_orders(request.actor, "", "", short_list);
  show_either(view, !orders.rows.empty(), "ORDERS");
  for (const OwnOrder& order : orders.rows) add_own_order(pages, view, order, language);
  const auto inbox = pages.parts.services.notices.list(request.actor, "", short_list);
  show_either(view, !inbox.items.empty(), "NOTICES");
  for (const notices::NoticeView& notice : inbox.items) add_notice(pages, view, notice, language);
  return pages.render(request, "my.html", view);
}

void add_groups(View& view, const OwnOrders& orders, std::string_view chosen, Language language) {
  struct Group {
    std::string_view key, zh, en;
  };
  constexpr std::array<Group, 4> groups{
      {{"", "全部", "All"}, {"open", "在办", "Open"}, {"rate", "待评", "To rate"}, {"done", "办完", "Closed"}}};
  for (const Group& group : groups) {
    const auto count = orders.counts.find(group.key);
    View& chip = view.add("STATES");
    chip.set("URL", address("/my/orders", {{"state", std::string(group.key)}}))
        .set("LABEL", say(language, group.zh, group.en));
    chip.set("COUNT", count == orders.counts.end() ? 0 : count->second);
    if (group.key == chosen) chip.show("STATE_CURRENT");
  }
}

Response my_orders_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string group(is_order_group(request.q("state")) ? request.q("state") : "");
  const std::string before(is_ulid(request.q("before")) ? request.q("before") : "");
  const OwnOrders orders = pages.service.own_orders(request.actor, group, before, page_size);
  View view = pages.view(request, Nav::my);
  add_groups(view, orders, group, language);
  show_either(view, !orders.rows.empty(), "ORDERS");
  for (const OwnOrder& order : orders.rows) add_own_order(pages, view, order, language);
  if (orders.next || !before.empty()) {
    view.show("PAGED").set("PAGE_TEXT", "");
    if (!before.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", address("/my/orders", {{"state", group}}));
    if (orders.next)
      view.add("NEXT").set("NEXT_URL", address("/my/orders", {{"state", group}, {"before", *orders.next}}));
  }
  return pages.render(request, "my_orders.html", view);
}

Response notices_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string cursor(is_ulid(request.q("before")) ? request.q("before") : "");
  const auto inbox = pages.parts.services.notices.list(request.actor, cursor, page_size);
  View view = pages.view(request, Nav::my);
  show_either(view, !inbox.items.empty(), "NOTICES");
  // Reading is counted up to what this page showed: what comes later stays unread.
  view.set("READ_UNTIL", inbox.items.empty() ? "" : inbox.items.front().id);
  bool unread = false;
  for (const notices::NoticeView& notice : inbox.items) {
    add_notice(pages, view, notice, language);
    unread = unread || !notice.read;
  }
  if (unread) view.show("CAN_READ");
  if (inbox.next || !cursor.empty()) {
    view.show("PAGED").set("PAGE_TEXT", "");
    if (!cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", "/my/notices");
    if (inbox.next) view.add("NEXT").set("NEXT_URL", address("/my/notices", {{"before", *inbox.next}}));
  }
  return pages.render(request, "notices.html", view);
}

Task<Response> read_notices(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const std::string until = sent->get("until");
  if (!is_ulid(until)) co_return Response::redirect("/my/notices");
  idempotency::Key key{request.actor.person, sent->key, "portal.read_notices", request.body};
  auto waiting = pages.parts.services.notices.read_until(request.actor, std::move(key), notices::NoticeId(until));
  const auto read = co_await waiting;
  if (!read) co_return pages.refusal(request, read.error());
  co_return Response::redirect("/my/notices");
}

using Page = Response (*)(Pages&, const Request&);
void add_page(http::Routes& routes, Pages& pages, std::string pattern, Page page) {
  routes.get(std::move(pattern), Access::signed_in,
             http::handler([&pages, page](Request& request) { return page(pages, request); }));
}

}  // namespace

void add_my_routes(http::Routes& routes, Pages& pages) {
  add_page(routes, pages, "/my", my_page);
  add_page(routes, pages, "/my/orders", my_orders_page);
  add_page(routes, pages, "/my/notices", notices_page);
  routes.post("/my/notices/read", Access::signed_in,
              [&pages](Request& request) { return read_notices(pages, request); });
}

}  // namespace ws::portal
