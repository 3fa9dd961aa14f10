#pragma once
// Playlists of HLS. Each time that somebody sends, ffmpeg writes a list of its own (a part); viewers are given one
// list over all parts, which says where a part begins, moves along while it is live, and ends when the broadcast
// does.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "live/replay_model.h"

namespace ws::live {

struct Segment {
  std::string name;
  std::int64_t length_us = 0;
};
using Part = std::vector<Segment>;

/// Complete segments of a list that ffmpeg wrote, in order; what is no name of ours is left out.
Part parse_part(std::string_view text);

/// Without the segments that lie outside; one that a trim goes through is left out too, so that nothing is shown that
/// should not be.
std::vector<Part> trimmed(const std::vector<Part>& parts, const Trim& trim);

enum class Ending { open, over };
/// The last `window` segments while it is open, all of them when it is over.
std::string playlist(const std::vector<Part>& parts, std::size_t window, Ending ending);

/// What viewers may ask for below a broadcast: video or audio, playlist or segment ("v-1-00042.ts").
enum class Sort { video, audio };
bool is_segment_name(std::string_view name);
/// "v-1.m3u8", the list of a part.
std::string part_name(Sort sort, int part);
/// "v-1-%05d.ts", as ffmpeg is told it.
std::string segment_pattern(Sort sort, int part);

}  // namespace ws::live
