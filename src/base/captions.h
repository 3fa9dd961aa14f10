#pragma once
// What is said of something that is played: its chapters, and its captions as WebVTT. Rules without I/O.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ws {

struct Chapter {
  std::int64_t at_ms = 0;
  std::string title;
};
inline constexpr std::size_t most_chapters = 50;
/// In order. Refuses "chapters.order" (too many, two at a time), "field.required", "field.characters".
Outcome check_chapters(const std::vector<Chapter>& chapters);

struct Cue {
  std::int64_t from_ms = 0, until_ms = 0;
  std::string text;  ///< plain, perhaps of several lines
};
inline constexpr std::size_t most_captions_bytes = 512 * 1024;
inline constexpr std::size_t most_cues = 5'000;
/// WebVTT, of which times and words are kept: styles, places and tags say nothing that could not be said by a page.
/// Refuses "captions.broken" with the line in its field.
Result<std::vector<Cue>> parse_captions(std::string_view text);
std::string to_vtt(const std::vector<Cue>& cues);
/// A track of chapters; each lasts until the next, the last for an hour.
std::string to_vtt(const std::vector<Chapter>& chapters);

/// "1:02:03" or "4:05".
std::string say_position(std::int64_t at_ms);

}  // namespace ws
