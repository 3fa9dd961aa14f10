#include "content/media_api.h"

#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "http/writes.h"

namespace ws::content {
namespace {

using http::Access;
using http::done;
using http::Request;
using http::Response;

struct Limit {
  const char* name;
  std::size_t least, most;
  std::string MediaWords::*field;
};
constexpr Limit limits[] = {{"title", 1, 60, &MediaWords::title},
                            {"alt", 2, 200, &MediaWords::alt},
                            {"credit", 0, 60, &MediaWords::credit},
                            {"consent_note", 0, 200, &MediaWords::consent_note}};

void write_media(json::Writer& out, const Media& media) {
  out.begin()
      .field("id", media.id)
      .field("site_id", media.site)
      .field("site_name", media.site_name)
      .field("title", media.words.title)
      .field("alt", media.words.alt)
      .field("credit", media.words.credit)
      .field("people", media.words.people)
      .field("consent_note", media.words.consent_note)
      .field("width", media.picture.width)
      .field("height", media.picture.height)
      .field("small", picture_path(media.picture, 480))
      .field("large", picture_path(media.picture, 1920))
      .field("by", media.by_name)
      .field("at_ms", media.at.ms)
      .field("version", media.version)
      .end();
}

Response list(const MediaService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto page = service.list(std::string(request.q("q")), paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const Media& media : page.items) write_media(out, media);
  return Response::json(out.end_array().field("next", page.next).end().take());
}

/// The body is the file; what is said of it is in the query.
Result<MediaService::Upload> read_upload(Request& request) {
  MediaService::Upload upload;
  const auto site = SiteId::parse(request.q("site_id"));
  if (!site) return Error::invalid("field.id", "site_id");
  upload.site = *site;
  for (const Limit& limit : limits) {
    std::string text = trim(request.q(limit.name));
    if (code_points(text) < limit.least) return Error::invalid("field.required", limit.name);
    if (code_points(text) > limit.most) return Error::invalid("field.length", limit.name);
    upload.words.*limit.field = std::move(text);
  }
  upload.words.people = request.q("people");
  if (upload.words.people != "none" && upload.words.people != "crowd" && upload.words.people != "consented")
    return Error::invalid("field.unknown_value", "people");
  upload.bytes = std::move(request.body);
  return upload;
}

Task<Response> upload(MediaService& service, Request& request) {
  // The hash of the file stands for it: a key is kept for days.
  const std::string content = request.target + "\n" + sha256_hex(request.body);
  idempotency::Key key{request.actor.person, std::string(request.header("Idempotency-Key")), "content.upload",
                       content};
  auto wanted = read_upload(request);
  if (!wanted) co_return Response::error(wanted.error());
  auto task = service.upload(request.actor, std::move(key), std::move(*wanted));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> edit(MediaService& service, Request& request) {
  const auto id = MediaId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("media.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  MediaWords words;
  for (const Limit& limit : limits) words.*limit.field = body->text(limit.name, {limit.least, limit.most});
  words.people = body->one_of("people", {"none", "crowd", "consented"});
  const std::int64_t version = body->integer("version", {1, 1'000'000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task =
      service.edit(request.actor, http::key_of(request, "content.edit_media"), *id, std::move(words), version);
  const auto result = co_await task;
  co_return done(result);
}

Response file(const MediaService& service, const Request& request) {
  const auto path = service.file(request.params.at(0));
  if (!path) return Response::error(path.error());
  Response response;
  response.file = *path;
  response.content_type = "image/webp";
  // Named by its content: what has this address never changes.
  return std::move(response).with("Cache-Control", "public, max-age=31536000, immutable");
}

}  // namespace

void add_media_routes(http::Routes& routes, MediaService& service) {
  routes.get("/api/media", Access::staff,
             http::handler([&service](Request& request) { return list(service, request); }));
  http::Route uploading{http::Method::post, "/api/media", Access::clerk,
                        [&service](Request& request) { return upload(service, request); }, most_upload_bytes};
  uploading.raw = true;
  routes.add(std::move(uploading));
  routes.put("/api/media/{id}", Access::clerk, [&service](Request& request) { return edit(service, request); });
  routes.get("/media/{name}", Access::everyone,
             http::handler([&service](Request& request) { return file(service, request); }));
}

}  // namespace ws::content
