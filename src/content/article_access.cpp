#include "content/article_access.h"

#include "sites/public.h"

namespace ws::content::access {
namespace {

bool sees(db::Reader& reader, const Actor& actor, const Article& article) {
  const auto staff = {Role::clerk, Role::dispatcher, Role::leader};
  if (sites::covers(reader, actor, staff, article.site)) return true;
  const auto column = store::find_column(reader, article.column);
  return column && article.state != State::draft && sites::covers(reader, actor, staff, column->site);
}

}  // namespace

Result<Article> get(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  auto found = store::find(reader, article);
  if (!found || !sees(reader, actor, *found)) return Error::not_found("article.not_found");
  return std::move(*found);
}

bool may_write(db::Reader& reader, const Actor& actor, const Article& article) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, article.site);
}

bool may_release(db::Reader& reader, const Actor& actor, const Column& column) {
  return sites::covers(reader, actor, {Role::dispatcher, Role::leader}, column.site);
}

Result<Article> get_to_write(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  auto found = get(reader, actor, article);
  if (found && !may_write(reader, actor, *found)) return Error::forbidden("article.not_yours");
  return found;
}

Result<Article> get_to_release(db::Reader& reader, const Actor& actor, const ArticleId& article) {
  auto found = get(reader, actor, article);
  if (!found) return found;
  const auto column = store::find_column(reader, found->column);
  if (!column || !may_release(reader, actor, *column)) return Error::forbidden("article.owner_decides");
  return found;
}

Judge judge_of(db::Reader& reader, const Actor& actor, const Article& article, const Column& column) {
  Judge judge;
  judge.wrote = store::wrote(reader, article.id, actor.person);
  judge.passed = store::passed(reader, article, actor.person);
  judge.may_review = sites::covers(reader, actor, {Role::dispatcher, Role::leader}, article.site);
  judge.of_the_owner = may_release(reader, actor, column);
  return judge;
}

Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

Outcome check_may_keep_columns(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

Result<Media> get_media_to_edit(db::Reader& reader, const Actor& actor, const MediaId& media) {
  auto found = store::find_media(reader, media);
  if (!found) return Error::not_found("media.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::forbidden("media.not_yours");
  return std::move(*found);
}

Result<Film> get_film_to_edit(db::Reader& reader, const Actor& actor, const FilmId& film) {
  auto found = store::find_film(reader, film);
  if (!found) return Error::not_found("film.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::forbidden("film.not_yours");
  return std::move(*found);
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

std::vector<SiteId> reviewed(const Actor& actor) {
  return sites::roots(actor, {Role::dispatcher, Role::leader});
}

}  // namespace ws::content::access
