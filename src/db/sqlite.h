#pragma once
// The embedded engine: one file in WAL mode with synchronous=FULL, so that a COMMIT is durable when it returns.

#include <memory>
#include <string>

#include "db/session.h"

namespace ws::db {

std::unique_ptr<WriteSession> open_sqlite_writer(const std::string& path);
std::unique_ptr<ReadSession> open_sqlite_reader(const std::string& path);

/// Copies the database at `path` to `target` as of one moment, while others read and write it. The target appears
/// under its name only when it is whole and durable.
Outcome backup_sqlite(const std::string& path, const std::string& target);
/// Puts a checked copy of a backup at `target`, which must not exist. Errors: "restore.not_empty", "restore.failed".
Outcome restore_sqlite(const std::string& backup, const std::string& target);

}  // namespace ws::db
