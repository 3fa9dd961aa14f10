#include "base/captions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/text.h"

namespace ws {
namespace {

constexpr std::string_view arrow = "-->";

std::string stamp(std::int64_t at_ms) {
  return fmt::format("{:02}:{:02}:{:02}.{:03}", at_ms / hour_ms, at_ms / minute_ms % 60, at_ms / second_ms % 60,
                     at_ms % second_ms);
}

bool take_number(std::string_view& text, std::size_t least, std::size_t most, std::int64_t& number) {
  std::size_t digits = 0;
  number = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < most)
    number = number * 10 + (text[digits++] - '0');
  text.remove_prefix(digits);
  return digits >= least;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// "01:02:03.004" or "02:03.004".
std::optional<std::int64_t> parse_stamp(std::string_view text) {
  std::int64_t first = 0, second = 0, third = 0, thousandths = 0;
  if (!take_number(text, 1, 4, first) || !take(text, ':') || !take_number(text, 2, 2, second)) return std::nullopt;
  const bool hours = take(text, ':');
  if (hours && !take_number(text, 2, 2, third)) return std::nullopt;
  if (!take(text, '.') || !take_number(text, 3, 3, thousandths) || !text.empty()) return std::nullopt;
  if (!hours) third = std::exchange(second, std::exchange(first, 0));
  if (second > 59 || third > 59) return std::nullopt;
  return first * hour_ms + second * minute_ms + third * second_ms + thousandths;
}

/// The words of a line without its tags, entities as what they stand for.
std::string plain(std::string_view line) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> entities{
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}, {"&lrm;", ""}, {"&rlm;", ""}}};
  std::string words;
  while (!line.empty()) {
    if (line.front() == '<') {
      const std::size_t end = line.find('>');
      if (end == line.npos) break;
      line.remove_prefix(end + 1);
      continue;
    }
    const auto entity = std::ranges::find_if(entities, [&](const auto& one) { return line.starts_with(one.first); });
    words += entity == entities.end() ? line.substr(0, 1) : entity->second;
    line.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
  }
  return trim(words);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

/// Line after line, whatever ends them.
class Lines {
 public:
  explicit Lines(std::string_view text) : left_(text) {}
  bool more() const { return !left_.empty(); }
  int number() const { return number_; }
  std::string_view next() {
    const std::size_t end = std::min(left_.find_first_of("\r\n"), left_.size());
    const std::string_view line = left_.substr(0, end);
    const std::size_t feed = left_.substr(end).starts_with("\r\n") ? 2 : 1;
    left_.remove_prefix(std::min(end + feed, left_.size()));
    ++number_;
    return line;
  }

 private:
  std::string_view left_;
  int number_ = 0;
};

/// The two times of a cue; what follows them says where it stands, which is the player's to know.
bool parse_times(std::string_view line, Cue& cue) {
  const std::size_t at = line.find(arrow);
  const auto from = parse_stamp(trim(line.substr(0, at)));
  const std::string after = trim(line.substr(at + arrow.size()));
  const auto until = parse_stamp(after.substr(0, after.find_first_of(" \t")));
  if (!from || !until || *until <= *from) return false;
  cue.from_ms = *from;
  cue.until_ms = *until;
  return true;
}

Error broken_at(const Lines& lines) {
  return Error::invalid("captions.broken", "text:" + std::to_string(lines.number()));
}

std::string vtt_cue(std::int64_t from_ms, std::int64_t until_ms, std::string_view text) {
  return stamp(from_ms) + " --> " + stamp(until_ms) + "\n" + escaped(text) + "\n\n";
}

}  // namespace

Outcome check_chapters(const std::vector<Chapter>& chapters) {
  if (chapters.size() > most_chapters) return Error::invalid("chapters.order", "chapters");
  std::int64_t before_ms = -1;
  for (const Chapter& chapter : chapters) {
    if (chapter.at_ms <= before_ms) return Error::invalid("chapters.order", "chapters");
    if (trim(chapter.title).empty()) return Error::invalid("field.required", "chapters");
    if (has_control_characters(chapter.title)) return Error::invalid("field.characters", "chapters");
    before_ms = chapter.at_ms;
  }
  return Done{};
}

Result<std::vector<Cue>> parse_captions(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Lines lines(text);
  const std::string_view head = lines.next();
  if (!head.starts_with("WEBVTT") || (head.size() > 6 && head[6] != ' ' && head[6] != '\t')) return broken_at(lines);
  std::vector<Cue> cues;
  while (lines.more()) {
    const std::string_view line = lines.next();
    if (line.find(arrow) == line.npos) continue;  // names of cues, notes, styles
    Cue cue;
    if (!parse_times(line, cue) || (!cues.empty() && cue.from_ms < cues.back().from_ms)) return broken_at(lines);
    while (lines.more()) {
      const std::string_view words = lines.next();
      if (words.empty()) break;
      if (words.find(arrow) != words.npos || has_control_characters(words)) return broken_at(lines);
      if (!cue.text.empty()) cue.text += '\n';
      cue.text += plain(words);
    }
    if (cue.text.empty()) continue;
    if (cues.size() == most_cues) return broken_at(lines);
    cues.push_back(std::move(cue));
  }
  if (cues.empty()) return broken_at(lines);
  return cues;
}

std::string to_vtt(const std::vector<Cue>& cues) {
  std::string out = "WEBVTT\n\n";
  for (const Cue& cue : cues) out += vtt_cue(cue.from_ms, cue.until_ms, cue.text);
  return out;
}

std::string to_vtt(const std::vector<Chapter>& chapters) {
  std::string out = "WEBVTT\n\n";
  for (std::size_t at = 0; at < chapters.size(); ++at) {
    const bool last = at + 1 == chapters.size();
    out +=
        vtt_cue(chapters[at].at_ms, last ? chapters[at].at_ms + hour_ms : chapters[at + 1].at_ms, chapters[at].title);
  }
  return out;
}

std::string say_position(std::int64_t at_ms) {
  const std::int64_t hours = at_ms / hour_ms, minutes = at_ms / minute_ms % 60, seconds = at_ms / second_ms % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, seconds)
                   : fmt::format("{}:{:02}", minutes, seconds);
}

}  // namespace ws
