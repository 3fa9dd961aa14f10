#pragma once
// FLV: what a recording is kept as, and what ffmpeg is fed. It only ever grows, so what a crash leaves plays to its
// end.

#include <string>

#include "live/rtmp_model.h"

namespace ws::live::flv {

/// What a stream consists of.
struct Tracks {
  bool audio = false, video = false;
};

std::string head(Tracks tracks);
std::string tag(const rtmp::Tag& tag);

}  // namespace ws::live::flv
