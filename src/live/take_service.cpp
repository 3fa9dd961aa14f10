#include "live/take_service.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "live/amf_model.h"
#include "live/playlist_model.h"

namespace ws::live {
namespace {

// By then sound and picture have both come, if there are both.
constexpr std::size_t enough_early_tags = 24;
constexpr std::size_t most_early_bytes = 4 << 20;
constexpr std::int64_t sync_every_bytes = 4 << 20;
constexpr std::int64_t look_every_ms = 2'000;
constexpr std::int64_t rest_ms = 1'000;  ///< before a dead ffmpeg is followed by another
constexpr int finish_within_ms = 3'000;
constexpr int most_parts = 9'999;

/// The first number that is not used yet.
template <class Name>
int next_free(const std::filesystem::path& folder, Name name) {
  int number = 1;
  while (number < most_parts && std::filesystem::exists(folder / name(number))) ++number;
  return number;
}

std::string recording_name(int number) {
  return std::to_string(number) + ".flv";
}

bool has_room_at(const std::filesystem::path& folder, std::int64_t least_bytes) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return false;
  return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize) >= least_bytes;
}

}  // namespace

Take::Take(Place place) : place_(std::move(place)) {}

Take::~Take() {
  segmenter_.finish(finish_within_ms);
  if (recording_ < 0) return;
  ::fdatasync(recording_);
  ::close(recording_);
}

bool Take::has_room() const {
  return has_room_at(place_.segments, place_.least_free_bytes) &&
         has_room_at(place_.recordings, place_.least_free_bytes);
}

Outcome Take::put(const rtmp::Tag& tag) {
  if (!rtmp::is_playable(tag)) return Error::invalid("live.codec");
  if (begun_) return write(tag);
  if (tag.kind == rtmp::Tag::Kind::audio) tracks_.audio = true;
  if (tag.kind == rtmp::Tag::Kind::video) tracks_.video = true;
  early_.push_back(tag);
  early_bytes_ += tag.payload.size();
  if (early_.size() < enough_early_tags && early_bytes_ < most_early_bytes) return Done{};
  if (const Outcome ready = begin(); !ready) return ready;
  for (const rtmp::Tag& one : std::exchange(early_, {}))
    if (const Outcome kept = write(one); !kept) return kept;
  return Done{};
}

Outcome Take::begin() {
  std::error_code failed;
  std::filesystem::create_directories(place_.segments, failed);
  std::filesystem::create_directories(place_.recordings, failed);
  if (!has_room()) return Error{ErrorCode::unavailable, "live.disk_full", {}, {}, {}};
  const std::filesystem::path path = place_.recordings / recording_name(next_free(place_.recordings, recording_name));
  recording_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  begun_ = true;
  return record(flv::head(tracks_));
}

void Take::keep_header(const rtmp::Tag& tag) {
  if (!rtmp::is_header(tag)) return;
  if (tag.kind == rtmp::Tag::Kind::audio) audio_header_ = tag;
  if (tag.kind == rtmp::Tag::Kind::video) video_header_ = tag;
  if (tag.kind == rtmp::Tag::Kind::data && tag.payload.starts_with(amf::text("onMetaData"))) about_ = tag;
}

Outcome Take::write(const rtmp::Tag& tag) {
  if (looked_ms_ < 0 || tag.at_ms >= looked_ms_ + look_every_ms || tag.at_ms < looked_ms_) {
    looked_ms_ = tag.at_ms;
    if (!has_room()) return Error{ErrorCode::unavailable, "live.disk_full", {}, {}, {}};
  }
  keep_header(tag);
  if (const Outcome kept = record(flv::tag(tag)); !kept) return kept;
  segment(tag);
  return Done{};
}

Outcome Take::record(std::string_view bytes) {
  unsynced_bytes_ += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(recording_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0)
      return Error{ErrorCode::unavailable, "live.disk_full", {}, std::generic_category().message(errno), {}};
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (unsynced_bytes_ < sync_every_bytes) return Done{};
  unsynced_bytes_ = 0;
  ::fdatasync(recording_);
  return Done{};
}

/// Fed to the child; a dead one is followed by another where playing can begin anew.
void Take::segment(const rtmp::Tag& tag) {
  if (segmenter_.running()) {
    if (segmenter_.feed(flv::tag(tag))) return;
    segmenter_.kill();
    died_ms_ = tag.at_ms;
    return;
  }
  const bool first = died_ms_ == 0;
  const bool may_begin = tracks_.video ? rtmp::is_key_frame(tag) : !rtmp::is_header(tag);
  if (!may_begin || (!first && tag.at_ms < died_ms_ + rest_ms)) return;
  start_segmenter();
  if (segmenter_.running() && !segmenter_.feed(flv::tag(tag))) segmenter_.kill();
  if (!segmenter_.running()) died_ms_ = std::max<std::int64_t>(tag.at_ms, 1);
}

void Take::start_segmenter() {
  const auto list_name = [](int part) { return part_name(Sort::video, part); };
  const int part = next_free(place_.segments, list_name);
  segmenter_ = live::start_segmenter(place_.ffmpeg, place_.segments, part, tracks_);
  std::string opening = flv::head(tracks_);
  for (const rtmp::Tag* header : {&about_, &video_header_, &audio_header_}) {
    if (header->payload.empty()) continue;
    rtmp::Tag now = *header;
    now.at_ms = 0;
    opening += flv::tag(now);
  }
  segmenter_.feed(opening);
}

}  // namespace ws::live
