#include "imports/import_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace ws::imports {
namespace {

constexpr std::array<std::string_view, 2> kinds{"people", "roster"};
constexpr std::array<std::string_view, 6> states{"judged", "running", "finished", "failed", "cancelled", "expired"};
constexpr std::array<std::string_view, 2> modes{"all", "good"};
constexpr std::array<std::string_view, 3> verdicts{"good", "known", "bad"};
constexpr std::array<std::string_view, 4> outcomes{"", "written", "failed", "left_out"};

template <class Enum, std::size_t Count>
std::optional<Enum> named(const std::array<std::string_view, Count>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr std::array<Column, 10> people_columns{{{"name", "姓名", "name", true},
                                                 {"mobile", "手机号", "mobile", true},
                                                 {"id_number", "证件号码", "id_number", true},
                                                 {"skills", "技能", "skills", true},
                                                 {"times", "服务时间", "times", true},
                                                 {"id_type", "证件类型", "id_type", false},
                                                 {"birth_date", "出生日期", "birth_date", false},
                                                 {"guardian_name", "监护人姓名", "guardian_name", false},
                                                 {"guardian_mobile", "监护人手机号", "guardian_mobile", false},
                                                 {"guardian_relation", "与监护人关系", "guardian_relation", false}}};
constexpr std::array<Column, 3> roster_columns{{{"name", "姓名", "name", true},
                                                {"number", "志愿者编号", "number", false},
                                                {"mobile", "手机号", "mobile", false}}};

struct Word {
  std::string_view text, meaning;
};
constexpr std::array<Word, 11> id_types{{{"", "resident_id"},
                                         {"身份证", "resident_id"},
                                         {"居民身份证", "resident_id"},
                                         {"resident_id", "resident_id"},
                                         {"护照", "passport"},
                                         {"passport", "passport"},
                                         {"港澳居民来往内地通行证", "hk_macao_permit"},
                                         {"港澳通行证", "hk_macao_permit"},
                                         {"hk_macao_permit", "hk_macao_permit"},
                                         {"台湾居民来往大陆通行证", "taiwan_permit"},
                                         {"taiwan_permit", "taiwan_permit"}}};
constexpr std::array<Word, 14> relations{{{"母亲", "mother"},
                                          {"妈妈", "mother"},
                                          {"母子", "mother"},
                                          {"母女", "mother"},
                                          {"mother", "mother"},
                                          {"父亲", "father"},
                                          {"爸爸", "father"},
                                          {"父子", "father"},
                                          {"父女", "father"},
                                          {"father", "father"},
                                          {"祖父母", "grandparent"},
                                          {"外祖父母", "grandparent"},
                                          {"grandparent", "grandparent"},
                                          {"其他", "other"}}};

template <std::size_t Count>
std::string meaning_of(const std::array<Word, Count>& words, std::string_view text) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.text == text; });
  return found == words.end() ? "" : std::string(found->meaning);
}

struct Days {
  std::string_view text;
  int from, until;
};
constexpr std::array<Days, 12> day_words{{{"工作日", 1, 5},
                                          {"周末", 6, 7},
                                          {"每天", 1, 7},
                                          {"周一至周五", 1, 5},
                                          {"周一", 1, 1},
                                          {"周二", 2, 2},
                                          {"周三", 3, 3},
                                          {"周四", 4, 4},
                                          {"周五", 5, 5},
                                          {"周六", 6, 6},
                                          {"周日", 7, 7},
                                          {"周天", 7, 7}}};
struct Span {
  std::string_view text;
  int from, until;
};
constexpr std::array<Span, 5> span_words{{{"上午", 9 * 60, 12 * 60},
                                          {"下午", 14 * 60, 17 * 60 + 30},
                                          {"晚上", 18 * 60 + 30, 20 * 60 + 30},
                                          {"全天", 9 * 60, 18 * 60},
                                          {"", 9 * 60, 18 * 60}}};

