#include "content/public.h"

#include "content/article_store.h"

namespace ws::content {

bool is_published(db::Reader& reader, const ArticleId& article) {
  const auto found = store::find(reader, article);
  return found && found->state == State::published;
}

}  // namespace ws::content
