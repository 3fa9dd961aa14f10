// Signing in and out. A filled order waits here for its account, and is placed as soon as there is one.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

/// The form as it is shown.
struct SignInForm {
  bool by_password = false;
  bool code_sent = false;
  bool name_asked = false;
  std::string next, mobile, code, login, name;
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
};

std::string own_path(std::string_view next) {
  return is_own_path(next) ? std::string(next) : "/my";
}

/// Which field a refusal is about.
std::string field_of(const Error& error, bool by_password) {
  if (error.reason == "session.bad_mobile") return "mobile";
  if (error.reason == "session.code_wrong" || error.reason == "session.code_expired") return "code";
  if (error.reason == "session.name_required") return "name";
  if (error.reason == "session.wrong_password" && by_password) return "password";
  return {};
}

/// Whose activity waits to be signed up for; nothing when there is none.
bool add_kept_signup(Pages& pages, View& view, const Request& request) {
  const auto draft = pages.service.open_signup(kept_draft(request, order_draft));
  if (!draft) return false;
  const auto activity = pages.parts.services.activities.detail(request.actor, ActivityId(draft->activity));
  if (!activity) return false;
  view.add("SIGNUP_KEPT").set("ACTIVITY_NAME", activity->row.title);
  return true;
}

void add_kept_order(Pages& pages, View& view, const Request& request, SignInForm& form) {
  const auto draft = pages.service.open(kept_draft(request, order_draft));
  if (!draft) {
    if (!add_kept_signup(pages, view, request)) view.show("NO_ORDER");
    return;
  }
  std::string name = draft->need;
  if (const auto item = MenuItemId::parse(draft->item))
    if (const auto detail = pages.parts.services.menu.item(request.actor, *item))
      name = say(request.language(), detail->item.item.name, detail->item.name_en);
  view.add("ORDER_KEPT").set("ORDER_NAME", name);
  if (form.mobile.empty()) form.mobile = draft->contact_mobile;
}

Response sign_in_page(Pages& pages, const Request& request, SignInForm form) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, address("/sign-in", {{"next", form.next}}));
  add_kept_order(pages, view, request, form);
  view.set("NEXT_PATH", form.next);
  view.set("CODE_URL", address("/sign-in", {{"by", "code"}, {"next", form.next}}));
  view.set("PASSWORD_URL", address("/sign-in", {{"by", "password"}, {"next", form.next}}));
  view.show(form.by_password ? "BY_PASSWORD" : "BY_CODE").show(form.code_sent ? "CODE_SENT" : "CODE_NOT_SENT");
  if (form.name_asked) view.show("NAME_ASKED");
  view.set("F_MOBILE", form.mobile).set("F_CODE", form.code).set("F_LOGIN", form.login).set("F_NAME", form.name);
  add_errors(view, form.errors, language);
  if (form.refusal) add_refusal(view, *form.refusal, language);
  const int status = !form.errors.empty() ? 422 : form.refusal ? http::status_of(form.refusal->code) : 200;
  Response response = pages.render(request, "sign_in.html", view, Keep::never, status);
  if (form.refusal) response.reason = form.refusal->reason;
  if (!form.errors.empty()) response.reason = form.errors.front().reason;
  return response;
}

Response refused(Pages& pages, const Request& request, SignInForm form, const Error& error) {
  if (const std::string field = field_of(error, form.by_password); !field.empty())
    form.errors.push_back({field, error.reason});
  else
    form.refusal = error;
  return sign_in_page(pages, request, std::move(form));
}

SignInForm read_sign_in(const SentForm& sent) {
  SignInForm form;
  form.by_password = sent.get("by") == "password";
  form.next = own_path(sent.get("next"));
  form.mobile = sent.get("mobile");
  form.login = sent.get("login");
  form.name = sent.get("name");
  return form;
}