bool take_number(std::string_view& text, int& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_text(std::string_view& text, std::initializer_list<std::string_view> any) {
  for (const std::string_view one : any)
    if (text.starts_with(one)) {
      text.remove_prefix(one.size());
      return true;
    }
  return false;
}

/// "9:00-11:30"
std::optional<Span> clock_span(std::string_view text) {
  int from_hour = 0, from_minute = 0, until_hour = 0, until_minute = 0;
  const bool whole = take_number(text, from_hour) && take_text(text, {":", "："}) && take_number(text, from_minute) &&
                     take_text(text, {"-", "–", "—", "~", "至", "到"}) && take_number(text, until_hour) &&
                     take_text(text, {":", "："}) && take_number(text, until_minute) && text.empty();
  const bool sense = from_minute >= 0 && from_minute < 60 && until_minute >= 0 && until_minute < 60 &&
                     from_hour >= 0 && from_hour < 24 && until_hour >= 0 && until_hour <= 24;
  if (!whole || !sense) return std::nullopt;
  return Span{"", from_hour * 60 + from_minute, until_hour * 60 + until_minute};
}

std::optional<Span> span_of(std::string_view text) {
  for (const Span& word : span_words)
    if (word.text == text) return word;
  return clock_span(text);
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("　")) {
      i += 2;
      continue;
    }
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n') out += text[i];
  }
  return out;
}

/// The parts between the separators, none of them empty.
std::vector<std::string> parts_of(std::string_view text, std::initializer_list<std::string_view> separators) {
  std::vector<std::string> parts(1);
  while (!text.empty()) {
    if (take_text(text, separators)) {
      parts.emplace_back();
    } else {
      parts.back() += text.front();
      text.remove_prefix(1);
    }
  }
  std::erase(parts, "");
  return parts;
}

}  // namespace

std::string_view to_text(Kind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}
std::optional<Kind> parse_kind(std::string_view text) {
  return named<Kind>(kinds, text);
}
std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}
std::optional<State> parse_state(std::string_view text) {
  return named<State>(states, text);
}
std::string_view to_text(Mode mode) {
  return modes.at(static_cast<std::size_t>(mode));
}
std::optional<Mode> parse_mode(std::string_view text) {
  return named<Mode>(modes, text);
}
std::string_view to_text(Verdict verdict) {
  return verdicts.at(static_cast<std::size_t>(verdict));
}
std::optional<Verdict> parse_verdict(std::string_view text) {
  return named<Verdict>(verdicts, text);
}
std::string_view to_text(RowOutcome outcome) {
  return outcomes.at(static_cast<std::size_t>(outcome));
}
std::optional<RowOutcome> parse_row_outcome(std::string_view text) {
  return named<RowOutcome>(outcomes, text);
}

std::span<const Column> columns_of(Kind kind) {
  if (kind == Kind::people) return people_columns;
  return roster_columns;
}

std::vector<std::vector<std::string>> template_of(Kind kind) {
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : columns_of(kind)) rows.front().emplace_back(column.zh);
  if (kind == Kind::people)
    rows.push_back({"（示例，请删除）王小明", "19900000000", "", "陪伴、跑腿", "周末全天；工作日晚上", "居民身份证",
                    "", "", "", ""});
  else
    rows.push_back({"（示例，请删除）王小明", "5101170000001", ""});
  return rows;
}

void Fields::set(std::string_view field, std::string text) {
  if (!text.empty()) values_.emplace_back(std::string(field), std::move(text));
}

const std::string& Fields::get(std::string_view field) const {
  static const std::string nothing;
  for (const auto& [name, text] : values_)
    if (name == field) return text;
  return nothing;
}

std::string Fields::to_json() const {
  json::Writer out;
  out.begin();
  for (const auto& [name, text] : values_) out.field(name, text);
  return out.end().take();
}

Fields Fields::from_json(std::string_view json) {
  const json::Document document(json);
  Fields fields;
  for (const std::string& name : document.names("")) fields.set(name, document.text(name).value_or(""));
  return fields;
}

