#include "hours/anomaly_api.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"

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

void write_evidence(json::Writer& out, const Evidence& entry) {
  out.begin()
      .field("id", entry.id)
      .field("source", entry.source)
      .field("title", entry.title)
      .field("site_name", entry.site_name)
      .field("volunteer", mask_name(entry.volunteer_name))
      .field("volunteer_number", entry.volunteer_number)
      .field("author_name", entry.author_name)
      .field("created_ms", entry.created.ms)
      .field("starts_ms", entry.starts.ms)
      .field("ends_ms", entry.ends.ms)
      .field("minutes", entry.minutes)
      .field("evidence", entry.evidence)
      .field("note", entry.note)
      .key("steps")
      .array();
  for (const Evidence::Step& step : entry.steps)
    out.begin()
        .field("state", step.state)
        .field("actor_name", step.actor_name)
        .field("at_ms", step.at.ms)
        .field("reason", step.reason)
        .end();
  out.end_array().key("elsewhere").array();
  for (const Evidence::Elsewhere& other : entry.elsewhere)
    out.begin()
        .field("site_name", other.site_name)
        .field("title", other.title)
        .field("starts_ms", other.starts.ms)
        .field("ends_ms", other.ends.ms)
        .end();
  out.end_array().key("same_home").array();
  for (const std::string& name : entry.same_home) out.value(name);
  out.end_array().key("relatives").array();
  for (const std::string& name : entry.relatives) out.value(name);
  out.end_array().end();
}

/// ?entry_ids=A,B: at most as many as a finding shows.
Response evidence(AnomalyService& service, const Request& request) {
  std::vector<HoursEntryId> entries;
  for (const std::string& text : split(request.q("entry_ids"), ',')) {
    const auto id = HoursEntryId::parse(text);
    if (!id || entries.size() == most_evidence) return Response::error(Error::invalid("field.id", "entry_ids"));
    entries.push_back(*id);
  }
  json::Writer out;
  out.begin().key("items").array();
  for (const Evidence& entry : service.evidence(entries)) write_evidence(out, entry);
  return Response::json(out.end_array().end().take());
}

}  // namespace

void add_routes(http::Routes& routes, AnomalyService& service) {
  routes.get("/api/hours/anomalies", http::Access::auditor,
             http::handler([&service](Request& request) { return anomalies(service, request); }));
  routes.get("/api/hours/evidence", http::Access::auditor,
             http::handler([&service](Request& request) { return evidence(service, request); }));
}

}  // namespace ws::hours
