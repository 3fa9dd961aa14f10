#pragma once
// An ffmpeg that cuts what it is fed into segments, without touching sound or picture; it is supervised by whoever
// feeds it.

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/child.h"
#include "live/flv_model.h"
#include "live/replay_model.h"

namespace ws::live {

/// Starts cutting `tracks` into part number `part` of the directory. The child is fed FLV.
Child start_segmenter(const std::string& ffmpeg, const std::filesystem::path& directory, int part,
                      flv::Tracks tracks);

/// Makes one MP4 of recorded FLV files, in order, without what the trim leaves out: it begins with the first picture
/// that playing can begin with. False when ffmpeg could not, or was to stop.
bool join_recordings(const std::string& ffmpeg, const std::vector<std::filesystem::path>& recordings,
                     const Trim& trim, const std::filesystem::path& replay, std::stop_token stopping);

}  // namespace ws::live
