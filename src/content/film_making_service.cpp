#include "content/film_making_service.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/child.h"
#include "base/file_hash.h"
#include "base/json.h"
#include "db/durable_file.h"
#include "notices/public.h"

namespace ws::content {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t lease_ms = 30 * second_ms;  ///< without a word for so long its maker is gone
constexpr std::int64_t full_disk_ms = minute_ms;   ///< until a full disk is looked at again
constexpr std::int64_t again_ms = 10 * second_ms;
constexpr std::int64_t failed_kept_ms = 7 * day_ms;
constexpr int look_every_ms = 500;
constexpr int probe_patience_ms = 60'000;
constexpr int poster_patience_ms = 120'000;
constexpr std::size_t head_bytes = 512;
constexpr std::int64_t end_of_progress_bytes = 2'048;
// What ends a try without saying anything of the film.
constexpr const char* stopped = "film.stopped";
constexpr const char* interrupted = "film.interrupted";
constexpr const char* disk_full = "film.disk_full";

const Child::Limits& limits_of_a_child() {
  static const Child::Limits limits{.niceness = 15, .most_file_bytes = std::int64_t{8} << 30, .offline = true};
  return limits;
}

std::string read_text(const fs::path& path, std::int64_t last_bytes = 0) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return "";
  const auto size = static_cast<std::int64_t>(file.tellg());
  file.seekg(last_bytes > 0 ? std::max<std::int64_t>(0, size - last_bytes) : 0);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string read_head(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(head_bytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return head;
}

/// Files only, by the container it was seen to be: nothing in it can name another file or a server.
std::vector<std::string> reading(const std::string& program, const std::string& container) {
  return {program, "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file", "-f", container};
}

/// The short side at most so long, even sides, 30 pictures a second at most.
std::string fitted(int side) {
  const std::string most = std::to_string(side);
  return "fps=fps='min(30,source_fps)',scale=w='if(gt(iw,ih),-2,trunc(min(" + most +
         ",iw)/2)*2)':h='if(gt(iw,ih),trunc(min(" + most + ",ih)/2)*2,-2)'";
}

struct Form {
  const char* name;
  int side;
  const char* quality;
  const char* most_rate;
  const char* buffer;
  const char* sound_rate;
};
constexpr Form large{"large.mp4", 720, "23", "2500k", "5000k", "96k"};
constexpr Form small{"small.mp4", 360, "25", "600k", "1200k", "64k"};

void add_film(std::vector<std::string>& command, const Form& form, const fs::path& folder, bool has_sound) {
  command.insert(command.end(), {"-map", "0:v:0"});
  if (has_sound) command.insert(command.end(), {"-map", "0:a:0", "-c:a", "aac", "-b:a", form.sound_rate, "-ac", "2"});
  command.insert(command.end(), {"-map_metadata",
                                 "-1",
                                 "-map_chapters",
                                 "-1",
                                 "-c:v",
                                 "libx264",
                                 "-preset",
                                 "veryfast",
                                 "-profile:v",
                                 "main",
                                 "-pix_fmt",
                                 "yuv420p",
                                 "-g",
                                 "60",
                                 "-crf",
                                 form.quality,
                                 "-maxrate",
                                 form.most_rate,
                                 "-bufsize",
                                 form.buffer,
                                 "-vf",
                                 fitted(form.side),
                                 "-movflags",
                                 "+faststart",
                                 "-f",
                                 "mp4",
                                 (folder / form.name).string()});
}

std::int64_t bytes_of(const fs::path& path) {
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  return failed ? 0 : static_cast<std::int64_t>(size);
}

/// Of a program that goes on until it ends: beside the one of ffmpeg in the same folder.
std::string ffprobe_of(const std::string& ffmpeg) {
  return (fs::path(ffmpeg).parent_path() / "ffprobe").string();
}

}  // namespace

Result<FilmFacts> FilmMaker::probe(const fs::path& file, const std::string& container, const fs::path& folder) const {
  const fs::path told = folder / "facts.json";
  auto command = reading(ffprobe_of(parts_.ffmpeg), container);
  command.insert(command.end(), {"-print_format", "json", "-show_entries",
                                 "format=duration:stream=codec_type,width,height:stream_disposition=attached_pic:"
                                 "stream_side_data=rotation",
                                 "-o", told.string(), file.string()});
  Child probing(command, Child::Input::none, limits_of_a_child());
  const bool well = probing.finish(probe_patience_ms);
  const std::string facts = read_text(told);
  std::error_code failed;
  fs::remove(told, failed);
  if (!well || facts.empty()) return Error::invalid("film.not_a_film", "file");
  return judge_facts(facts, parts_.limits);
}

Outcome FilmMaker::encode(const Film& film, const std::string& container, const FilmFacts& facts,
                          std::stop_token stopping) {
  const fs::path folder = files_.making(film.id), progress = folder / "progress.txt";
  auto command = reading(parts_.ffmpeg, container);
  command.insert(command.end(), {"-nostdin", "-y", "-threads", "2", "-i", files_.incoming(film.id).string(),
                                 "-progress", progress.string(), "-max_muxing_queue_size", "4096"});
  add_film(command, large, folder, facts.has_sound);
  add_film(command, small, folder, facts.has_sound);
  if (facts.has_sound)
    command.insert(command.end(),
                   {"-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-c:a", "aac", "-b:a", "64k",
                    "-ac", "2", "-movflags", "+faststart", "-f", "mp4", (folder / "sound.m4a").string()});
  Child making(command, Child::Input::none, limits_of_a_child());
  std::int64_t percent = 0;
  for (std::int64_t waited_ms = 0; !making.ended(look_every_ms); waited_ms += look_every_ms) {
    if (stopping.stop_requested()) return Error::conflict(stopped);
    if (waited_ms > parts_.limits.making_minutes * minute_ms) return Error::invalid("film.too_slow", "file");
    percent = std::max(percent, percent_of(read_text(progress, end_of_progress_bytes), facts.duration_ms));
    const auto held = parts_.database.write_now([&](db::Tx& tx) -> Result<bool> {
      return store::note_percent(tx, film.id, percent, parts_.clock.now().plus_ms(lease_ms));
    });
    if (held && !*held) return Error::conflict(stopped);  // somebody removed it
  }
  std::error_code failed;
  fs::remove(progress, failed);
  if (making.ended_well()) return Done{};
  if (!files_.has_room_for(0, parts_.limits)) return Error{ErrorCode::unavailable, disk_full, {}, {}, {}};
  if (making.was_killed()) return Error::conflict(interrupted);
  return Error::invalid("film.damaged", "file");
}

/// From the first tenth, a picture that many others resemble: neither black nor a change of scene.
Result<Picture> FilmMaker::poster(const fs::path& folder, std::int64_t duration_ms) const {
  const fs::path drawn = folder / "poster.png";
  auto command = reading(parts_.ffmpeg, "mov");
  command.insert(command.end(), {"-nostdin", "-y", "-ss", std::to_string(duration_ms / 10) + "ms", "-i",
                                 (folder / large.name).string(), "-vf", "thumbnail=25", "-frames:v", "1", "-f",
                                 "image2", "-update", "1", drawn.string()});
  Child drawing(command, Child::Input::none, limits_of_a_child());
  const bool well = drawing.finish(poster_patience_ms);
  const std::string bytes = read_text(drawn);
  std::error_code failed;
  fs::remove(drawn, failed);
  if (!well || bytes.empty()) return Error::invalid("film.damaged", "file");
  return parts_.media.keep_files(bytes, Origin::upload);
}

Result<FilmMade> FilmMaker::produce(const Film& film, std::stop_token stopping) {
  const fs::path upload = files_.incoming(film.id), folder = files_.making(film.id);
  std::error_code failed;
  if (bytes_of(upload) < film.upload_bytes) return Error::invalid("film.lost", "file");
  if (!files_.has_room_for(film.upload_bytes, parts_.limits))
    return Error{ErrorCode::unavailable, disk_full, {}, {}, {}};
  const auto container = container_of(read_head(upload));
  if (!container) return container.error();
  fs::remove_all(folder, failed);
  fs::create_directories(folder, failed);
  const auto facts = probe(upload, *container, folder);
  if (!facts) return facts.error();
  if (const Outcome encoded = encode(film, *container, *facts, stopping); !encoded) return encoded.error();
  // As it came out: what the upload said of itself need not be so.
  const auto shown = probe(folder / large.name, "mov", folder);
  if (!shown) return Error::invalid("film.damaged", "file");
  FilmMade made;
  made.duration_ms = shown->duration_ms;
  made.width = shown->width;
  made.height = shown->height;
  made.has_sound = shown->has_sound;
  auto picture = poster(folder, made.duration_ms);
  if (!picture) return picture.error();
  made.poster = std::move(*picture);
  made.hash = sha256_of_file(folder / large.name);
  made.large_bytes = bytes_of(folder / large.name);
  made.small_bytes = bytes_of(folder / small.name);
  made.sound_bytes = bytes_of(folder / "sound.m4a");
  const fs::path place = files_.made(made.hash);
  fs::create_directories(place.parent_path(), failed);
  if (!fs::exists(place, failed)) db::keep_folder(folder, place);
  return made;
}

void FilmMaker::settle(const Film& film, const Result<FilmMade>& made) {
  const Instant now = parts_.clock.now();
  const std::string reason = made ? "" : made.error().reason;
  const bool waits = reason == stopped || reason == disk_full || (reason == interrupted && film.tries < most_tries);
  const Outcome noted = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    if (reason == interrupted && waits) {
      store::try_again(tx, film.id, now.plus_ms(again_ms));
    } else if (waits) {
      store::put_off(tx, film.id, reason == stopped ? "" : reason,
                     reason == stopped ? now : now.plus_ms(full_disk_ms));
    } else {
      if (made)
        store::note_ready(tx, film.id, *made, now);
      else
        store::note_failed(tx, film.id, reason == interrupted ? "film.could_not_make" : reason, now);
      json::Writer params;
      params.begin().field("title", film.words.title).end();
      notices::send(tx, {film.by, made ? "film.ready" : "film.failed", {}, params.take()}, now, parts_.random);
    }
    return Done{};
  });
  // When storage is away it is still due, and begun again.
  if (noted && !waits) files_.forget(film.id);
}

