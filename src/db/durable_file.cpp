#include "db/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "db/db.h"

namespace ws::db {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Failure(Failure::Kind::full, what + ": " + std::generic_category().message(errno));
}

}  // namespace

void write_durably(const std::filesystem::path& path, std::string_view bytes) {
  const std::string fresh = path.string() + ".part";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail("cannot write " + fresh);
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (wrote <= 0) {
      ::close(fd);
      ::unlink(fresh.c_str());
      fail("cannot write " + fresh);
    }
    done += static_cast<std::size_t>(wrote);
  }
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (!synced || ::rename(fresh.c_str(), path.c_str()) != 0) fail("cannot keep " + path.string());
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool named = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!named) fail("cannot keep " + path.string());
}

void keep_folder(const std::filesystem::path& fresh, const std::filesystem::path& folder) {
  const int handle = ::open(fresh.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = handle >= 0 && ::syncfs(handle) == 0;
  if (handle >= 0) ::close(handle);
  if (!synced) fail("cannot keep " + folder.string());
  std::error_code failed;
  std::filesystem::rename(fresh, folder, failed);
  if (failed) throw Failure(Failure::Kind::full, "cannot keep " + folder.string() + ": " + failed.message());
}

}  // namespace ws::db
