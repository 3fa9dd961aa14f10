#pragma once
// The words of files and pages about figures, in both languages. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "figures/figures_model.h"

namespace ws::figures {

/// A standing, stage, source, state or "own" as people say it; what is no such word comes back as it is.
std::string say_word(std::string_view word, std::string_view language);
/// The name of a group: months and sources said, others as they are called.
std::string say_group(const Question& question, const Group& group, std::string_view language);
/// "郫都区新时代文明实践中心 服务时长统计 按阵地"
std::string say_title(const Question& question, std::string_view content, std::string_view language);
std::string say_period(Months months, std::string_view language);
/// What each figure counts, a line each.
std::vector<std::string> say_definitions(Kind kind, std::string_view language);

}  // namespace ws::figures
