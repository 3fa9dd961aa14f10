// Pages of text, the map of the site, and how pages are shown: language, print size, contrast.
#include "base/drawing.h"
#include "base/json.h"
#include "base/kept.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

Response text_page(Pages& pages, const Request& request, const std::string& name) {
  const View view = pages.view(request, Nav::none);
  return pages.render(request, name, view, Keep::shortly);
}

Response privacy_page(Pages& pages, const Request& request) {
  const std::string language(request.language());
  const json::Document privacy(pages.parts.privacy);
  View view = pages.view(request, Nav::none);
  view.set("CONSENT_VERSION", privacy.text("version").value_or(""));
  view.set("CONSENT_DATE", privacy.text("since").value_or(""));
  for (const json::Document& part : privacy.items("parts")) {
    View& section = view.add("PRIVACY");
    section.set("HEADING", part.text(language + ".heading").value_or(""));
    for (const std::string& paragraph : part.texts(language + ".paragraphs"))
      section.add("PARAGRAPHS").set("TEXT", paragraph);
  }
  return pages.render(request, "privacy.html", view, Keep::shortly);
}

// ---- the map of the site for search engines

constexpr std::int64_t most_articles = 500;

std::string sitemap_text(Pages& pages) {
  const Services& use = pages.parts.services;
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset "
      "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  const auto add = [&](const std::string& path, std::optional<Instant> changed = {}) {
    out += "<url><loc>" + markup_escaped(pages.parts.public_address + path) + "</loc>";
    if (changed) out += "<lastmod>" + to_iso(*changed) + "</lastmod>";
    out += "</url>\n";
  };
  for (const char* path :
       {"/", "/menu", "/activities", "/news", "/lectures", "/sites", "/teams", "/showcase", "/pacts", "/about"})
    add(path);
  for (const auto& news : use.sharing.newest()) add("/activities/" + news.id.str(), news.published);
  for (const auto& column : use.articles.columns(false)) add("/news/columns/" + column.column.slug);
  const auto articles = use.articles.published("", "", most_articles);
  for (const auto& row : articles->rows) add(row.article.path(), row.article.published);
  return out + "</urlset>\n";
}

/// Put together once until something moves.
Response sitemap(Pages& pages, KeptTexts& kept) {
  const auto text = kept.get(
      "", [&] { return pages.parts.services.sharing.mark(); },
      [&] { return std::make_shared<const std::string>(sitemap_text(pages)); });
  Response response;
  response.body = *text;
  response.content_type = "application/xml; charset=utf-8";
  return std::move(response).with("Cache-Control", "public, max-age=60");
}

struct Preference {
  std::string_view name;
  std::array<std::string_view, 2> values;
};
constexpr std::array<Preference, 3> preferences{
    {{"print", {"normal", "large"}}, {"contrast", {"normal", "high"}}, {"lang", {"zh", "en"}}}};

Response keep_preference(Pages& pages, const Request& request) {
  const auto form = http::Form::parse(request);
  if (!form) return pages.refusal(request, form.error());
  const std::string_view back = form->get("back");
  Response response = Response::redirect(is_own_path(back) ? std::string(back) : "/");
  for (const Preference& preference : preferences) {
    const std::string_view chosen = form->get(preference.name);
    if (chosen != preference.values[0] && chosen != preference.values[1]) continue;
    // The islands read print and contrast, so these are no HttpOnly cookies; nothing secret is in them.
    response.with("Set-Cookie", std::string(preference.name) + "=" + std::string(chosen) +
                                    "; Path=/; Max-Age=31536000; SameSite=Lax" +
                                    (pages.parts.door.secure ? "; Secure" : ""));
  }
  return response;
}

}  // namespace

void add_text_routes(http::Routes& routes, Pages& pages) {
  for (const std::string name : {"about", "accessibility"})
    routes.get("/" + name, Access::everyone, http::handler([&pages, file = name + ".html"](Request& request) {
                 return text_page(pages, request, file);
               }));
  routes.get("/privacy", Access::everyone,
             http::handler([&pages](Request& request) { return privacy_page(pages, request); }));
  const auto kept = std::make_shared<KeptTexts>(1, pages.parts.services.clock);
  routes.get("/sitemap.xml", Access::everyone,
             http::handler([&pages, kept](Request&) { return sitemap(pages, *kept); }));
  routes.post("/preferences", Access::everyone,
              http::handler([&pages](Request& request) { return keep_preference(pages, request); }));
}

}  // namespace ws::portal
