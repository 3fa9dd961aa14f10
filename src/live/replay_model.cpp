#include "live/replay_model.h"

#include <algorithm>

#include "base/clock.h"

namespace ws::live {
namespace {

constexpr std::int64_t shortest_ms = second_ms;

}  // namespace

Outcome check_trim(const Trim& trim) {
  if (trim.from_ms < 0 || (trim.until_ms && *trim.until_ms < trim.from_ms + shortest_ms))
    return Error::invalid("live.trim", "trim_until_ms");
  return Done{};
}

std::vector<Cue> shown(const std::vector<Cue>& cues, const Trim& trim) {
  std::vector<Cue> found;
  for (Cue cue : cues) {
    if (cue.until_ms <= trim.from_ms || (trim.until_ms && cue.from_ms >= *trim.until_ms)) continue;
    cue.from_ms = std::max<std::int64_t>(cue.from_ms - trim.from_ms, 0);
    cue.until_ms -= trim.from_ms;
    found.push_back(std::move(cue));
  }
  return found;
}

std::vector<Chapter> shown(const std::vector<Chapter>& chapters, const Trim& trim) {
  std::vector<Chapter> found;
  for (Chapter chapter : chapters) {
    if (trim.until_ms && chapter.at_ms >= *trim.until_ms) continue;
    chapter.at_ms = std::max<std::int64_t>(chapter.at_ms - trim.from_ms, 0);
    // A chapter that began in what is left out begins with the replay; of several the last.
    if (!found.empty() && found.back().at_ms == chapter.at_ms) found.pop_back();
    found.push_back(std::move(chapter));
  }
  return found;
}

}  // namespace ws::live