Task<Response> send_code(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  SignInForm form = read_sign_in(*sent);
  if (const Outcome may = pages.parts.door.may_send_code(request.peer, form.mobile); !may)
    co_return refused(pages, request, std::move(form), may.error());
  auto waiting = pages.parts.services.sessions.send_code(form.mobile);
  const auto seconds = co_await waiting;
  if (!seconds) {
    // The code sent a moment ago is still good.
    form.code_sent = seconds.error().reason == "session.code_too_soon";
    co_return refused(pages, request, std::move(form), seconds.error());
  }
  form.code_sent = true;
  co_return sign_in_page(pages, request, std::move(form));
}

Task<Result<people::SignedIn>> enter(Pages& pages, const SignInForm& form, const SentForm& sent, std::string name) {
  auto& sessions = pages.parts.services.sessions;
  auto waiting = form.by_password ? sessions.sign_in_by_password(form.login, std::string(sent.form.get("password")))
                                  : sessions.sign_in_by_code(form.mobile, sent.get("code"), std::move(name));
  Result<people::SignedIn> signed_in = co_await waiting;
  co_return signed_in;
}

Task<Response> sign_in(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  SignInForm form = read_sign_in(*sent);
  form.code_sent = !form.by_password;
  form.code = sent->get("code");
  const Door& door = pages.parts.door;
  if (const Outcome may = door.may_sign_in(request.peer, form.by_password ? form.login : form.mobile); !may)
    co_return refused(pages, request, std::move(form), may.error());
  const auto draft = pages.service.open(kept_draft(request, order_draft));
  // The first sign-in makes the account under the name that the order was filled with.
  std::string name = form.name.empty() && draft ? draft->contact_name : form.name;
  auto entering = enter(pages, form, *sent, std::move(name));
  const auto signed_in = co_await entering;
  if (!signed_in) {
    form.name_asked = signed_in.error().reason == "session.name_required";
    if (signed_in.error().reason == "session.code_expired") form.code.clear();  // the next one is another
    co_return refused(pages, request, std::move(form), signed_in.error());
  }
  request.actor = signed_in->actor;
  Response response = Response::redirect(form.next);
  if (draft) {
    auto placing = place_and_show(pages, request, *draft);
    response = co_await placing;
    forget_draft(response, order_draft, door.secure);
  } else if (const auto signup = pages.service.open_signup(kept_draft(request, order_draft))) {
    auto signing_up = sign_up_and_show(pages, request, *signup);
    response = co_await signing_up;
    forget_draft(response, order_draft, door.secure);
  }
  response.with("Set-Cookie", door.keep_session(signed_in->token));
  co_return response;
}

Task<Response> sign_out(Pages& pages, Request& request) {
  auto waiting = pages.parts.services.sessions.sign_out(request.actor);
  const Outcome done = co_await waiting;
  if (!done) co_return pages.refusal(request, done.error());
  Response response = Response::redirect("/");
  response.with("Set-Cookie", pages.parts.door.end_session());
  co_return response;
}

Response show_sign_in(Pages& pages, const Request& request) {
  SignInForm form;
  form.by_password = request.q("by") == "password";
  form.next = own_path(request.q("next"));
  if (request.actor.signed_in()) return Response::redirect(form.next);
  return sign_in_page(pages, request, std::move(form));
}

}  // namespace

void add_sign_in_routes(http::Routes& routes, Pages& pages) {
  routes.get("/sign-in", Access::everyone,
             http::handler([&pages](Request& request) { return show_sign_in(pages, request); }));
  routes.post("/sign-in", Access::everyone, [&pages](Request& request) { return sign_in(pages, request); });
  routes.post("/sign-in/code", Access::everyone, [&pages](Request& request) { return send_code(pages, request); });
  // Reloading the page that the code was asked from.
  routes.get("/sign-in/code", Access::everyone,
             http::handler([](Request&) { return Response::redirect("/sign-in"); }));
  routes.post("/sign-out", Access::everyone, [&pages](Request& request) { return sign_out(pages, request); });
}

}  // namespace ws::portal
