#include "hours/anomaly_api.h"

#include <charconv>

#include "base/json.h"

namespace ws::hours {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t most_evidence = 50;

void write_anomaly(json::Writer& out, const Anomaly& anomaly, const std::string& name) {
  out.begin()
      .field("rule", anomaly.rule)
      .field("actor_id", anomaly.actor)
      .field("actor_name", name)
      .field("from_ms", anomaly.from.ms)
      .field("until_ms", anomaly.until.ms)
      .field("count", static_cast<std::int64_t>(anomaly.entries.size()))
      .field("zh", http::sentence(anomaly.rule, "zh"))
      .field("en", http::sentence(anomaly.rule, "en"))
      .key("entry_ids")
      .array();
  for (std::size_t i = 0; i < anomaly.entries.size() && i < most_evidence; ++i) out.value(anomaly.entries[i]);
  out.end_array().end();
}

Response anomalies(AnomalyService& service, const Request& request) {
  std::optional<Instant> until;
  if (const auto text = request.q("cursor"); !text.empty()) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0)
      return Response::error(Error::invalid("list.bad_cursor", "cursor"));
    until = Instant{value};
  }
  const auto week = service.week(until);
  json::Writer out;
  out.begin().field("from_ms", week.from.ms).field("until_ms", week.until.ms).key("items").array();
  for (const Anomaly& anomaly : week.items) {
    const auto name = week.names.find(anomaly.actor);
    write_anomaly(out, anomaly, name == week.names.end() ? "" : name->second);
  }
  out.end_array().field("next", std::to_string(week.from.ms)).end();
  return Response::json(out.take());
}

}  // namespace

void add_routes(http::Routes& routes, AnomalyService& service) {
  routes.get("/api/hours/anomalies", http::Access::auditor,
             http::handler([&service](Request& request) { return anomalies(service, request); }));
}

}  // namespace ws::hours
