// Feeds of what is published, of all columns and of each: Atom (RFC 4287) and JSON Feed 1.1.
#include "base/document_type.h"
#include "base/drawing.h"
#include "base/json.h"
#include "base/kept.h"
#include "base/local_time.h"
#include "content/article_api.h"
#include "content/file_service.h"

namespace ws::content {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr std::int64_t most_entries = 30;
constexpr std::size_t most_kept = 64;
constexpr const char* district_news = "新时代文明实践中心 · 资讯";

/// What a feed is about: one column, or all of them.
struct Subject {
  std::string slug;  ///< "": all
  std::string title, path;
};

Result<Subject> subject_of(const ArticleService& service, const Request& request) {
  if (request.params.empty()) return Subject{"", district_news, "/news"};
  for (const auto& [column, site, published] : service.columns(false))
    if (column.slug == request.params[0])
      return Subject{column.slug, column.name + " · " + district_news, "/news/columns/" + column.slug};
  return Error::not_found("column.not_found");
}

std::vector<ArticleService::Reading> readings(const ArticleService& service, const Subject& subject) {
  std::vector<ArticleService::Reading> found;
  const auto page = service.published(subject.slug, "", most_entries);
  for (const store::RowView& row : page->rows)
    if (auto reading = service.read(row.article.id, ArticleService::Place::elsewhere))
      found.push_back(std::move(*reading));
  return found;
}

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + markup_escaped(text) + "</" + std::string(name) + ">";
}

std::string link(std::string_view rel, std::string_view type, const std::string& url) {
  return "<link rel=\"" + std::string(rel) + "\" type=\"" + std::string(type) + "\" href=\"" + markup_escaped(url) +
         "\"/>";
}

std::string enclosures(const ArticleService& service, const std::vector<ShownAttachment>& attachments) {
  std::string out;
  for (const auto& [title, file] : attachments)
    out += "<link rel=\"enclosure\" type=\"" + std::string(media_type_of(file.type)) + "\" length=\"" +
           std::to_string(file.bytes) + "\" title=\"" + markup_escaped(title) + "\" href=\"" +
           markup_escaped(service.address(file_path(file))) + "\"/>";
  return out;
}

std::string atom(const ArticleService& service, const Subject& subject) {
  const auto all = readings(service, subject);
  const Instant updated = all.empty() ? Instant{} : *all.front().row.article.published;
  const std::string self = service.address(subject.path + "/feed.atom"), page = service.address(subject.path);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">" +
      element("id", page) + element("title", subject.title) + element("updated", to_iso(updated)) +
      link("self", "application/atom+xml", self) + link("alternate", "text/html", page) + "\n";
  for (const auto& [row, lead, html, attachments, film] : all) {
    const std::string url = service.address("/news/" + row.article.id.str());
    out += "<entry>" + element("id", url) + element("title", row.article.title) +
           element("published", to_iso(*row.article.published)) + element("updated", to_iso(*row.article.published)) +
           link("alternate", "text/html", service.address(row.article.id, Way::feed)) + "<author>" +
           element("name", row.source) + "</author>" + enclosures(service, attachments) + "<category term=\"" +
           markup_escaped(row.column_name) + "\"/>" + element("summary", row.summary) + "<content type=\"html\">" +
           markup_escaped(html) + "</content></entry>\n";
  }
  return out + "</feed>\n";
}

std::string json_feed(const ArticleService& service, const Subject& subject) {
  json::Writer out;
  out.begin()
      .field("version", "https://jsonfeed.org/version/1.1")
      .field("title", subject.title)
      .field("language", "zh-CN")
      .field("home_page_url", service.address(subject.path))
      .field("feed_url", service.address(subject.path + "/feed.json"))
      .key("items")
      .array();
  for (const auto& [row, lead, html, attachments, film] : readings(service, subject)) {
    const std::string url = service.address("/news/" + row.article.id.str());
    out.begin()
        .field("id", url)
        .field("url", service.address(row.article.id, Way::feed))
        .field("title", row.article.title)
        .field("summary", row.summary)
        .field("content_html", html)
        .field("date_published", to_iso(*row.article.published))
        .key("authors")
        .array()
        .begin()
        .field("name", row.source)
        .end()
        .end_array()
        .key("tags")
        .array()
        .value(row.column_name)
        .end_array();
    if (!attachments.empty()) {
      out.key("attachments").array();
      for (const auto& [title, file] : attachments)
        out.begin()
            .field("url", service.address(file_path(file)))
            .field("mime_type", media_type_of(file.type))
            .field("title", title)
            .field("size_in_bytes", file.bytes)
            .end();
      out.end_array();
    }
    if (!row.cover.hash.empty()) out.field("image", service.address(picture_path(row.cover, 960)));
    out.end();
  }
  return out.end_array().end().take();
}

struct Format {
  const char* suffix;
  const char* type;
  std::string (*write)(const ArticleService&, const Subject&);
};

/// Put together once until something moves.
Response feed(const ArticleService& service, KeptTexts& kept, const Format& format, const Request& request) {
  const auto subject = subject_of(service, request);
  if (!subject) return Response::error(subject.error());
  const auto text = kept.get(
      format.suffix + subject->path, [&] { return service.mark(); },
      [&] { return std::make_shared<const std::string>(format.write(service, *subject)); });
  Response response;
  response.body = *text;
  response.content_type = format.type;
  return std::move(response).with("Cache-Control", "public, max-age=60").with("Access-Control-Allow-Origin", "*");
}

}  // namespace

void add_feed_routes(http::Routes& routes, ArticleService& service) {
  const auto kept = std::make_shared<KeptTexts>(most_kept, service.clock());
  for (const Format& format : {Format{"/feed.atom", "application/atom+xml; charset=utf-8", atom},
                               Format{"/feed.json", "application/feed+json; charset=utf-8", json_feed}})
    for (const char* path : {"/news", "/news/columns/{slug}"})
      routes.get(std::string(path) + format.suffix, Access::everyone,
                 http::handler(
                     [&service, kept, format](Request& request) { return feed(service, *kept, format, request); }));
}

}  // namespace ws::content
