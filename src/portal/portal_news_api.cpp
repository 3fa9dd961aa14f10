// What the district tells: columns, their articles, and the list that other sites embed.
#include <algorithm>

#include "portal/portal_page_api.h"
#include "portal/portal_shelf_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t articles_per_page = 12;
constexpr std::int64_t most_embedded = 20;
constexpr std::int64_t embedded = 6;
/// Stand in the template where the article and its film go. Values are escaped, so they cannot come from one of them.
constexpr std::string_view body_place = "<!-- article -->", film_place = "<!-- film -->";

std::string column_path(const std::string& slug) {
  return slug.empty() ? "/news" : "/news/columns/" + slug;
}

/// The columns as choices; the name of the chosen one, or nothing when there is no such column.
std::optional<content::Column> add_columns(View& view, const std::vector<content::store::ColumnView>& columns,
                                           const std::string& slug, Language language) {
  std::optional<content::Column> chosen;
  const auto add = [&](const std::string& of, std::string_view name) {
    View& choice = view.add("COLUMNS");
    choice.set("COLUMN_URL", column_path(of)).set("COLUMN_NAME", std::string(name));
    if (of == slug) choice.show("COLUMN_CURRENT");
  };
  add("", say(language, "全部", "All"));
  for (const auto& [column, site_name, published] : columns) {
    add(column.slug, say(language, column.name, column.name_en));
    if (column.slug == slug) chosen = column;
  }
  return chosen;
}

Response made_list(Pages& pages, const Request& request, const std::string& slug) {
  const Language language = request.language();
  const content::ArticleService& articles = pages.parts.services.articles;
  const std::string cursor(request.q("cursor"));
  View view = pages.view(request, Nav::news);
  const auto column = add_columns(view, articles.columns(false), slug, language);
  if (!slug.empty() && !column) return pages.refusal(request, Error::not_found("column.not_found"));
  const auto page = articles.published(slug, cursor, articles_per_page);
  if (!page) return pages.refusal(request, page.error());
  view.set("NAME", column ? say(language, column->name, column->name_en) : say(language, "资讯", "News"));
  view.set("SUMMARY", column ? column->summary : "").set("FEED_URL", column_path(slug));
  show_either(view, !page->rows.empty(), "ARTICLES");
  for (const auto& row : page->rows) pages.add_article(view, row, language);
  add_pager(view, {column_path(slug), {}, "cursor", cursor, page->next});
  return pages.render(request, "news.html", view, request.actor.signed_in() ? Keep::never : Keep::shortly);
}

Shelf::Mark mark_of(Pages& pages) {
  return [&articles = pages.parts.services.articles] { return articles.mark(); };
}

Response list_page(Pages& pages, Shelf& shelf, const Request& request) {
  const std::string slug = request.params.empty() ? "" : request.params[0];
  return shelf.serve(pages, request, "", [&] { return made_list(pages, request, slug); });
}

// ---- one article

void add_article_head(Pages& pages, View& view, const content::store::RowView& row, Language language) {
  const content::Article& article = row.article;
  view.set("ID", article.id.str()).set("NAME", article.title).set("SUMMARY", row.summary);
  view.set("COLUMN_NAME", say(language, row.column_name, row.column_name_en));
  view.set("COLUMN_URL", column_path(row.column_slug));
  view.set("SOURCE", row.source).set("EDITOR", row.editor);
  const LocalDate day = local_date(*article.published);
  view.set("PUBLISHED_TEXT", to_text(day));
  pages.set_instant(view, *article.published, language);
  view.set("OG_URL", pages.parts.public_address + "/news/" + article.id.str());
  view.show(row.lecture ? "LECTURE" : "NEWS");
  if (!row.lecturer.empty()) view.add("LECTURER").set("LECTURER_NAME", row.lecturer);
  if (!row.cover.hash.empty())
    view.add("OG_COVER").set("OG_IMAGE", pages.parts.public_address + content::picture_path(row.cover, 960));
}

void put(std::string& page, std::string_view place, const std::string& html) {
  const std::size_t at = page.find(place);
  if (at == std::string::npos) throw std::logic_error("article.html has no place for " + std::string(place));
  page.replace(at, place.size(), html);
}

void add_attachments(View& view, const std::vector<content::ShownAttachment>& attachments) {
  if (!attachments.empty()) view.show("HAS_ATTACHMENTS");
  for (const auto& [title, file] : attachments)
    view.add("ATTACHMENTS")
        .set("FILE_URL", content::file_path(file))
        .set("FILE_NAME", title)
        .set("FILE_TEXT", file.type + " · " + content::say_size(file.bytes));
}

