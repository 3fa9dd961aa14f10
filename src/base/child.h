#pragma once
// A program of somebody else's that works for us (ffmpeg): a child in a process group of its own, with limits and
// nothing of ours open; it is supervised by whoever started it.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ws {

class Child {
 public:
  enum class Input { none, fed };
  struct Limits {
    int niceness = 5;
    std::int64_t most_file_bytes = 0;  ///< of a file it writes; 0: as much as the disk takes
    bool offline = false;              ///< a network of its own, with nobody in it, where the kernel lets us
  };
  Child() = default;
  /// Throws std::system_error when it cannot be started. `input`: whether it is fed, then by the calling thread.
  Child(const std::vector<std::string>& command, Input input) : Child(command, input, Limits()) {}
  Child(const std::vector<std::string>& command, Input input, const Limits& limits);
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
  /// True when it did not end by itself: a signal, ours or somebody else's.
  bool was_killed() const { return was_killed_; }
  void kill();

 private:
  bool reap(int within_ms);
  pid_t pid_ = 0;
  int input_ = -1;
  bool ended_well_ = false;
  bool was_killed_ = false;
};

/// Its path, found in PATH; throws std::runtime_error with what to install when there is none.
std::string find_ffmpeg();

}  // namespace ws
