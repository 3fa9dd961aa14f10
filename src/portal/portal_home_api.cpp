// Home and search.
#include "portal/portal_page_api.h"
#include "portal/portal_shelf_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t showcase_shown = 3;

void add_figures(View& view, const Figures& figures, Language language) {
  const auto figure = [&](std::string_view zh, std::string_view en, std::int64_t value) {
    view.add("FIGURES").set("LABEL", say(language, zh, en)).set("VALUE", grouped(value));
  };
  figure("办好的单子", "Services done", figures.completed);
  figure("服务居民（人数）", "Residents served (people)", figures.residents);
  figure("志愿服务（人次）", "Volunteering (person-times)", figures.person_times);
  figure("参与志愿者（人数）", "Volunteers (people)", figures.volunteers);
}

void add_recent(const Pages& pages, View& view, const Home& home, Language language) {
  show_either(view, !home.recent.empty(), "RECENT");
  for (const Recent& recent : home.recent) {
    View& card = view.add("RECENT");
    card.set("NAME", say(language, recent.item, recent.item_en));
    card.set("TEAM_NAME", recent.team.empty() ? say(language, "社区志愿者", "Volunteers nearby") : recent.team);
    card.set("TOWN", recent.town).set("ICON", "check").set("HUE", "sage");
    for (std::size_t i = 0; i < home.categories.size(); ++i)
      if (home.categories[i].code == recent.category)
        card.set("ICON", home.categories[i].icon).set("HUE", std::string(hue_of(i)));
    pages.set_instant(card, recent.completed, language);
  }
}

/// What is on now, then what comes; three at most.
void add_broadcasts(Pages& pages, View& view, Language language) {
  const auto shelf = pages.parts.services.broadcasts.shelf("", 1);
  if (shelf.on_air.empty() && shelf.announced.empty()) return;
  view.show("HAS_BROADCASTS");
  std::size_t shown = 0;
  for (const auto* list : {&shelf.on_air, &shelf.announced})
    for (const live::Broadcast& broadcast : *list) {
      if (++shown > 3) return;
      View& card = view.add("BROADCASTS");
      card.set("ID", broadcast.id.str()).set("NAME", broadcast.plan.title).set("LECTURER", broadcast.plan.lecturer);
      if (broadcast.state == live::State::live) card.show("ON_AIR");
      pages.set_instant(card, broadcast.live.value_or(broadcast.plan.starts), language);
    }
}

Response made_home(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto home = pages.service.home();
  View view = pages.view(request, Nav::home);
  if (!home->hot.empty()) view.show("HAS_HOT");
  for (const Hot& hot : home->hot)
    view.add("HOT").set("ID", hot.item).set("NAME", say(language, hot.name, hot.name_en));
  pages.add_categories(view, home->categories, language);
  add_recent(pages, view, *home, language);
  const std::string at = say_time(home->at, pages.now(), language);
  view.set("FIGURES_AT", language == "en" ? "As of: " + at : "数字截至" + at);
  add_figures(view, home->figures, language);
  show_either(view, !home->sites.empty(), "SITES");
  for (const sites::Site& site : home->sites) pages.add_site(view, site, language);
  show_either(view, !home->activities.empty(), "ACTIVITIES");
  for (const auto& row : home->activities) pages.add_activity(view, row, language);
  add_broadcasts(pages, view, language);
  const auto shown =
      pages.parts.services.showcase.list(showcase::ShowcaseService::PublicFilter{}, "", showcase_shown);
  if (!shown.items.empty()) view.show("HAS_SHOWCASE");
  for (const auto& entry : shown.items) add_showcase(pages, view, entry, language);
  if (!home->news.empty()) view.show("HAS_NEWS");
  for (const auto& row : home->news) pages.add_article(view, row, language);
  return pages.render(request, "home.html", view);
}

Response home_page(Pages& pages, Shelf& shelf, const Request& request) {
  return shelf.serve(pages, request, "", [&] { return made_home(pages, request); });
}

