#pragma once
// What is said of a replay: where it begins and ends, its chapters, its captions. All times are those of the
// recording, which stays whole; what viewers get begins where the trim says. Rules without I/O.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ws::live {

/// What is left out at the ends. Nothing is, by default.
struct Trim {
  std::int64_t from_ms = 0;
  std::optional<std::int64_t> until_ms;
  bool operator==(const Trim&) const = default;
};
/// Refuses "live.trim": nothing would be left.
Outcome check_trim(const Trim& trim);

struct Chapter {
  std::int64_t at_ms = 0;
  std::string title;
};
inline constexpr std::size_t most_chapters = 50;
/// In order. Refuses "live.chapters" (too many, two at a time), "field.required", "field.characters".
Outcome check_chapters(const std::vector<Chapter>& chapters);

struct Cue {
  std::int64_t from_ms = 0, until_ms = 0;
  std::string text;  ///< plain, perhaps of several lines
};
inline constexpr std::size_t most_captions_bytes = 512 * 1024;
inline constexpr std::size_t most_cues = 5'000;
/// WebVTT, of which times and words are kept: styles, places and tags say nothing that could not be said by a page.
/// Refuses "live.captions" with the line in its field.
Result<std::vector<Cue>> parse_captions(std::string_view text);
std::string to_vtt(const std::vector<Cue>& cues);
/// A track of chapters; each lasts until the next, the last for an hour.
std::string to_vtt(const std::vector<Chapter>& chapters);

/// By the time of what viewers get; what lies outside is left out.
std::vector<Cue> shown(const std::vector<Cue>& cues, const Trim& trim);
std::vector<Chapter> shown(const std::vector<Chapter>& chapters, const Trim& trim);

/// "1:02:03" or "4:05".
std::string say_position(std::int64_t at_ms);

}  // namespace ws::live
