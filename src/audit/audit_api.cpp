#include "audit/audit_api.h"

#include <charconv>

#include "base/json.h"

namespace ws::audit {
namespace {

using http::Request;
using http::Response;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<LogFilter> parse_filter(const Request& request) {
  LogFilter filter;
  filter.action = std::string(request.q("action"));
  filter.actor_id = std::string(request.q("actor_id"));
  filter.subject_id = std::string(request.q("subject_id"));
  for (const auto& [name, text] : {std::pair("action", &filter.action), std::pair("actor_id", &filter.actor_id),
                                   std::pair("subject_id", &filter.subject_id)})
    if (text->size() > 64) return Error::invalid("field.length", name);
  if (const std::string_view cursor = request.q("cursor"); !cursor.empty()) {
    filter.before_seq = number(cursor);
    if (!filter.before_seq) return Error::invalid("list.bad_cursor", "cursor");
  }
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  filter.limit = *limit;
  return filter;
}

Response list(AuditService& service, const Request& request) {
  auto filter = parse_filter(request);
  if (!filter) return Response::error(filter.error());
  const LogPage page = service.list(std::move(*filter));
  json::Writer writer;
  writer.begin().key("items").array();
  for (const LogRow& row : page.items)
    writer.begin()
        .field("seq", row.seq)
        .field("at_ms", row.at_ms)
        .field("actor", row.actor)
        .field("action", row.action)
        .field("subject_kind", row.subject_kind)
        .field("subject_id", row.subject_id)
        .field("reason", row.reason)
        .field("detail", row.detail)
        .end();
  writer.end_array().field("next", page.next).end();
  return Response::json(writer.take());
}

}  // namespace

void add_routes(http::Routes& routes, AuditService& service) {
  routes.get("/api/audit", http::Access::auditor,
             http::handler([&service](Request& request) { return list(service, request); }));
}

}  // namespace ws::audit
