#include "base/identity.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ws {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

bool is_resident_id(std::string_view number, Instant today) {
  static constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  static constexpr std::string_view checks = "10X98765432";
  if (number.size() != 18 || !all_digits(number.substr(0, 17)) || number[0] == '0') return false;
  const LocalDate birth{number_of(number.substr(6, 4)), number_of(number.substr(10, 2)),
                        number_of(number.substr(12, 2))};
  if (!is_real_date(birth) || birth.year < 1850 || birth > local_date(today)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (number[i] - '0') * weights[i];
  const char check = number[17] == 'x' ? 'X' : number[17];
  return check == checks[static_cast<std::size_t>(sum % 11)];
}

int birth_year_of(std::string_view resident_id) {
  if (resident_id.size() != 18 || !all_digits(resident_id.substr(0, 17))) return 0;
  return number_of(resident_id.substr(6, 4));
}

LocalDate birth_date_of(std::string_view resident_id) {
  return {number_of(resident_id.substr(6, 4)), number_of(resident_id.substr(10, 2)),
          number_of(resident_id.substr(12, 2))};
}

int age_on(LocalDate born, LocalDate day) {
  const bool had_birthday = std::pair(day.month, day.day) >= std::pair(born.month, born.day);
  return day.year - born.year - (had_birthday ? 0 : 1);
}

CreditCode check_credit_code(std::string_view code) {
  static constexpr std::string_view charset = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (code.size() != 18) return CreditCode::invalid;
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (std::size_t i = 0; i < 17; ++i, weight = weight * 3 % 31) {
    const std::size_t value = charset.find(code[i]);
    if (value == std::string_view::npos) return CreditCode::invalid;
    sum += value * weight;
  }
  const std::size_t check = charset.find(code[17]);
  if (check == std::string_view::npos || !all_digits(code.substr(2, 6))) return CreditCode::invalid;
  return check == (31 - sum % 31) % 31 ? CreditCode::valid : CreditCode::odd;
}

std::optional<std::string> normal_mobile(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ' && c != '-') digits += c;
  if (digits.starts_with("+86")) digits.erase(0, 3);
  if (digits.size() != 11 || !all_digits(digits) || digits[0] != '1' || digits[1] < '3') return std::nullopt;
  return digits;
}

}  // namespace ws
