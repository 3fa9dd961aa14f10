#include "content/article_api.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "content/file_service.h"
#include "http/writes.h"

namespace ws::content {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::size_t most_article_bytes = 400 * 1024;
constexpr std::int64_t most_versions = 1'000'000'000;
constexpr std::int64_t latest_ms = 4'102'444'800'000;

Response changed(const Result<Changed>& result, int status = 200) {
  if (!result) return Response::error(result.error());
  json::Writer out;
  out.begin()
      .field("id", result->id)
      .field("state", to_text(result->state))
      .field("stage", result->stage)
      .field("version", result->version)
      .end();
  return Response::json(out.take(), status);
}

Result<ArticleId> article_of(const Request& request) {
  auto id = ArticleId::parse(request.params.at(0));
  if (!id) return Error::not_found("article.not_found");
  return std::move(*id);
}

/// A whole number in the query; `fallback` without one.
Result<std::int64_t> number_of(const Request& request, const char* name, std::int64_t fallback) {
  const std::string_view text = request.q(name);
  if (text.empty()) return fallback;
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number < 0 || number > most_versions)
    return Error::invalid("field.range", name);
  return number;
}

void write_instant(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

// ---- columns

Response columns(const ArticleService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const auto& [column, site_name, published] : service.columns(request.q("closed") == "1"))
    out.begin()
        .field("id", column.id)
        .field("site_id", column.site)
        .field("site_name", site_name)
        .field("slug", column.slug)
        .field("name", column.name)
        .field("name_en", column.name_en)
        .field("summary", column.summary)
        .field("reviews", column.reviews)
        .field("proofreads", column.proofreads)
        .field("position", column.position)
        .field("active", column.active)
        .field("lectures", column.lectures)
        .field("published", published)
        .field("version", column.version)
        .end();
  return Response::json(out.end_array().end().take());
}

Column read_column(json::Object& body) {
  Column column;
  column.slug = body.text("slug", {1, 40});
  column.name = body.text("name", {2, 20});
  column.name_en = body.text("name_en", {2, 60});
  column.summary = body.text_or("summary", "", {0, 200});
  column.reviews = static_cast<int>(body.integer("reviews", {0, 3}));
  column.proofreads = static_cast<int>(body.integer("proofreads", {0, 3}));
  column.position = static_cast<int>(body.integer("position", {0, 999}));
  column.active = body.boolean_or("active", true);
  column.lectures = body.boolean_or("lectures", false);
  return column;
}

