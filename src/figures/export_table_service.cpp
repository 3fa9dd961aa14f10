#include "figures/export_table_service.h"

#include "base/json.h"
#include "base/text.h"
#include "figures/words_model.h"

namespace ws::figures {
namespace {

constexpr std::int64_t page = 100;
constexpr std::int64_t lines_at_once = 1'000;

std::string in(const store::Export& one, std::string_view zh, std::string_view en) {
  return std::string(one.language == "en" ? en : zh);
}

std::vector<Column> hours_columns(const store::Export& one) {
  std::vector<Column> columns{{in(one, "名称", "name"), 4}};
  for (const std::string_view standing : standings) {
    const std::string word = say_word(standing, one.language);
    columns.push_back({word + in(one, " 人次", " times"), 1, true});
    columns.push_back({word + in(one, " 人数", " people"), 1, true});
    columns.push_back({word + in(one, " 小时", " hours"), 1.2, true});
  }
  return columns;
}

std::vector<Column> columns_of(const store::Export& one, const Behind& behind) {
  const bool hours = behind.question.kind == Kind::hours;
  if (one.content == "report" && hours) return hours_columns(one);
  if (one.content == "report")
    return {{in(one, "名称", "name"), 4},
            {in(one, "点单数", "orders"), 1, true},
            {in(one, "点单人数", "people"), 1, true},
            {in(one, "已完成", "completed"), 1, true},
            {in(one, "服务人数", "people served"), 1, true},
            {in(one, "已评单", "rated"), 1, true},
            {in(one, "平均分", "average"), 1},
            {in(one, "评单率", "response"), 1}};
  if (hours)
    return {{in(one, "账本号", "number"), 1, true}, {in(one, "开始时间", "began"), 2},
            {in(one, "志愿者", "volunteer"), 1.4},  {in(one, "服务内容", "service"), 3},
            {in(one, "阵地", "site"), 3},           {in(one, "队伍", "team"), 2.4},
            {in(one, "来源", "source"), 1.2},       {in(one, "分钟", "minutes"), 1, true},
            {in(one, "状态", "standing"), 1}};
  return {
      {in(one, "单号", "number"), 1.8},      {in(one, "点单时间", "placed"), 2}, {in(one, "服务内容", "service"), 3},
      {in(one, "类别", "category"), 1.4},    {in(one, "阵地", "site"), 3},       {in(one, "队伍", "team"), 2.4},
      {in(one, "完成时间", "completed"), 2}, {in(one, "评分", "rating"), 1},     {in(one, "状态", "state"), 1}};
}

std::string say_minute(std::int64_t at_ms) {
  const std::string iso = to_iso({at_ms});
  return iso.substr(0, 10) + " " + iso.substr(11, 5);
}

constexpr double minutes_an_hour = 60;

std::vector<Cell> report_row(const store::Export& one, const Question& question, const Row& row, std::string name) {
  std::vector<Cell> cells{std::move(name)};
  if (question.kind == Kind::hours) {
    for (const std::string_view standing : standings) {
      const auto found = row.hours.find(standing);
      const Sum sum = found == row.hours.end() ? Sum{} : found->second;
      cells.insert(cells.end(), {sum.services, sum.people, static_cast<double>(sum.minutes) / minutes_an_hour});
    }
    return cells;
  }
  const OrderFigures& orders = row.orders;
  cells.insert(cells.end(), {orders.placed, orders.people, orders.completed, orders.served, orders.rated});
  const auto average = orders.average_hundredths();
  const auto response = orders.response_thousandths();
  cells.emplace_back(average ? said_cell(static_cast<double>(*average) / 100) : in(one, "无", "none"));
  cells.emplace_back(response ? said_cell(static_cast<double>(*response) / 10) + "%" : in(one, "无", "none"));
  return cells;
}

std::int64_t write_report(db::Reader& reader, const store::Export& one, const Question& question, Sheet& sheet) {
  std::int64_t done = 0;
  std::optional<std::string> after = "";
  Report report;
  while (after) {
    report = make_report(reader, question, *after, page);
    for (const Row& row : report.rows) {
      sheet.row(report_row(one, question, row, say_group(question, row.group, one.language)));
      ++done;
    }
    after = report.next;
  }
  sheet.row(report_row(one, question, report.total, in(one, "合计（人数不重复计）", "all (each person once)")));
  return done + 1;
}

std::vector<Cell> entry_row(const store::Export& one, const store::Entry& entry) {
  return {entry.seq,
          say_minute(entry.starts.ms),
          one.names ? entry.volunteer_name : mask_name(entry.volunteer_name),
          entry.title,
          entry.site_name,
          entry.team_name,
          say_word(entry.source, one.language),
          entry.minutes,
          say_word(entry.state, one.language)};
}

std::vector<Cell> order_row(const store::Export& one, const store::OrderLine& order) {
  return {order.number,
          say_minute(order.created_ms),
          order.title,
          order.category_name,
          order.site_name,
          order.team_name,
          order.completed_ms ? say_minute(*order.completed_ms) : "",
          order.rating ? std::to_string(*order.rating) : "",
          say_word(order.state, one.language)};
}

/// `read(after)` gives the next lines, `cells(line)` a line's row, `place(line)` where the list goes on after it.
template <class Read, class Cells, class Place>
std::int64_t write_lines(Read read, Cells cells, Place place, Sheet& sheet,
                         const std::function<void(std::int64_t)>& so_far) {
  std::int64_t done = 0;
  std::optional<store::After> after;
  for (;;) {
    const auto lines = read(after);
    for (const auto& line : lines) sheet.row(cells(line));
    done += static_cast<std::int64_t>(lines.size());
    so_far(done);
    if (static_cast<std::int64_t>(lines.size()) < lines_at_once) return done;
    after = place(lines.back());
  }
}

}  // namespace

std::string to_json(const Behind& behind) {
  const Question& question = behind.question;
  json::Writer out;
  out.begin()
      .field("kind", to_text(question.kind))
      .field("by", to_text(question.by))
      .field("scope", to_text(question.scope.kind))
      .field("scope_id", question.scope.id)
      .field("scope_name", question.scope.name)
      .field("from", question.months.from)
      .field("until", question.months.until)
      .field("group", behind.group)
      .field("standing", behind.standing)
      .end();
  return out.take();
}

Behind behind_from(const std::string& json) {
  const json::Document document(json);
  Behind behind;
  Question& question = behind.question;
  question.kind = parse_kind(document.text("kind").value()).value();
  question.by = parse_by(document.text("by").value()).value();
  question.scope.kind = parse_scope_kind(document.text("scope").value()).value();
  question.scope.id = document.text("scope_id").value();
  question.scope.name = document.text("scope_name").value();
  question.months = {document.integer("from").value(), document.integer("until").value()};
  behind.group = document.text("group").value();
  behind.standing = document.text("standing").value();
  return behind;
}

Heading heading_of(const store::Export& one, const Behind& behind) {
  Heading heading;
  heading.title = one.title;
  heading.lines.push_back(in(one, "期间：", "Period: ") + say_period(behind.question.months, one.language) +
                          in(one, "　生成：", "   Made: ") + say_minute(one.asked.ms));
  for (std::string& line : say_definitions(behind.question.kind, one.language))
    heading.lines.push_back(std::move(line));
  heading.columns = columns_of(one, behind);
  heading.foot = one.title + " · " + say_period(behind.question.months, one.language) + " · " +
                 in(one, "数据来自只增不改的时长台账与点单记录", "from the append-only ledger and the orders");
  heading.at = one.asked;
  return heading;
}

std::int64_t write_rows(db::Reader& reader, const store::Export& one, const Behind& behind, Sheet& sheet,
                        const std::function<void(std::int64_t)>& so_far) {
  if (one.content == "report") return write_report(reader, one, behind.question, sheet);
  if (behind.question.kind == Kind::hours)
    return write_lines([&](const auto& after) { return store::entries_behind(reader, behind, after, lines_at_once); },
                       [&](const store::Entry& entry) { return entry_row(one, entry); },
                       [](const store::Entry& entry) {
                         return store::After{entry.starts.ms, entry.id.str()};
                       },
                       sheet, so_far);
  return write_lines([&](const auto& after) { return store::orders_behind(reader, behind, after, lines_at_once); },
                     [&](const store::OrderLine& order) { return order_row(one, order); },
                     [](const store::OrderLine& order) {
                       return store::After{order.created_ms, order.id.str()};
                     },
                     sheet, so_far);
}

}  // namespace ws::figures
