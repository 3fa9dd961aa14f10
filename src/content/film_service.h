#pragma once
// The library of films: received in parts, so that whoever was interrupted goes on where they stopped; what is said
// of them, their captions and chapters. Making them is FilmMaker's.

#include "base/actor.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "content/article_access.h"
#include "content/film_files_service.h"
#include "idempotency/public.h"

namespace ws::content {

class FilmService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& receiving;  ///< writes what comes
    const LibraryLimits& limits;
    std::filesystem::path directory;  ///< of the library
    std::string ffmpeg;               ///< its path; "" when there is none
  };
  explicit FilmService(Parts parts) : parts_(std::move(parts)), files_(parts_.directory) {}
  using Answer = Task<Result<std::string>>;

  struct Opening {
    SiteId site;
    MediaWords words;
    bool speech = true;
    std::int64_t bytes = 0;
  };
  /// Answers the film's identifier: its bytes may come. Refuses "site.not_found", "site.not_yours", "media.consent",
  /// "film.no_ffmpeg", "film.too_large", "film.many_open", "film.disk_full".
  Answer open(Actor actor, idempotency::Key key, Opening opening);
  struct Received {
    std::int64_t bytes = 0;
    FilmState state = FilmState::receiving;
  };
  /// A part at its offset; what is there already changes nothing, whatever it holds. Refuses "film.not_found",
  /// "film.not_yours" (only whoever opened it sends), "film.complete", "film.disk_full", "film.lost" and what
  /// known_of_part refuses. Throws when the disk refuses.
  Task<Result<Received>> receive(Actor actor, idempotency::Key key, FilmId film, std::int64_t offset,
                                 std::string bytes);

  // ---- what is said of it; all refuse "film.not_found", "film.not_yours"
  struct Edit {
    MediaWords words;
    bool speech = true;
    std::string transcript;
    std::vector<Chapter> chapters;
    std::int64_t version = 0;
  };
  /// Refuses "film.changed_meanwhile", "film.captions" (what is shown must stay readable), "film.chapters" (one
  /// begins after the end) and what check_words and check_chapters refuse.
  Answer edit(Actor actor, idempotency::Key key, FilmId film, Edit edit);
  /// WebVTT; "" takes them away. Refuses "film.captions" and what parse_captions refuses.
  Answer caption(Actor actor, idempotency::Key key, FilmId film, std::string text);
  /// Of what is not ready, or in no article: it is gone, with what came of it. "film.in_use".
  Answer remove(Actor actor, idempotency::Key key, FilmId film);

  struct Page {
    std::vector<Film> items;
    std::optional<std::string> next;
  };
  Page list(const std::string& words, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    Film film;
    std::vector<Chapter> chapters;
    std::vector<Cue> cues;
    bool may_edit = false;
  };
  /// "film.not_found"
  Result<Detail> find(const Actor& actor, const FilmId& film) const;

  // ---- everybody
  Result<std::string> file(std::string_view hash, std::string_view name) const { return files_.file(hash, name); }
  /// WebVTT by its address' hash. "film.not_found".
  Result<std::string> captions(const std::string& hash) const;
  const LibraryLimits& limits() const { return parts_.limits; }

 private:
  Result<Film> to_receive(const Actor& actor, const FilmId& film) const;
  Parts parts_;
  FilmFiles files_;
};

}  // namespace ws::content
