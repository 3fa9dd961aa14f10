#include "content/media_service.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "audit/public.h"
#include "base/text.h"
#include "db/durable_file.h"

namespace ws::content {
namespace {

constexpr std::size_t hash_length = 64;

bool is_hexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string file_name(const std::string& hash, int width) {
  return hash + "-" + std::to_string(width) + ".webp";
}

}  // namespace

void MediaService::keep(const Rendered& rendered) const {
  const std::filesystem::path folder = std::filesystem::path(parts_.directory) / rendered.picture.hash.substr(0, 2);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  for (const auto& [width, bytes] : rendered.files)
    db::write_durably(folder / file_name(rendered.picture.hash, width), bytes);
}

Result<Picture> MediaService::keep_files(std::string_view bytes, Origin origin) const {
  const auto rendered = render_picture(bytes, origin);
  if (!rendered) return rendered.error();
  keep(*rendered);
  return rendered->picture;
}

Task<Result<std::string>> MediaService::upload(Actor actor, idempotency::Key key, Upload upload) {
  const Outcome may = parts_.database.read(
      [&](db::Reader& reader) { return access::check_may_write_at(reader, actor, upload.site); });
  if (!may) co_return may.error();
  if (const Outcome right = check_words(upload.words); !right) co_return right.error();
  auto rendering = parts_.rendering.run([&] { return keep_files(upload.bytes, upload.origin); });
  const auto rendered = co_await rendering;
  if (!rendered) co_return rendered.error();
  if (!*rendered) co_return rendered->error();
  const Instant now = parts_.clock.now();
  Media media;
  media.id = MediaId::fresh(now, parts_.random);
  media.site = upload.site;
  media.picture = **rendered;
  media.words = upload.words;
  media.by = actor.person;
  media.at = now;
  auto use_case = [actor, key, media, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome still = access::check_may_write_at(tx, actor, media.site); !still) return still.error();
      store::insert(tx, media);
      audit::record(tx, {actor.person, "media.uploaded", "media", media.id.str(), "", media.words.title}, now);
      return media.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> MediaService::edit(Actor actor, idempotency::Key key, MediaId media, MediaWords words,
                                             std::int64_t version) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, media, words, version, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_media_to_edit(tx, actor, media);
      if (!found) return found.error();
      if (const Outcome right = check_words(words); !right) return right.error();
      if (!store::update(tx, media, words, version)) return Error::conflict("media.changed_meanwhile");
      audit::record(tx, {actor.person, "media.edited", "media", media.str(), "", words.title}, now);
      return media.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

MediaService::Page MediaService::list(const std::string& words, const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::media_page(reader, words, cursor, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().id.str();
    }
    return page;
  });
}

Result<std::string> MediaService::file(std::string_view name) const {
  const Error absent = Error::not_found("media.not_found");
  if (name.size() <= hash_length + 1 || !is_hexadecimal(name.substr(0, hash_length)) || name[hash_length] != '-')
    return absent;
  std::string_view width = name.substr(hash_length + 1);
  if (!width.ends_with(".webp")) return absent;
  width.remove_suffix(5);
  if (width.empty() || width.size() > 5 || width.find_first_not_of("0123456789") != width.npos) return absent;
  const std::filesystem::path path =
      std::filesystem::path(parts_.directory) / std::string(name.substr(0, 2)) / std::string(name);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return absent;
  return path.string();
}

Result<std::string> MediaService::jpeg(std::string_view address) const {
  const auto path = file(address.substr(address.rfind('/') + 1));
  if (!path) return path.error();
  std::ifstream in(*path, std::ios::binary);
  return as_jpeg(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace ws::content
