#include "activities/roster_model.h"

#include "base/local_time.h"

namespace ws::activities {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// "09:30", where the district is.
std::string clock_text(Instant at) {
  return to_iso(at).substr(11, 5);
}

std::string_view word_of(SignupState state) {
  switch (state) {
    case SignupState::pending:
      return "待确认 pending";
    case SignupState::waitlisted:
      return "候补 waitlisted";
    case SignupState::offered:
      return "待本人确认 offered";
    case SignupState::confirmed:
      return "已报上 confirmed";
    case SignupState::checked_in:
      return "已签到 checked in";
    case SignupState::checked_out:
      return "已签退 checked out";
    case SignupState::counted:
      return "已计时长 counted";
    case SignupState::absent:
      return "缺席 absent";
    case SignupState::excused:
      return "请假 excused";
    case SignupState::cancelled:
      return "已取消 cancelled";
  }
  return "";
}

void add_row(std::string& table, std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) table += ',';
    first = false;
    table += csv_cell(cell);
  }
  table += "\r\n";
}

}  // namespace

std::string csv_cell(std::string_view text) {
  // A leading one of these makes a spreadsheet compute; an apostrophe makes it text.
  std::string cell = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos
                         ? "'" + std::string(text)
                         : std::string(text);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string roster_csv(const std::vector<RosterLine>& lines) {
  std::string table(byte_order_mark);
  add_row(table, {"日期 date", "时间 time", "岗位 role", "姓名 name", "志愿者编号 number", "电话 mobile",
                  "状态 state", "同行 companions", "保留名额 reserved"});
  for (const RosterLine& line : lines)
    add_row(table, {to_text(local_date(line.starts)), clock_text(line.starts) + "–" + clock_text(line.ends),
                    line.role, line.name, line.volunteer_number, line.mobile, word_of(line.state),
                    std::to_string(line.companions), line.reserved ? "是 yes" : ""});
  return table;
}

}  // namespace ws::activities
