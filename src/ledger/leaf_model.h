#pragma once
// What a leaf says (docs/ledger.md): JSON in a fixed order of fields, without blanks, without personal data. People
// and words stand in it as commitments: SM3 over label, salt and value, in lines. The salt is the entry's own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ws::ledger {

/// Hexadecimal; whoever has the salt can check a value, nobody else can guess it.
std::string commitment(std::string_view label, std::string_view salt, std::string_view value);

struct EntryRow {
  std::int64_t seq = 0;
  std::string id, volunteer, author, order, signup, site, team, source, reverses;
  std::string title, evidence, note, why, salt;
  std::int64_t starts_ms = 0, ends_ms = 0;
  std::optional<std::int64_t> planned_starts_ms, planned_ends_ms;
  std::int64_t minutes = 0, present_minutes = 0, policy_version = 0, created_ms = 0;
};
std::string leaf_of(const EntryRow& row);
/// The words of an entry as one text, for its commitment "content".
std::string content_of(const EntryRow& row);

struct EventRow {
  std::int64_t seq = 0;
  std::string id, entry, actor, state, reason, salt;
  std::int64_t position = 0, at_ms = 0;
};
std::string leaf_of(const EventRow& row);

}  // namespace ws::ledger
