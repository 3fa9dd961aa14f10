#include "live/playlist_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ws::live {
namespace {

constexpr std::string_view extension = ".ts";
constexpr std::string_view length_mark = "#EXTINF:";
constexpr std::int64_t second_us = 1'000'000;

bool is_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t to_us(std::string_view seconds) {
  return std::llround(std::strtod(std::string(seconds).c_str(), nullptr) * static_cast<double>(second_us));
}

}  // namespace

Part parse_part(std::string_view text) {
  Part part;
  std::int64_t length_us = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(length_mark)) length_us = to_us(line.substr(length_mark.size()));
    if (is_segment_name(line) && length_us > 0) part.push_back({std::string(line), length_us});
  }
  return part;
}

std::vector<Part> trimmed(const std::vector<Part>& parts, const Trim& trim) {
  std::vector<Part> left;
  std::int64_t at_us = 0;
  for (const Part& part : parts) {
    Part& kept = left.emplace_back();
    for (const Segment& segment : part) {
      const std::int64_t until_us = at_us + segment.length_us;
      if (at_us >= trim.from_ms * 1000 && (!trim.until_ms || until_us <= *trim.until_ms * 1000))
        kept.push_back(segment);
      at_us = until_us;
    }
  }
  return left;
}

std::string playlist(const std::vector<Part>& parts, std::size_t window, Ending ending) {
  std::size_t all = 0;
  std::int64_t longest_us = 2 * second_us;
  for (const Part& part : parts) {
    all += part.size();
    for (const Segment& segment : part) longest_us = std::max(longest_us, segment.length_us);
  }
  const std::size_t skipped = ending == Ending::over || all < window ? 0 : all - window;
  // What has left the list is counted, so that players know the segments that they have already.
  std::string lines;
  std::size_t at = 0, parts_left = 0;
  for (const Part& part : parts) {
    if (part.empty()) continue;
    const bool first = at == 0;
    if (at > 0 && at < skipped) ++parts_left;
    bool begins = !first;
    for (const Segment& segment : part) {
      if (at++ < skipped) {
        begins = false;
        continue;
      }
      if (begins) lines += "#EXT-X-DISCONTINUITY\n";
      begins = false;
      lines += fmt::format("{}{:.6f},\n{}\n", length_mark, static_cast<double>(segment.length_us) / second_us,
                           segment.name);
    }
  }
  std::string list = fmt::format(
      "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{}\n#EXT-X-DISCONTINUITY-SEQUENCE:{"
      "}\n",
      (longest_us + second_us - 1) / second_us, skipped, parts_left);
  list += lines;
  if (ending == Ending::over) list += "#EXT-X-ENDLIST\n";
  return list;
}

bool is_segment_name(std::string_view name) {
  if (!name.starts_with("v-") && !name.starts_with("a-")) return false;
  if (!name.ends_with(extension)) return false;
  name = name.substr(2, name.size() - 2 - extension.size());
  const std::size_t dash = name.find('-');
  return dash != name.npos && is_digits(name.substr(0, dash), 1, 4) && is_digits(name.substr(dash + 1), 5, 7);
}

std::string part_name(Sort sort, int part) {
  return fmt::format("{}-{}.m3u8", sort == Sort::video ? 'v' : 'a', part);
}

std::string segment_pattern(Sort sort, int part) {
  return fmt::format("{}-{}-%05d{}", sort == Sort::video ? 'v' : 'a', part, extension);
}

}  // namespace ws::live
