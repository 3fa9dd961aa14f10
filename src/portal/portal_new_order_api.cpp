// The order form, and keeping a filled one until there is an account.
#include "portal/portal_page_api.h"

#include <algorithm>

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t last_slot_minute = 18 * 60 + 30;
constexpr std::size_t chunk_size = 3600;  // a browser keeps 4096 bytes a cookie

struct Choice {
  std::string_view value, zh, en;
  std::string_view span = {};
};
constexpr std::array<Choice, 5> relations{{{"parent", "父母", "Parent"},
                                           {"grandparent", "爷爷奶奶、外公外婆", "Grandparent"},
                                           {"child", "孩子", "Child"},
                                           {"neighbour", "邻居", "Neighbour"},
                                           {"other", "其他", "Somebody else"}}};
constexpr std::array<Choice, 4> slots{{{"morning", "上午", "Morning", "9:00–12:00"},
                                       {"afternoon", "下午", "Afternoon", "14:00–17:30"},
                                       {"evening", "晚上", "Evening", "18:30–20:30"},
                                       {"any", "都可以", "Any time", ""}}};

void add_choices(View& view, const OrderForm& form, Language language) {
  for (const Choice& choice : relations) {
    View& option = view.add("RELATIONS");
    option.set("VALUE", std::string(choice.value)).set("LABEL", say(language, choice.zh, choice.en));
    if (choice.value == form.relation) option.show("SELECTED");
  }
  for (const Choice& choice : slots) {
    View& option = view.add("SLOTS");
    option.set("VALUE", std::string(choice.value)).set("LABEL", say(language, choice.zh, choice.en));
    option.set("SPAN", choice.span.empty() ? say(language, "由志愿者来约", "The volunteer will suggest one")
                                           : std::string(choice.span));
    if (choice.value == (form.slot.empty() ? "any" : form.slot)) option.show("CHECKED");
  }
}

void add_places(Pages& pages, View& view, const OrderForm& form, const std::optional<menu::Detail>& item) {
  const auto all = pages.service.operating_sites();
  std::map<std::string, std::string> towns;
  for (const sites::Site& site : all)
    if (!site.town_code.empty()) towns[site.town_code] = site.town_name;
  for (const auto& [code, name] : towns) {
    View& option = view.add("TOWNS");
    option.set("VALUE", code).set("LABEL", name);
    if (code == form.town) option.show("SELECTED");
  }
  const auto offers = [&](const sites::Site& site) {
    if (!item || item->sites.empty() || site.id.str() == form.site) return true;
    return std::any_of(item->sites.begin(), item->sites.end(),
                       [&](const menu::Ref& ref) { return ref.id == site.id.str(); });
  };
  for (const sites::Site& site : all) {
    if (!offers(site)) continue;
    View& option = view.add("SITE_CHOICES");
    option.set("VALUE", site.id.str()).set("LABEL", site.name);
    if (site.id.str() == form.site) option.show("SELECTED");
  }
}

void add_dates(View& view, const OrderForm& form, const Policy& policy, Instant now) {
  const bool today_over = minute_of_day(now) >= last_slot_minute;
  const LocalDate today = local_date(now);
  view.set("F_DATE", form.date).set("DATE_MIN", to_text(today_over ? next_day(today) : today));
  view.set("DATE_MAX", to_text(local_date(now.plus_ms((policy.days_ahead - 1) * day_ms))));
}

std::optional<menu::Detail> chosen_item(Pages& pages, const Request& request, const OrderForm& form) {
  const auto id = MenuItemId::parse(form.item);
  if (!id) return std::nullopt;
  auto item = pages.parts.services.menu.item(request.actor, *id);
  if (!item) return std::nullopt;
  return std::move(*item);
}

void add_item_head(Pages& pages, View& view, const std::optional<menu::Detail>& item, Language language) {
  show_either(view, item.has_value(), "ITEM");
  if (!item) return;
  View card;
  pages.add_item(card, item->item, language);
  for (const View::Item& value : card.sections().front().second->items())
    if (value.name == "ICON" || value.name == "HUE") view.set(value.name, value.value);
  view.set("ITEM_ID", item->item.item.id.str())
      .set("ITEM_NAME", say(language, item->item.item.name, item->item.name_en));
  view.set("ITEM_SUMMARY", item->item.summary);
}

/// A form nobody has filled yet: what the address and the profile say.
OrderForm fresh_form(Pages& pages, const Request& request) {
  OrderForm form;
  form.item = request.q("item");
  form.site = request.q("site");
  form.whom = "self";
  form.place = form.site.empty() ? "home" : "site";
  if (const auto item = chosen_item(pages, request, form); item && item->item.item.place != "either")
    form.place = item->item.item.place;
  if (request.actor.signed_in()) {
    const Profile profile = pages.service.profile(request.actor);
    form.contact_name = profile.name;
    form.contact_mobile = profile.mobile_masked;
  }
  return form;
}

OrderForm read_order(const SentForm& sent) {
  OrderForm form;
  for (const FormField& field : order_fields()) form.*field.value = sent.get(field.name);
  form.key = sent.key;
  return form;
}

Response new_order_page(Pages& pages, const Request& request) {
  return order_form_page(pages, request, fresh_form(pages, request), {}, nullptr);
}