bool FilmMaker::make_one(const FilmId& id, std::stop_token stopping) {
  const Instant now = parts_.clock.now();
  const auto held = parts_.database.write_now(
      [&](db::Tx& tx) -> Result<bool> { return store::hold(tx, id, now, now.plus_ms(lease_ms)); });
  if (!held || !*held) return false;
  const auto film = parts_.database.read([&](db::Reader& reader) { return store::find_film(reader, id); });
  if (!film) return false;
  // It ended the whole server before, perhaps.
  if (film->tries > most_tries) {
    settle(*film, Error::invalid("film.could_not_make", "file"));
    return true;
  }
  settle(*film, produce(*film, stopping));
  return true;
}

int FilmMaker::make(std::stop_token stopping) {
  if (parts_.ffmpeg.empty()) return 0;
  int count = 0;
  while (!stopping.stop_requested()) {
    const Instant now = parts_.clock.now();
    const auto next = parts_.database.read([&](db::Reader& reader) { return store::next_due(reader, now); });
    if (!next || !make_one(*next, stopping)) break;
    ++count;
  }
  return count;
}

void FilmMaker::sweep() {
  const Instant now = parts_.clock.now();
  const auto [given_up, forgotten] = parts_.database.read([&](db::Reader& reader) {
    return std::pair(store::unfinished(reader, now.plus_ms(-parts_.limits.unfinished_hours * hour_ms)),
                     store::failed_before(reader, now.plus_ms(-failed_kept_ms)));
  });
  if (given_up.empty() && forgotten.empty()) return;
  const Outcome done = parts_.database.write_now([&, up = given_up, gone = forgotten](db::Tx& tx) -> Outcome {
    for (const FilmId& film : up) store::note_failed(tx, film, "film.unfinished", now);
    for (const FilmId& film : gone) store::remove(tx, film);
    return Done{};
  });
  if (!done) return;
  for (const FilmId& film : given_up) files_.forget(film);
}

}  // namespace ws::content