Result<std::vector<std::string_view>> fields_of_header(Kind kind, const std::vector<std::string>& header) {
  std::vector<std::string_view> fields;
  std::set<std::string_view> seen;
  const auto columns = columns_of(kind);
  for (const std::string& cell : header) {
    // A star marks what must be filled; blanks in names are for the eye.
    std::string name = without_blanks(cell);
    std::erase(name, '*');
    if (name.empty()) {
      fields.emplace_back();
      continue;
    }
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& one) { return one.zh == name || one.en == name; });
    if (column == columns.end()) return Error::invalid("import.unknown_column", cell);
    if (!seen.insert(column->field).second) return Error::invalid("import.column_twice", cell);
    fields.push_back(column->field);
  }
  for (const Column& column : columns)
    if (column.required && !seen.contains(column.field))
      return Error::invalid("import.missing_column", std::string(column.zh));
  if (kind == Kind::roster && !seen.contains("number") && !seen.contains("mobile"))
    return Error::invalid("import.missing_column", "志愿者编号");
  return fields;
}

Fields fields_of_line(const std::vector<std::string_view>& header, const Line& line) {
  Fields fields;
  for (std::size_t i = 0; i < header.size() && i < line.cells.size(); ++i)
    if (!header[i].empty()) fields.set(header[i], line.cells[i]);
  return fields;
}

std::string problems_json(const std::vector<Problem>& problems) {
  json::Writer out;
  out.array();
  for (const Problem& problem : problems)
    out.begin()
        .field("field", problem.field)
        .field("reason", problem.reason)
        .field("line", problem.line)
        .field("blocks", problem.blocks)
        .end();
  return out.end_array().take();
}

std::vector<Problem> problems_of(std::string_view json) {
  std::vector<Problem> problems;
  for (const json::Document& item : json::Document(json).items(""))
    problems.push_back({item.text("field").value_or(""), item.text("reason").value_or(""),
                        item.integer("line").value_or(0), item.boolean("blocks").value_or(true)});
  return problems;
}

std::optional<std::vector<WeeklyTime>> parse_times(std::string_view text) {
  std::vector<WeeklyTime> times;
  for (const std::string& part : parts_of(without_blanks(text), {"；", ";", "、", "，", ","})) {
    const auto days = std::find_if(day_words.begin(), day_words.end(),
                                   [&](const Days& word) { return part.starts_with(word.text); });
    if (days == day_words.end()) return std::nullopt;
    // The longest word that fits: 周一至周五 begins with 周一.
    const Days& word = part.starts_with("周一至周五") ? day_words[3] : *days;
    const auto span = span_of(std::string_view(part).substr(word.text.size()));
    if (!span) return std::nullopt;
    for (int day = word.from; day <= word.until; ++day) times.push_back({day, span->from, span->until});
  }
  return times;
}

std::string parse_id_type(std::string_view text) {
  return meaning_of(id_types, without_blanks(text));
}

std::optional<LocalDate> read_day(std::string_view text) {
  const std::string whole = without_blanks(text);
  std::string_view rest = whole;
  LocalDate day;
  if (!take_number(rest, day.year)) return std::nullopt;
  if (rest.empty() && whole.size() == 5) {
    // What a sheet keeps: days since 1899-12-30.
    constexpr std::int64_t days_to_1970 = 25'569;
    return local_date(Instant{(day.year - days_to_1970) * day_ms});
  }
  if (rest.empty() && whole.size() == 8)
    day = {day.year / 10'000, day.year / 100 % 100, day.year % 100};
  else if (!take_text(rest, {"-", "/", ".", "年"}) || !take_number(rest, day.month) ||
           !take_text(rest, {"-", "/", ".", "月"}) || !take_number(rest, day.day))
    return std::nullopt;
  take_text(rest, {"日"});
  if (!rest.empty() || !is_real_date(day)) return std::nullopt;
  return day;
}

std::string parse_relation(std::string_view text) {
  return meaning_of(relations, without_blanks(text));
}

std::vector<std::string> words_of(std::string_view text) {
  return parts_of(text, {"、", "，", ",", "；", ";", "/", " ", "　", "\n", "\t"});
}

bool is_rounded(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  return e != std::string_view::npos && e > 1 && text.find_first_not_of("0123456789.eE+") == std::string_view::npos;
}

}  // namespace ws::imports
