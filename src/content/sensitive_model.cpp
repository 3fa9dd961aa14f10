#include "content/sensitive_model.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/identity.h"

namespace ws::content {
namespace {

constexpr std::array<std::string_view, 12> schools{"小学", "中学", "幼儿园", "学校", "附小",
                                                   "附中", "初中", "高中部", "职中", "学前班"};
constexpr std::array<std::string_view, 10> before_name{"学生", "同学", "小朋友", "儿童", "女童",
                                                       "男童", "孩子", "班的",   "岁的", "小学生"};
constexpr std::array<std::string_view, 3> after_name{"同学", "小朋友", "小同学"};
/// Common surnames, and those of the place.
constexpr std::u32string_view surnames =
    U"王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
    U"姜崔"
    U"谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武莫孔汤游辜蹇漆卿雍粟敬甘冉温鲜骆"
    U"晏税";

/// Full-width digits and X as ASCII.
char32_t narrowed(char32_t c) {
  if (c >= U'０' && c <= U'９') return c - U'０' + U'0';
  if (c == U'Ｘ' || c == U'ｘ' || c == U'x') return U'X';
  return c;
}

/// Broken UTF-8 does not come here: bodies and fields are checked as they are read.
std::u32string decoded(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? c : c & (0x3FU >> (length - 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    out += point;
    i += length;
  }
  return out;
}

std::string encoded(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) {
      byte(c);
    } else if (c < 0x800) {
      byte(0xC0 | (c >> 6));
      byte(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      byte(0xE0 | (c >> 12));
      byte(0x80 | ((c >> 6) & 0x3F));
      byte(0x80 | (c & 0x3F));
    } else {
      byte(0xF0 | (c >> 18));
      byte(0x80 | ((c >> 12) & 0x3F));
      byte(0x80 | ((c >> 6) & 0x3F));
      byte(0x80 | (c & 0x3F));
    }
  }
  return out;
}

bool is_digit(char32_t c) {
  return narrowed(c) >= U'0' && narrowed(c) <= U'9';
}
bool is_gap(char32_t c) {
  return c == U' ' || c == U'-' || c == U'　' || c == U'–' || c == U'.' || c == U'·';
}
bool is_han(char32_t c) {
  return c >= 0x4E00 && c <= 0x9FFF;
}

struct Number {
  std::string digits;
  std::size_t end = 0;
};
/// `count` digits (the last may be an X) from `at` on, with single gaps between; nothing else may touch them.
std::optional<Number> number_at(std::u32string_view text, std::size_t at, std::size_t count, bool x_allowed) {
  if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) return std::nullopt;
  Number found;
  std::size_t i = at;
  while (found.digits.size() < count) {
    if (i > at && i < text.size() && is_gap(text[i]) && i + 1 < text.size()) ++i;
    if (i >= text.size()) return std::nullopt;
    const bool last = found.digits.size() + 1 == count;
    if (!is_digit(text[i]) && !(last && x_allowed && narrowed(text[i]) == U'X')) return std::nullopt;
    found.digits += static_cast<char>(narrowed(text[i++]));
  }
  if (i < text.size() && is_digit(text[i])) return std::nullopt;
  found.end = i;
  return found;
}

void find_numbers(std::u32string_view text, std::size_t passage, Instant today, std::vector<Finding>& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto id = number_at(text, i, 18, true); id && is_resident_id(id->digits, today)) {
      out.push_back({Personal::id_number, passage, i, id->end - i, id->digits});
      i = id->end - 1;
    } else if (const auto far = number_at(text, i, 13, false);
               far && far->digits.starts_with("86") && normal_mobile(far->digits.substr(2))) {
      out.push_back({Personal::mobile, passage, i, far->end - i, far->digits.substr(2)});
      i = far->end - 1;
    } else if (const auto mobile = number_at(text, i, 11, false); mobile && normal_mobile(mobile->digits)) {
      out.push_back({Personal::mobile, passage, i, mobile->end - i, mobile->digits});
      i = mobile->end - 1;
    }
  }
}

/// A surname and one or two more characters, ending where a name may end. 某 stands for a name that is withheld.
bool is_name(std::u32string_view text) {
  return (text.size() == 2 || text.size() == 3) && surnames.find(text[0]) != surnames.npos &&
         std::all_of(text.begin(), text.end(), [](char32_t c) { return is_han(c) && c != U'某'; });
}

bool ends_name(std::u32string_view rest) {
  constexpr std::u32string_view enders = U"、和与及说在的等是把将对也就又从为";
  return rest.empty() || !is_han(rest[0]) || enders.find(rest[0]) != enders.npos;
}

bool names_a_child(std::u32string_view sentence) {
  for (const std::string_view word : before_name) {
    const std::u32string cue = decoded(word);
    for (std::size_t at = 0; (at = sentence.find(cue, at)) != sentence.npos; ++at)
      for (const std::size_t length : {2U, 3U}) {
        const std::size_t from = at + cue.size();
        if (from + length <= sentence.size() && is_name(sentence.substr(from, length)) &&
            ends_name(sentence.substr(from + length)))
          return true;
      }
  }
  for (const std::string_view word : after_name) {
    const std::u32string cue = decoded(word);
    for (std::size_t at = 0; (at = sentence.find(cue, at)) != sentence.npos; ++at)
      for (const std::size_t length : {2U, 3U})
        if (at >= length && is_name(sentence.substr(at - length, length)) &&
            (at == length || length == 3 || !is_han(sentence[at - length - 1]) ||
             ends_name(sentence.substr(at - length - 1))))
          return true;
  }
  return false;
}

void find_children(std::u32string_view text, std::size_t passage, std::vector<Finding>& out) {
  constexpr std::u32string_view ends = U"。！？；\n";
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find_first_of(ends, from), text.size());
    const std::u32string_view sentence = text.substr(from, to - from);
    const bool school = std::any_of(schools.begin(), schools.end(), [&](std::string_view word) {
      const std::size_t at = sentence.find(decoded(word));
      return at != sentence.npos && at >= 2 && is_han(sentence[at - 1]);
    });
    if (school && names_a_child(sentence))
      out.push_back({Personal::child_at_school, passage, from, sentence.size(), encoded(sentence)});
    from = to + 1;
  }
}

}  // namespace

std::string_view to_text(Personal kind) {
  switch (kind) {
    case Personal::id_number:
      return "id_number";
    case Personal::mobile:
      return "mobile";
    case Personal::child_at_school:
      return "child_at_school";
  }
  return "";
}

std::vector<Finding> find_personal(const std::vector<std::string>& passages, Instant today) {
  std::vector<Finding> found;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    const std::u32string text = decoded(passages[i]);
    find_numbers(text, i, today, found);
    find_children(text, i, found);
  }
  return found;
}

}  // namespace ws::content
