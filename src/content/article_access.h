#pragma once
// Who may do what. An article is seen by the staff above its site and above its column's; written by the clerks and
// dispatchers of its site; judged and released as content_model says. To everybody else it is not there until it is
// published. Columns, pictures, films and documents of the library are no secret among staff.

#include "base/actor.h"
#include "content/article_store.h"
#include "content/film_store.h"
#include "content/media_store.h"

namespace ws::content::access {

/// Refuses "article.not_found".
Result<Article> get(db::Reader& reader, const Actor& actor, const ArticleId& article);
/// Refuses "article.not_found", "article.not_yours".
Result<Article> get_to_write(db::Reader& reader, const Actor& actor, const ArticleId& article);
/// Publishing, scheduling, withdrawing, confirming: the owner of the column. "article.not_found",
/// "article.owner_decides".
Result<Article> get_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article);
Judge judge_of(db::Reader& reader, const Actor& actor, const Article& article, const Column& column);
bool may_write(db::Reader& reader, const Actor& actor, const Article& article);
bool may_release(db::Reader& reader, const Actor& actor, const Column& column);

/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Columns are made and kept by dispatchers of their owner. Refuses "site.not_found", "site.not_yours".
Outcome check_may_keep_columns(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Refuses "media.not_found", "media.not_yours".
Result<Media> get_media_to_edit(db::Reader& reader, const Actor& actor, const MediaId& media);
/// Refuses "film.not_found", "film.not_yours".
Result<Film> get_film_to_edit(db::Reader& reader, const Actor& actor, const FilmId& film);

/// Subtrees whose articles the actor sees; those in which they review.
std::vector<SiteId> seen(const Actor& actor);
std::vector<SiteId> reviewed(const Actor& actor);

}  // namespace ws::content::access
