#pragma once
// What a list of people holds and how its words are read: columns, weekly times, kinds of documents. Pure.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"
#include "imports/table_model.h"

namespace ws {
using ImportId = Id<struct ImportTag>;
}

namespace ws::imports {

enum class Kind {
  people,  ///< who becomes a volunteer (and joins a team, where one is named)
  roster,  ///< volunteers who join a team
};
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

enum class State { judged, running, finished, failed, cancelled, expired };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What is written of a list that has bad rows.
enum class Mode { all, good };
std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

enum class Verdict {
  good,
  known,  ///< the person is a volunteer already: nothing to enter; they join the team, where one is named
  bad,
};
std::string_view to_text(Verdict verdict);
std::optional<Verdict> parse_verdict(std::string_view text);

enum class RowOutcome { waiting, written, failed, left_out };
std::string_view to_text(RowOutcome outcome);
std::optional<RowOutcome> parse_row_outcome(std::string_view text);

struct Column {
  std::string_view field, zh, en;
  bool required;
};
std::span<const Column> columns_of(Kind kind);
/// The first lines of a template: the header, and what a row looks like.
std::vector<std::vector<std::string>> template_of(Kind kind);

/// A row's texts by field.
class Fields {
 public:
  void set(std::string_view field, std::string text);
  const std::string& get(std::string_view field) const;  ///< "" if absent
  std::string to_json() const;
  static Fields from_json(std::string_view json);

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};
/// For each column of the file, which field it is. Refuses "import.unknown_column", "import.column_twice" and
/// "import.missing_column" with the column's name as the field.
Result<std::vector<std::string_view>> fields_of_header(Kind kind, const std::vector<std::string>& header);
Fields fields_of_line(const std::vector<std::string_view>& header, const Line& line);

struct Problem {
  std::string field, reason;
  std::int64_t line = 0;  ///< of another row that it clashes with; 0 for none
  bool blocks = true;     ///< or only something to look at
};
struct Judged {
  std::int64_t line = 0;
  std::string name;
  Fields fields;
  Verdict verdict = Verdict::good;
  std::vector<Problem> problems;
};
std::string problems_json(const std::vector<Problem>& problems);
std::vector<Problem> problems_of(std::string_view json);

/// Weekly, in the district's zone: weekday 1 (Monday) to 7, minutes from midnight.
struct WeeklyTime {
  std::int64_t weekday, from_minute, until_minute;
};
/// "周末全天；工作日晚上；周三 14:00-16:30" → weekly times; nothing if a word is none of them.
std::optional<std::vector<WeeklyTime>> parse_times(std::string_view text);
/// "身份证", "居民身份证", "resident_id", "" → resident_id …; "" for what is none.
std::string parse_id_type(std::string_view text);
/// "1990-01-23", "1990/1/23", "1990年1月23日", and the number of a day that a sheet keeps for it.
std::optional<LocalDate> read_day(std::string_view text);
/// "母亲" → mother …; "" for what is none.
std::string parse_relation(std::string_view text);
/// Words separated by 、，,；;/ or blanks.
std::vector<std::string> words_of(std::string_view text);
/// True for a number that a sheet has rounded: "5.1011719500101E+17".
bool is_rounded(std::string_view text);

}  // namespace ws::imports
