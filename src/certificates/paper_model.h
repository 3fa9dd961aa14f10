#pragma once
// How a paper is laid out: which rows of its table come to which page, and how its figures are said. Pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ws::certificates {

/// Rows that fit below the head of the first page, on a later page, and what the closing block (sums, signatures,
/// seal) takes of a page, in rows.
struct Room {
  std::size_t first = 0;
  std::size_t later = 0;
  std::size_t closing = 0;
};
/// Rows of each page. The closing block stands on the last one, never without rows of the table above it.
std::vector<std::size_t> rows_of_pages(std::size_t rows, const Room& room);

/// 150 → "2 小时 30 分", 120 → "2 小时", 45 → "45 分"
std::string say_minutes(std::int64_t minutes);
/// "2026-01-05" → "2026 年 1 月 5 日"
std::string say_day(std::string_view day);
/// resident_id → 居民身份证
std::string_view say_id_type(std::string_view type);

}  // namespace ws::certificates
