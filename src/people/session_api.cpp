#include "people/session_api.h"

#include "base/identity.h"
#include "base/json.h"
#include "http/server.h"
#include "people/session_model.h"

namespace ws::people {
namespace {

using http::Access;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t body_limit = 4 * 1024;
// As long as browsers keep any: when a session is over is decided by its row.
constexpr std::int64_t cookie_s = 400 * day_ms / second_ms;

std::string one_notation(const std::string& name) {
  return normal_mobile(name).value_or(name);
}

void write_ref(json::Writer& writer, std::string_view name, const std::optional<Ref>& ref) {
  writer.key(name);
  if (!ref) {
    writer.null();
    return;
  }
  writer.begin().field("id", ref->id).field("name", ref->name).end();
}

void write_volunteer(json::Writer& writer, const std::optional<VolunteerCard>& card) {
  writer.key("volunteer");
  if (!card) {
    writer.null();
    return;
  }
  writer.begin().field("number", card->number).field("state", card->state);
  write_ref(writer, "site", card->site);
  writer.key("skills").array();
  for (const std::string& skill : card->skills) writer.value(skill);
  writer.end_array().end();
}

std::string to_json(const MeView& me) {
  json::Writer writer;
  writer.begin().field("id", me.id).field("name", me.name).field("title", me.title);
  writer.field("mobile_masked", me.mobile_masked);
  write_volunteer(writer, me.volunteer);
  writer.key("roles").array();
  for (const HeldRole& held : me.roles) {
    writer.begin().field("role", to_text(held.role));
    write_ref(writer, "site", held.site);
    write_ref(writer, "team", held.team);
    writer.end();
  }
  writer.end_array().field("unread", me.unread).end();
  return writer.take();
}

Response me_response(SessionService& service, const Actor& actor) {
  const Result<MeView> me = service.me(actor);
  return me ? Response::json(to_json(*me)) : Response::error(me.error());
}

struct SignIn {
  std::string login, password, mobile, code, name;
  bool by_password() const { return !login.empty(); }
};

Result<SignIn> parse_sign_in(std::string_view body) {
  auto object = json::Object::parse(body);
  if (!object) return object.error();
  SignIn sign_in;
  sign_in.login = object->text_or("login", {}, {1, 40});
  sign_in.password = object->text_or("password", {}, {1, 200});
  sign_in.mobile = object->text_or("mobile", {}, {11, 14});
  sign_in.code = object->text_or("code", {}, {code_digits, code_digits});
  sign_in.name = object->text_or("name", {}, {1, 30});
  if (auto refused = object->finish()) return std::move(*refused);
  const bool password = !sign_in.login.empty() && !sign_in.password.empty();
  const bool code = !sign_in.mobile.empty() && is_sign_in_code(sign_in.code);
  const bool mixed = sign_in.by_password() && !sign_in.mobile.empty();
  if (password == code || mixed) return Error::invalid("session.how");
  return sign_in;
}

Task<Response> sign_in(SessionService& service, SignInLimits& limits, Cookies cookies, Request& request) {
  const Result<SignIn> form = parse_sign_in(request.body);
  if (!form) co_return Response::error(form.error());
  const Outcome may = limits.sign_in(request.peer, form->by_password() ? form->login : form->mobile);
  if (!may) co_return Response::error(may.error());
  Task<Result<SignedIn>> task = form->by_password() ? service.sign_in_by_password(form->login, form->password)
                                                    : service.sign_in_by_code(form->mobile, form->code, form->name);
  const Result<SignedIn> signed_in = co_await task;
  if (!signed_in) co_return Response::error(signed_in.error());
  Response response = me_response(service, signed_in->actor);
  response.with("Set-Cookie", keep_session(signed_in->token, cookies));
  co_return response;
}

Task<Response> send_code(SessionService& service, SignInLimits& limits, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  const std::string mobile = object->text("mobile", {11, 14});
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  if (const Outcome may = limits.send_code(request.peer, mobile); !may) co_return Response::error(may.error());
  auto task = service.send_code(mobile);
  const Result<std::int64_t> sent = co_await task;
  if (!sent) co_return Response::error(sent.error());
  json::Writer writer;
  writer.begin().field("expires_s", *sent).end();
  co_return Response::json(writer.take(), 202);
}

Task<Response> sign_out(SessionService& service, Cookies cookies, Request& request) {
  auto task = service.sign_out(request.actor);
  const Outcome done = co_await task;
  if (!done) co_return Response::error(done.error());
  co_return Response::no_content().with("Set-Cookie", end_session(cookies));
}

}  // namespace

SignInLimits::SignInLimits(const Clock& clock, const SignInRates& rates)
    : hourly_(clock),
      peers_(rates.peer_tries, rates.peer_per_minute, clock),
      names_(rates.name_tries, rates.name_per_minute, clock),
      code_peers_(rates.code_peer_tries, rates.code_peer_per_minute, clock),
      code_mobiles_(rates.code_mobile_tries, rates.code_mobile_per_hour, hourly_) {}

Outcome SignInLimits::sign_in(const std::string& peer, const std::string& name) {
  if (Outcome may = peers_.take(peer); !may) return may;
  return names_.take(one_notation(name));
}

Outcome SignInLimits::send_code(const std::string& peer, const std::string& mobile) {
  if (Outcome may = code_peers_.take(peer); !may) return may;
  return code_mobiles_.take(one_notation(mobile));
}

std::string keep_session(const std::string& token, Cookies cookies) {
  return http::session_cookie(token, cookie_s, cookies == Cookies::secure);
}

std::string end_session(Cookies cookies) {
  return http::session_cookie("", 0, cookies == Cookies::secure);
}

void add_session_routes(http::Routes& routes, SessionService& service, SignInLimits& limits, Cookies cookies) {
  routes.add({Method::post, "/api/session", Access::everyone,
              [&service, &limits, cookies](Request& request) { return sign_in(service, limits, cookies, request); },
              body_limit, true});
  routes.add({Method::post, "/api/session/code", Access::everyone,
              [&service, &limits](Request& request) { return send_code(service, limits, request); }, body_limit,
              true});
  routes.add({Method::del, "/api/session", Access::everyone,
              [&service, cookies](Request& request) { return sign_out(service, cookies, request); }, body_limit,
              true});
  routes.get("/api/me", Access::signed_in,
             http::handler([&service](Request& request) { return me_response(service, request.actor); }));
}

}  // namespace ws::people
