#pragma once
// What other features may know of articles: what everybody may read, and whether somebody sees one or may release it.

// The use cases, for the faces that show them.
#include "content/article_service.h"
#include "content/media_service.h"

namespace ws::content {

bool is_published(db::Reader& reader, const ArticleId& article);
/// Refuses "article.not_found".
Result<Article> find_seen(db::Reader& reader, const Actor& actor, const ArticleId& article);
/// Refuses "article.not_found", "article.owner_decides".
Result<Article> find_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article);

}  // namespace ws::content
