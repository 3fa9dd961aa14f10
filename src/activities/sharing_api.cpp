#include "activities/sharing_api.h"

#include "base/drawing.h"
#include "base/kept.h"
#include "base/local_time.h"

namespace ws::activities {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr std::size_t most_sheets = 64;
constexpr std::int64_t sheets_kept_us = 3'600'000'000;
constexpr const char* calendar_type = "text/calendar; charset=utf-8";

Response bytes(std::string body, const char* type) {
  Response response;
  response.body = std::move(body);
  response.content_type = type;
  return response;
}

// ---- drawn sheets

using Draw = Task<Result<std::string>> (SharingService::*)(Sheet) const;
struct SheetKind {
  const char* name;
  const char* type;
  Draw draw;
};

/// Drawn once for each version of the activity.
Task<Response> sheet(SharingService& service, KeptTexts& kept, const SheetKind& kind, Request& request) {
  const auto id = ActivityId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("activity.not_found"));
  auto found = service.drawable(*id);
  if (!found) co_return Response::error(found.error());
  const std::string key = kind.name + id->str();
  auto known = kept.find(key, found->version);
  if (!known) {
    auto drawing = (service.*kind.draw)(std::move(found->sheet));
    auto drawn = co_await drawing;
    if (!drawn) co_return Response::error(drawn.error());
    known = std::make_shared<const std::string>(std::move(*drawn));
    kept.keep(key, found->version, known);
  }
  co_return bytes(*known, kind.type)
      .with("Cache-Control", "public, max-age=300")
      .with("Content-Disposition", "inline; filename=\"" + id->str() + kind.name + "\"")
      .with("ETag", "\"" + std::to_string(found->version) + "\"");
}

// ---- calendar files

Response calendar(const Result<std::string>& file, const char* keep) {
  if (!file) return Response::error(file.error());
  return bytes(*file, calendar_type)
      .with("Cache-Control", keep)
      .with("Content-Disposition", "attachment; filename=\"wushuang.ics\"");
}

template <class IdType>
Response calendar_of(SharingService& service, const Request& request, const char* absent) {
  const auto id = IdType::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found(absent));
  return calendar(service.calendar_of(*id), "public, max-age=300");
}

// ---- the feed

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + markup_escaped(text) + "</" + std::string(name) + ">";
}

std::string link(std::string_view rel, std::string_view type, std::string_view url) {
  return "<link rel=\"" + std::string(rel) + "\" type=\"" + std::string(type) + "\" href=\"" + markup_escaped(url) +
         "\"/>";
}

std::string entry(const SharingService& service, const store::News& news) {
  const std::string url = service.address("/activities/" + news.id.str());
  return "<entry>" + element("id", url) + element("title", news.title) + element("updated", to_iso(news.published)) +
         link("alternate", "text/html", url) + "<category term=\"" + markup_escaped(news.category_name) + "\"/>" +
         element("summary", say_time(news.starts, news.published, "zh") + "，" + news.place + "（" + news.site_name +
                                "）。" + news.summary) +
         "</entry>\n";
}

std::string feed_text(const SharingService& service) {
  const auto all = service.newest();
  const Instant updated = all.empty() ? Instant{} : all.front().published;
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
      "xml:lang=\"zh-CN\">" +
      element("id", service.address("/activities")) + element("title", "新时代文明实践活动") +
      element("updated", to_iso(updated)) +
      link("self", "application/atom+xml", service.address("/activities/feed.atom")) +
      link("alternate", "text/html", service.address("/activities")) + "<author>" +
      element("name", "新时代文明实践中心") + "</author>\n";
  for (const store::News& news : all) out += entry(service, news);
  return out + "</feed>\n";
}

/// Put together once until something moves.
Response feed(const SharingService& service, KeptTexts& kept) {
  const auto text = kept.get(
      "", [&] { return service.mark(); }, [&] { return std::make_shared<const std::string>(feed_text(service)); });
  return bytes(*text, "application/atom+xml; charset=utf-8").with("Cache-Control", "public, max-age=60");
}

}  // namespace

void add_routes(http::Routes& routes, SharingService& service) {
  const auto sheets = std::make_shared<KeptTexts>(most_sheets, service.clock(), sheets_kept_us);
  for (const SheetKind& kind : {SheetKind{"card.png", "image/png", &SharingService::card},
                                SheetKind{"poster.pdf", "application/pdf", &SharingService::poster}})
    routes.get(std::string("/activities/{id}/") + kind.name, Access::everyone,
               [&service, sheets, kind](Request& request) { return sheet(service, *sheets, kind, request); });
  routes.get("/activities/{id}/calendar.ics", Access::everyone, http::handler([&service](Request& request) {
               return calendar_of<ActivityId>(service, request, "activity.not_found");
             }));
  routes.get("/teams/{id}/calendar.ics", Access::everyone, http::handler([&service](Request& request) {
               return calendar_of<TeamId>(service, request, "team.not_found");
             }));
  routes.get("/calendars/{secret}", Access::everyone, http::handler([&service](Request& request) {
               return calendar(service.own_calendar(request.params.at(0)), "private, no-store");
             }));
  const auto kept = std::make_shared<KeptTexts>(1, service.clock());
  routes.get("/activities/feed.atom", Access::everyone,
             http::handler([&service, kept](Request&) { return feed(service, *kept); }));
}

}  // namespace ws::activities
