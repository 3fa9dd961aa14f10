#include "surveys/survey_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::surveys {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 9> kinds{{{Kind::single, "single"},
                                                                  {Kind::multiple, "multiple"},
                                                                  {Kind::text, "text"},
                                                                  {Kind::long_text, "long_text"},
                                                                  {Kind::number, "number"},
                                                                  {Kind::date, "date"},
                                                                  {Kind::rating, "rating"},
                                                                  {Kind::matrix, "matrix"},
                                                                  {Kind::ranking, "ranking"}}};
constexpr std::array<std::pair<Audience, std::string_view>, 3> audiences{
    {{Audience::everyone, "everyone"}, {Audience::signed_in, "signed_in"}, {Audience::invited, "invited"}}};
constexpr std::array<std::pair<State, std::string_view>, 3> states{
    {{State::draft, "draft"}, {State::open, "open"}, {State::closed, "closed"}}};

template <class E, std::size_t N>
std::string_view name_of(const std::array<std::pair<E, std::string_view>, N>& names, E value) {
  for (const auto& [one, name] : names)
    if (one == value) return name;
  return {};
}
template <class E, std::size_t N>
std::optional<E> named(const std::array<std::pair<E, std::string_view>, N>& names, std::string_view text) {
  for (const auto& [one, name] : names)
    if (name == text) return one;
  return std::nullopt;
}

bool is_code(std::string_view code) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !code.empty() && code.size() <= 20 && code[0] >= 'a' && code[0] <= 'z' &&
         std::all_of(code.begin(), code.end(), plain);
}

std::string path_of(std::size_t question, std::string_view field) {
  return "questions[" + std::to_string(question) + "]." + std::string(field);
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool has_option(const std::vector<Option>& options, std::string_view code) {
  return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.code == code; });
}

/// What a branch may ask of a question.
bool may_answer(const Question& question, std::string_view option) {
  if (question.kind == Kind::rating) return option.size() == 1 && option[0] >= '1' && option[0] <= '0' + best_rating;
  if (question.kind != Kind::single && question.kind != Kind::multiple) return false;
  return has_option(question.options, option) || (question.other && option == other_option);
}

Outcome check_list(const std::vector<Option>& options, std::size_t least, std::size_t most, std::string_view reason,
                   const std::string& field) {
  std::set<std::string> codes;
  if (options.size() < least || options.size() > most) return Error::invalid(std::string(reason), field);
  for (const Option& option : options) {
    if (!is_code(option.code) || option.code == other_option) return Error::invalid("survey.bad_code", field);
    if (!codes.insert(option.code).second) return Error::invalid("survey.code_twice", field);
    if (trim(option.label).empty()) return Error::invalid("field.required", field);
  }
  return Done{};
}

Outcome check_shape(const Question& question, std::size_t at) {
  const bool options = has_options(question.kind);
  if (!options && !question.options.empty()) return Error::invalid("survey.options", path_of(at, "options"));
  if (options)
    if (auto right = check_list(question.options, question.other ? 1 : 2, most_options, "survey.options",
                                path_of(at, "options"));
        !right)
      return right;
  const bool rows = question.kind == Kind::matrix;
  if (auto right = check_list(question.rows, rows ? 1 : 0, rows ? most_rows : 0, "survey.rows", path_of(at, "rows"));
      !right)
    return right;
  const bool ranged = question.kind == Kind::multiple || question.kind == Kind::number;
  if ((question.least || question.most) && !ranged) return Error::invalid("survey.range", path_of(at, "least"));
  if (question.least && question.most && *question.least > *question.most)
    return Error::invalid("survey.range", path_of(at, "least"));
  const auto choices = static_cast<std::int64_t>(question.options.size()) + (question.other ? 1 : 0);
  if (question.kind == Kind::multiple &&
      (question.least.value_or(1) < 1 || question.least.value_or(1) > choices || question.most.value_or(1) < 1))
    return Error::invalid("survey.range", path_of(at, "least"));
  if (question.other && question.kind != Kind::single && question.kind != Kind::multiple)
    return Error::invalid("survey.options", path_of(at, "other"));
  return Done{};
}

