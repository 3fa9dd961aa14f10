#include "showcase/showcase_model.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "base/local_time.h"
#include "base/text.h"

namespace ws::showcase {
namespace {

constexpr std::array<std::string_view, 3> kind_texts{"brand_project", "excellent_team", "exemplary_case"};
constexpr std::array<std::string_view, 5> state_texts{"nominated", "returned", "publicised", "shown", "revoked"};
constexpr int first_year = 2000;

template <class Enum, class Texts>
std::optional<Enum> parsed(const Texts& texts, std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

Outcome check_case(const Plan& plan) {
  if (plan.site.empty()) return Error::invalid("field.required", "site_id");
  if (!plan.article.empty() && !plan.words.empty()) return Error::invalid("showcase.own_words", "title");
  if (!plan.civilization.named()) return Error::invalid("showcase.owners", "civilization_owner");
  if (!plan.governance.named()) return Error::invalid("showcase.owners", "governance_owner");
  if (!plan.article.empty()) return Done{};
  const std::array<std::pair<const std::string*, std::string_view>, 4> needed{{{&plan.words.title, "title"},
                                                                               {&plan.words.need, "need"},
                                                                               {&plan.words.done, "done"},
                                                                               {&plan.words.outcome, "outcome"}}};
  for (const auto& [text, field] : needed)
    if (trim(*text).empty()) return Error::invalid("field.required", std::string(field));
  return Done{};
}

Outcome check_characters(const Plan& plan) {
  const std::array<std::pair<const std::string*, std::string_view>, 9> texts{
      {{&plan.reason, "reason"},
       {&plan.words.title, "title"},
       {&plan.words.need, "need"},
       {&plan.words.done, "done"},
       {&plan.words.outcome, "outcome"},
       {&plan.civilization.office, "civilization_office"},
       {&plan.civilization.person, "civilization_owner"},
       {&plan.governance.office, "governance_office"},
       {&plan.governance.person, "governance_owner"}}};
  for (const auto& [text, field] : texts)
    if (has_control_characters(*text)) return Error::invalid("field.characters", std::string(field));
  return Done{};
}

}  // namespace

std::string_view to_text(Kind kind) {
  return kind_texts.at(static_cast<std::size_t>(kind));
}

std::optional<Kind> parse_kind(std::string_view text) {
  return parsed<Kind>(kind_texts, text);
}

std::string_view to_text(State state) {
  return state_texts.at(static_cast<std::size_t>(state));
}

std::optional<State> parse_state(std::string_view text) {
  return parsed<State>(state_texts, text);
}

Outcome check_plan(const Plan& plan, Instant now) {
  const bool project = plan.kind == Kind::brand_project, team = plan.kind == Kind::excellent_team;
  if (project == plan.project.empty()) return Error::invalid("showcase.refers_to", "project_id");
  if (team == plan.team.empty()) return Error::invalid("showcase.refers_to", "team_id");
  if (!project && !team) {
    if (const Outcome right = check_case(plan); !right) return right;
  } else {
    if (!plan.article.empty()) return Error::invalid("showcase.refers_to", "article_id");
    if (!plan.words.empty()) return Error::invalid("showcase.own_words", "title");
    if (!plan.civilization.empty() || !plan.governance.empty())
      return Error::invalid("showcase.owners", "civilization_owner");
  }
  if (plan.year < first_year || plan.year > local_date(now).year) return Error::invalid("showcase.year", "year");
  if (trim(plan.reason).empty()) return Error::invalid("field.required", "reason");
  return check_characters(plan);
}

Outcome may_review(const Standing& standing) {
  if (!standing.may_review) return Error::forbidden("showcase.not_a_reviewer");
  if (standing.nominated || standing.is_own_team) return Error::forbidden("showcase.own");
  if (standing.state != State::nominated) return Error::conflict("showcase.not_waiting");
  return Done{};
}

Outcome may_change(const Standing& standing) {
  if (standing.state != State::returned) return Error::conflict("showcase.not_returned");
  return Done{};
}

Outcome may_object(State state) {
  if (state != State::publicised) return Error::conflict("showcase.not_publicised");
  return Done{};
}

Outcome may_answer(const Standing& standing, bool objected) {
  if (!standing.may_review) return Error::forbidden("showcase.not_a_reviewer");
  if (standing.nominated || standing.approved || standing.is_own_team || objected)
    return Error::forbidden("showcase.own");
  return may_object(standing.state);
}

Outcome may_revoke(const Standing& standing) {
  if (!standing.may_review) return Error::forbidden("showcase.not_a_reviewer");
  if (standing.state != State::shown) return Error::conflict("showcase.not_shown");
  return Done{};
}

Limits Limits::parse(std::string_view policy) {
  Limits limits;
  const auto days = json::Document(policy).integer("showcase.publicity_working_days");
  if (!days) return limits;
  if (*days < 1 || *days > 60) throw std::runtime_error("policy out of sense: showcase.publicity_working_days");
  limits.publicity_working_days = *days;
  return limits;
}

}  // namespace ws::showcase
