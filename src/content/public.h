#pragma once
// What other features may know of articles and of the library: what everybody may read, and whether somebody sees an
// article or may release it.

#include <optional>
#include <string>

// The use cases, for the faces that show them.
#include "content/article_service.h"
#include "content/file_service.h"
#include "content/film_html_model.h"
#include "content/film_making_service.h"
#include "content/film_service.h"
#include "content/media_service.h"

namespace ws::content {

/// The title of an article while it is published.
std::optional<std::string> find_published(db::Reader& reader, const ArticleId& article);
/// The address of a picture of the library, as large as it is kept.
std::optional<std::string> find_picture(db::Reader& reader, const MediaId& media);
/// Those of `wanted` that there are, for to_html.
Pictures find_pictures(db::Reader& reader, const std::vector<MediaId>& wanted);
/// Into the library, once MediaService::keep_files has kept its files.
void enter_picture(db::Tx& tx, const Media& media);
/// Refuses "article.not_found".
Result<Article> find_seen(db::Reader& reader, const Actor& actor, const ArticleId& article);
/// Refuses "article.not_found", "article.owner_decides".
Result<Article> find_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article);

}  // namespace ws::content