/// A branch looks back only, so there can be no circle; one that would be is named so.
Outcome check_branch(const std::vector<Question>& questions, std::size_t at) {
  const Question& question = questions[at];
  if (question.if_question.empty() && question.if_option.empty()) return Done{};
  std::size_t on = 0;
  while (on < questions.size() && questions[on].code != question.if_question) ++on;
  if (on == questions.size()) return Error::invalid("survey.branch_forward", path_of(at, "if_question"));
  std::set<std::string> seen{question.code};
  for (const Question* step = &questions[on];;) {
    if (!seen.insert(step->code).second)
      return step->code == question.code ? Outcome(Error::invalid("survey.branch_cycle", path_of(at, "if_question")))
                                         : Outcome(Done{});
    const auto next = std::find_if(questions.begin(), questions.end(),
                                   [&](const Question& one) { return one.code == step->if_question; });
    if (next == questions.end()) break;
    step = &*next;
  }
  if (on > at) return Error::invalid("survey.branch_forward", path_of(at, "if_question"));
  if (!may_answer(questions[on], question.if_option))
    return Error::invalid("survey.branch_option", path_of(at, "if_option"));
  return Done{};
}

/// What a page's form sends of a question at most.
std::size_t fields_of(const Question& question) {
  if (question.kind == Kind::matrix) return question.rows.size();
  if (question.kind == Kind::ranking) return question.options.size();
  const std::size_t other = question.other ? 2 : 0;
  return (question.kind == Kind::multiple ? question.options.size() : 1) + other;
}

std::string words_of(const Question& question) {
  std::string words = question.words;
  if (!question.help.empty()) words += " / " + question.help;
  for (const auto* list : {&question.options, &question.rows})
    for (const Option& option : *list) words += " | " + option.code + ": " + option.label;
  return words;
}

// ---- a reply

using Said = std::vector<const Given*>;

/// Judges what was said to one question: adds answers, or names the reason why it cannot be one.
class QuestionJudge {
 public:
  QuestionJudge(const Question& question, const Said& said) : question_(question), said_(said) {}

  std::string judge() {
    switch (question_.kind) {
      case Kind::single:
      case Kind::multiple:
        return judge_choices();
      case Kind::text:
        return judge_words(short_words);
      case Kind::long_text:
        return judge_words(long_words);
      case Kind::number:
        return judge_number();
      case Kind::date:
        return judge_date();
      case Kind::rating:
        return judge_rating();
      case Kind::matrix:
        return judge_matrix();
      case Kind::ranking:
        return judge_ranking();
    }
    return {};
  }
  std::vector<Answer> answers;

 private:
  void add(std::string part, std::string choice, std::optional<std::int64_t> amount = {}, std::string words = {}) {
    answers.push_back({question_.code, std::move(part), std::move(choice), amount, std::move(words)});
  }
  std::string missing() const { return question_.required ? "survey.answer_required" : ""; }
  /// The first thing typed.
  std::string typed() const {
    for (const Given* given : said_)
      if (std::string words = trim(given->words); !words.empty()) return words;
    return {};
  }

  std::string judge_choices() {
    std::set<std::string> chosen;
    std::string other;
    for (const Given* given : said_) {
      if (!given->choice.empty()) chosen.insert(given->choice);
      if (given->choice.empty() || given->choice == other_option)
        if (std::string words = trim(given->words); !words.empty()) other = std::move(words);
    }
    for (const std::string& code : chosen)
      if (!has_option(question_.options, code) && !(question_.other && code == other_option))
        return "survey.answer_unknown";
    if (chosen.empty()) return missing();
    const bool with_other = chosen.contains(std::string(other_option));
    if (with_other && other.empty()) return "survey.answer_other";
    if (with_other && code_points(other) > short_words) return "survey.answer_long";
    const auto count = static_cast<std::int64_t>(chosen.size());
    if (question_.kind == Kind::single && count > 1) return "survey.answer_many";
    if (question_.kind == Kind::multiple && count < question_.least.value_or(1)) return "survey.answer_few";
    if (question_.kind == Kind::multiple && question_.most && count > *question_.most) return "survey.answer_many";
    for (const std::string& code : chosen) add("", code, {}, code == other_option ? other : "");
    return {};
  }

  std::string judge_words(std::size_t longest) {
    std::string words = typed();
    if (words.empty()) return missing();
    if (code_points(words) > longest || has_control_characters(words)) return "survey.answer_long";
    add("", "", {}, std::move(words));
    return {};
  }

  std::string judge_number() {
    const std::string words = typed();
    if (words.empty()) return missing();
    const auto value = number_in(words);
    if (!value || *value > 1'000'000'000'000 || *value < -1'000'000'000'000) return "survey.answer_number";
    if ((question_.least && *value < *question_.least) || (question_.most && *value > *question_.most))
      return "survey.answer_range";
    add("", "", value);
    return {};
  }

  /// Counted by month.
  std::string judge_date() {
    const std::string words = typed();
    if (words.empty()) return missing();
    const auto day = parse_day(words);
    if (!day || day->year < 1900 || day->year > 2200) return "survey.answer_date";
    add("", words.substr(0, 7), {}, words);
    return {};
  }

