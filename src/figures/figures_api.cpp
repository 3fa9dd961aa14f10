#include "figures/figures_api.h"

#include "base/json.h"
#include "base/local_time.h"
#include "base/text.h"
#include "http/writes.h"

namespace ws::figures {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;

/// A word of the query; the first of the kind when it is not given, nothing when it is no such word.
template <class Enum>
std::optional<Enum> word_or(std::string_view text, std::optional<Enum> (*parse)(std::string_view), Enum otherwise) {
  return text.empty() ? std::optional(otherwise) : parse(text);
}

Result<Wish> wish_of(std::string_view kind, std::string_view by, std::string_view scope, std::string_view scope_id) {
  Wish wish;
  const auto known_kind = word_or(kind, parse_kind, Kind::hours);
  if (!known_kind) return Error::invalid("field.unknown_value", "kind");
  const auto known_by = word_or(by, parse_by, By::site);
  if (!known_by) return Error::invalid("field.unknown_value", "by");
  const auto known_scope = word_or(scope, parse_scope_kind, ScopeKind::site);
  if (!known_scope) return Error::invalid("field.unknown_value", "scope");
  if (!scope_id.empty() && !is_ulid(scope_id)) return Error::not_found("figures.no_scope");
  wish.kind = *known_kind;
  wish.by = *known_by;
  wish.scope = *known_scope;
  wish.scope_id = scope_id;
  return wish;
}

Result<Wish> wish_of(const Request& request) {
  auto wish = wish_of(request.q("kind"), request.q("by"), request.q("scope"), request.q("scope_id"));
  if (!wish) return wish.error();
  wish->first = request.q("from");
  wish->last = request.q("to");
  wish->group = request.q("group");
  wish->standing = request.q("standing");
  return wish;
}

void write_hours(json::Writer& out, const HoursFigures& hours) {
  out.begin();
  for (const std::string_view standing : standings) {
    const auto found = hours.find(standing);
    const Sum sum = found == hours.end() ? Sum{} : found->second;
    out.key(standing)
        .begin()
        .field("services", sum.services)
        .field("people", sum.people)
        .field("minutes", sum.minutes)
        .end();
  }
  out.end();
}

void write_orders(json::Writer& out, const OrderFigures& orders) {
  out.begin()
      .field("placed", orders.placed)
      .field("people", orders.people)
      .field("completed", orders.completed)
      .field("served", orders.served)
      .field("rated", orders.rated)
      .field("average_hundredths", orders.average_hundredths())
      .field("response_thousandths", orders.response_thousandths())
      .end();
}

void write_row(json::Writer& out, const Question& question, const Row& row) {
  out.begin().field("key", row.group.key).field("name", row.group.name);
  const bool hours = question.kind == Kind::hours;
  out.key("hours");
  if (hours)
    write_hours(out, row.hours);
  else
    out.null();
  out.key("orders");
  if (hours)
    out.null();
  else
    write_orders(out, row.orders);
  out.end();
}

Response report(FiguresService& service, const Request& request) {
  const auto wish = wish_of(request);
  if (!wish) return Response::error(wish.error());
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  const auto found = service.report(request.actor, *wish, std::string(request.q("cursor")), *limit);
  if (!found) return Response::error(found.error());
  const Question& question = found->question;
  json::Writer out;
  out.begin().field("kind", to_text(question.kind)).field("by", to_text(question.by)).key("scope").begin();
  out.field("kind", to_text(question.scope.kind))
      .field("id", question.scope.id)
      .field("name", question.scope.name)
      .field("names", question.scope.names)
      .end();
  out.field("from", month_text(question.months.from)).field("to", month_text(question.months.until - 1)).key("total");
  write_row(out, question, found->total);
  out.key("items").array();
  for (const Row& row : found->rows) write_row(out, question, row);
  out.end_array().field("next", found->next).end();
  return Response::json(out.take());
}

void write_entry(json::Writer& out, const store::Entry& entry) {
  out.field("id", entry.id)
      .field("number", entry.seq)
      .field("starts_ms", entry.starts.ms)
      .field("minutes", entry.minutes)
      .field("state", entry.state)
      .field("volunteer_id", entry.volunteer)
      .field("volunteer", mask_name(entry.volunteer_name))
      .field("title", entry.title)
      .field("site_name", entry.site_name)
      .field("team_name", entry.team_name)
      .field("source", entry.source)
      .field("order_id", entry.order)
      .field("activity_id", ActivityId(entry.activity));
}

template <class Page, class Write>
Response paged(const Result<Page>& page, Write write) {
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const auto& item : page->items) {
    out.begin();
    write(out, item);
    out.end();
  }
  out.end_array().field("next", page->next).end();
  return Response::json(out.take());
}

/// The list behind a figure, read by `read(wish, cursor, limit)`.
template <class Read, class Write>
Response behind(const Request& request, Read read, Write write) {
  const auto wish = wish_of(request);
  if (!wish) return Response::error(wish.error());
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  return paged(read(*wish, std::string(request.q("cursor")), *limit), write);
}

