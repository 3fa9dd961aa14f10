#include "content/film_api.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "content/film_html_model.h"
#include "http/file.h"
#include "http/writes.h"

namespace ws::content {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::size_t most_edit_bytes = 512 * 1024;
constexpr std::int64_t most_versions = 1'000'000'000;
constexpr const char* forever = "public, max-age=31536000, immutable";

Result<FilmId> film_of(const Request& request) {
  auto id = FilmId::parse(request.params.at(0));
  if (!id) return Error::not_found("film.not_found");
  return std::move(*id);
}

/// The hash of a file stands for it: a key is kept for days.
idempotency::Key key_of_file(const Request& request, std::string use_case) {
  return {request.actor.person, std::string(request.header("Idempotency-Key")), std::move(use_case),
          request.target + "\n" + sha256_hex(request.body)};
}

// ---- films

/// Why it failed, or what it waits for.
void write_trouble(json::Writer& out, const std::string& reason) {
  out.key("trouble");
  if (reason.empty()) {
    out.null();
    return;
  }
  out.begin()
      .field("reason", reason)
      .field("zh", http::sentence(reason, "zh"))
      .field("en", http::sentence(reason, "en"))
      .end();
}

void write_fields(json::Writer& out, const Film& film) {
  write_trouble(out, film.reason);
  out.field("id", film.id)
      .field("site_id", film.site)
      .field("site_name", film.site_name)
      .field("title", film.words.title)
      .field("alt", film.words.alt)
      .field("credit", film.words.credit)
      .field("people", film.words.people)
      .field("consent_note", film.words.consent_note)
      .field("state", to_text(film.state))
      .field("upload_bytes", film.upload_bytes)
      .field("received_bytes", film.received_bytes)
      .field("percent", film.percent)
      .field("duration_ms", film.made.duration_ms)
      .field("width", film.made.width)
      .field("height", film.made.height)
      .field("has_sound", film.made.has_sound)
      .field("bytes", film.made.large_bytes)
      .field("poster", film.made.poster.hash.empty() ? "" : picture_path(film.made.poster, 480))
      .field("address", film.made.hash.empty() ? "" : film_path(film.made.hash, "small.mp4"))
      .field("speech", film.speech)
      .field("has_captions", !film.captions.empty())
      .field("has_transcript", !film.transcript.empty())
      .field("showable", may_show(film.standing()).ok())
      .field("by", film.by_name)
      .field("at_ms", film.opened.ms)
      .field("version", film.version);
}

Response list(const FilmService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.list(std::string(request.q("q")), paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const Film& film : page.items) {
    out.begin();
    write_fields(out, film);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response show(const FilmService& service, const Request& request) {
  const auto id = film_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_fields(out, found->film);
  out.field("captions", found->film.captions)
      .field("captions_address", found->film.captions_hash.empty() ? "" : captions_path(found->film.captions_hash))
      .field("transcript", found->film.transcript);
  out.key("chapters").array();
  for (const Chapter& chapter : found->chapters)
    out.begin().field("at_ms", chapter.at_ms).field("title", chapter.title).end();
  out.end_array()
      .field("cues", static_cast<std::int64_t>(found->cues.size()))
      .field("may_edit", found->may_edit)
      .field("mine", found->film.by == request.actor.person)
      .end();
  return Response::json(out.take());
}

MediaWords read_words(json::Object& body) {
  MediaWords words;
  words.title = body.text("title", {1, 60});
  words.alt = body.text("alt", {2, 200});
  words.credit = body.text_or("credit", "", {0, 60});
  words.people = body.one_of("people", {"none", "crowd", "consented"});
  words.consent_note = body.text_or("consent_note", "", {0, 200});
  return words;
}

Task<Response> open(FilmService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  FilmService::Opening opening;
  opening.site = body->id<SiteId>("site_id");
  opening.words = read_words(*body);
  opening.speech = body->boolean_or("speech", true);
  opening.bytes = body->integer("bytes", {1, std::int64_t{1} << 40});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.open(request.actor, key_of(request, "content.open_film"), std::move(opening));
  const auto result = co_await task;
  co_return done(result, 201);
}

/// The body is the part; where it begins is in the query.
Task<Response> receive(FilmService& service, Request& request) {
  const auto id = film_of(request);
  if (!id) co_return Response::error(id.error());
  const std::string_view text = request.q("offset");
  std::int64_t offset = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size() || offset < 0)
    co_return Response::error(Error::invalid("field.range", "offset"));
  auto task =
      service.receive(request.actor, key_of_file(request, "content.film_part"), *id, offset, std::move(request.body));
  const auto received = co_await task;
  if (!received) co_return Response::error(received.error());
  json::Writer out;
  out.begin().field("received_bytes", received->bytes).field("state", to_text(received->state)).end();
  co_return Response::json(out.take());
}

Task<Response> edit(FilmService& service, Request& request) {
  const auto id = film_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  FilmService::Edit edit;
  edit.words = read_words(*body);
  edit.speech = body->boolean("speech");
  edit.transcript = body->text_or("transcript", "", {0, longest_transcript});
  for (json::Object& one : body->objects("chapters", most_chapters)) {
    edit.chapters.push_back({one.integer("at_ms", {0, 24 * hour_ms}), one.text("title", {1, 60})});
    if (const auto refused = one.finish()) co_return Response::error(*refused);
  }
  edit.version = body->integer("version", {1, most_versions});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.edit(request.actor, key_of(request, "content.edit_film"), *id, std::move(edit));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> caption(FilmService& service, Request& request) {
  const auto id = film_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("text", {0, most_captions_bytes});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.caption(request.actor, key_of(request, "content.caption_film"), *id, std::move(text));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> remove(FilmService& service, Request& request) {
  const auto id = film_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.remove(request.actor, key_of(request, "content.remove_film"), *id);
  const auto result = co_await task;
  co_return done(result);
}

Response play(const FilmService& service, const Request& request) {
  auto path = service.file(request.params.at(0), request.params.at(1));
  if (!path) return Response::error(path.error());
  Response response;
  response.content_type = path->ends_with(".m4a") ? "audio/mp4" : "video/mp4";
  response.file = std::move(*path);
  // Named by its content: what has this address never changes.
  return std::move(response).with("Cache-Control", forever);
}

Response captions(const FilmService& service, const Request& request) {
  constexpr std::string_view ending = ".vtt";
  const std::string& name = request.params.at(0);
  auto text = name.ends_with(ending) ? service.captions(name.substr(0, name.size() - ending.size()))
                                     : Error::not_found("film.not_found");
  if (!text) return Response::error(text.error());
  Response response = Response::text(std::move(*text));
  response.content_type = "text/vtt; charset=utf-8";
  return std::move(response).with("Cache-Control", forever);
}

// ---- documents

Response files(const LibraryFileService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.list(std::string(request.q("q")), paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const LibraryFile& file : page.items)
    out.begin()
        .field("id", file.id)
        .field("site_id", file.site)
        .field("site_name", file.site_name)
        .field("title", file.title)
        .field("file_type", file.type)
        .field("bytes", file.bytes)
        .field("address", file_path(file))
        .field("by", file.by_name)
        .field("at_ms", file.at.ms)
        .end();
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Task<Response> upload(LibraryFileService& service, Request& request) {
  const auto site = SiteId::parse(request.q("site_id"));
  if (!site) co_return Response::error(Error::invalid("field.id", "site_id"));
  std::string title = trim(request.q("title"));
  if (code_points(title) > 60) co_return Response::error(Error::invalid("field.length", "title"));
  auto key = key_of_file(request, "content.file");
  auto task = service.upload(request.actor, std::move(key), *site, std::move(title), std::move(request.body));
  const auto result = co_await task;
  co_return done(result, 201);
}

Response keep(const LibraryFileService& service, const Request& request) {
  auto found = service.file(request.params.at(0));
  if (!found) return Response::error(found.error());
  Response response;
  response.file = std::move(found->path);
  response.content_type = std::move(found->media_type);
  response.with("Content-Disposition", http::as_attachment(found->name));
  return std::move(response).with("Cache-Control", "public, max-age=86400");
}

void add_raw(http::Routes& routes, http::Method method, const char* pattern, std::size_t most_bytes,
             http::Handler handler) {
  http::Route route{method, pattern, Access::clerk, std::move(handler), most_bytes};
  route.raw = true;
  routes.add(std::move(route));
}

}  // namespace

void add_film_routes(http::Routes& routes, FilmService& service) {
  const auto act = [&](http::Method method, const char* pattern, std::size_t most_bytes,
                       Task<Response> (*step)(FilmService&, Request&)) {
    routes.add({method, pattern, Access::clerk, [&service, step](Request& request) { return step(service, request); },
                most_bytes});
  };
  routes.get("/api/films", Access::staff,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/films/{id}", Access::staff,
             http::handler([&service](Request& request) { return show(service, request); }));
  act(http::Method::post, "/api/films", most_edit_bytes, open);
  act(http::Method::put, "/api/films/{id}", most_edit_bytes, edit);
  act(http::Method::put, "/api/films/{id}/captions", 2 * most_captions_bytes, caption);
  act(http::Method::post, "/api/films/{id}/removal", most_edit_bytes, remove);
  add_raw(routes, http::Method::put, "/api/films/{id}/parts", most_part_bytes,
          [&service](Request& request) { return receive(service, request); });
  routes.get("/films/{hash}/{name}", Access::everyone,
             http::handler([&service](Request& request) { return play(service, request); }));
  routes.get("/film-captions/{name}", Access::everyone,
             http::handler([&service](Request& request) { return captions(service, request); }));
}

void add_file_routes(http::Routes& routes, LibraryFileService& service) {
  routes.get("/api/files", Access::staff,
             http::handler([&service](Request& request) { return files(service, request); }));
  add_raw(routes, http::Method::post, "/api/files", static_cast<std::size_t>(service.limits().file_mb * megabyte),
          [&service](Request& request) { return upload(service, request); });
  routes.get("/files/{hash}", Access::everyone,
             http::handler([&service](Request& request) { return keep(service, request); }));
}

}  // namespace ws::content
