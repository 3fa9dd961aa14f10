#pragma once
// Files on their way to a client.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ws::http {

class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int fd) : fd_(fd) {}
  FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileHandle() { reset(); }
  void reset();
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// A regular file, open for reading.
struct OpenFile {
  FileHandle handle;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  explicit operator bool() const { return static_cast<bool>(handle); }
  /// Strong: another size or time of change is another file.
  std::string etag() const;
};

/// Content-Disposition of a file that is to be kept under this name, never opened in the place of a page.
std::string as_attachment(std::string_view name);

OpenFile open_file(const std::string& path);
/// Opens `relative` below the directory `root`; never anything outside, whatever links are there.
OpenFile open_below(int root, const std::string& relative);

}  // namespace ws::http
