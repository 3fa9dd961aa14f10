#pragma once
// One stretch of sending: kept as a recording that we write ourselves, and cut into segments by an ffmpeg that is
// started anew when it dies. The recording does not depend on it.

#include <deque>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "live/rtmp_model.h"
#include "live/segmenter_service.h"

namespace ws::live {

class Take {
 public:
  struct Place {
    std::string ffmpeg;
    std::filesystem::path segments, recordings;  ///< made when they are not there
    std::int64_t least_free_bytes = 0;
  };
  explicit Take(Place place);
  /// Ends both well; takes some seconds at most.
  ~Take();
  Take(const Take&) = delete;
  Take& operator=(const Take&) = delete;

  /// Refuses "live.codec", "live.disk_full".
  Outcome put(const rtmp::Tag& tag);

 private:
  Outcome begin();
  Outcome write(const rtmp::Tag& tag);
  Outcome record(std::string_view bytes);
  void segment(const rtmp::Tag& tag);
  void start_segmenter();
  void keep_header(const rtmp::Tag& tag);
  bool has_room() const;

  const Place place_;
  flv::Tracks tracks_;
  std::deque<rtmp::Tag> early_;  ///< until it is known what the stream consists of
  std::size_t early_bytes_ = 0;
  bool begun_ = false;
  rtmp::Tag about_, audio_header_, video_header_;  ///< what a new ffmpeg must be told first
  int recording_ = -1;
  std::int64_t unsynced_bytes_ = 0;
  std::int64_t looked_ms_ = -1;  ///< by the stream's own time
  Child segmenter_;
  std::int64_t died_ms_ = 0;
};

}  // namespace ws::live