Response entry(FiguresService& service, const Request& request) {
  const auto id = HoursEntryId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("hours.not_found"));
  const auto found = service.entry(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_entry(out, found->entry);
  out.field("evidence", found->entry.evidence).key("steps").array();
  for (const store::EntryStep& step : found->steps)
    out.begin()
        .field("at_ms", step.at_ms)
        .field("state", step.state)
        .field("actor", step.by_volunteer ? mask_name(step.actor_name) : step.actor_name)
        .field("reason", step.reason)
        .end();
  out.end_array().key("marks").array();
  for (const store::Mark& mark : found->marks)
    out.begin().field("at_ms", mark.at_ms).field("kind", mark.kind).field("means", mark.means).end();
  return Response::json(out.end_array().end().take());
}

void write_order(json::Writer& out, const store::OrderLine& order) {
  out.field("id", order.id)
      .field("number", order.number)
      .field("title", order.title)
      .field("category", order.category)
      .field("site_name", order.site_name)
      .field("team_name", order.team_name)
      .field("state", order.state)
      .field("created_ms", order.created_ms)
      .field("completed_ms", order.completed_ms)
      .field("rating", order.rating);
}

// ---- exports

void write_export(json::Writer& out, const store::Export& one) {
  out.begin()
      .field("id", one.id)
      .field("title", one.title)
      .field("content", one.content)
      .field("format", one.format)
      .field("names", one.names)
      .field("reason", one.reason)
      .field("state", one.state)
      .field("asked_ms", one.asked.ms)
      .field("total", one.total)
      .field("done", one.done)
      .field("bytes", one.bytes)
      .key("expires_ms");
  if (one.expires)
    out.value(one.expires->ms);
  else
    out.null();
  out.end();
}

Response exports_of(ExportService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Export& one : service.mine(request.actor)) write_export(out, one);
  return Response::json(out.end_array().end().take());
}

Response export_of(ExportService& service, const Request& request) {
  const auto id = FiguresExportId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("figures.export_not_found"));
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  write_export(out, *found);
  return Response::json(out.take());
}

Response export_file(ExportService& service, const Request& request) {
  const auto id = FiguresExportId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("figures.export_not_found"));
  const auto found = service.file(request.actor, *id);
  if (!found) return Response::error(found.error());
  Response response;
  response.file = found->path;
  response.content_type = found->type;
  return std::move(response)
      .with("Content-Disposition", "attachment; filename=\"" + found->name + "\"")
      .with("Cache-Control", "no-store");
}

Task<Response> ask_export(ExportService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const std::string kind = body->one_of("kind", {"hours", "orders"});
  const std::string by = body->one_of("by", {"site", "team", "project", "month", "area", "source", "category"});
  const std::string scope = body->one_of("scope", {"site", "team", "project", "area"});
  const std::string scope_id = body->text("scope_id", {26, 26});
  const std::string first = body->text("from", {7, 7});
  const std::string last = body->text("to", {7, 7});
  const std::string group = body->text_or("group", "", {0, 40});
  const std::string standing = body->text_or("standing", "", {0, 20});
  ExportService::Choice choice;
  choice.content = body->one_of("content", {"report", "entries"});
  choice.format = body->one_of("format", {"xlsx", "csv", "pdf"});
  choice.names = body->boolean_or("names", false);
  choice.reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  choice.language = request.language();
  auto wish = wish_of(kind, by, scope, scope_id);
  if (!wish) co_return Response::error(wish.error());
  wish->first = first;
  wish->last = last;
  wish->group = group;
  wish->standing = standing;
  auto asking = service.ask(request.actor, key_of(request, "figures.export"), std::move(*wish), std::move(choice));
  const Result<std::string> result = co_await asking;
  if (!result) co_return Response::error(result.error());
  json::Writer out;
  out.begin().field("id", *result).end();
  co_return Response::json(out.take(), 201);
}

}  // namespace

void add_routes(http::Routes& routes, FiguresService& figures, ExportService& exports) {
  routes.get("/api/figures", Access::signed_in,
             http::handler([&figures](Request& request) { return report(figures, request); }));
  routes.get("/api/figures/entries", Access::signed_in, http::handler([&figures](Request& request) {
               return behind(
                   request,
                   [&](const Wish& wish, const std::string& cursor, std::int64_t limit) {
                     return figures.entries(request.actor, wish, cursor, limit);
                   },
                   write_entry);
             }));
  routes.get("/api/figures/entries/{id}", Access::signed_in,
             http::handler([&figures](Request& request) { return entry(figures, request); }));
  routes.get("/api/figures/orders", Access::signed_in, http::handler([&figures](Request& request) {
               return behind(
                   request,
                   [&](const Wish& wish, const std::string& cursor, std::int64_t limit) {
                     return figures.orders(request.actor, wish, cursor, limit);
                   },
                   write_order);
             }));
  routes.get("/api/figures/exports", Access::signed_in,
             http::handler([&exports](Request& request) { return exports_of(exports, request); }));
  routes.post("/api/figures/exports", Access::signed_in,
              [&exports](Request& request) { return ask_export(exports, request); });
  routes.get("/api/figures/exports/{id}", Access::signed_in,
             http::handler([&exports](Request& request) { return export_of(exports, request); }));
  routes.get("/api/figures/exports/{id}/file", Access::signed_in,
             http::handler([&exports](Request& request) { return export_file(exports, request); }));
}

}  // namespace ws::figures
