#pragma once

#include <optional>
#include <string>
#include <vector>

#include "content/content_model.h"
#include "db/db.h"

namespace ws::content {

/// A document of the library.
struct LibraryFile {
  LibraryFileId id;
  SiteId site;
  std::string site_name;
  std::string hash;
  std::string type;  ///< "pdf", as its name ends
  std::int64_t bytes = 0;
  std::string title;
  PersonId by;
  std::string by_name;
  Instant at;
};

/// One that an article gives along, as pages show it.
struct ShownAttachment {
  std::string title;
  LibraryFile file;
};

namespace store {

void insert(db::Tx& tx, const LibraryFile& file);
std::optional<LibraryFile> find_file(db::Reader& reader, const LibraryFileId& file);
/// Any of those with these bytes.
std::optional<LibraryFile> file_by_hash(db::Reader& reader, const std::string& hash);
/// Newest first, those before the cursor ("": from the newest on).
std::vector<LibraryFile> file_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                                   std::int64_t limit);

/// Of a version of an article, in their order.
void insert_attachments(db::Tx& tx, const ArticleId& article, std::int64_t number,
                        const std::vector<Attachment>& attachments);
std::vector<Attachment> attachments(db::Reader& reader, const ArticleId& article, std::int64_t number);
std::vector<ShownAttachment> shown_attachments(db::Reader& reader, const std::vector<Attachment>& attachments);

}  // namespace store
}  // namespace ws::content
