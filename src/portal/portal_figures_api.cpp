// Figures for everybody, the district's and those of each site and team, each with what it counts. Nobody is ranked.
#include <algorithm>

#include "base/kept.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using figures::FiguresService;
using http::Access;
using http::Request;
using http::Response;
using http::View;

/// Counting orders takes a while in a large district; nobody needs them by the second.
using Shelf = Kept<FiguresService::Overview>;
constexpr std::size_t most_kept = 256;

/// Nothing when there is no such thing.
Shelf::Value overview_of(const Services& use, Shelf& shelf, figures::ScopeKind kind, const std::string& id) {
  const auto whenever = [] { return std::int64_t{0}; };
  return shelf.get(std::string(figures::to_text(kind)) + ":" + id, whenever, [&]() -> Shelf::Value {
    auto made = use.figures.overview(kind, id);
    return made ? std::make_shared<const FiguresService::Overview>(std::move(*made)) : nullptr;
  });
}

figures::Sum sum_of(const figures::HoursFigures& hours, std::string_view standing) {
  const auto found = hours.find(standing);
  return found == hours.end() ? figures::Sum{} : found->second;
}

/// Whole hours, rounded down: never more than was served.
std::string hours_of(std::int64_t minutes) {
  return grouped(minutes / 60);
}

struct Figure {
  std::string value;
  std::string_view zh, en, means_zh, means_en;
};

void add_figure(View& view, const std::string& section, const Figure& figure, Language language) {
  view.add(section)
      .set("LABEL", say(language, figure.zh, figure.en))
      .set("VALUE", figure.value)
      .set("MEANS", say(language, figure.means_zh, figure.means_en));
}

/// Person-times, people and hours, side by side, and what is effective of them.
void add_served(View& view, const std::string& section, const figures::HoursFigures& hours, Language language) {
  const figures::Sum sum = sum_of(hours, "recorded");
  add_figure(view, section,
             {grouped(sum.services), "服务人次", "Person-times", "每一次服务记录计一人次",
              "each record of a service counts one"},
             language);
  add_figure(view, section,
             {grouped(sum.people), "服务人数", "People", "不同的志愿者，一人只计一次",
              "different volunteers, each counted once"},
             language);
  add_figure(view, section,
             {hours_of(sum.minutes), "服务小时", "Hours", "按签到签退计算，路途不计",
              "from check-in to check-out, without travel"},
             language);
  add_figure(view, section,
             {hours_of(sum_of(hours, "effective").minutes), "其中已生效小时", "of them effective",
              "经确认并公示无异议", "confirmed, and publicised without objection"},
             language);
}

/// What was ordered and how it was judged.
void add_orders(View& view, const figures::OrderFigures& orders, Language language) {
  const auto figure = [&](std::string value, const char* zh, const char* en, const char* means_zh,
                          const char* means_en) {
    add_figure(view, "FIGURES", {std::move(value), zh, en, means_zh, means_en}, language);
  };
  figure(grouped(orders.placed), "点单", "Orders", "今年提交的点单", "placed this year");
  figure(grouped(orders.completed), "已完成", "Completed", "其中服务已完成的", "of them with the service done");
  const auto average = orders.average_hundredths();
  const auto response = orders.response_thousandths();
  const auto decimal = [](std::int64_t value, std::int64_t unit) {
    const std::string rest = std::to_string(value % unit);
    return std::to_string(value / unit) + "." + (unit == 100 && rest.size() == 1 ? "0" : "") + rest;
  };
  figure(average ? decimal(*average, 100) : "–", "平均分", "Average rating", "点单人评的分，满分 5 分",
         "as requesters rated, of 5");
  figure(response ? decimal(*response, 10) + "%" : "–", "评单率", "Response rate", "已评单 ÷ 已完成",
         "rated ÷ completed");
}

void set_counts(View& row, const figures::Sum& sum) {
  row.set("SERVICES", grouped(sum.services)).set("PEOPLE", grouped(sum.people)).set("HOURS", hours_of(sum.minutes));
}

constexpr std::int64_t chart_height = 150;
constexpr std::int64_t chart_top = 26;
constexpr std::int64_t chart_step = 60;
constexpr std::int64_t chart_left = 12;

void add_months(View& view, const figures::Report& report) {
  std::int64_t most = 1;
  for (const figures::Row& row : report.rows) most = std::max(most, sum_of(row.hours, "recorded").services);
  std::int64_t at = 0;
  for (const figures::Row& row : report.rows) {
    const figures::Sum sum = sum_of(row.hours, "recorded");
    const std::int64_t height = sum.services == 0 ? 0 : std::max<std::int64_t>(2, sum.services * chart_height / most);
    const std::int64_t x = chart_left + at++ * chart_step;
    View& month = view.add("MONTHS");
    month.set("MONTH_TEXT", row.group.key);
    set_counts(month, sum);
    month.set("X", x).set("X_MIDDLE", x + 18).set("Y", chart_top + chart_height - height).set("HEIGHT", height);
    month.set("Y_ABOVE", chart_top + chart_height - height - 7);
    month.set("MONTH_SHORT", row.group.key.substr(5));
    if (sum.services > 0) month.show("COUNTED");
  }
}