Task<Response> enter_column(ArticleService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Column column = read_column(*body);
  column.site = body->id<SiteId>("site_id");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.enter_column(request.actor, key_of(request, "content.column"), std::move(column));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> edit_column(ArticleService& service, Request& request) {
  const auto id = ColumnId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("column.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Column column = read_column(*body);
  column.id = *id;
  column.version = body->integer("version", {1, most_versions});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.edit_column(request.actor, key_of(request, "content.edit_column"), std::move(column));
  const auto result = co_await task;
  co_return done(result);
}

// ---- articles

void write_row(json::Writer& out, const store::RowView& row) {
  const Article& article = row.article;
  out.field("id", article.id)
      .field("title", article.title)
      .field("form", to_text(article.form))
      .field("slug", article.slug)
      .field("path", article.path())
      .field("summary", row.summary)
      .field("column_id", article.column)
      .field("column_name", row.column_name)
      .field("site_id", article.site)
      .field("site_name", row.site_name)
      .field("author", row.author_name)
      .field("source", row.source)
      .field("editor", row.editor)
      .field("state", to_text(article.state))
      .field("stage", article.stage)
      .field("round", article.round)
      .field("reason", article.reason)
      .field("version", article.version)
      .field("cover", row.cover.hash.empty() ? "" : picture_path(row.cover, 480))
      .field("views", row.views)
      .field("changed_ms", article.changed.ms);
  write_instant(out, "publish_due_ms", article.publish_due);
  write_instant(out, "withdraw_due_ms", article.withdraw_due);
  write_instant(out, "published_ms", article.published);
}

Response list(const ArticleService& service, const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  ArticleService::Scope scope;
  scope.limit = *limit;
  scope.words = request.q("q");
  scope.cursor = request.q("cursor");
  scope.waiting = request.q("waiting") == "1";
  if (const auto state = request.q("state"); !state.empty()) {
    scope.state = parse_state(state);
    if (!scope.state) return Response::error(Error::invalid("field.unknown_value", "state"));
  }
  if (const auto column = request.q("column_id"); !column.empty()) {
    const auto id = ColumnId::parse(column);
    if (!id) return Response::error(Error::invalid("field.id", "column_id"));
    scope.column = *id;
  }
  const auto page = service.list(request.actor, scope);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const store::RowView& row : page->rows) {
    out.begin();
    write_row(out, row);
    out.end();
  }
  return Response::json(out.end_array().field("next", page->next).end().take());
}

void write_reviews(json::Writer& out, const std::vector<store::Review>& reviews) {
  out.key("reviews").array();
  for (const store::Review& review : reviews)
    out.begin()
        .field("round", review.round)
        .field("kind", review.kind)
        .field("stage", review.stage)
        .field("version", review.version)
        .field("person", review.person_name)
        .field("passed", review.passed)
        .field("comment", review.comment)
        .field("at_ms", review.at.ms)
        .end();
  out.end_array();
}

void write_findings(json::Writer& out, const std::vector<Marked>& findings) {
  out.key("findings").array();
  for (const Marked& one : findings)
    out.begin()
        .field("kind", to_text(one.finding.kind))
        .field("passage", static_cast<std::int64_t>(one.finding.passage))
        .field("start", static_cast<std::int64_t>(one.finding.start))
        .field("length", static_cast<std::int64_t>(one.finding.length))
        .field("text", one.finding.text)
        .field("confirmed", one.confirmed)
        .end();
  out.end_array();
}

/// Its films, whatever their state, and what it gives along.
void write_along(json::Writer& out, const ArticleService::Detail& found) {
  out.field("lead_film_id", found.draft.lead).field("lecturer", found.draft.lecturer).key("films").array();
  for (const Film& film : found.films)
    out.begin()
        .field("id", film.id)
        .field("title", film.words.title)
        .field("state", to_text(film.state))
        .field("poster", film.made.poster.hash.empty() ? "" : picture_path(film.made.poster, 480))
        .end();
  out.end_array().key("attachments").array();
  for (const auto& [title, file] : found.attachments)
    out.begin()
        .field("file_id", file.id)
        .field("title", title)
        .field("file_type", file.type)
        .field("bytes", file.bytes)
        .field("address", file_path(file))
        .end();
  out.end_array();
}

Response show(const ArticleService& service, const Request& request) {
  const auto id = article_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_row(out, found->row);
  out.field("reviews_due", found->column.reviews).field("proofreads_due", found->column.proofreads);
  out.field("cover_id", found->draft.cover).key("body").raw(found->draft.body).field("html", found->html);
  out.key("pictures").array();
  for (const auto& [media, picture] : found->pictures)
    out.begin().field("id", media).field("path", picture_path(picture, 960)).end();
  out.end_array();
  write_along(out, *found);
  write_reviews(out, found->reviews);
  write_findings(out, found->findings);
  out.key("days").array();
  for (const store::DayViews& day : found->views) out.begin().field("day", day.day).field("views", day.views).end();
  out.end_array().key("ways").array();
  for (const store::WayViews& way : found->ways) out.begin().field("way", way.way).field("views", way.views).end();
  out.end_array()
      .field("judged_version", found->judged_version)
      .field("may_write", found->may_write)
      .field("may_judge", found->may_judge)
      .field("may_release", found->may_release)
      .end();
  return Response::json(out.take());
}

Draft read_draft(json::Object& body) {
  Draft draft;
  draft.column = body.id<ColumnId>("column_id");
  draft.title = body.text("title", {1, 80});
  draft.summary = body.text_or("summary", "", {0, 300});
  draft.source = body.text_or("source", "", {0, 60});
  draft.editor = body.text_or("editor", "", {0, 30});
  draft.cover = body.id_or_empty<MediaId>("cover_id");
  draft.body = body.text("body", {2, most_body_bytes});
  draft.slug = body.text_or("slug", "", {0, 40});
  draft.lead = body.id_or_empty<FilmId>("lead_film_id");
  draft.lecturer = body.text_or("lecturer", "", {0, 30});
  if (!body.has("attachments")) return draft;
  for (json::Object& one : body.objects("attachments", most_attachments)) {
    draft.attachments.push_back({one.id<LibraryFileId>("file_id"), one.text("title", {1, 60})});
    if (const auto refused = one.finish()) body.refuse(refused->reason, "attachments");
  }
  return draft;
}

Outcome check_texts(const Draft& draft) {
  for (const auto& [field, text] : {std::pair{"title", &draft.title},
                                    {"summary", &draft.summary},
                                    {"source", &draft.source},
                                    {"editor", &draft.editor},
                                    {"lecturer", &draft.lecturer}})
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  for (const Attachment& one : draft.attachments)
    if (has_control_characters(one.title)) return Error::invalid("field.characters", "attachments");
  return Done{};
}

Task<Response> write(ArticleService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Draft draft = read_draft(*body);
  const SiteId site = body->id<SiteId>("site_id");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  if (const auto right = check_texts(draft); !right) co_return Response::error(right.error());
  auto task = service.write(request.actor, key_of(request, "content.write"), site, std::move(draft));
  const auto result = co_await task;
  co_return changed(result, 201);
}

Task<Response> save(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Draft draft = read_draft(*body);
  const std::int64_t version = body->integer("version", {1, most_versions});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  if (const auto right = check_texts(draft); !right) co_return Response::error(right.error());
  auto task = service.save(request.actor, key_of(request, "content.save"), *id, std::move(draft), version);
  const auto result = co_await task;
  co_return changed(result);
}

Task<Response> submit(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const std::int64_t version = body->integer("version", {1, most_versions});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.submit(request.actor, key_of(request, "content.submit"), *id, version);
  const auto result = co_await task;
  co_return changed(result);
}

Task<Response> judge(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  ArticleService::Judgement judgement;
  judgement.version = body->integer("version", {1, most_versions});
  judgement.passed = body->one_of("verdict", {"passed", "returned"}) == "passed";
  judgement.comment = body->text_or("comment", "", {0, 1000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.judge(request.actor, key_of(request, "content.judge"), *id, std::move(judgement));
  const auto result = co_await task;
  co_return changed(result);
}

Task<Response> release(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  ArticleService::Release release;
  release.version = body->integer("version", {1, most_versions});
  if (const auto ms = body->opt_integer("publish_ms", {1, latest_ms})) release.publish_due = Instant{*ms};
  if (const auto ms = body->opt_integer("withdraw_ms", {1, latest_ms})) release.withdraw_due = Instant{*ms};
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.release(request.actor, key_of(request, "content.release"), *id, release);
  const auto result = co_await task;
  co_return changed(result);
}

Task<Response> withdraw(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.withdraw(request.actor, key_of(request, "content.withdraw"), *id, std::move(reason));
  const auto result = co_await task;
  co_return changed(result);
}

Task<Response> confirm(ArticleService& service, Request& request) {
  const auto id = article_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("text", {1, 2000});
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task =
      service.confirm(request.actor, key_of(request, "content.confirm"), *id, std::move(text), std::move(reason));
  const auto result = co_await task;
  co_return changed(result);
}

// ---- versions

void write_version(json::Writer& out, const store::Version& version) {
  out.field("number", version.number)
      .field("title", version.draft.title)
      .field("summary", version.draft.summary)
      .field("source", version.draft.source)
      .field("editor", version.draft.editor)
      .field("by", version.by_name)
      .field("at_ms", version.at.ms);
}

Response versions(const ArticleService& service, const Request& request) {
  const auto id = article_of(request);
  if (!id) return Response::error(id.error());
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  const auto before = number_of(request, "cursor", most_versions);
  if (!before) return Response::error(Error::invalid("list.bad_cursor", "cursor"));
  const auto found = service.versions(request.actor, *id, *before, *limit);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Version& version : found->items) {
    out.begin();
    write_version(out, version);
    out.end();
  }
  out.end_array().key("next");
  found->next ? out.value(std::to_string(*found->next)) : out.null();
  return Response::json(out.end().take());
}

Response version(const ArticleService& service, const Request& request) {
  const auto id = article_of(request);
  if (!id) return Response::error(id.error());
  std::int64_t number = 0;
  const std::string& text = request.params.at(1);
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size())
    return Response::error(Error::not_found("article.not_found"));
  const auto found = service.version(request.actor, *id, number);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_version(out, found->version);
  out.key("body").raw(found->version.draft.body).field("html", found->html).end();
  return Response::json(out.take());
}

void write_pieces(json::Writer& out, std::string_view name, const std::vector<Piece>& pieces) {
  out.key(name).array();
  for (const Piece& piece : pieces) out.begin().field("text", piece.text).field("changed", piece.changed).end();
  out.end_array();
}

Response comparison(const ArticleService& service, const Request& request) {
  const auto id = article_of(request);
  if (!id) return Response::error(id.error());
  const auto from = number_of(request, "from", 1), to = number_of(request, "to", 1);
  if (!from) return Response::error(from.error());
  if (!to) return Response::error(to.error());
  const auto rows = service.compared(request.actor, *id, *from, *to);
  if (!rows) return Response::error(rows.error());
  json::Writer out;
  out.begin().key("rows").array();
  for (const DiffRow& row : *rows) {
    out.begin().field("kind", to_text(row.kind));
    write_pieces(out, "before", row.before);
    write_pieces(out, "after", row.after);
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Response wechat(const ArticleService& service, const Request& request) {
  const auto id = article_of(request);
  if (!id) return Response::error(id.error());
  const auto package = service.wechat(request.actor, *id);
  if (!package) return Response::error(package.error());
  json::Writer out;
  out.begin()
      .field("title", package->title)
      .field("summary", package->summary)
      .field("editor", package->editor)
      .field("cover", package->cover)
      .field("html", package->html)
      .end();
  return Response::json(out.take());
}

}  // namespace

void add_routes(http::Routes& routes, ArticleService& service) {
  const auto read = [&](const char* pattern, Access access,
                        Response (*show_it)(const ArticleService&, const Request&)) {
    routes.get(pattern, access,
               http::handler([&service, show_it](Request& request) { return show_it(service, request); }));
  };
  const auto act = [&](http::Method method, const char* pattern, Access access,
                       Task<Response> (*step)(ArticleService&, Request&)) {
    routes.add({method, pattern, access, [&service, step](Request& request) { return step(service, request); },
                most_article_bytes});
  };
  read("/api/columns", Access::everyone, columns);
  act(http::Method::post, "/api/columns", Access::dispatcher, enter_column);
  act(http::Method::put, "/api/columns/{id}", Access::dispatcher, edit_column);
  read("/api/articles", Access::staff, list);
  read("/api/articles/{id}", Access::staff, show);
  read("/api/articles/{id}/versions", Access::staff, versions);
  read("/api/articles/{id}/versions/{number}", Access::staff, version);
  read("/api/articles/{id}/comparison", Access::staff, comparison);
  read("/api/articles/{id}/wechat", Access::staff, wechat);
  act(http::Method::post, "/api/articles", Access::clerk, write);
  act(http::Method::put, "/api/articles/{id}", Access::clerk, save);
  act(http::Method::post, "/api/articles/{id}/submission", Access::clerk, submit);
  act(http::Method::post, "/api/articles/{id}/reviews", Access::staff, judge);
  act(http::Method::post, "/api/articles/{id}/publication", Access::staff, release);
  act(http::Method::post, "/api/articles/{id}/withdrawal", Access::staff, withdraw);
  act(http::Method::post, "/api/articles/{id}/confirmations", Access::staff, confirm);
}

}  // namespace ws::content
