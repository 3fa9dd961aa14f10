#pragma once
// Where a replay begins and ends, and what that makes of its chapters and captions. All times are those of the
// recording, which stays whole; what viewers get begins where the trim says. Rules without I/O.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/captions.h"
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

/// By the time of what viewers get; what lies outside is left out.
std::vector<Cue> shown(const std::vector<Cue>& cues, const Trim& trim);
std::vector<Chapter> shown(const std::vector<Chapter>& chapters, const Trim& trim);

}  // namespace ws::live
