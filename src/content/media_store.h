#pragma once

#include <optional>
#include <string>
#include <vector>

#include "content/body_model.h"
#include "content/media_model.h"
#include "db/db.h"

namespace ws::content {

struct Media {
  MediaId id;
  SiteId site;
  std::string site_name;
  Picture picture;
  MediaWords words;
  PersonId by;
  std::string by_name;
  Instant at;
  std::int64_t version = 0;
};

namespace store {

void insert(db::Tx& tx, const Media& media);
/// False if it was changed since `version`.
bool update(db::Tx& tx, const MediaId& media, const MediaWords& words, std::int64_t version);
std::optional<Media> find_media(db::Reader& reader, const MediaId& media);
/// Newest first, those before the cursor ("": from the newest on).
std::vector<Media> media_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                              std::int64_t limit);
/// Those of `wanted` that there are.
Pictures pictures(db::Reader& reader, const std::vector<MediaId>& wanted);

}  // namespace store
}  // namespace ws::content
