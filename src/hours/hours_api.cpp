#include "hours/hours_api.h"

#include <charconv>

#include "base/json.h"
#include "base/local_time.h"
#include "base/text.h"
#include "http/writes.h"

namespace ws::hours {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr json::Range any_instant{0, 4'102'444'800'000};  // until 2100

struct SeqPaging {
  std::optional<std::int64_t> cursor;
  std::int64_t limit = 20;
};

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<SeqPaging> seq_paging_of(const Request& request) {
  SeqPaging paging;
  if (const auto text = request.q("cursor"); !text.empty()) {
    paging.cursor = number(text);
    if (!paging.cursor) return Error::invalid("list.bad_cursor", "cursor");
  }
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  paging.limit = *limit;
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
  const auto paging = seq_paging_of(request);
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
  const auto paging = seq_paging_of(request);
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
  const auto paging = seq_paging_of(request);
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

/// Optional times that belong together.
Claim claim_of(json::Object& body) {
  const auto starts = body.opt_integer("starts_ms", any_instant);
  const auto ends = body.opt_integer("ends_ms", any_instant);
  if (starts.has_value() != ends.has_value()) body.refuse("hours.times", "ends_ms");
  if (!starts || !ends) return std::nullopt;
  return Planned{{*starts}, {*ends}};
}

Task<Response> dispute(HoursService& service, Request& request) {
  const auto entry = HoursEntryId::parse(request.params[0]);
  if (!entry) co_return Response::error(Error::not_found("hours.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("reason", {2, 200});
  const Claim claim = claim_of(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto disputing = service.dispute(request.actor, key_of(request, "hours.dispute"), *entry, std::move(text), claim);
  const Result<std::string> result = co_await disputing;
  co_return done(result);
}

Task<Response> object(HoursService& service, Request& request) {
  const auto entry = HoursEntryId::parse(request.params[0]);
  if (!entry) co_return Response::error(Error::not_found("hours.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto objecting = service.object(request.actor, key_of(request, "hours.object"), *entry, std::move(text));
  const Result<std::string> result = co_await objecting;
  co_return done(result);
}

Task<Response> dispute_absence(HoursService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const HoursService::MissedService missed{body->id_or_empty<OrderId>("order_id"),
                                           body->id_or_empty<SignupId>("signup_id")};
  if (missed.order.empty() == missed.signup.empty()) body->refuse("hours.order_or_signup", "signup_id");
  std::string text = body->text("reason", {2, 200});
  const Claim claim = claim_of(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto disputing =
      service.dispute_absence(request.actor, key_of(request, "hours.absence"), missed, std::move(text), claim);
  const Result<std::string> result = co_await disputing;
  co_return done(result);
}

Task<Response> answer(HoursService& service, Request& request) {
  const auto dispute = DisputeId::parse(request.params[0]);
  if (!dispute) co_return Response::error(Error::not_found("hours.no_dispute"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  HoursService::Verdict verdict;
  verdict.outcome = body->one_of("outcome", {"stands", "corrected"});
  verdict.rule = body->text("rule", {1, 64});
  verdict.text = body->text("answer", {2, 500});
  verdict.times = claim_of(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto answering = service.answer(request.actor, key_of(request, "hours.answer"), *dispute, std::move(verdict));
  const Result<std::string> result = co_await answering;
  co_return done(result);
}

Task<Response> enter_late(HoursService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  HoursService::LateEntry late;
  late.volunteer_number = body->text("volunteer_number", {1, 40});
  late.site = body->id<SiteId>("site_id");
  late.title = body->text("title", {2, 60});
  late.starts = {body->integer("starts_ms", any_instant)};
  late.ends = {body->integer("ends_ms", any_instant)};
  late.evidence = body->text("evidence", {2, 500});
  late.reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto entering = service.enter_late(request.actor, key_of(request, "hours.late"), std::move(late));
  const Result<std::string> result = co_await entering;
  co_return done(result);
}

void write_times(json::Writer& out, std::string_view prefix, const std::optional<Planned>& times) {
  const auto part = [&](std::string_view name, Instant at) {
    out.key(std::string(prefix) + std::string(name));
    if (times)
      out.value(at.ms);
    else
      out.null();
  };
  part("starts_ms", times ? times->starts : Instant{});
  part("ends_ms", times ? times->ends : Instant{});
}

/// `for_staff`: a neighbour who objects is named to the staff alone.
void write_dispute(json::Writer& out, const ListedDispute& line, bool for_staff) {
  out.begin()
      .field("id", line.id)
      .field("entry_id", line.entry)
      .field("order_id", line.order)
      .field("signup_id", line.signup)
      .field("volunteer_name", line.volunteer_name)
      .field("site_name", line.site_name)
      .field("title", line.title)
      .field("raised_by", for_staff || !line.objection ? line.raised_by_name : "")
      .field("objection", line.objection)
      .field("text", line.text)
      .field("raised_ms", line.raised_ms)
      .field("minutes", line.minutes)
      .field("outcome", line.outcome)
      .field("rule", line.rule)
      .field("answer", line.answer)
      .field("answered_ms", line.answered_ms)
      .field("replacement_id", line.replacement);
  write_times(out, "claimed_", line.claim);
  write_times(out, "", line.recorded);
  write_times(out, "planned_", line.planned);
  out.field("present_minutes", line.present_minutes).field("source", line.source).field("evidence", line.evidence);
  write_rules(out, "why", line.why);
  write_rules(
      out, "notes",
      line.recorded ? explain(line.recorded->starts, line.recorded->ends, line.planned) : std::vector<Loss>());
  out.end();
}

Response disputes(HoursService& service, const Request& request, bool for_staff) {
  DisputeId cursor;
  if (const auto text = request.q("cursor"); !text.empty()) {
    const auto id = DisputeId::parse(text);
    if (!id) return Response::error(Error::invalid("list.bad_cursor", "cursor"));
    cursor = *id;
  }
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  const auto page = for_staff ? service.open_disputes(request.actor, cursor, *limit)
                              : service.my_disputes(request.actor, cursor, *limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const ListedDispute& line : page.items) write_dispute(out, line, for_staff);
  out.end_array().field("next", page.next).end();
  return Response::json(out.take());
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
  routes.post("/api/hours/{id}/objection", Access::signed_in,
              [&service](Request& request) { return object(service, request); });
  routes.post("/api/hours/absences", Access::volunteer,
              [&service](Request& request) { return dispute_absence(service, request); });
  routes.get("/api/hours/disputes", Access::staff,
             http::handler([&service](Request& request) { return disputes(service, request, true); }));
  routes.get("/api/hours/disputes/mine", Access::volunteer,
             http::handler([&service](Request& request) { return disputes(service, request, false); }));
  routes.post("/api/hours/disputes/{id}/answer", Access::clerk,
              [&service](Request& request) { return answer(service, request); });
  routes.post("/api/hours/late-entries", Access::staff,
              [&service](Request& request) { return enter_late(service, request); });
}

}  // namespace ws::hours
