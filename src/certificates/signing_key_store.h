#pragma once
// Public keys, published with their history.

#include <vector>

#include "certificates/credential_model.h"
#include "db/db.h"

namespace ws::certificates::store {

/// Newest first.
std::vector<PublicKey> published_keys(db::Reader& reader);
void insert_key(db::Tx& tx, const PublicKey& key);
/// False if it is retired already.
bool retire_key(db::Tx& tx, const std::string& id, Instant now);

}  // namespace ws::certificates::store
