// The district's figures for everybody, each with what it counts.
#include <algorithm>
#include <mutex>

#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using figures::FiguresService;
using http::Access;
using http::Request;
using http::Response;
using http::View;

/// Counting orders takes a while in a large district; nobody needs them by the second.
constexpr std::int64_t kept_us = 10'000'000;

class Shelf {
 public:
  std::shared_ptr<const FiguresService::Overview> take(const Services& use) {
    const std::lock_guard lock(mutex_);
    const std::int64_t now_us = use.clock.ticks_us();
    if (!known_ || now_us - made_us_ >= kept_us) {
      auto overview = use.figures.overview();
      known_ = overview ? std::make_shared<const FiguresService::Overview>(std::move(*overview)) : nullptr;
      made_us_ = now_us;
    }
    return known_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const FiguresService::Overview> known_;
  std::int64_t made_us_ = 0;
};

figures::Sum sum_of(const figures::Row& row, std::string_view standing) {
  const auto found = row.hours.find(standing);
  return found == row.hours.end() ? figures::Sum{} : found->second;
}

/// Whole hours, rounded down: never more than was served.
std::string hours_of(std::int64_t minutes) {
  return grouped(minutes / 60);
}

void add_totals(View& view, const FiguresService::Overview& overview, Language language) {
  const auto figure = [&](std::string value, const char* zh, const char* en, const char* means_zh,
                          const char* means_en) {
    view.add("FIGURES")
        .set("LABEL", say(language, zh, en))
        .set("VALUE", std::move(value))
        .set("MEANS", say(language, means_zh, means_en));
  };
  const figures::Sum all = sum_of(overview.year, "recorded");
  const figures::Sum effective = sum_of(overview.year, "effective");
  figure(grouped(all.services), "服务人次", "Person-times", "每一次服务记录计一人次",
         "each record of a service counts one");
  figure(grouped(all.people), "服务人数", "People", "不同的志愿者，一人只计一次",
         "different volunteers, each counted once");
  figure(hours_of(all.minutes), "服务小时", "Hours", "按签到签退计算，路途不计",
         "from check-in to check-out, without travel");
  figure(hours_of(effective.minutes), "其中已生效小时", "of them effective", "经确认并公示无异议",
         "confirmed, and publicised without objection");
  const figures::OrderFigures& orders = overview.orders;
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
  for (const figures::Row& row : report.rows) most = std::max(most, sum_of(row, "recorded").services);
  std::int64_t at = 0;
  for (const figures::Row& row : report.rows) {
    const figures::Sum sum = sum_of(row, "recorded");
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
  for (const figures::Row& row : report.rows) most = std::max(most, sum_of(row, "recorded").services);
  show_either(view, !report.rows.empty(), section);
  for (const figures::Row& row : report.rows) {
    const figures::Sum sum = sum_of(row, "recorded");
    View& line = view.add(section);
    const bool own = row.group.key == figures::own_key;
    line.set("NAME", own ? say(language, "区级直接开展", "At the center itself")
                         : figures::say_group(report.question, row.group, language == "en" ? "en" : "zh"));
    set_counts(line, sum);
    line.set("SHARE", sum.services * 100 / most);
  }
}

Response figures_page(Pages& pages, Shelf& shelf, const Request& request) {
  const Language language = request.language();
  const auto overview = shelf.take(pages.parts.services);
  View view = pages.view(request, Nav::none);
  show_either(view, overview != nullptr, "FIGURES");
  if (overview) {
    view.set("PERIOD_TEXT", figures::say_period(overview->months, language));
    add_totals(view, *overview, language);
    add_months(view, overview->hours_by_month);
    add_groups(view, "SOURCES", overview->hours_by_source, language);
    add_groups(view, "AREAS", overview->hours_by_area, language);
    add_groups(view, "PLACES", overview->hours_by_site, language);
  }
  return pages.render(request, "figures.html", view, Keep::shortly);
}

}  // namespace

void add_figures_routes(http::Routes& routes, Pages& pages) {
  const auto shelf = std::make_shared<Shelf>();
  routes.get("/figures", Access::everyone,
             http::handler([&pages, shelf](Request& request) { return figures_page(pages, *shelf, request); }));
}

}  // namespace ws::portal
