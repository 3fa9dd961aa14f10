#include "visits/panorama_service.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "content/public.h"
#include "db/durable_file.h"
#include "visits/tour_store.h"

namespace ws::visits {
namespace {

constexpr std::size_t hash_length = 64;
constexpr std::int64_t most_at_once = 8;

bool is_hash(std::string_view text) {
  return text.size() == hash_length && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_piece(std::string_view name) {
  if (name == "base.jpg" || name == "card.jpg") return true;
  if (!name.ends_with(".jpg") || name.size() < 9 || name.size() > 11) return false;
  name.remove_suffix(4);
  return name.find_first_not_of("0123456789-") == name.npos;
}

[[noreturn]] void fail(const std::string& what) {
  // Of the kind that passes: the disk may have room again later.
  throw db::Failure(db::Failure::Kind::full, what + ": " + std::generic_category().message(errno));
}

void write_plainly(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.flush();
  if (!file) fail("cannot write " + path.string());
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Of a folder that is there it is known that it is whole; nothing where there is none.
std::optional<int> width_cut(const std::filesystem::path& folder) {
  std::error_code failed;
  std::optional<int> found;
  const auto levels = content::panorama_levels(1 << 20);
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (std::filesystem::exists(folder / (std::to_string(i) + "-0-0.jpg"), failed)) found = levels[i];
  return found;
}

}  // namespace

Panoramas::Panoramas(db::Database& database, const std::filesystem::path& data)
    : database_(database), directory_(data / "panoramas") {}

std::filesystem::path Panoramas::folder_of(std::string_view picture) const {
  return directory_ / std::string(picture.substr(0, 2)) / std::string(picture);
}

std::filesystem::path Panoramas::incoming(std::string_view picture) const {
  return directory_ / "incoming" / std::string(picture);
}

Result<std::string> Panoramas::take(std::string_view bytes) const {
  auto picture = content::check_panorama(bytes);
  if (!picture) return picture;
  const std::filesystem::path path = incoming(*picture);
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  db::write_durably(path, bytes);
  return picture;
}

Result<int> Panoramas::cut(const std::string& picture) const {
  const std::filesystem::path folder = folder_of(picture), fresh = folder.string() + ".part";
  if (const auto width = width_cut(folder)) return *width;
  const auto bytes = read_file(incoming(picture));
  if (!bytes) return Error::invalid("panorama.lost", "file");
  std::error_code failed;
  std::filesystem::remove_all(fresh, failed);
  std::filesystem::create_directories(fresh, failed);
  const auto width = content::cut_panorama(
      *bytes, [&](const std::string& name, std::string_view piece) { write_plainly(fresh / name, piece); });
  if (!width) {
    std::filesystem::remove_all(fresh, failed);
    return width;
  }
  db::keep_folder(fresh, folder);
  return width;
}

int Panoramas::prepare(std::stop_token stopping) {
  const auto waiting = database_.read([](db::Reader& reader) { return store::preparing(reader, most_at_once); });
  int count = 0;
  for (const std::string& picture : waiting) {
    if (stopping.stop_requested()) break;
    const auto width = cut(picture);
    const Outcome noted = database_.write_now([&](db::Tx& tx) -> Outcome {
      if (width)
        store::note_ready(tx, picture, *width);
      else
        store::note_failed(tx, picture, width.error().reason);
      return Done{};
    });
    if (!noted) break;  // storage is away: it is still due
    std::error_code failed;
    std::filesystem::remove(incoming(picture), failed);
    ++count;
  }
  return count;
}

Result<std::string> Panoramas::piece(std::string_view picture, std::string_view name) const {
  const Error absent = Error::not_found("media.not_found");
  if (!is_hash(picture) || !is_piece(name)) return absent;
  const std::filesystem::path path = folder_of(picture) / std::string(name);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return absent;
  return path.string();
}

std::string panorama_path(std::string_view picture, std::string_view name) {
  return "/panoramas/" + std::string(picture) + "/" + std::string(name);
}

}  // namespace ws::visits
