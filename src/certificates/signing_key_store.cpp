#include "certificates/signing_key_store.h"

namespace ws::certificates::store {
namespace {

constexpr std::string_view select_keys =
    "SELECT id, algorithm, public_key, created_ms, retired_ms FROM signing_keys ORDER BY created_ms DESC, id";
constexpr std::string_view insert_row =
    "INSERT INTO signing_keys (id, algorithm, public_key, created_ms) VALUES ($1, $2, $3, $4)";
constexpr std::string_view update_retired =
    "UPDATE signing_keys SET retired_ms = $2 WHERE id = $1 AND retired_ms IS NULL";

}  // namespace

std::vector<PublicKey> published_keys(db::Reader& reader) {
  std::vector<PublicKey> keys;
  for (const db::Row& row : reader.query(select_keys)) {
    PublicKey key{
        row.text(0), parse_signing(row.text(1)).value(), from_base64url(row.text(2)).value(), {row.i64(3)}, {}};
    if (!row.is_null(4)) key.retired = Instant{row.i64(4)};
    keys.push_back(std::move(key));
  }
  return keys;
}

void insert_key(db::Tx& tx, const PublicKey& key) {
  tx.exec(insert_row, key.id, to_text(key.signing), base64url(key.bytes), key.created);
}

bool retire_key(db::Tx& tx, const std::string& id, Instant now) {
  return tx.exec(update_retired, id, now) == 1;
}

}  // namespace ws::certificates::store
