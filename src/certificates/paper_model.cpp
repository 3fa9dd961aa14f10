#include "certificates/paper_model.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ws::certificates {

std::vector<std::size_t> rows_of_pages(std::size_t rows, const Room& room) {
  std::vector<std::size_t> pages;
  std::size_t fits = room.first;
  while (rows + room.closing > fits) {
    // What is left fits without the closing block, but not with it: some rows go along with it.
    const std::size_t taken = std::min(fits, rows - std::min<std::size_t>(rows, 1));
    pages.push_back(taken);
    rows -= taken;
    fits = room.later;
  }
  pages.push_back(rows);
  return pages;
}

std::string say_minutes(std::int64_t minutes) {
  const std::string hours = minutes >= 60 ? std::to_string(minutes / 60) + " 小时" : "";
  const std::string rest = minutes % 60 > 0 || minutes < 60 ? std::to_string(minutes % 60) + " 分" : "";
  return hours + (hours.empty() || rest.empty() ? "" : " ") + rest;
}

std::string say_day(std::string_view day) {
  if (day.size() != 10) return std::string(day);
  const auto plain = [](std::string_view digits) { return digits[0] == '0' ? digits.substr(1) : digits; };
  return std::string(day.substr(0, 4)) + " 年 " + std::string(plain(day.substr(5, 2))) + " 月 " +
         std::string(plain(day.substr(8, 2))) + " 日";
}

std::string_view say_id_type(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> names{{{"resident_id", "居民身份证"},
                                                                                {"passport", "护照"},
                                                                                {"hk_macao_permit", "港澳居民证件"},
                                                                                {"taiwan_permit", "台湾居民证件"}}};
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == type; });
  return found == names.end() ? "证件" : found->second;
}

}  // namespace ws::certificates
