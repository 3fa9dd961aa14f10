#include "base/text.h"

#include <algorithm>

namespace ws {
namespace {

constexpr std::string_view ideographic_space = "\xE3\x80\x80";

std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return std::min(length, text.size() - at);
}

std::vector<std::string_view> points_of(std::string_view text) {
  std::vector<std::string_view> points;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    points.push_back(text.substr(at, length));
    at += length;
  }
  return points;
}

bool is_word_character(std::string_view point) {
  return point.size() == 1 && (isalnum(static_cast<unsigned char>(point[0])) != 0);
}

/// Everything of three bytes and more except punctuation of CJK and full-width forms.
bool is_ideograph(std::string_view point) {
  if (point.size() < 3) return false;
  if (point.size() == 4) return true;
  const auto value = static_cast<unsigned>(((point[0] & 0x0F) << 12) | ((point[1] & 0x3F) << 6) | (point[2] & 0x3F));
  return (value >= 0x3040 && value <= 0x9FFF) || (value >= 0xAC00 && value <= 0xD7AF) ||
         (value >= 0xF900 && value <= 0xFAFF);
}

struct Run {
  bool ideographs;
  std::vector<std::string> parts;  // characters of an ideographic run, or one lower-case word
};

std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  enum class Last { other, word, ideograph } last = Last::other;
  for (const std::string_view point : points_of(text)) {
    if (is_word_character(point)) {
      if (last != Last::word) runs.push_back({false, {""}});
      runs.back().parts[0] += static_cast<char>(tolower(static_cast<unsigned char>(point[0])));
      last = Last::word;
    } else if (is_ideograph(point)) {
      if (last != Last::ideograph) runs.push_back({true, {}});
      runs.back().parts.emplace_back(point);
      last = Last::ideograph;
    } else {
      last = Last::other;
    }
  }
  return runs;
}

}  // namespace

std::string trim(std::string_view text) {
  for (;;) {
    if (!text.empty() && isspace(static_cast<unsigned char>(text.front())) != 0)
      text.remove_prefix(1);
    else if (text.starts_with(ideographic_space))
      text.remove_prefix(ideographic_space.size());
    else
      break;
  }
  for (;;) {
    if (!text.empty() && isspace(static_cast<unsigned char>(text.back())) != 0)
      text.remove_suffix(1);
    else if (text.ends_with(ideographic_space))
      text.remove_suffix(ideographic_space.size());
    else
      break;
  }
  return std::string(text);
}

std::size_t code_points(std::string_view utf8) {
  return points_of(utf8).size();
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return parts;
}

std::string mask_name(std::string_view name) {
  const auto points = points_of(name);
  if (points.empty()) return {};
  return std::string(points[0]) +
         std::string(std::min<std::size_t>(std::max<std::size_t>(points.size() - 1, 1), 2), '*');
}

std::string mask_mobile(std::string_view mobile) {
  if (mobile.size() < 8) return mobile.empty() ? "" : "****";
  return std::string(mobile.substr(0, 3)) + "****" + std::string(mobile.substr(mobile.size() - 4));
}

std::string mask_id_number(std::string_view number) {
  if (number.size() < 10) return number.empty() ? "" : "****";
  return std::string(number.substr(0, 4)) + std::string(number.size() - 8, '*') +
         std::string(number.substr(number.size() - 4));
}

std::string mask_address(std::string_view address, std::size_t points) {
  const auto all = points_of(address);
  if (all.size() <= points) return all.empty() ? "" : std::string(all[0]) + "***";
  std::string out;
  for (std::size_t i = 0; i < points; ++i) out += all[i];
  return out + " ***";
}

std::string search_grams(std::string_view text) {
  std::string out;
  const auto append = [&out](const std::string& gram) {
    if (!out.empty()) out += ' ';
    out += gram;
  };
  for (const Run& run : runs_of(text)) {
    for (std::size_t i = 0; i < run.parts.size(); ++i) {
      append(run.parts[i]);
      if (run.ideographs && i + 1 < run.parts.size()) append(run.parts[i] + run.parts[i + 1]);
    }
  }
  return out;
}

std::vector<std::vector<std::string>> search_phrases(std::string_view words) {
  std::vector<std::vector<std::string>> phrases;
  for (const Run& run : runs_of(words.substr(0, 200))) {
    std::vector<std::string> phrase;
    for (std::size_t i = 0; i < run.parts.size(); ++i) {
      phrase.push_back(run.parts[i]);
      if (run.ideographs && i + 1 < run.parts.size()) phrase.push_back(run.parts[i] + run.parts[i + 1]);
    }
    phrases.push_back(std::move(phrase));
  }
  return phrases;
}

}  // namespace ws
