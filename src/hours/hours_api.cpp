#include "hours/hours_api.h"

#include <charconv>

#include "base/json.h"
#include "base/local_time.h"
#include "base/text.h"

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
  if (const auto text = request.q("limit"); !text.empty()) {
    const auto limit = number(text);
    if (!limit || *limit < 1 || *limit > 100) return Error::invalid("list.bad_limit", "limit");
    paging.limit = *limit;
  }
  return paging;
}

void write_rules(json::Writer& out, std::string_view name, const std::vector<Loss>& losses) {
  out.key(name).array();
  for (const Loss& loss : losses) {
    out.begin()
        .field("rule", loss.rule)
        .field("minutes", loss.minutes)
        .field("starts_ms", loss.starts.ms)
        .field("ends_ms", loss.ends.ms)
        .field("entry_id", loss.entry)
        .key("limit_minutes");
    if (loss.limit != 0)
      out.value(loss.limit);
    else
      out.null();
    out.field("zh", http::sentence(loss.rule, "zh")).field("en", http::sentence(loss.rule, "en")).end();
  }
  out.end_array();
}

void write_entry(json::Writer& out, const Listed& line) {
  out.begin()
      .field("id", line.id)
      .field("volunteer_id", line.volunteer)
      .field("volunteer_name", line.volunteer_name)
      .field("order_id", line.order)
      .field("signup_id", line.signup)
      .field("title", line.title)
      .field("site_name", line.site_name)
      .field("team_name", line.team_name)
      .field("source", line.source)
      .field("evidence", line.evidence)
      .field("note", line.note)
      .field("author_name", line.author_name)
      .field("starts_ms", line.starts.ms)
      .field("ends_ms", line.ends.ms)
      .field("minutes", line.minutes)
      .field("present_minutes", line.present_minutes)
      .field("policy_version", line.policy_version)
      .field("state", line.state)
      .field("effective_ms", line.due_ms)
      .field("reason", line.reason);
  write_rules(out, "why", line.why);
  write_rules(out, "notes", explain(line.starts, line.ends, line.planned));
  out.end();
}

void write_publicised(json::Writer& out, const Publicised& line) {
  out.begin()
      .field("id", line.id)
      .field("volunteer", mask_name(line.volunteer_name))
      .field("title", line.title)
      .field("site_name", line.site_name)
      .field("team_name", line.team_name)
      .field("source", line.source)
      .field("day", to_text(local_date(line.starts)))
      .field("minutes", line.minutes)
      .field("effective_ms", line.effective.ms)
      .end();
}

void write_next(json::Writer& out, const std::optional<std::int64_t>& next) {
  out.key("next");
  if (next)
    out.value(std::to_string(*next));
  else
    out.null();
}

void write_page(json::Writer& out, const HoursService::Page& page) {
  out.key("items").array();
  for (const Listed& line : page.items) write_entry(out, line);
  out.end_array();
  write_next(out, page.next);
}

Response mine(HoursService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto mine = service.mine(request.actor, paging->cursor, paging->limit);
  json::Writer out;
  out.begin();
  write_page(out, mine.page);
  out.field("confirmed_minutes", mine.totals.confirmed_minutes)
      .field("effective_minutes", mine.totals.effective_minutes)
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

Response publicised(HoursService& service, const Request& request) {
  const auto site = SiteId::parse(request.q("site_id"));
  if (!site) return Response::error(Error::not_found("site.not_found"));
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.publicised(*site, paging->cursor, paging->limit);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Publicised& line : page->items) write_publicised(out, line);
  out.end_array();
  write_next(out, page->next);
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
  routes.get("/api/hours/publicised", Access::everyone,
             http::handler([&service](Request& request) { return publicised(service, request); }));
  routes.post("/api/hours/{id}/confirmation", Access::clerk,
              [&service](Request& request) { return confirm(service, request); });
  routes.post("/api/hours/{id}/dispute", Access::volunteer,
              [&service](Request& request) { return dispute(service, request); });
}

}  // namespace ws::hours
