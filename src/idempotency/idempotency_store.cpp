#include "base/vault.h"
#include "idempotency/public.h"

namespace ws::idempotency {
namespace {

constexpr std::string_view select_key =
    "SELECT use_case, request_hash, result FROM idempotency WHERE actor_id = $1 AND key = $2";
constexpr std::string_view insert_key =
    "INSERT INTO idempotency (actor_id, key, use_case, request_hash, result, at_ms) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view delete_before =
    "DELETE FROM idempotency WHERE (actor_id, key) IN (SELECT actor_id, key FROM idempotency WHERE at_ms < $1 "
    "ORDER BY at_ms LIMIT $2)";

}  // namespace

Result<std::optional<std::string>> recall(db::Tx& tx, const Key& key) {
  if (key.key.empty()) return std::optional<std::string>();
  const auto row = tx.find(select_key, key.actor.str(), key.key);
  if (!row) return std::optional<std::string>();
  if (row->text(0) != key.use_case || row->text(1) != sha256_hex(key.content))
    return Error{ErrorCode::mismatch, "idempotency.mismatch", {}, {}, {}};
  return std::optional(row->text(2));
}

void remember(db::Tx& tx, const Key& key, std::string_view result, Instant now) {
  if (key.key.empty()) return;
  tx.push(insert_key, key.actor.str(), key.key, key.use_case, sha256_hex(key.content), result, now);
}

std::int64_t forget(db::Tx& tx, Instant before, std::int64_t most) {
  return tx.exec(delete_before, before, most);
}

}  // namespace ws::idempotency
