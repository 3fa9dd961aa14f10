#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "db/sqlite.h"
#include "db/sqlite_connection.h"

namespace ws::db {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void throw_errno(const std::string& doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

/// A file beside the target that is removed unless it was renamed.
class PartFile {
 public:
  explicit PartFile(const std::string& target) : path_(target + ".XXXXXX") {
    const Fd fd(::mkostemp(path_.data(), O_CLOEXEC));  // mode 0600: a backup is full of personal data
    if (fd.get() < 0) throw_errno("create " + path_);
  }
  ~PartFile() {
    std::error_code ignored;  // after rename_to there is nothing to remove
    std::filesystem::remove(path_, ignored);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void sync_path(const std::string& path, int flags) {
  const Fd fd(::open(path.c_str(), flags | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) throw_errno("sync " + path);
}

struct Close {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};

using Handle = std::unique_ptr<sqlite3, Close>;

Handle open_part(const std::string& path) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (opened != SQLITE_OK) throw Failure(Failure::Kind::away, "cannot open " + path);
  return handle;
}

/// Reads every page; throws unless SQLite finds all of them in order.
void check_pages(const std::string& path) {
  const Handle handle = open_part(path);
  std::string said;
  const auto keep = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += values[0];
    return 0;
  };
  if (sqlite3_exec(handle.get(), "PRAGMA integrity_check(1)", keep, &said, nullptr) != SQLITE_OK)
    throw sqlite_failure(handle.get(), "check");
  if (said != "ok") throw Failure(Failure::Kind::broken, said);
}

/// The file, and with it the name in its folder, outlives a power cut from here on.
void put_in_place(const PartFile& part, const std::string& target) {
  sync_path(part.path(), O_RDONLY);
  std::filesystem::rename(part.path(), target);
  const std::string folder = std::filesystem::absolute(target).parent_path();
  sync_path(folder, O_RDONLY | O_DIRECTORY);
}

/// One step over all pages: a backup made in pieces starts again whenever somebody commits between two of them.
void copy_pages(SqliteConnection& source, const std::string& part) {
  const Handle target = open_part(part);
  sqlite3* raw = target.get();
  // Durability comes from the one fsync before the rename; until then the part file may be lost.
  sqlite3_exec(raw, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
  sqlite3_backup* backup = sqlite3_backup_init(raw, "main", source.handle(), "main");
  if (backup == nullptr) throw sqlite_failure(raw, "backup");
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE || finished != SQLITE_OK) throw sqlite_failure(raw, "backup");
}

}  // namespace

Outcome backup_sqlite(const std::string& path, const std::string& target) try {
  SqliteConnection source(path, SqliteConnection::Use::reader);
  const PartFile part(target);
  copy_pages(source, part.path());
  put_in_place(part, target);
  return Done{};
} catch (const std::runtime_error& failure) {
  return Error{ErrorCode::unavailable, "backup.failed", {}, failure.what()};
}

Outcome restore_sqlite(const std::string& backup, const std::string& target) try {
  if (std::filesystem::exists(target)) return Error{ErrorCode::conflict, "restore.not_empty", {}, target};
  const PartFile part(target);
  std::filesystem::copy_file(backup, part.path(), std::filesystem::copy_options::overwrite_existing);
  check_pages(part.path());
  put_in_place(part, target);
  return Done{};
} catch (const std::runtime_error& failure) {
  return Error{ErrorCode::unavailable, "restore.failed", {}, failure.what()};
}

}  // namespace ws::db
