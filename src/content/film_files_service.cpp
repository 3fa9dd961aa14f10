#include "content/film_files_service.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "db/db.h"

namespace ws::content {
namespace {

constexpr std::size_t hash_length = 64;

[[noreturn]] void fail(const std::filesystem::path& path, int descriptor) {
  const std::string why = std::generic_category().message(errno);
  if (descriptor >= 0) ::close(descriptor);
  throw db::Failure(db::Failure::Kind::full, "cannot write " + path.string() + ": " + why);
}

}  // namespace

bool is_hash(std::string_view text) {
  return text.size() == hash_length && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::filesystem::path FilmFiles::made(std::string_view hash) const {
  return directory_ / std::string(hash.substr(0, 2)) / std::string(hash);
}

Outcome FilmFiles::put(const FilmId& film, std::int64_t offset, std::string_view bytes) const {
  const std::filesystem::path path = incoming(film);
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) fail(path, file);
  struct stat facts {};
  if (::fstat(file, &facts) != 0) fail(path, file);
  if (facts.st_size < offset) {
    ::close(file);
    return Error::conflict("film.lost");
  }
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote = ::pwrite(file, bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + static_cast<std::int64_t>(done)));
    if (wrote <= 0) fail(path, file);
    done += static_cast<std::size_t>(wrote);
  }
  if (::fdatasync(file) != 0) fail(path, file);
  ::close(file);
  return Done{};
}

bool FilmFiles::has_room_for(std::int64_t bytes, const LibraryLimits& limits) const {
  std::error_code failed;
  std::filesystem::create_directories(directory_, failed);
  const auto disk = std::filesystem::space(directory_, failed);
  return !failed && disk.available >= static_cast<std::uintmax_t>(bytes + limits.least_free_mb * megabyte);
}

void FilmFiles::forget(const FilmId& film) const {
  std::error_code failed;
  std::filesystem::remove(incoming(film), failed);
  std::filesystem::remove_all(making(film), failed);
}

void FilmFiles::forget_made(std::string_view hash) const {
  std::error_code failed;
  if (is_hash(hash)) std::filesystem::remove_all(made(hash), failed);
}

Result<std::string> FilmFiles::file(std::string_view hash, std::string_view name) const {
  const Error absent = Error::not_found("film.not_found");
  if (!is_hash(hash) || (name != "large.mp4" && name != "small.mp4" && name != "sound.m4a")) return absent;
  const std::filesystem::path path = made(hash) / std::string(name);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return absent;
  return path.string();
}

}  // namespace ws::content
