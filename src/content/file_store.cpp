#include "content/file_store.h"

#include "search/public.h"

namespace ws::content::store {
namespace {

const std::string select_files =
    "SELECT f.id, f.site_id, s.name, f.hash, f.type, f.bytes, f.title, f.uploaded_by, p.name, f.uploaded_ms "
    "FROM library_files f JOIN sites s ON s.id = f.site_id JOIN persons p ON p.id = f.uploaded_by ";
const std::string select_one = select_files + "WHERE f.id = $1";
const std::string select_by_hash = select_files + "WHERE f.hash = $1 ORDER BY f.id LIMIT 1";
const std::string select_page =
    select_files +
    "WHERE ($1 = '' OR f.id < $1) AND lower(f.title) LIKE $2 ESCAPE '!' AND lower(f.title) LIKE $3 ESCAPE '!' "
    "AND lower(f.title) LIKE $4 ESCAPE '!' ORDER BY f.id DESC LIMIT $5";
constexpr std::string_view insert_file =
    "INSERT INTO library_files (id, site_id, hash, type, bytes, title, uploaded_by, uploaded_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view insert_attachment =
    "INSERT INTO article_attachments (article_id, number, position, file_id, title) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view select_attachments =
    "SELECT file_id, title FROM article_attachments WHERE article_id = $1 AND number = $2 ORDER BY position";

LibraryFile file_of(const db::Row& row) {
  return {row.id<LibraryFileId>(0), row.id<SiteId>(1), row.text(2), row.text(3), row.text(4), row.i64(5), row.text(6),
          row.id<PersonId>(7),      row.text(8),       {row.i64(9)}};
}

}  // namespace

void insert(db::Tx& tx, const LibraryFile& file) {
  tx.exec(insert_file, file.id, file.site, file.hash, file.type, file.bytes, file.title, file.by, file.at);
}

std::optional<LibraryFile> find_file(db::Reader& reader, const LibraryFileId& file) {
  const auto row = reader.find(select_one, file);
  if (!row) return std::nullopt;
  return file_of(*row);
}

std::optional<LibraryFile> file_by_hash(db::Reader& reader, const std::string& hash) {
  const auto row = reader.find(select_by_hash, hash);
  if (!row) return std::nullopt;
  return file_of(*row);
}

std::vector<LibraryFile> file_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                                   std::int64_t limit) {
  const auto like = search::like_patterns(words);
  std::vector<LibraryFile> found;
  for (const db::Row& row : reader.query(select_page, cursor, like[0], like[1], like[2], limit))
    found.push_back(file_of(row));
  return found;
}

void insert_attachments(db::Tx& tx, const ArticleId& article, std::int64_t number,
                        const std::vector<Attachment>& attachments) {
  std::int64_t position = 0;
  for (const Attachment& one : attachments)
    tx.exec(insert_attachment, article, number, ++position, one.file, one.title);
}

std::vector<Attachment> attachments(db::Reader& reader, const ArticleId& article, std::int64_t number) {
  std::vector<Attachment> found;
  for (const db::Row& row : reader.query(select_attachments, article, number))
    found.push_back({row.id<LibraryFileId>(0), row.text(1)});
  return found;
}

std::vector<ShownAttachment> shown_attachments(db::Reader& reader, const std::vector<Attachment>& attachments) {
  std::vector<ShownAttachment> found;
  for (const Attachment& one : attachments)
    if (auto file = find_file(reader, one.file)) found.push_back({one.title, std::move(*file)});
  return found;
}

}  // namespace ws::content::store
