#pragma once
// Schema migrations: each file once, in name order, in a transaction of its own, on a connection of its own.

#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "db/migrations.h"

namespace ws::db {

/// Which engine a database's URL means.
Engine engine_of(const std::string& url);

/// Applies what is missing of `migrations` (those for the other engine are left out); returns how many. Throws
/// Failure if one fails, which leaves the earlier ones applied, or if the database knows one that is not listed:
/// then it is newer than this program. Nodes that start at once wait for each other.
int migrate(const std::string& url, const std::vector<EmbeddedText>& migrations, const Clock& clock);

}  // namespace ws::db
