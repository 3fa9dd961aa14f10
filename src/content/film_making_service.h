#pragma once
// Makes what can be shown of what was uploaded: a large and a small film that every phone plays and can seek in, the
// sound alone, a poster (docs/decisions/0033). By an ffmpeg with limits, on a thread of its own, one after the other.

#include <functional>
#include <stop_token>

#include "base/random.h"
#include "content/film_files_service.h"
#include "content/film_store.h"
#include "content/media_service.h"

namespace ws::content {

class FilmMaker {
 public:
  /// All outlive the maker.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const MediaService& media;  ///< keeps posters
    const LibraryLimits& limits;
    std::filesystem::path directory;  ///< of the library
    std::string ffmpeg;               ///< its path; "" when there is none: then nothing is made
  };
  explicit FilmMaker(Parts parts) : parts_(std::move(parts)), files_(parts_.directory) {}

  /// Makes what waits, the longest waiting first. A crash in the middle loses nothing: it is begun again. A full disk
  /// lets it wait. Answers how many were tried.
  int make(std::stop_token stopping = {});
  /// Gives up uploads that nobody went on with, forgets what failed a week ago.
  void sweep();

 private:
  bool make_one(const FilmId& id, std::stop_token stopping);
  Result<FilmMade> produce(const Film& film, std::stop_token stopping);
  Result<FilmFacts> probe(const std::filesystem::path& file, const std::string& container,
                          const std::filesystem::path& folder) const;
  Outcome encode(const Film& film, const std::string& container, const FilmFacts& facts, std::stop_token stopping);
  Result<Picture> poster(const std::filesystem::path& folder, std::int64_t duration_ms) const;
  void settle(const Film& film, const Result<FilmMade>& made);
  Parts parts_;
  FilmFiles files_;
};

}  // namespace ws::content
