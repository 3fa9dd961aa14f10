#include "content/public.h"

#include "content/article_store.h"
#include "content/media_store.h"

namespace ws::content {
namespace {

constexpr int largest_width = 1920;

}  // namespace

std::optional<std::string> find_published(db::Reader& reader, const ArticleId& article) {
  const auto row = store::find_row(reader, article);
  if (!row || row->article.state != State::published) return std::nullopt;
  return row->article.title;
}

std::optional<std::string> find_picture(db::Reader& reader, const MediaId& media) {
  const auto found = store::find_media(reader, media);
  if (!found) return std::nullopt;
  return picture_path(found->picture, largest_width);
}

Pictures find_pictures(db::Reader& reader, const std::vector<MediaId>& wanted) {
  return store::pictures(reader, wanted);
}

void enter_picture(db::Tx& tx, const Media& media) {
  store::insert(tx, media);
}

Result<Article> find_seen(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get(reader, actor, article);
}

Result<Article> find_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  return access::get_to_release(reader, actor, article);
}

}  // namespace ws::content
