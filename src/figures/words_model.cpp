#include "figures/words_model.h"

#include <algorithm>
#include <array>

namespace ws::figures {
namespace {

struct Said {
  std::string_view word, zh, en;
};
constexpr std::array said{
    Said{"recorded", "全部", "all"},
    Said{"effective", "已生效", "effective"},
    Said{"publicised", "公示中", "publicised"},
    Said{"pending", "待确认", "pending"},
    Said{"confirmed", "已确认", "confirmed"},
    Said{"disputed", "有异议", "disputed"},
    Said{"reversed", "已冲销", "reversed"},
    Said{"placed", "点单", "placed"},
    Said{"completed", "已完成", "completed"},
    Said{"rated", "已评单", "rated"},
    Said{"order", "点单服务", "orders"},
    Said{"presence", "活动签到", "presence at activities"},
    Said{"roll_call", "活动点名", "roll calls"},
    Said{"late_entry", "补录", "late entries"},
    Said{"hours", "服务时长", "hours"},
    Said{"orders", "点单", "orders"},
    Said{"site", "按阵地", "by site"},
    Said{"team", "按队伍", "by team"},
    Said{"project", "按项目", "by project"},
    Said{"month", "按月", "by month"},
    Said{"area", "按示范片区", "by area"},
    Said{"source", "按来源", "by source"},
    Said{"category", "按服务类别", "by category"},
    Said{"submitted", "待受理", "submitted"},
    Said{"rejected", "不予受理", "rejected"},
    Said{"triaged", "待派单", "triaged"},
    Said{"dispatched", "待接单", "dispatched"},
    Said{"accepted", "已接单", "accepted"},
    Said{"scheduled", "已约定", "scheduled"},
    Said{"in_service", "服务中", "in service"},
    Said{"archived", "已归档", "archived"},
    Said{"withdrawn", "已撤回", "withdrawn"},
    Said{"returned", "已退回", "returned"},
};

std::string in(std::string_view language, std::string_view zh, std::string_view en) {
  return std::string(language == "en" ? en : zh);
}

}  // namespace

std::string say_word(std::string_view word, std::string_view language) {
  const auto found = std::find_if(said.begin(), said.end(), [&](const Said& one) { return one.word == word; });
  return found == said.end() ? std::string(word) : in(language, found->zh, found->en);
}

std::string say_group(const Question& question, const Group& group, std::string_view language) {
  if (question.by == By::source) return say_word(group.key, language);
  if (question.by == By::site && group.key == own_key)
    return question.scope.name + in(language, "（本级）", " (itself)");
  return group.name;
}

std::string say_title(const Question& question, std::string_view content, std::string_view language) {
  const std::string kind = say_word(to_text(question.kind), language);
  if (content == "entries") return question.scope.name + " " + kind + in(language, "明细", " in detail");
  return question.scope.name + " " + kind + in(language, "统计 ", " figures ") +
         say_word(to_text(question.by), language);
}

std::string say_period(Months months, std::string_view language) {
  return month_text(months.from) + in(language, " 至 ", " to ") + month_text(months.until - 1);
}

std::vector<std::string> say_definitions(Kind kind, std::string_view language) {
  if (kind == Kind::orders)
    return {in(language, "点单：在期间内提交的点单，一单一次；点单人数：提交过点单的不同的人，一人只计一次。",
               "Orders: placed in the period. People: those who placed them, each counted once."),
            in(language,
               "已完成：其中服务已完成的；服务人数：这些点单的点单人，一人只计一次；平均分与评单率并列：评单率＝已评"
               "单÷已完成。",
               "Completed: those of them whose service is done. The average rating stands beside the response rate: "
               "rated ÷ completed.")};
  return {
      in(language,
         "人次：一个人的一次服务记录计一人次，可以相加；人数：不同的人，一人只计一次，各行、各月的人数不能相加。",
         "Person-times: each record of a service counts one and may be added up. People: each person counted once; "
         "rows and months do not add up."),
      in(language,
         "全部：未被冲销的记录；已生效：确认并公示无异议；公示中：正在公示；待确认：尚未公示；有异议：等待答复。",
         "All: records that were not reversed. Effective: confirmed and publicised without objection. Publicised: "
         "being shown. Pending: not shown yet. Disputed: waiting for an answer."),
      in(language, "服务按开始的月份统计；阵地含下级，队伍含分队。",
         "A service belongs to the month in which it began. Sites include all below them, teams their sub-teams.")};
}

}  // namespace ws::figures
