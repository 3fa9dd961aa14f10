#pragma once
// Where the files of films lie: uploads while they come, what is being made of them, and what is shown.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "content/film_model.h"

namespace ws::content {

class FilmFiles {
 public:
  /// `media`: the directory of the library.
  explicit FilmFiles(const std::filesystem::path& media) : directory_(media / "films") {}

  std::filesystem::path incoming(const FilmId& film) const { return directory_ / "incoming" / film.str(); }
  std::filesystem::path making(const FilmId& film) const { return directory_ / "making" / film.str(); }
  std::filesystem::path made(std::string_view hash) const;
  /// On the disk before it returns. Refuses "film.lost" when what came before is not there any more; throws
  /// db::Failure when the disk refuses.
  Outcome put(const FilmId& film, std::int64_t offset, std::string_view bytes) const;
  bool has_room_for(std::int64_t bytes, const LibraryLimits& limits) const;
  /// What came, and what was being made of it.
  void forget(const FilmId& film) const;
  void forget_made(std::string_view hash) const;
  /// The path of "large.mp4", "small.mp4", "sound.m4a" of a film. "film.not_found" for a name that is none of ours.
  Result<std::string> file(std::string_view hash, std::string_view name) const;

 private:
  std::filesystem::path directory_;
};

bool is_hash(std::string_view text);

}  // namespace ws::content
