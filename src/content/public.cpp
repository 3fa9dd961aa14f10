#include "content/public.h"

namespace ws::content {

Result<Article> find_seen(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get(reader, actor, article);
}

Result<Article> find_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get_to_release(reader, actor, article);
}

}  // namespace ws::content
