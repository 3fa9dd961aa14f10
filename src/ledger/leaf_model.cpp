#include "ledger/leaf_model.h"

#include "base/json.h"
#include "base/sm3.h"

namespace ws::ledger {
namespace {

void commit(json::Writer& out, std::string_view name, std::string_view salt, std::string_view value) {
  out.key(name);
  if (value.empty())
    out.null();
  else
    out.value(commitment(name, salt, value));
}

void refer(json::Writer& out, std::string_view name, const std::string& id) {
  out.key(name);
  if (id.empty())
    out.null();
  else
    out.value(id);
}

}  // namespace

std::string commitment(std::string_view label, std::string_view salt, std::string_view value) {
  return to_hex(sm3(std::string(label).append("\n").append(salt).append("\n").append(value)));
}

std::string content_of(const EntryRow& row) {
  json::Writer out;
  out.begin().field("title", row.title).field("evidence", row.evidence).field("note", row.note).field("why", row.why);
  return out.end().take();
}

std::string leaf_of(const EntryRow& row) {
  json::Writer out;
  out.begin().field("v", 1).field("seq", row.seq).field("kind", "entry").field("id", row.id);
  commit(out, "person", row.salt, row.volunteer);
  commit(out, "author", row.salt, row.author);
  commit(out, "content", row.salt, content_of(row));
  refer(out, "order", row.order);
  refer(out, "signup", row.signup);
  refer(out, "site", row.site);
  refer(out, "team", row.team);
  out.field("source", row.source);
  refer(out, "reverses", row.reverses);
  out.field("starts_ms", row.starts_ms)
      .field("ends_ms", row.ends_ms)
      .field("planned_starts_ms", row.planned_starts_ms)
      .field("planned_ends_ms", row.planned_ends_ms)
      .field("minutes", row.minutes)
      .field("present_minutes", row.present_minutes)
      .field("policy_version", row.policy_version)
      .field("created_ms", row.created_ms);
  return out.end().take();
}

std::string leaf_of(const EventRow& row) {
  json::Writer out;
  out.begin()
      .field("v", 1)
      .field("seq", row.seq)
      .field("kind", "event")
      .field("id", row.id)
      .field("entry", row.entry)
      .field("position", row.position)
      .field("at_ms", row.at_ms)
      .field("state", row.state);
  commit(out, "actor", row.salt, row.actor);
  commit(out, "reason", row.salt, row.reason);
  return out.end().take();
}

}  // namespace ws::ledger
