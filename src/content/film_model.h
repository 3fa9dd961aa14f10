#pragma once
// Films of the library, from the first byte to what may be shown. Rules without I/O.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "content/body_model.h"

namespace ws::content {

/// receiving → waiting → making → ready, or failed. What waits may have a reason too: the disk is full.
enum class FilmState { receiving, waiting, making, ready, failed };
std::string_view to_text(FilmState state);
std::optional<FilmState> parse_film_state(std::string_view text);

/// What localities set differently.
struct LibraryLimits {
  std::int64_t film_mb = 1'024;      ///< of an upload
  std::int64_t film_minutes = 90;    ///< the longest film
  std::int64_t open_per_person = 3;  ///< uploads that are not complete
  std::int64_t open_in_all = 20;
  std::int64_t unfinished_hours = 24;  ///< after which such an upload is given up
  std::int64_t making_minutes = 240;   ///< the longest that making one may take
  std::int64_t least_free_mb = 512;    ///< of the disk, left to everything else
  std::int64_t file_mb = 20;           ///< of a document
  /// Of the policy's text. Throws std::runtime_error for a number out of sense.
  static LibraryLimits parse(std::string_view policy);
};
inline constexpr std::int64_t megabyte = 1 << 20;

inline constexpr std::size_t most_part_bytes = 8 << 20;
inline constexpr std::size_t longest_transcript = 50'000;  ///< characters
inline constexpr std::int64_t most_tries = 3;              ///< of making a film

/// How many of a part's first bytes are there already: all of them when it came before. Refuses "film.gap" (begins
/// after what is there), "film.past_the_end", "field.required" (an empty part).
Result<std::int64_t> known_of_part(std::int64_t offset, std::int64_t bytes, std::int64_t received,
                                   std::int64_t upload);

/// ffmpeg's name of the container, by its first bytes. Nothing else is ever tried: a playlist, which names other
/// files, is none. Refuses "film.not_a_film".
Result<std::string> container_of(std::string_view head);

struct FilmFacts {
  std::int64_t duration_ms = 0;
  int width = 0, height = 0;  ///< as it is seen
  bool has_sound = false;
};
/// What ffprobe says, as JSON. Refuses "film.not_a_film", "film.no_picture", "film.too_long",
/// "film.shape".
Result<FilmFacts> judge_facts(std::string_view probed, const LibraryLimits& limits);

/// By the end of what ffmpeg writes with -progress: 0 to 99.
std::int64_t percent_of(std::string_view progress, std::int64_t duration_ms);

/// What a film must be before an article goes out with it.
struct FilmStanding {
  FilmState state = FilmState::receiving;
  bool has_sound = false;
  bool speech = true;  ///< somebody speaks in it, as far as its people say
  bool captions = false, transcript = false;
};
/// Refuses "film.not_ready", "film.captions" (WCAG 1.2: what is said can be read).
Outcome may_show(const FilmStanding& film);

}  // namespace ws::content
