#include "live/audience_model.h"

#include <array>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace ws::live {
namespace {

constexpr std::array<std::pair<QuestionState, std::string_view>, 4> states{{{QuestionState::open, "open"},
                                                                            {QuestionState::held, "held"},
                                                                            {QuestionState::answered, "answered"},
                                                                            {QuestionState::hidden, "hidden"}}};

Outcome check_line(std::string_view text, std::string_view field) {
  if (trim(text).empty()) return Error::invalid("field.required", std::string(field));
  if (has_control_characters(text)) return Error::invalid("field.characters", std::string(field));
  return Done{};
}

}  // namespace

std::string_view to_text(QuestionState state) {
  for (const auto& [known, text] : states)
    if (known == state) return text;
  throw std::logic_error("a state of a question without a word");
}

std::optional<QuestionState> parse_question_state(std::string_view text) {
  for (const auto& [state, known] : states)
    if (known == text) return state;
  return std::nullopt;
}

Outcome may_ask(std::int64_t in_room, std::int64_t own, const LiveRules& rules) {
  if (in_room >= most_questions || own >= rules.questions_each) return Error::conflict("live.many_questions");
  return Done{};
}

Outcome check_poll(const Poll& poll) {
  if (const Outcome right = check_line(poll.question, "question"); !right) return right;
  std::set<std::string> labels;
  for (const Choice& choice : poll.choices) {
    if (const Outcome right = check_line(choice.label, "choices"); !right) return right;
    labels.insert(trim(choice.label));
  }
  const bool fits = labels.size() >= least_choices && labels.size() <= most_choices;
  if (!fits || labels.size() != poll.choices.size()) return Error::invalid("live.poll_choices", "choices");
  return Done{};
}

}  // namespace ws::live
