#include "live/segmenter_service.h"

#include <fstream>
#include <system_error>

#include "live/playlist_model.h"

namespace ws::live {
namespace {

constexpr int join_patience_ms = 30 * 60 * 1000;
constexpr int look_again_ms = 200;

void add_output(std::vector<std::string>& command, const std::filesystem::path& directory, Sort sort, int part,
                const std::vector<std::string>& maps) {
  for (const std::string& map : maps) command.insert(command.end(), {"-map", map});
  command.insert(command.end(),
                 {"-c", "copy", "-f", "hls", "-hls_init_time", "1", "-hls_time", "2", "-hls_list_size", "0",
                  "-hls_segment_type", "mpegts", "-hls_flags", "temp_file", "-hls_segment_filename",
                  (directory / segment_pattern(sort, part)).string(), (directory / part_name(sort, part)).string()});
}

}  // namespace

Child start_segmenter(const std::string& ffmpeg, const std::filesystem::path& directory, int part,
                      flv::Tracks tracks) {
  std::vector<std::string> command{ffmpeg,    "-hide_banner", "-nostdin",   "-loglevel", "error",
                                   "-fflags", "nobuffer",     "-probesize", "500000",    "-analyzeduration",
                                   "1000000", "-f",           "flv",        "-i",        "pipe:0"};
  std::vector<std::string> all;
  if (tracks.video) all.push_back("0:v:0");
  if (tracks.audio) all.push_back("0:a:0");
  add_output(command, directory, Sort::video, part, all);
  if (tracks.audio) add_output(command, directory, Sort::audio, part, {"0:a:0"});
  return Child(command, Child::Input::fed);
}

bool join_recordings(const std::string& ffmpeg, const std::vector<std::filesystem::path>& recordings,
                     const Trim& trim, const std::filesystem::path& replay, std::stop_token stopping) {
  const std::filesystem::path fresh = replay.string() + ".part";
  const std::filesystem::path list = replay.parent_path() / "parts.txt";
  {
    std::ofstream lines(list);
    // Names are numbers of ours, relative to the list: nothing in them needs quoting.
    for (const auto& recording : recordings) lines << "file '" << recording.filename().string() << "'\n";
  }
  std::vector<std::string> command{ffmpeg, "-hide_banner", "-nostdin", "-loglevel",   "error", "-y",
                                   "-f",   "concat",       "-i",       list.string(), "-c",    "copy"};
  // On the side of the output: the recordings have no index to look a place up in.
  if (trim.from_ms > 0) command.insert(command.end(), {"-ss", std::to_string(trim.from_ms) + "ms"});
  if (trim.until_ms) command.insert(command.end(), {"-t", std::to_string(*trim.until_ms - trim.from_ms) + "ms"});
  command.insert(command.end(), {"-movflags", "+faststart", "-f", "mp4", fresh.string()});
  Child joining(command, Child::Input::none);
  for (int waited_ms = 0; !joining.ended(look_again_ms); waited_ms += look_again_ms)
    if (stopping.stop_requested() || waited_ms > join_patience_ms) joining.kill();
  const bool well = joining.ended_well();
  std::error_code failed;
  if (well) std::filesystem::rename(fresh, replay, failed);
  if (!well || failed) std::filesystem::remove(fresh, failed);
  std::filesystem::remove(list, failed);
  return std::filesystem::is_regular_file(replay, failed);
}

}  // namespace ws::live