void add_groups(View& view, const std::string& section, const figures::Report& report, Language language) {
  std::int64_t most = 1;
  for (const figures::Row& row : report.rows) most = std::max(most, sum_of(row.hours, "recorded").services);
  show_either(view, !report.rows.empty(), section);
  for (const figures::Row& row : report.rows) {
    const figures::Sum sum = sum_of(row.hours, "recorded");
    View& line = view.add(section);
    const bool own = row.group.key == figures::own_key;
    line.set("NAME", own ? say(language, "本级直接开展", "Here itself")
                         : figures::say_group(report.question, row.group, language == "en" ? "en" : "zh"));
    set_counts(line, sum);
    line.set("SHARE", sum.services * 100 / most);
  }
}

/// A site's sites or a team's sub-teams, unless there is nothing below.
void add_parts(View& view, const figures::Report& report, std::string_view title, Language language) {
  const bool team = report.question.scope.kind == figures::ScopeKind::team;
  const std::size_t none = team ? 0 : 1;  // what a site has itself is a row of its own
  if (report.rows.size() <= none) return;
  view.show("WITH_PLACES").set("PLACES_TITLE", std::string(title));
  view.set("PLACE_WORD", team ? say(language, "分队（含下级）", "Sub-team with all below it")
                              : say(language, "阵地（含下级）", "Site with all below it"));
  add_groups(view, "PLACES", report, language);
}

/// The district's without a word, else those of ?site=…, ?team=…, ?project=… or ?area=…
struct Asked {
  figures::ScopeKind kind = figures::ScopeKind::site;
  std::string id;
  std::string page;  ///< of the thing itself
};

/// Refuses what has no public page.
Result<Asked> asked_for(const Services& use, const Request& request) {
  if (const std::string_view site = request.q("site"); !site.empty()) {
    const auto id = SiteId::parse(site);
    if (!id || !use.sites.site(*id)) return Error::not_found("site.not_found");
    return Asked{figures::ScopeKind::site, id->str(), "/sites/" + id->str()};
  }
  if (const std::string_view team = request.q("team"); !team.empty()) {
    const auto id = TeamId::parse(team);
    const auto found = id ? use.teams.team(request.actor, *id) : Error::not_found("team.not_found");
    if (!found || !found->team.active()) return Error::not_found("team.not_found");
    return Asked{figures::ScopeKind::team, id->str(), "/teams/" + id->str()};
  }
  if (const std::string_view project = request.q("project"); !project.empty()) {
    const auto id = ProjectId::parse(project);
    if (!id || !use.activities.project(*id)) return Error::not_found("project.not_found");
    return Asked{figures::ScopeKind::project, id->str(), "/projects/" + id->str()};
  }
  if (const std::string_view area = request.q("area"); !area.empty()) {
    const auto id = AreaId::parse(area);
    if (!id || !use.figures.year(figures::ScopeKind::area, id->str())) return Error::not_found("area.not_found");
    return Asked{figures::ScopeKind::area, id->str(), "/areas/" + id->str()};
  }
  return Asked{};
}

Response figures_page(Pages& pages, Shelf& shelf, const Request& request) {
  const Language language = request.language();
  const auto asked = asked_for(pages.parts.services, request);
  if (!asked) return pages.refusal(request, asked.error());
  const bool whole = asked->id.empty(), team = asked->kind == figures::ScopeKind::team;
  const auto overview = overview_of(pages.parts.services, shelf, asked->kind, asked->id);
  View view = pages.view(request, Nav::none);
  show_either(view, overview != nullptr, "FIGURES");
  view.show(whole ? "OF_DISTRICT" : "OF_ONE");
  if (overview) {
    view.set("NAME", overview->year.scope.name);
    view.set("NAME_URL", asked->page);
    view.set("PERIOD_TEXT", figures::say_period(overview->year.months, language));
    add_served(view, "FIGURES", overview->year.hours, language);
    if (asked->kind != figures::ScopeKind::project) add_orders(view, overview->orders, language);
    add_months(view, overview->hours_by_month);
    if (overview->hours_by_source) {
      view.show("WITH_SOURCES");
      add_groups(view, "SOURCES", *overview->hours_by_source, language);
    }
    if (whole && overview->hours_by_area) {
      view.show("WITH_AREAS");
      add_groups(view, "AREAS", *overview->hours_by_area, language);
    }
    add_parts(view, overview->hours_by_part,
              whole  ? say(language, "街道和镇", "Towns and sub-districts")
              : team ? say(language, "分队", "Sub-teams")
                     : say(language, "下级阵地", "Sites below"),
              language);
  }
  return pages.render(request, "figures.html", view, Keep::shortly);
}

}  // namespace

void add_year(Pages& pages, View& view, figures::ScopeKind kind, const std::string& id, Language language) {
  const auto year = pages.parts.services.figures.year(kind, id);
  const bool served = year && sum_of(year->hours, "recorded").services > 0;
  show_either(view, served, "YEAR");
  if (year) view.set("PERIOD_TEXT", figures::say_period(year->months, language));
  if (served) add_served(view, "YEAR", year->hours, language);
  view.set("FIGURES_URL", address("/figures", {{std::string(figures::to_text(kind)), id}}));
}

void add_figures_routes(http::Routes& routes, Pages& pages) {
  const auto shelf = std::make_shared<Shelf>(most_kept, pages.parts.services.clock);
  routes.get("/figures", Access::everyone,
             http::handler([&pages, shelf](Request& request) { return figures_page(pages, *shelf, request); }));
}

}  // namespace ws::portal