/// The own number is shown masked, and stands for itself when it is sent back so.
void unmask(Pages& pages, const Request& request, OrderForm& form) {
  if (!request.actor.signed_in()) return;
  const Profile profile = pages.service.profile(request.actor);
  if (form.contact_mobile == profile.mobile_masked) form.contact_mobile = profile.mobile;
}

Task<Response> place_order(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  OrderForm form = read_order(*sent);
  unmask(pages, request, form);
  if (const auto errors = check(form); !errors.empty())
    co_return order_form_page(pages, request, form, errors, nullptr);
  if (!request.actor.signed_in()) {
    Response response = Response::redirect("/sign-in");
    keep_draft(response, order_draft, pages.service.seal(form), pages.parts.door.secure);
    co_return response;
  }
  auto waiting = place_and_show(pages, request, std::move(form));
  Response response = co_await waiting;
  co_return response;
}

}  // namespace

Response order_form_page(Pages& pages, const Request& request, const OrderForm& form,
                         const std::vector<FieldError>& errors, const Error* refusal) {
  const Language language = request.language();
  const auto item = chosen_item(pages, request, form);
  View view = pages.view(request, Nav::menu, address("/orders/new", {{"item", form.item}, {"site", form.site}}));
  add_item_head(pages, view, item, language);
  const bool sent = request.method != http::Method::get;
  view.set("FILLED", sent || request.actor.signed_in() ? "yes" : "no");
  view.set("F_NEED", form.need).show(form.whom == "other" ? "FOR_OTHER" : "FOR_SELF").set("F_PERSON", form.person);
  add_choices(view, form, language);
  add_dates(view, form, pages.parts.services.rules.policy, pages.now());
  view.show(form.place == "site" ? "PLACE_SITE" : "PLACE_HOME").set("F_ADDRESS", form.address);
  add_places(pages, view, form, item);
  std::string mobile = form.contact_mobile;
  if (request.actor.signed_in())
    if (const Profile profile = pages.service.profile(request.actor); mobile == profile.mobile)
      mobile = profile.mobile_masked;
  view.set("F_CONTACT_NAME", form.contact_name).set("F_CONTACT_MOBILE", mobile).set("F_NOTE", form.note);
  if (form.consent == "1") view.show("CONSENTED");
  view.set("CONSENT_VERSION", pages.parts.services.rules.privacy_version);
  view.set("CONSENT_TEXT",
           say(language,
               "称呼、手机号和地址只给经办这一单的工作人员和来服务的志愿者看，谁看过都有记录；办单记录按规定保存。",
               "Your name, number and address are seen only by the staff who handle this order and the volunteers "
               "who come; "
               "each look at them is logged. The record of the order is kept as the rules require."));
  add_errors(view, errors, language);
  if (refusal) add_refusal(view, *refusal, language);
  const int status = !errors.empty() || (refusal && refusal->code == ErrorCode::invalid) ? 422
                     : refusal ? http::status_of(refusal->code)
                               : 200;
  Response response = pages.render(request, "order_new.html", view, Keep::never, status);
  if (refusal) response.reason = refusal->reason;
  if (!errors.empty()) response.reason = errors.front().reason;
  return response;
}

Task<Response> place_and_show(Pages& pages, Request& request, OrderForm form) {
  auto waiting = pages.service.place(request.actor, form);
  const auto placed = co_await waiting;
  if (placed) co_return Response::redirect("/orders/" + placed->id.str() + "?sent=1");
  const Error& error = placed.error();
  if (!error.field.empty()) co_return order_form_page(pages, request, form, {{error.field, error.reason}}, nullptr);
  co_return order_form_page(pages, request, form, {}, &error);
}

namespace {
void set_draft(Response& response, const Draft& draft, std::size_t part, std::string_view value,
               std::int64_t max_age_s, bool secure) {
  response.with("Set-Cookie", std::string(draft.cookies.at(part)) + "=" + std::string(value) +
                                  "; Path=" + std::string(draft.path) + "; Max-Age=" + std::to_string(max_age_s) +
                                  "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
}
}  // namespace

void keep_draft(Response& response, const Draft& draft, const std::string& sealed, bool secure) {
  constexpr std::int64_t half_hour_s = 1800;
  for (std::size_t i = 0; i < draft.cookies.size(); ++i) {
    const std::size_t at = std::min(i * chunk_size, sealed.size());
    const std::string_view part = std::string_view(sealed).substr(at, chunk_size);
    set_draft(response, draft, i, part, part.empty() ? 0 : half_hour_s, secure);
  }
}

void forget_draft(Response& response, const Draft& draft, bool secure) {
  for (std::size_t i = 0; i < draft.cookies.size(); ++i) set_draft(response, draft, i, "", 0, secure);
}

std::string kept_draft(const Request& request, const Draft& draft) {
  std::string sealed;
  for (const std::string_view name : draft.cookies) sealed += request.cookie(name);
  return sealed;
}

void add_new_order_routes(http::Routes& routes, Pages& pages) {
  routes.get("/orders/new", Access::everyone,
             http::handler([&pages](Request& request) { return new_order_page(pages, request); }));
  routes.post("/orders", Access::everyone, [&pages](Request& request) { return place_order(pages, request); });
}

}  // namespace ws::portal
