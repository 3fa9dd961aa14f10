#pragma once
// The same request twice has one effect. The key is written in the use case's own transaction, so a crash keeps both
// or neither; refusals are not kept, a retry judges anew.

#include <string>
#include <string_view>

#include "base/idempotency_key.h"
#include "db/db.h"

namespace ws::idempotency {

/// The remembered result, or nothing; refuses "idempotency.mismatch" when the key served another content.
Result<std::optional<std::string>> recall(db::Tx& tx, const Key& key);
void remember(db::Tx& tx, const Key& key, std::string_view result, Instant now);
/// Forgets at most `most` of the keys older than `before`; returns how many.
std::int64_t forget(db::Tx& tx, Instant before, std::int64_t most);

/// Runs `body` (→ Result<std::string>, the affected identifier) once per key.
template <class F>
Result<std::string> once(db::Tx& tx, const Key& key, Instant now, F&& body) {
  auto known = recall(tx, key);
  if (!known) return known.error();
  if (*known) return std::move(**known);
  Result<std::string> result = body();
  if (result) remember(tx, key, *result, now);
  return result;
}

}  // namespace ws::idempotency
