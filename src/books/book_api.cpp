#include "books/book_api.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "http/writes.h"

namespace ws::books {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr int list_width = 480;

Result<BookId> book_of(const Request& request) {
  auto id = BookId::parse(request.params.at(0));
  if (!id) return Error::not_found("book.not_found");
  return std::move(*id);
}

// ---- out

void write_book(json::Writer& out, const store::RowView& row) {
  const Book& book = row.book;
  const BookWords& words = book.words;
  out.field("id", book.id)
      .field("site_id", book.site)
      .field("site_name", book.site_name)
      .field("title", words.title)
      .field("creator", words.creator)
      .field("publisher", words.publisher)
      .field("language", words.language)
      .field("summary", words.summary)
      .field("source", words.source)
      .field("rights", to_text(words.rights))
      .field("rights_holder", words.rights_holder)
      .field("rights_note", words.rights_note)
      .field("identifier", book.identifier)
      .field("stated_rights", book.stated_rights)
      .field("cover", row.cover.hash.empty() ? "" : content::picture_path(row.cover, list_width))
      .field("state", to_text(book.state))
      .field("reason", book.reason)
      .field("trouble", book.trouble)
      .field("trouble_place", book.trouble_place)
      .key("trouble_message")
      .begin()
      .field("zh", book.trouble.empty() ? "" : http::sentence(book.trouble, "zh"))
      .field("en", book.trouble.empty() ? "" : http::sentence(book.trouble, "en"))
      .end()
      .field("file_name", book.file_name)
      .field("progress_done", book.progress_done)
      .field("progress_total", book.progress_total)
      .field("chapters", book.chapters)
      .field("points", book.points)
      .field("created_ms", book.created.ms)
      .field("version", book.version);
  out.key("published_ms");
  book.published ? out.value(book.published->ms) : out.null();
}

Response list(const BookService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  BookService::Scope scope{parse_state(request.q("state")), std::string(request.q("q")), paging->cursor,
                           paging->limit};
  if (!scope.state && !request.q("state").empty())
    return Response::error(Error::invalid("field.unknown_value", "state"));
  const auto page = service.list(request.actor, scope);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::RowView& row : page.rows) {
    out.begin();
    write_book(out, row);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response show(const BookService& service, const Request& request) {
  const auto id = book_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_book(out, found->row);
  out.field("may_write", found->may_write)
      .field("may_review", found->judge.may_review)
      .field("wrote", found->judge.wrote);
  out.key("contents").array();
  for (const store::Heading& heading : found->contents)
    out.begin()
        .field("number", heading.number)
        .field("title", heading.title)
        .field("depth", heading.depth)
        .field("points", heading.points)
        .end();
  out.end_array().key("report").array();
  for (const Omission& omission : found->omissions)
    out.begin()
        .field("chapter", omission.chapter)
        .field("kind", omission.kind)
        .field("detail", omission.detail)
        .field("times", omission.times)
        .end();
  out.end_array().key("events").array();
  for (const store::Event& event : found->events)
    out.begin()
        .field("kind", event.kind)
        .field("reason", event.reason)
        .field("actor", event.actor_name)
        .field("at_ms", event.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

Response chapter(const BookService& service, const Request& request) {
  const auto id = book_of(request);
  if (!id) return Response::error(id.error());
  const std::string& text = request.params.at(1);
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size())
    return Response::error(Error::not_found("book.no_chapter"));
  const auto page = service.look(request.actor, *id, number);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin()
      .field("number", page->heading.number)
      .field("title", page->heading.title)
      .field("html", page->html)
      .end();
  return Response::json(out.take());
}

// ---- in

Task<Response> upload(BookService& service, Request& request) {
  const auto site = SiteId::parse(request.q("site_id"));
  if (!site) co_return Response::error(Error::invalid("field.id", "site_id"));
  std::string name = trim(request.q("file_name"));
  if (name.empty()) co_return Response::error(Error::invalid("field.required", "file_name"));
  if (code_points(name) > 120) co_return Response::error(Error::invalid("field.length", "file_name"));
  if (has_control_characters(name)) co_return Response::error(Error::invalid("field.characters", "file_name"));
  // The hash of the file stands for it: a key is kept for days.
  idempotency::Key key{request.actor.person, std::string(request.header("Idempotency-Key")), "books.upload",
                       request.target + "\n" + sha256_hex(request.body)};
  auto task = service.upload(request.actor, std::move(key), *site, std::move(name), std::move(request.body));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> change(BookService& service, Request& request) {
  const auto id = book_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  BookWords words;
  words.title = body->text("title", {1, 80});
  words.creator = body->text_or("creator", "", {0, 80});
  words.publisher = body->text_or("publisher", "", {0, 80});
  words.language = body->text_or("language", "", {0, 20});
  words.summary = body->text_or("summary", "", {0, 500});
  words.source = body->text_or("source", "", {0, 200});
  words.rights =
      parse_rights(body->one_of("rights", {"", "own", "licensed", "open", "public_domain"})).value_or(Rights::unsaid);
  words.rights_holder = body->text_or("rights_holder", "", {0, 80});
  words.rights_note = body->text_or("rights_note", "", {0, 300});
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.change(request.actor, key_of(request, "books.change"), *id, std::move(words), version);
  const auto result = co_await task;
  co_return done(result);
}

using Step = Task<Result<std::string>> (BookService::*)(Actor, idempotency::Key, BookId);
using StepWithReason = Task<Result<std::string>> (BookService::*)(Actor, idempotency::Key, BookId, std::string);

/// A step that needs to know nothing but the book.
http::Handler plain(BookService& service, std::string name, Step step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto id = book_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id);
    const auto result = co_await task;
    co_return done(result);
  };
}

http::Handler with_reason(BookService& service, std::string name, StepWithReason step) {
  return [&service, name = std::move(name), step](Request& request) -> Task<Response> {
    const auto id = book_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    std::string reason = body->text("reason", {2, 200});
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    auto task = (service.*step)(request.actor, key_of(request, name), *id, std::move(reason));
    const auto result = co_await task;
    co_return done(result);
  };
}

}  // namespace

void add_routes(http::Routes& routes, BookService& service) {
  const auto look = [&](const char* pattern, Response (*show_it)(const BookService&, const Request&)) {
    routes.get(pattern, Access::staff,
               http::handler([&service, show_it](Request& request) { return show_it(service, request); }));
  };
  look("/api/books", list);
  look("/api/books/{id}", show);
  look("/api/books/{id}/chapters/{number}", chapter);
  http::Route uploading{http::Method::post, "/api/books", Access::clerk,
                        [&service](Request& request) { return upload(service, request); }, most_epub_bytes};
  uploading.raw = true;
  routes.add(std::move(uploading));
  routes.put("/api/books/{id}", Access::clerk, [&service](Request& request) { return change(service, request); });
  routes.post("/api/books/{id}/submission", Access::clerk, plain(service, "books.submit", &BookService::submit));
  routes.post("/api/books/{id}/publication", Access::staff, plain(service, "books.publish", &BookService::publish));
  routes.post("/api/books/{id}/return", Access::staff,
              with_reason(service, "books.give_back", &BookService::give_back));
  routes.post("/api/books/{id}/withdrawal", Access::staff,
              with_reason(service, "books.withdraw", &BookService::withdraw));
  routes.post("/api/books/{id}/discarding", Access::clerk, plain(service, "books.discard", &BookService::discard));
}

}  // namespace ws::books