Response made_article(Pages& pages, const Request& request, const ArticleId& id) {
  const Language language = request.language();
  using Place = content::ArticleService::Place;
  const auto reading =
      pages.parts.services.articles.read(id, language == "en" ? Place::page_in_english : Place::page);
  if (!reading) return pages.refusal(request, reading.error());
  // Links and feeds name it as they name articles.
  if (reading->row.article.form == content::Form::page)
    return Response::redirect(address(reading->row.article.path(), {{"via", std::string(request.q("via"))}}));
  View view = pages.view(request, Nav::news);
  add_article_head(pages, view, reading->row, language);
  add_attachments(view, reading->attachments);
  if (!reading->lead.empty()) {
    view.show("LEAD");
    view.add("LENGTH").set("LENGTH_TEXT", say_position(reading->film.duration_ms));
  }
  if (reading->row.lecture)
    if (const auto next = pages.parts.services.articles.next_lecture(reading->row.article))
      view.add("NEXT_LECTURE").set("NEXT_ID", next->article.id.str()).set("NEXT_NAME", next->article.title);
  const auto more = pages.parts.services.articles.published(reading->row.column_slug, "", 4);
  std::size_t shown = 0;
  for (const auto& row : more->rows)
    if (row.article.id != id && shown < 3) {
      pages.add_article(view, row, language);
      ++shown;
    }
  if (shown > 0) view.show("HAS_ARTICLES");
  Response page =
      pages.render(request, "article.html", view, request.actor.signed_in() ? Keep::never : Keep::shortly);
  put(page.body, body_place, reading->html);
  if (!reading->lead.empty()) put(page.body, film_place, reading->lead);
  return page;
}

Response article_page(Pages& pages, Shelf& shelf, const Request& request) {
  const auto id = ArticleId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("article.not_found"));
  Response page = shelf.serve(pages, request, "", [&] { return made_article(pages, request, *id); });
  if (page.status == 200) pages.parts.services.articles.count_view(*id, content::parse_way(request.q("via")));
  return page;
}

// ---- micro-lectures

Response lectures_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const content::ArticleService& articles = pages.parts.services.articles;
  const std::string slug(request.q("column")), cursor(request.q("cursor"));
  View view = pages.view(request, Nav::none);
  view.set("NAME", say(language, "微课", "Micro-lectures"));
  const auto add_subject = [&](const std::string& of, std::string_view name) {
    View& subject = view.add("SUBJECTS");
    subject.set("SUBJECT_URL", address("/lectures", {{"column", of}})).set("SUBJECT_NAME", std::string(name));
    if (of == slug) subject.show("SUBJECT_CURRENT");
  };
  bool known = slug.empty();
  std::size_t subjects = 0;
  add_subject("", say(language, "全部", "All"));
  for (const auto& [column, site_name, published] : articles.columns(false)) {
    if (!column.lectures) continue;
    add_subject(column.slug, say(language, column.name, column.name_en));
    known = known || column.slug == slug;
    ++subjects;
  }
  if (!known) return pages.refusal(request, Error::not_found("column.not_found"));
  if (subjects > 1) view.show("HAS_SUBJECTS");
  const auto page = articles.lectures(slug, cursor, articles_per_page);
  if (!page) return pages.refusal(request, page.error());
  show_either(view, !page->rows.empty(), "LECTURES");
  for (const auto& row : page->rows) {
    View& card = view.add("LECTURES");
    card.set("ID", row.article.id.str()).set("NAME", row.article.title).set("SUMMARY", row.summary);
    card.set("SUBJECT_NAME", say(language, row.column_name, row.column_name_en));
    card.set("LENGTH_TEXT", say_position(row.duration_ms));
    pages.set_instant(card, *row.article.published, language);
    if (!row.cover.hash.empty()) card.add("COVER").set("COVER_URL", content::picture_path(row.cover, 960));
    if (!row.lecturer.empty()) card.add("LECTURER").set("LECTURER_NAME", row.lecturer);
  }
  add_pager(view, {"/lectures", {{"column", slug}}, "cursor", cursor, page->next});
  return pages.render(request, "lectures.html", view, request.actor.signed_in() ? Keep::never : Keep::shortly);
}

// ---- in the pages of others

/// The only page that others may frame. It knows nobody and has no form, so there is nothing to trick anybody into.
Response embed_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const content::ArticleService& articles = pages.parts.services.articles;
  const std::string slug(request.q("column"));
  const auto asked = request.q("limit").empty() ? Result<std::int64_t>(embedded) : request.page_limit();
  if (!asked) return pages.refusal(request, asked.error());
  View view = pages.view(request, Nav::none);
  const auto column = add_columns(view, articles.columns(false), slug, language);
  if (!slug.empty() && !column) return pages.refusal(request, Error::not_found("column.not_found"));
  view.set("NAME", column ? say(language, column->name, column->name_en) : say(language, "资讯", "News"));
  view.set("MORE_URL", pages.parts.public_address + column_path(slug));
  const auto page = articles.published(slug, "", std::min(*asked, most_embedded));
  show_either(view, !page->rows.empty(), "ARTICLES");
  for (const auto& row : page->rows) pages.add_article(view, row, language);
  return pages.render(request, "embed_news.html", view, Keep::shortly)
      .with("Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors *; base-uri 'none'; form-action "
            "'none'")
      .with("Cross-Origin-Resource-Policy", "cross-origin");
}

}  // namespace

void add_news_routes(http::Routes& routes, Pages& pages) {
  const auto shelf = std::make_shared<Shelf>(pages.parts.services.clock, mark_of(pages));
  const auto page = [&](const char* pattern, Response (*make)(Pages&, Shelf&, const Request&)) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, shelf, make](Request& request) { return make(pages, *shelf, request); }));
  };
  page("/news", list_page);
  page("/news/columns/{slug}", list_page);
  page("/news/{id}", article_page);
  routes.get("/lectures", Access::everyone,
             http::handler([&pages](Request& request) { return lectures_page(pages, request); }));
  routes.get("/embed/news", Access::everyone,
             http::handler([&pages](Request& request) { return embed_page(pages, request); }));
}

}  // namespace ws::portal
