#pragma once
// What other features may know of articles and pictures: only what everybody may read.

#include <optional>
#include <string>

// The use cases, for the faces that show them.
#include "content/article_service.h"
#include "content/media_service.h"

namespace ws::content {

/// The title of an article while it is published.
std::optional<std::string> find_published(db::Reader& reader, const ArticleId& article);
/// The address of a picture of the library, as large as it is kept.
std::optional<std::string> find_picture(db::Reader& reader, const MediaId& media);

}  // namespace ws::content