  std::string judge_rating() {
    std::string choice;
    for (const Given* given : said_)
      if (!given->choice.empty()) choice = given->choice;
    if (choice.empty()) return missing();
    if (!may_answer(question_, choice)) return "survey.answer_unknown";
    add("", choice, choice[0] - '0');
    return {};
  }

  std::string judge_matrix() {
    std::map<std::string, std::string> by_row;
    for (const Given* given : said_) {
      if (given->choice.empty()) continue;
      if (!has_option(question_.rows, given->part) || !has_option(question_.options, given->choice))
        return "survey.answer_unknown";
      if (!by_row.emplace(given->part, given->choice).second) return "survey.answer_many";
    }
    if (by_row.empty()) return missing();
    if (question_.required && by_row.size() < question_.rows.size()) return "survey.answer_rows";
    for (const auto& [row, choice] : by_row) add(row, choice);
    return {};
  }

  /// All of them, each on a place of its own; or nothing at all.
  std::string judge_ranking() {
    std::map<std::string, std::int64_t> places;
    std::set<std::int64_t> taken;
    for (const Given* given : said_) {
      const std::string words = trim(given->words);
      if (words.empty()) continue;
      const auto place = number_in(words);
      if (!has_option(question_.options, given->choice)) return "survey.answer_unknown";
      if (!place || *place < 1 || *place > static_cast<std::int64_t>(question_.options.size()) ||
          !taken.insert(*place).second || !places.emplace(given->choice, *place).second)
        return "survey.answer_places";
    }
    if (places.empty()) return missing();
    if (places.size() < question_.options.size()) return "survey.answer_places";
    for (const auto& [choice, place] : places) add("", choice, place);
    return {};
  }

  const Question& question_;
  const Said& said_;
};

/// Hides what is said of fewer than `smallest`, and then so much more that the hidden ones together are not so few
/// that the rest tells them.
void hide_small(std::vector<Cell*> cells, std::int64_t smallest) {
  std::int64_t hidden = 0;
  std::sort(cells.begin(), cells.end(), [](const Cell* a, const Cell* b) { return a->count < b->count; });
  std::size_t hidden_cells = 0;
  for (Cell* cell : cells) {
    if (*cell->count == 0) continue;
    const bool small = *cell->count < smallest;
    if (!small && (hidden_cells == 0 || (hidden >= smallest && hidden_cells > 1))) return;
    hidden += *cell->count;
    ++hidden_cells;
    cell->count.reset();
    cell->sum = 0;
  }
}

void protect_question(QuestionResult& result, std::int64_t smallest) {
  if (result.answered > 0 && result.answered < smallest) {
    const Question question = result.question;
    result = {};
    result.question = question;
    result.hidden = true;
    return;
  }
  // The least and the most are single people's.
  result.least = result.most = 0;
  std::map<std::string, std::vector<Cell*>> parts;
  for (Cell& cell : result.cells)
    if (cell.count) parts[cell.part].push_back(&cell);
  // Everybody ranks everything, so places tell of all who answered.
  if (result.question.kind != Kind::ranking)
    for (auto& [part, cells] : parts) hide_small(std::move(cells), smallest);
  // A mean would tell what two hidden cells hold.
  const bool some_hidden =
      std::any_of(result.cells.begin(), result.cells.end(), [](const Cell& cell) { return !cell.count; });
  if (some_hidden) result.sum = result.amounts = 0;
}

}  // namespace

std::string_view to_text(Kind kind) {
  return name_of(kinds, kind);
}
std::optional<Kind> parse_kind(std::string_view text) {
  return named(kinds, text);
}
std::string_view to_text(Audience audience) {
  return name_of(audiences, audience);
}
std::optional<Audience> parse_audience(std::string_view text) {
  return named(audiences, text);
}
std::string_view to_text(State state) {
  return name_of(states, state);
}
std::optional<State> parse_state(std::string_view text) {
  return named(states, text);
}

std::string_view to_text(Standing standing) {
  constexpr std::array<std::string_view, 4> names{"draft", "coming", "asking", "over"};
  return names[static_cast<std::size_t>(standing)];
}

bool has_options(Kind kind) {
  return kind == Kind::single || kind == Kind::multiple || kind == Kind::matrix || kind == Kind::ranking;
}

bool is_free(Kind kind) {
  return kind == Kind::text || kind == Kind::long_text;
}

Standing standing_of(const Survey& survey, Instant now) {
  if (survey.state == State::draft) return Standing::draft;
  if (survey.state == State::closed || now >= survey.form.closes) return Standing::over;
  return now < survey.form.opens ? Standing::coming : Standing::asking;
}

