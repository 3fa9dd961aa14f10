#include "content/public.h"

#include "content/article_store.h"

namespace ws::content {

bool is_published(db::Reader& reader, const ArticleId& article) {
  const auto found = store::find(reader, article);
  return found && found->state == State::published;
}

Result<Article> find_seen(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get(reader, actor, article);
}

Result<Article> find_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get_to_release(reader, actor, article);
}

}  // namespace ws::content
