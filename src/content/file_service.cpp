#include "content/file_service.h"

#include "audit/public.h"
#include "base/document_type.h"
#include "base/text.h"
#include "base/vault.h"
#include "content/film_files_service.h"
#include "db/durable_file.h"

namespace ws::content {
namespace {

Outcome check_title(std::string_view title) {
  if (trim(title).empty()) return Error::invalid("field.required", "title");
  if (has_control_characters(title)) return Error::invalid("field.characters", "title");
  return Done{};
}

/// A title as the name of a file: without what a path or a header would take for its own.
std::string name_of(const LibraryFile& file) {
  std::string name;
  for (const char c : file.title)
    name += std::string_view("/\\\":*?<>|%").find(c) == std::string_view::npos ? c : ' ';
  return trim(name) + "." + file.type;
}

}  // namespace

std::string file_path(const LibraryFile& file) {
  return "/files/" + file.hash;
}

std::filesystem::path LibraryFileService::path_of(const LibraryFile& file) const {
  return parts_.directory / "files" / file.hash.substr(0, 2) / file.hash;
}

Task<Result<std::string>> LibraryFileService::upload(Actor actor, idempotency::Key key, SiteId site,
                                                     std::string title, std::string bytes) {
  const Instant now = parts_.clock.now();
  const Outcome may =
      parts_.database.read([&](db::Reader& reader) { return access::check_may_write_at(reader, actor, site); });
  if (!may) co_return may.error();
  if (const Outcome right = check_title(title); !right) co_return right.error();
  if (bytes.size() > static_cast<std::size_t>(parts_.limits.file_mb * megabyte))
    co_return Error{ErrorCode::too_large, "request.too_large", {}, {}, {}};
  const auto type = document_type(bytes);
  if (!type) co_return Error::invalid("file.type", "file");
  LibraryFile file;
  file.id = LibraryFileId::fresh(now, parts_.random);
  file.site = site;
  file.hash = sha256_hex(bytes);
  file.type = *type;
  file.bytes = static_cast<std::int64_t>(bytes.size());
  file.title = trim(title);
  file.by = actor.person;
  file.at = now;
  auto writing = parts_.writing.run([&] {
    std::filesystem::create_directories(path_of(file).parent_path());
    db::write_durably(path_of(file), bytes);
    return true;
  });
  if (const auto written = co_await writing; !written) co_return written.error();
  auto use_case = [actor, key, file, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome still = access::check_may_write_at(tx, actor, file.site); !still) return still.error();
      store::insert(tx, file);
      audit::record(tx, {actor.person, "file.uploaded", "library_file", file.id.str(), "", file.title}, now);
      return file.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

LibraryFileService::Page LibraryFileService::list(const std::string& words, const std::string& cursor,
                                                  std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::file_page(reader, words, cursor, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().id.str();
    }
    return page;
  });
}

Result<LibraryFileService::Found> LibraryFileService::file(const std::string& hash) const {
  const auto found = parts_.database.read(
      [&](db::Reader& reader) { return is_hash(hash) ? store::file_by_hash(reader, hash) : std::nullopt; });
  if (!found) return Error::not_found("file.not_found");
  return Found{path_of(*found).string(), name_of(*found), std::string(media_type_of(found->type))};
}

}  // namespace ws::content
