#include "thanks/thanks_api.h"

#include <charconv>

#include "base/json.h"

namespace ws::thanks {
namespace {

using http::Access;
using http::Request;
using http::Response;

/// 0 for what is no number: there is no such year.
int year_of(const Request& request) {
  const std::string& text = request.params.at(0);
  int year = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), year);
  return failed == std::errc() && end == text.data() + text.size() ? year : 0;
}

Response year(ThanksService& service, const Request& request) {
  const auto found = service.year(request.actor, year_of(request));
  if (!found) return Response::error(found.error());
  const Review& review = found->review;
  json::Writer out;
  out.begin()
      .field("year", review.year)
      .field("services", review.services)
      .field("minutes", review.minutes)
      .field("days", review.days)
      .field("sites", review.sites)
      .field("first_day", review.first_day)
      .field("stars", found->stars)
      .key("minutes_by_month")
      .array();
  for (const std::int64_t minutes : review.minutes_by_month) out.value(minutes);
  out.end_array().key("kinds").array();
  for (const Part& kind : review.kinds)
    out.begin().field("title", kind.title).field("services", kind.services).field("minutes", kind.minutes).end();
  out.end_array().key("milestones").array();
  for (const store::Said& said : found->milestones)
    out.begin()
        .field("kind", said.milestone.kind)
        .field("reached", said.milestone.reached)
        .field("at_ms", said.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

Task<Response> card(ThanksService& service, Request& request, CardForm form) {
  auto drawing = service.card(request.actor, year_of(request), form);
  const auto bytes = co_await drawing;
  if (!bytes) co_return Response::error(bytes.error());
  Response response;
  response.body = *bytes;
  response.content_type = form == CardForm::png ? "image/png" : "image/svg+xml";
  co_return std::move(response).with("Cache-Control", "no-store");
}

}  // namespace

void add_routes(http::Routes& routes, ThanksService& service) {
  routes.get("/api/thanks/{year}", Access::volunteer,
             http::handler([&service](Request& request) { return year(service, request); }));
  routes.get("/api/thanks/{year}/card.png", Access::volunteer,
             [&service](Request& request) { return card(service, request, CardForm::png); });
  routes.get("/api/thanks/{year}/card.svg", Access::volunteer,
             [&service](Request& request) { return card(service, request, CardForm::svg); });
}

}  // namespace ws::thanks
