#include "pacts/pact_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::pacts {
namespace {

constexpr std::array<std::string_view, 3> states{"draft", "published", "closed"};
constexpr std::array<std::string_view, 3> version_states{"draft", "in_review", "published"};

template <class Enum, class Texts>
std::optional<Enum> parsed(const Texts& texts, std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

Outcome check_text(const std::string& text, std::string field) {
  if (trim(text).empty()) return Error::invalid("field.required", std::move(field));
  if (has_control_characters(text)) return Error::invalid("field.characters", std::move(field));
  return Done{};
}

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}

std::optional<State> parse_state(std::string_view text) {
  return parsed<State>(states, text);
}

std::string_view to_text(VersionState state) {
  return version_states.at(static_cast<std::size_t>(state));
}

std::optional<VersionState> parse_version_state(std::string_view text) {
  return parsed<VersionState>(version_states, text);
}

Limits Limits::parse(std::string_view policy) {
  const json::Document document(policy);
  Limits limits;
  const auto take = [&](const std::string& name, std::int64_t& target, std::int64_t most) {
    const auto value = document.integer("pacts." + name);
    if (!value) return;
    if (*value < 1 || *value > most) throw std::runtime_error("policy out of sense: pacts." + name);
    target = *value;
  };
  take("most_clauses", limits.most_clauses, 100);
  take("most_signatures", limits.most_signatures, 100'000);
  return limits;
}

Outcome check_words(const Words& words, const Limits& limits) {
  if (const Outcome right = check_text(words.title, "title"); !right) return right;
  if (const Outcome right = check_text(words.preamble, "preamble"); !right) return right;
  if (words.clauses.empty()) return Error::invalid("pact.no_clauses", "clauses");
  if (static_cast<std::int64_t>(words.clauses.size()) > limits.most_clauses)
    return Error::invalid("pact.too_many_clauses", "clauses");
  for (std::size_t i = 0; i < words.clauses.size(); ++i)
    if (const Outcome right = check_text(words.clauses[i], "clauses[" + std::to_string(i) + "].text"); !right)
      return right;
  return Done{};
}

Outcome check_paper(const Paper& paper, Instant now, const Limits& limits) {
  if (const Outcome right = check_text(paper.place, "place"); !right) return right;
  if (const Outcome right = check_text(paper.note, "note"); !right) return right;
  if (paper.signatures < 1 || paper.signatures > limits.most_signatures)
    return Error::invalid("pact.too_many_signatures", "signatures");
  if (paper.day > local_date(now)) return Error::invalid("pact.day_to_come", "day");
  return Done{};
}

Outcome may_write(const Pact& pact, const std::optional<Version>& open) {
  if (pact.state == State::closed) return Error::conflict("pact.closed");
  if (open && open->state == VersionState::in_review) return Error::conflict("pact.in_review");
  return Done{};
}

Outcome may_submit(const std::optional<Version>& open) {
  if (!open || open->state != VersionState::draft) return Error::conflict("pact.nothing_to_submit");
  return Done{};
}

Outcome may_judge(const Pact& pact, const std::optional<Version>& open, const Judge& judge) {
  if (!judge.may_review) return Error::forbidden("pact.not_a_reviewer");
  if (judge.wrote) return Error::forbidden("pact.own");
  if (pact.state == State::closed) return Error::conflict("pact.closed");
  if (!open || open->state != VersionState::in_review) return Error::conflict("pact.not_waiting");
  return Done{};
}

Outcome may_close(const Pact& pact, const Judge& judge) {
  if (!judge.may_review) return Error::forbidden("pact.not_a_reviewer");
  if (pact.state != State::published) return Error::conflict("pact.not_published");
  return Done{};
}

Outcome may_join(const Pact& pact, std::int64_t number) {
  if (pact.state != State::published) return Error::conflict("pact.closed");
  if (pact.current != number) return Error::conflict("pact.words_changed");
  return Done{};
}

std::vector<Count> count_people(std::vector<Count> counted, std::vector<Double> doubles) {
  // Of each person the newest first, which is the one that counts.
  std::sort(doubles.begin(), doubles.end(), [](const Double& a, const Double& b) {
    return a.person != b.person ? a.person < b.person : a.number > b.number;
  });
  for (std::size_t i = 1; i < doubles.size(); ++i) {
    if (doubles[i].person != doubles[i - 1].person) continue;
    for (Count& count : counted)
      if (count.number == doubles[i].number) --count.joined;
  }
  return counted;
}

}  // namespace ws::pacts
