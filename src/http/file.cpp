#include "http/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace ws::http {
namespace {

// Not blocking, so that a pipe in the directory cannot hold up the thread before it is refused as no regular file.
constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

OpenFile checked(int fd) {
  OpenFile file;
  FileHandle handle(fd);
  struct stat facts {};
  if (!handle || fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) return file;
  file.size = facts.st_size;
  file.modified_ns = static_cast<std::int64_t>(facts.st_mtim.tv_sec) * 1'000'000'000 + facts.st_mtim.tv_nsec;
  file.handle = std::move(handle);
  return file;
}

/// For kernels or sandboxes without openat2: segment by segment, following no link at all.
int open_stepwise(int root, const std::string& relative) {
  FileHandle at(fcntl(root, F_DUPFD_CLOEXEC, 0));
  for (std::size_t start = 0;;) {
    const std::size_t slash = relative.find('/', start);
    const bool last = slash == std::string::npos;
    const std::string segment = relative.substr(start, last ? std::string::npos : slash - start);
    if (segment.empty() || segment == "." || segment == "..") return -1;
    const int fd = openat(at.fd(), segment.c_str(), read_flags | O_NOFOLLOW | (last ? 0 : O_DIRECTORY));
    if (last || fd < 0) return fd;
    at = FileHandle(fd);
    start = slash + 1;
  }
}

}  // namespace

void FileHandle::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

std::string OpenFile::etag() const {
  return fmt::format("\"{:x}-{:x}\"", size, modified_ns);
}

std::string as_attachment(std::string_view name) {
  // What is no plain letter is said in UTF-8, each byte as %XX.
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = "attachment; filename*=UTF-8''";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-')
      out += c;
    else
      out.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
  return out;
}

OpenFile open_file(const std::string& path) {
  return checked(::open(path.c_str(), read_flags));
}

OpenFile open_below(int root, const std::string& relative) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(read_flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long fd = syscall(SYS_openat2, root, relative.c_str(), &how, sizeof how);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) return checked(open_stepwise(root, relative));
  return checked(static_cast<int>(fd));
}

}  // namespace ws::http
