#include "hours/hours_api.h"

#include <charconv>

#include "base/json.h"

namespace ws::hours {
namespace {

using http::Access;
using http::Request;
using http::Response;

struct Paging {
  std::optional<std::int64_t> cursor;
  std::int64_t limit = 20;
};

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Paging> paging_of(const Request& request) {
  Paging paging;
  if (const auto text = request.q("cursor"); !text.empty()) {
    paging.cursor = number(text);
    if (!paging.cursor) return Error::invalid("list.bad_cursor", "cursor");
  }
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  paging.limit = *limit;
  return paging;
}

void write_entry(json::Writer& out, const Listed& line) {
  out.begin()
      .field("id", line.id)
      .field("volunteer_id", line.volunteer)
      .field("volunteer_name", line.volunteer_name)
      .field("order_id", line.order)
      .field("title", line.title)
      .field("site_name", line.site_name)
      .field("source", line.source)
      .field("starts_ms", line.starts.ms)
      .field("ends_ms", line.ends.ms)
      .field("minutes", line.minutes)
      .field("present_minutes", line.present_minutes)
      .field("state", line.state)
      .field("reason", line.reason)
      .key("why")
      .array();
  for (const Loss& loss : line.why)
    out.begin()
        .field("rule", loss.rule)
        .field("minutes", loss.minutes)
        .field("zh", http::sentence(loss.rule, "zh"))
        .field("en", http::sentence(loss.rule, "en"))
        .end();
  out.end_array().end();
}

void write_page(json::Writer& out, const HoursService::Page& page) {
  out.key("items").array();
  for (const Listed& line : page.items) write_entry(out, line);
  out.end_array().key("next");
  if (page.next)
    out.value(std::to_string(*page.next));
  else
    out.null();
}

Response mine(HoursService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto mine = service.mine(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin();
  write_page(out, mine.page);
  out.field("confirmed_minutes", mine.totals.confirmed_minutes)
      .field("pending_minutes", mine.totals.pending_minutes)
      .end();
  return Response::json(out.take());
}

Response pending(HoursService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.pending(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin();
  write_page(out, page);
  out.end();
  return Response::json(out.take());
}

idempotency::Key key_of(const Request& request, std::string use_case) {
  return {request.actor.person, std::string(request.header("Idempotency-Key")), std::move(use_case),
          std::string(to_text(request.method)) + " " + request.target + "\n" + request.body};
}

Response done(const Result<std::string>& result) {
  if (!result) return Response::error(result.error());
  json::Writer out;
  out.begin().field("id", *result).end();
  return Response::json(out.take());
}

Task<Response> confirm(HoursService& service, Request& request) {
  const auto entry = HoursEntryId::parse(request.params[0]);
  if (!entry) co_return Response::error(Error::not_found("hours.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto confirming = service.confirm(request.actor, key_of(request, "hours.confirm"), *entry);
  const Result<std::string> result = co_await confirming;
  co_return done(result);
}

Task<Response> dispute(HoursService& service, Request& request) {
  const auto entry = HoursEntryId::parse(request.params[0]);
  if (!entry) co_return Response::error(Error::not_found("hours.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto disputing = service.dispute(request.actor, key_of(request, "hours.dispute"), *entry, std::move(reason));
  const Result<std::string> result = co_await disputing;
  co_return done(result);
}

}  // namespace

void add_routes(http::Routes& routes, HoursService& service) {
  routes.get("/api/hours/mine", Access::volunteer,
             http::handler([&service](Request& request) { return mine(service, request); }));
  routes.get("/api/hours/pending", Access::staff,
             http::handler([&service](Request& request) { return pending(service, request); }));
  routes.post("/api/hours/{id}/confirmation", Access::clerk,
              [&service](Request& request) { return confirm(service, request); });
  routes.post("/api/hours/{id}/dispute", Access::volunteer,
              [&service](Request& request) { return dispute(service, request); });
}

}  // namespace ws::hours
