#pragma once
// Surveys: what an author writes, what counts as an answer, and which figures may be shown. Pure rules.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using SurveyId = Id<struct SurveyTag>;
using SurveyReplyId = Id<struct SurveyReplyTag>;
using SurveyExportId = Id<struct SurveyExportTag>;
}  // namespace ws

namespace ws::surveys {

inline constexpr std::size_t most_questions = 60;
inline constexpr std::size_t most_options = 40;
inline constexpr std::size_t most_rows = 20;
inline constexpr std::size_t most_given = 800;   ///< things said in one reply
inline constexpr std::size_t most_fields = 180;  ///< of the page's form, all questions together
inline constexpr std::size_t short_words = 200;
inline constexpr std::size_t long_words = 2000;
inline constexpr int best_rating = 5;
/// The code of "something else, namely …".
inline constexpr std::string_view other_option = "other";

enum class Kind { single, multiple, text, long_text, number, date, rating, matrix, ranking };
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);
/// Answered by options of its own.
bool has_options(Kind kind);
/// Answered in words that nobody foresaw.
bool is_free(Kind kind);

struct Option {
  std::string code;
  std::string label;
  auto operator<=>(const Option&) const = default;
};
struct Question {
  std::string code;  ///< stable: what was answered hangs on it
  Kind kind = Kind::single;
  std::string words;
  std::string help;
  bool required = false;
  std::vector<Option> options;
  std::vector<Option> rows;                 ///< of a matrix
  bool other = false;                       ///< single, multiple: "something else", in words
  std::optional<std::int64_t> least, most;  ///< how many of a multiple; the range of a number
  std::string if_question, if_option;       ///< asked only if that one has this answer; "" always
};

enum class Audience {
  everyone,   ///< without an account, once from a device
  signed_in,  ///< once a person
  invited,    ///< once a person who was asked
};
std::string_view to_text(Audience audience);
std::optional<Audience> parse_audience(std::string_view text);

enum class State { draft, open, closed };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What an author writes.
struct Form {
  std::string title;
  std::string why;       ///< it is asked
  std::string handling;  ///< what happens with the answers
  Audience audience = Audience::everyone;
  Instant opens;
  Instant closes;
  bool results_public = false;  ///< everybody sees the figures once it is over
  std::vector<Question> questions;
};

struct Survey {
  SurveyId id;
  SiteId site;
  Form form;
  State state = State::draft;
  std::int64_t replies = 0;
  Instant made;
  std::int64_t version = 1;
};

/// Where a survey stands for those who answer it.
enum class Standing { draft, coming, asking, over };
std::string_view to_text(Standing standing);
Standing standing_of(const Survey& survey, Instant now);

/// Whether a form makes sense. Refuses "field.required", "survey.times", "survey.no_questions", "survey.too_long",
/// "survey.bad_code", "survey.code_twice", "survey.options", "survey.rows", "survey.range", and for branches
/// "survey.branch_cycle" (on itself, or in a circle), "survey.branch_forward" (on one that comes later, or is not
/// there), "survey.branch_option".
Outcome check_form(const Form& form);
/// Whether what has been answered keeps its meaning: of a question in `answered` only the words may change, and
/// options may be added. Refuses "survey.question_answered".
Outcome check_change(const Form& before, const Form& after, const std::set<std::string>& answered);
/// Questions whose words, or whose options' words, differ: code → before and after.
struct Rewording {
  std::string question, before, after;
};
std::vector<Rewording> rewordings(const Form& before, const Form& after);

/// One thing said, as it came in.
struct Given {
  std::string question;
  std::string part;    ///< the row of a matrix
  std::string choice;  ///< an option's code; of a ranking with its place in `words`
  std::string words;   ///< typed: a text, a number, a date, a place, what "something else" is
};
/// One thing said, judged.
struct Answer {
  std::string question, part, choice;
  std::optional<std::int64_t> amount;
  std::string words;
};
struct Fault {
  std::string question;
  std::string reason;
};
struct Judged {
  std::vector<Answer> answers;
  std::vector<Fault> faults;  ///< in the order of the questions; one each at most
};
/// Judges a reply. What was said to a question that the branch leaves out is ignored, and so is what was said to
/// none.
Judged judge(const std::vector<Question>& questions, const std::vector<Given>& given);

/// What localities set differently: "surveys" of the policy file in force (data/policy).
struct Limits {
  std::int64_t smallest_group = 5;  ///< nothing is shown of fewer people to who may not see single answers
  std::int64_t feedback_days = 14;  ///< how long those who were at a session are asked about it
  /// Missing members keep the defaults; one outside sense throws std::runtime_error.
  static Limits parse(std::string_view policy);
};

/// How often a choice was made. Nothing: not shown.
struct Cell {
  std::string part, choice, label;
  std::optional<std::int64_t> count;
  std::int64_t sum = 0;  ///< of amounts: places of a ranking
};
struct QuestionResult {
  Question question;
  std::int64_t answered = 0;  ///< replies
  std::vector<Cell> cells;
  std::int64_t sum = 0, amounts = 0;  ///< of numbers and ratings
  std::int64_t least = 0, most = 0;
  bool hidden = false;  ///< too few answered
};
struct Results {
  std::int64_t replies = 0, on_paper = 0;
  std::vector<QuestionResult> questions;
  bool hidden = false;  ///< too few replied
};
/// For who may not see single answers: nothing about fewer than `smallest` people, neither said nor left to be
/// reckoned from the rest.
Results protect(Results results, std::int64_t smallest);

}  // namespace ws::surveys