Outcome check_form(const Form& form) {
  if (trim(form.title).empty()) return Error::invalid("field.required", "title");
  if (trim(form.why).empty()) return Error::invalid("field.required", "why");
  if (trim(form.handling).empty()) return Error::invalid("field.required", "handling");
  if (form.closes <= form.opens) return Error::invalid("survey.times", "closes_ms");
  if (form.questions.empty() || form.questions.size() > most_questions)
    return Error::invalid("survey.no_questions", "questions");
  std::set<std::string> codes;
  std::size_t fields = 0;
  for (const Question& question : form.questions) fields += fields_of(question);
  if (fields > most_fields) return Error::invalid("survey.too_long", "questions");
  for (std::size_t at = 0; at < form.questions.size(); ++at) {
    const Question& question = form.questions[at];
    if (!is_code(question.code)) return Error::invalid("survey.bad_code", path_of(at, "code"));
    if (!codes.insert(question.code).second) return Error::invalid("survey.code_twice", path_of(at, "code"));
    if (trim(question.words).empty()) return Error::invalid("field.required", path_of(at, "words"));
    if (auto right = check_shape(question, at); !right) return right;
  }
  for (std::size_t at = 0; at < form.questions.size(); ++at)
    if (auto right = check_branch(form.questions, at); !right) return right;
  return Done{};
}

Outcome check_change(const Form& before, const Form& after, const std::set<std::string>& answered) {
  for (const Question& was : before.questions) {
    if (!answered.contains(was.code)) continue;
    std::size_t at = 0;
    while (at < after.questions.size() && after.questions[at].code != was.code) ++at;
    if (at == after.questions.size()) return Error{ErrorCode::conflict, "survey.question_answered", "questions"};
    const Question& is = after.questions[at];
    const auto keeps = [](const std::vector<Option>& old, const std::vector<Option>& fresh) {
      return std::all_of(old.begin(), old.end(),
                         [&](const Option& option) { return has_option(fresh, option.code); });
    };
    const bool kept = is.kind == was.kind && keeps(was.options, is.options) && keeps(was.rows, is.rows) &&
                      (is.other || !was.other) && is.if_question == was.if_question && is.if_option == was.if_option;
    // A ranking places all there is: one more option would be a place that nobody could give.
    if (!kept || (is.kind == Kind::ranking && is.options.size() != was.options.size()))
      return Error{ErrorCode::conflict, "survey.question_answered", path_of(at, "kind")};
  }
  return Done{};
}

std::vector<Rewording> rewordings(const Form& before, const Form& after) {
  std::vector<Rewording> found;
  for (const Question& was : before.questions)
    for (const Question& is : after.questions)
      if (is.code == was.code && words_of(is) != words_of(was))
        found.push_back({is.code, words_of(was), words_of(is)});
  return found;
}

Judged judge(const std::vector<Question>& questions, const std::vector<Given>& given) {
  std::map<std::string, Said> said;
  for (const Given& one : given) said[one.question].push_back(&one);
  Judged judged;
  std::set<std::pair<std::string, std::string>> chosen;
  for (const Question& question : questions) {
    if (!question.if_question.empty() && !chosen.contains({question.if_question, question.if_option})) continue;
    QuestionJudge judge(question, said[question.code]);
    if (std::string reason = judge.judge(); !reason.empty()) {
      judged.faults.push_back({question.code, std::move(reason)});
      // So that what depends on it is not complained about as well, nor forgotten.
      continue;
    }
    for (Answer& answer : judge.answers) {
      chosen.emplace(answer.question, answer.choice);
      judged.answers.push_back(std::move(answer));
    }
  }
  return judged;
}

Limits Limits::parse(std::string_view policy) {
  const json::Document document(policy);
  Limits limits;
  const auto take = [&](const char* path, std::int64_t& target, std::int64_t least, std::int64_t most) {
    const auto value = document.integer(path);
    if (!value) return;
    if (*value < least || *value > most) throw std::runtime_error(std::string("policy out of sense: ") + path);
    target = *value;
  };
  take("surveys.smallest_group", limits.smallest_group, 2, 1000);
  take("surveys.feedback_days", limits.feedback_days, 1, 180);
  return limits;
}

Results protect(Results results, std::int64_t smallest) {
  results.hidden = results.replies < smallest;
  if (results.hidden) {
    results.questions.clear();
    results.replies = results.on_paper = 0;
    return results;
  }
  if (results.on_paper < smallest || results.replies - results.on_paper < smallest) results.on_paper = 0;
  for (QuestionResult& result : results.questions) protect_question(result, smallest);
  return results;
}

}  // namespace ws::surveys
