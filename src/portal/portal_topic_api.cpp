// Pages of blocks (专题页). What is true only now is put in when the page is read.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t most_activities = 4;
/// Stands in the template where the page goes. Values are escaped, so it cannot come from one of them.
constexpr std::string_view page_place = "<!-- page -->";

void put(std::string& html, std::string_view place, const std::string& content) {
  const std::size_t at = html.find(place);
  if (at == std::string::npos) throw std::logic_error("a page has no place for " + std::string(place));
  html.replace(at, place.size(), content);
}

/// Services that can be ordered; those that are no more are left out.
std::string menu_part(Pages& pages, const Request& request, const content::Block& block) {
  View view;
  for (const std::string& id : block.refs)
    if (const auto item = pages.parts.services.menu.item(request.actor, MenuItemId(id)))
      pages.add_item(view, item->item, request.language());
  return pages.part("partials/topic_menu.html", view, request.language());
}

/// The next activities of the site or project that people can still sign up for.
std::string activities_part(Pages& pages, const Request& request, const content::Block& block) {
  activities::store::Filter on;
  on.states = {activities::State::recruiting, activities::State::in_progress};
  on.from = pages.now();
  on.has_places = true;
  on.limit = most_activities;
  const bool of_site = block.source == "site";
  if (of_site)
    on.within = SiteId(block.refs.front());
  else
    on.project = ProjectId(block.refs.front());
  const auto page = pages.parts.services.activities.list(std::move(on), {});
  View view;
  view.set("ALL_URL", of_site ? "/activities?site=" + block.refs.front() : "/projects/" + block.refs.front());
  show_either(view, !page.rows.empty(), "ACTIVITIES");
  for (const auto& row : page.rows) pages.add_activity(view, row, request.language());
  return pages.part("partials/topic_activities.html", view, request.language());
}

Response topic_page(Pages& pages, const Request& request) {
  const std::string& name = request.params.at(0);
  content::ArticleService& articles = pages.parts.services.articles;
  auto reading = articles.read_page(name);
  if (!reading) return pages.refusal(request, reading.error());
  const content::Article& article = reading->row.article;
  // One address for each.
  if (article.path() != request.path)
    return Response::redirect(address(article.path(), {{"via", std::string(request.q("via"))}}));
  View view = pages.view(request, Nav::news);
  view.set("NAME", article.title).set("SUMMARY", reading->row.summary);
  view.set("SOURCE", reading->row.source).set("EDITOR", reading->row.editor);
  view.set("PUBLISHED_TEXT", to_text(local_date(*article.published)));
  view.set("OG_URL", pages.parts.public_address + article.path());
  if (!reading->shared.hash.empty())
    view.add("OG_COVER").set("OG_IMAGE", pages.parts.public_address + content::picture_path(reading->shared, 960));
  for (std::size_t i = 0; i < reading->live.size(); ++i) {
    const content::Block& block = reading->live[i];
    put(reading->html, content::live_place(i),
        block.kind == content::Block::Kind::menu ? menu_part(pages, request, block)
                                                 : activities_part(pages, request, block));
  }
  if (reading->html.find("<h1>") == std::string::npos) view.show("UNTITLED");
  Response page = pages.render(request, "topic.html", view, Keep::shortly);
  put(page.body, page_place, reading->html);
  articles.count_view(article.id, content::parse_way(request.q("via")));
  return page;
}

}  // namespace

void add_topic_routes(http::Routes& routes, Pages& pages) {
  routes.get("/p/{name}", Access::everyone,
             http::handler([&pages](Request& request) { return topic_page(pages, request); }));
}

}  // namespace ws::portal
