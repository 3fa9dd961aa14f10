// My certificates, and the page on which anybody verifies one.
#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using certificates::State;
using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 10;

std::string say_period(const std::string& from, const std::string& to, Language language) {
  return from + say(language, " 至 ", " to ") + to;
}

struct Words {
  std::string name, hue, next;
};
Words words_of(const certificates::store::Listed& line, Language language) {
  switch (line.state) {
    case State::requested:
      return {say(language, "待核发", "Waiting"), "warn",
              say(language, "工作人员正在核对您的时长，办好后会发消息。",
                  "Staff are looking at your hours. You will get a notice.")};
    case State::declined:
      return {say(language, "未核发", "Declined"), "calm", line.reason};
    case State::issued:
      return {say(language, "有效", "Valid"), "good", minutes_words(line.minutes, language)};
    case State::revoked:
      return {line.replaced_by.empty() ? say(language, "已作废", "Revoked") : say(language, "已换发", "Replaced"),
              "calm", line.reason};
  }
  return {};
}

void add_certificate(Pages& pages, View& list, const certificates::store::Listed& line, Language language) {
  const Words words = words_of(line, language);
  View& row = list.add("CERTIFICATES");
  row.set("ID", line.certificate.id.str()).set("NUMBER", line.number);
  row.set("PERIOD_TEXT", say_period(line.certificate.from, line.certificate.to, language));
  row.set("STATE_NAME", words.name).set("STATE_HUE", words.hue).set("NEXT_TEXT", words.next);
  if (line.state == State::issued) row.show("ISSUED");
  pages.set_instant(row, line.moved, language);
}

struct Wished {
  std::string from, to, purpose;
  std::vector<FieldError> errors = {};
  std::optional<Error> refusal = {};
};

/// From the first of January to today, as most people need it.
Wished this_year(Instant now) {
  const LocalDate today = local_date(now);
  return {to_text(LocalDate{today.year, 1, 1}), to_text(today), ""};
}

Response certificates_page(Pages& pages, const Request& request, const Wished& wished) {
  const Language language = request.language();
  const std::string cursor(is_ulid(request.q("before")) ? request.q("before") : "");
  const auto page = pages.parts.services.certificates.mine(request.actor, cursor, page_size);
  View view = pages.view(request, Nav::my, "/my/certificates");
  if (request.actor.volunteer) view.show("MAY_REQUEST");
  view.set("F_FROM", wished.from).set("F_TO", wished.to).set("F_PURPOSE", wished.purpose);
  view.set("DATE_MAX", to_text(local_date(pages.now())));
  add_errors(view, wished.errors, language);
  if (wished.refusal) add_refusal(view, *wished.refusal, language);
  show_either(view, !page.items.empty(), "CERTIFICATES");
  for (const auto& line : page.items) add_certificate(pages, view, line, language);
  add_pager(view, {"/my/certificates", {}, "before", cursor, page.next});
  const int status = wished.errors.empty() && !wished.refusal ? 200 : 422;
  return pages.render(request, "certificates.html", view, Keep::never, status);
}

Task<Response> request_certificate(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  Wished wished{sent->get("from"), sent->get("to"), sent->get("purpose")};
  const auto period = certificates::period_of(wished.from, wished.to, local_date(pages.now()));
  if (!period) wished.errors.push_back({period.error().field, period.error().reason});
  if (code_points(wished.purpose) > 60 || has_control_characters(wished.purpose))
    wished.errors.push_back({"purpose", "field.length"});
  if (!wished.errors.empty()) co_return certificates_page(pages, request, wished);
  idempotency::Key key{request.actor.person, sent->key, "portal.request_certificate", request.body};
  auto asking = pages.parts.services.certificates.request(request.actor, std::move(key), {*period, wished.purpose});
  const auto asked = co_await asking;
  if (asked) co_return Response::redirect("/my/certificates");
  wished.refusal = asked.error();
  co_return certificates_page(pages, request, wished);
}

// ---- verifying

void show_verified(View& view, const certificates::Verification& seen, Instant now, Language language) {
  View& found = view.add("VERIFIED");
  const bool valid = seen.status == "valid";
  found.show(valid ? "IS_VALID" : "IS_ENDED");
  found.set(
      "STATUS_TEXT",
      valid                       ? say(language, "这份证明有效，内容与下面一致。", "This certificate is valid and says what stands below.")
      : seen.status == "replaced" ? say(language, "这份证明已被新的一份替换，请以新证明为准。",
                                        "This certificate was replaced by a newer one.")
                                  : say(language, "这份证明已经作废，不能再作为凭据。",
                                        "This certificate was revoked and proves nothing any more."));
  found.set("NUMBER", seen.number).set("NAME_MASKED", seen.name_masked).set("ISSUER", seen.issuer);
  found.set("PERIOD_TEXT", say_period(seen.from, seen.to, language));
  found.set("TOTAL_TEXT", minutes_words(seen.minutes, language)).set("SERVICES", seen.services);
  found.set("ISSUED_TEXT", to_text(local_date(seen.issued)));
  if (seen.ended) found.add("ENDED").set("ENDED_TEXT", say_time(*seen.ended, now, language));
}

Response verify_form(Pages& pages, const Request& request) {
  const std::string typed = trim(request.q("number"));
  if (!typed.empty())
    return Response::redirect(address("/verify/" + certificates::normal_number(typed).value_or("-"), {}));
  View view = pages.view(request, Nav::none);
  view.set("F_NUMBER", "");
  return pages.render(request, "verify.html", view);
}

Response verify_page(Pages& pages, const Request& request) {
  if (const Outcome allowed = pages.parts.door.may_verify(request.peer); !allowed)
    return pages.refusal(request, allowed.error());
  const Language language = request.language();
  const auto seen = pages.parts.services.certificates.verify(request.params.at(0));
  View view = pages.view(request, Nav::none);
  view.set("F_NUMBER", seen ? seen->number : "");
  if (seen)
    show_verified(view, *seen, pages.now(), language);
  else
    view.add("UNVERIFIED").set("SENTENCE", http::sentence(seen.error().reason, language));
  return pages.render(request, "verify.html", view, Keep::never, seen ? 200 : http::status_of(seen.error().code));
}

}  // namespace

void add_proof_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/certificates", Access::signed_in, http::handler([&pages](Request& request) {
               return certificates_page(pages, request, this_year(pages.now()));
             }));
  routes.post("/my/certificates", Access::signed_in,
              [&pages](Request& request) { return request_certificate(pages, request); });
  routes.get("/verify", Access::everyone,
             http::handler([&pages](Request& request) { return verify_form(pages, request); }));
  routes.get("/verify/{number}", Access::everyone,
             http::handler([&pages](Request& request) { return verify_page(pages, request); }));
}

}  // namespace ws::portal