/// The best of each kind, as cards.
struct Found {
  std::size_t items = 0, sites = 0, teams = 0, activities = 0, articles = 0, books = 0, showcase = 0, pacts = 0;
};
Found add_hits(Pages& pages, View& view, const Request& request, const std::vector<search::Hit>& hits) {
  constexpr std::size_t most = 6;
  const Language language = request.language();
  const Services& use = pages.parts.services;
  Found found;
  // By when they begin, not by how well their titles fit.
  activities::store::Filter on;
  on.q = request.q("q");
  on.states = {activities::State::recruiting, activities::State::in_progress};
  on.from = pages.now();
  on.limit = static_cast<std::int64_t>(most);
  for (const auto& row : use.activities.list(std::move(on), {}).rows) {
    pages.add_activity(view, row, language);
    ++found.activities;
  }
  for (const search::Hit& hit : hits) {
    if (hit.kind == "menu_item" && found.items < most) {
      if (const auto item = use.menu.item(request.actor, MenuItemId(hit.ref))) {
        pages.add_item(view, item->item, language);
        ++found.items;
      }
    } else if (hit.kind == "site" && found.sites < most) {
      if (const auto site = use.sites.site(SiteId(hit.ref))) {
        pages.add_site(view, site->site, language);
        ++found.sites;
      }
    } else if (hit.kind == "team" && found.teams < most) {
      if (const auto team = use.teams.team(request.actor, TeamId(hit.ref))) {
        pages.add_team(view, team->team);
        ++found.teams;
      }
    } else if (hit.kind == "article" && found.articles < most) {
      if (const auto article = use.articles.read(ArticleId(hit.ref))) {
        pages.add_article(view, article->row, language);
        ++found.articles;
      }
    } else if (hit.kind == "book" && found.books < most) {
      if (const auto book = use.books.read(BookId(hit.ref))) {
        pages.add_book(view, book->row);
        ++found.books;
      }
    } else if (hit.kind == "showcase" && found.showcase < most) {
      if (const auto entry = use.showcase.read({}, ShowcaseId(hit.ref))) {
        add_showcase(pages, view, entry->entry, language);
        ++found.showcase;
      }
    } else if (hit.kind == "pact" && found.pacts < most) {
      view.add("PACTS").set("ID", hit.ref).set("NAME", hit.title).set("SUMMARY", hit.summary);
      ++found.pacts;
    }
  }
  return found;
}

Response search_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string words(request.q("q"));
  View view = pages.view(request, Nav::none);
  view.set("Q", words);
  if (words.empty()) {
    view.show("NOT_SEARCHED");
    pages.add_categories(view, pages.parts.services.menu.categories(), language);
    return pages.render(request, "search.html", view, Keep::shortly);
  }
  const auto hits = pages.parts.services.search.find(words, "");
  if (!hits) return pages.refusal(request, hits.error());
  const Found found = add_hits(pages, view, request, *hits);
  const std::string count = std::to_string(hits->size());
  if (!hits->empty()) view.show("SEARCHED");
  view.set("RESULT_TEXT", language == "en" ? count + " found" : "找到 " + count + " 个");
  if (found.items > 0) view.show("HAS_ITEMS");
  if (found.sites > 0) view.show("HAS_SITES");
  if (found.teams > 0) view.show("HAS_TEAMS");
  if (found.activities > 0) view.show("HAS_ACTIVITIES");
  if (found.articles > 0) view.show("HAS_NEWS");
  if (found.books > 0) view.show("HAS_BOOKS");
  if (found.showcase > 0) view.show("HAS_SHOWCASE");
  if (found.pacts > 0) view.show("HAS_PACTS");
  const std::size_t all = found.items + found.sites + found.teams + found.activities + found.articles + found.books;
  if (all + found.showcase + found.pacts == 0) view.show("NOTHING");
  return pages.render(request, "search.html", view, Keep::shortly);
}

}  // namespace

void add_home_routes(http::Routes& routes, Pages& pages) {
  const auto shelf = std::make_shared<Shelf>(pages.parts.services.clock, nullptr);
  routes.get("/", Access::everyone,
             http::handler([&pages, shelf](Request& request) { return home_page(pages, *shelf, request); }));
  routes.get("/search", Access::everyone,
             http::handler([&pages](Request& request) { return search_page(pages, request); }));
}

}  // namespace ws::portal
