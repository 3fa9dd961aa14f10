#pragma once
// An ffmpeg that cuts what it is fed into segments, without touching sound or picture. A child in a process group of
// its own, with limits and nothing of ours open; it is supervised by whoever feeds it.

#include <sys/types.h>

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "live/flv_model.h"
#include "live/replay_model.h"

namespace ws::live {

/// A program of ours that runs until its input ends.
class Child {
 public:
  Child() = default;
  /// Throws std::system_error when it cannot be started. `input`: whether it is fed, then by the calling thread.
  enum class Input { none, fed };
  Child(const std::vector<std::string>& command, Input input);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  bool running() const { return pid_ > 0; }
  /// False when it is gone, or takes nothing for three seconds.
  bool feed(std::string_view bytes);
  /// Ends its input and waits; kills it and all that it started when it takes longer. True when it ended well.
  bool finish(int within_ms);
  /// True once it has ended by itself.
  bool ended(int within_ms) { return pid_ <= 0 || reap(within_ms); }
  bool ended_well() const { return ended_well_; }
  void kill();

 private:
  bool reap(int within_ms);
  pid_t pid_ = 0;
  int input_ = -1;
  bool ended_well_ = false;
};

/// Its path, found in PATH; throws std::runtime_error with what to install when there is none.
std::string find_ffmpeg();

/// Starts cutting `tracks` into part number `part` of the directory. The child is fed FLV.
Child start_segmenter(const std::string& ffmpeg, const std::filesystem::path& directory, int part,
                      flv::Tracks tracks);

/// Makes one MP4 of recorded FLV files, in order, without what the trim leaves out: it begins with the first picture
/// that playing can begin with. False when ffmpeg could not, or was to stop.
bool join_recordings(const std::string& ffmpeg, const std::vector<std::filesystem::path>& recordings,
                     const Trim& trim, const std::filesystem::path& replay, std::stop_token stopping);

}  // namespace ws::live
