#pragma once
// What other features may know of articles: only what everybody may read.

#include "content/content_model.h"
#include "db/db.h"

namespace ws::content {

bool is_published(db::Reader& reader, const ArticleId& article);

}  // namespace ws::content

// The use cases, for the faces that show them.
#include "content/article_service.h"
#include "content/media_service.h"
