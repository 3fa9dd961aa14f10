// The service menu and its items.
#include "portal/portal_page_api.h"

#include <algorithm>

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t page_size = 24;

menu::Filter filter_of(const Request& request) {
  menu::Filter filter;
  filter.category = request.q("category");
  filter.words = request.q("q");
  if (const auto site = SiteId::parse(request.q("site"))) filter.site = *site;
  if (const auto team = TeamId::parse(request.q("team"))) filter.team = *team;
  return filter;
}

std::string menu_address(const menu::Filter& filter, const std::string& category, const std::string& cursor) {
  return address("/menu", {{"category", category},
                           {"q", filter.words},
                           {"site", filter.site.str()},
                           {"team", filter.team.str()},
                           {"cursor", cursor}});
}

void add_filter(Pages& pages, View& view, const menu::Filter& filter, Language language) {
  view.set("Q", filter.words).set("CATEGORY", filter.category).set("ALL_URL", menu_address(filter, "", ""));
  view.set("SITE", filter.site.str()).set("TEAM", filter.team.str());
  if (filter.category.empty()) view.show("ALL_CURRENT");
  if (!filter.category.empty() || !filter.words.empty() || !filter.site.empty() || !filter.team.empty())
    view.show("FILTERED");
  const auto categories = pages.parts.services.menu.categories();
  std::int64_t all = 0;
  for (const menu::CategoryCount& category : categories) {
    all += category.items;
    View list;
    pages.add_categories(list, {category}, language);
    View& chip = view.add("CATEGORIES");
    for (const View::Item& value : list.sections().front().second->items()) chip.set(value.name, value.value);
    chip.set("URL", menu_address(filter, category.code, ""));
    if (category.code != filter.category) continue;
    chip.show("CATEGORY_CURRENT");
    view.set("RESULT_TEXT", language == "en" ? category.name_en + ": " + std::to_string(category.items)
                                             : category.name + "，" + std::to_string(category.items) + " 项服务");
  }
  if (!filter.words.empty())
    view.set("RESULT_TEXT", language == "en" ? "Found: " + filter.words : "搜“" + filter.words + "”找到的服务");
  else if (filter.category.empty())
    view.set("RESULT_TEXT", language == "en" ? std::to_string(all) + " services" : std::to_string(all) + " 项服务");
}

Response menu_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const menu::Filter filter = filter_of(request);
  const std::string cursor(request.q("cursor"));
  const auto page = pages.parts.services.menu.page(filter, cursor, page_size);
  if (!page) return pages.refusal(request, page.error());
  View view = pages.view(request, Nav::menu);
  add_filter(pages, view, filter, language);
  show_either(view, !page->items.empty(), "ITEMS");
  for (const menu::MenuItem& item : page->items) pages.add_item(view, item, language);
  if (page->next || !cursor.empty()) {
    view.show("PAGED").set("PAGE_TEXT", language == "en" ? std::to_string(page->items.size()) + " on this page"
                                                         : "本页 " + std::to_string(page->items.size()) + " 项");
    if (!cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", menu_address(filter, filter.category, ""));
    if (page->next) view.add("NEXT").set("NEXT_URL", menu_address(filter, filter.category, *page->next));
  }
  return pages.render(request, "menu.html", view, Keep::shortly);
}

void add_rating(Pages& pages, View& view, const menu::MenuItem& item) {
  if (item.figures.ratings == 0) {
    view.show("UNRATED");
    return;
  }
  const std::int64_t tenths = (menu::average_e2(item.figures) + 5) / 10;
  view.show("RATED").set("RATING", std::to_string(tenths / 10) + "." + std::to_string(tenths % 10));
  view.set("RATING_COUNT", grouped(item.figures.ratings));
  view.set("RESPONSE_RATE",
           std::to_string(item.figures.ratings * 100 / std::max<std::int64_t>(1, item.figures.completed)) + "%");
  const Bars bars = pages.service.bars(item.item.id);
  for (std::size_t stars = bars.size(); stars > 0; --stars)
    view.add("BARS")
        .set("STARS", static_cast<std::int64_t>(stars))
        .set("PERCENT", bars[stars - 1] * 100 / item.figures.ratings);
}

void add_providers(View& view, const menu::Detail& detail, Language language) {
  constexpr std::size_t most = 8;
  const auto add = [&](const menu::Ref& ref, const char* below, std::string about) {
    view.add("PROVIDERS").set("NAME", ref.name).set("URL", below + ref.id).set("ABOUT", std::move(about));
  };
  for (std::size_t i = 0; i < std::min(most, detail.teams.size()); ++i)
    add(detail.teams[i], "/teams/", say(language, "志愿服务队", "Volunteer team"));
  for (std::size_t i = 0; i < std::min(most, detail.sites.size()); ++i)
    add(detail.sites[i], "/sites/", say(language, "实践阵地", "Site"));
  if (detail.teams.empty() && detail.sites.empty())
    view.add("PROVIDERS")
        .set("NAME", say(language, "由中心安排", "Arranged by the center"))
        .set("URL", "/sites")
        .set("ABOUT", say(language, "点单后一个工作日内答复您谁来做", "You hear who does it within one working day"));
}

std::string description(Pages& pages, const menu::MenuItem& item, Language language) {
  const std::string skill = pages.service.skill_name(item.item.skill, language);
  const std::string people = std::to_string(item.item.volunteers_needed);
  const std::string takes = minutes_words(item.item.duration_minutes, language);
  return language == "en" ? people + (item.item.volunteers_needed == 1 ? " volunteer" : " volunteers") +
                                " skilled in \"" + skill + "\", about " + takes +
                                ". You choose the day; they agree the exact time with you and show their badge first."
                          : "每次安排 " + people + " 位会“" + skill + "”的志愿者，大约 " + takes +
                                "。日子由您选，几点到会先和您约好，到了先给您看证件。";
}

Response item_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = MenuItemId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("menu.not_found"));
  const auto detail = pages.parts.services.menu.item(request.actor, *id);
  if (!detail) return pages.refusal(request, detail.error());
  const menu::MenuItem& item = detail->item;
  View view = pages.view(request, Nav::menu);
  View card;
  pages.add_item(card, item, language);
  for (const View::Item& value : card.sections().front().second->items()) view.set(value.name, value.value);
  std::string category = item.category_name;
  for (const menu::CategoryCount& known : pages.parts.services.menu.categories())
    if (known.code == item.item.category) category = say(language, known.name, known.name_en);
  view.set("CATEGORY_ID", item.item.category).set("CATEGORY_NAME", category);
  view.set("WHEN", say(language, "日子由您选，上午、下午、晚上都可以约",
                       "You choose the day: morning, afternoon or evening"));
  view.set("TAKES", minutes_words(item.item.duration_minutes, language)).set("COST", say(language, "免费", "Free"));
  if (!item.prepares.empty()) view.show("HAS_NEEDS").set("NEEDS", item.prepares);
  view.set("DESCRIPTION", description(pages, item, language));
  add_rating(pages, view, item);
  add_providers(view, *detail, language);
  return pages.render(request, "item.html", view, Keep::shortly);
}

}  // namespace

void add_menu_routes(http::Routes& routes, Pages& pages) {
  routes.get("/menu", Access::everyone,
             http::handler([&pages](Request& request) { return menu_page(pages, request); }));
  routes.get("/items/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return item_page(pages, request); }));
  routes.get("/menu/{id}", Access::everyone, http::handler([](Request& request) {
               return Response::redirect(address("/items/" + request.params.at(0), {}), 308);
             }));
}

}  // namespace ws::portal
