#include "surveys/invitation_model.h"

#include <algorithm>
#include <array>

namespace ws::surveys {
namespace {

constexpr std::array<std::string_view, 4> ways{"team", "course", "activity", "accounts"};
constexpr std::array<std::string_view, 3> wide_separators{"，", "、", "；"};

}  // namespace

std::optional<Invitees::By> parse_by(std::string_view text) {
  const auto found = std::find(ways.begin(), ways.end(), text);
  if (found == ways.end()) return std::nullopt;
  return static_cast<Invitees::By>(found - ways.begin());
}

std::vector<std::string> split_accounts(std::string_view pasted) {
  std::string plain(pasted);
  for (const std::string_view wide : wide_separators)
    for (std::size_t at; (at = plain.find(wide)) != std::string::npos;) plain.replace(at, wide.size(), " ");
  std::vector<std::string> accounts;
  std::set<std::string> seen;
  std::string one;
  for (const char c : plain + " ") {
    const bool between = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ';';
    if (!between) {
      one += c;
    } else if (!one.empty()) {
      if (seen.insert(one).second) accounts.push_back(one);
      one.clear();
    }
  }
  return accounts;
}

Outcome check_invitation(const Survey& survey, std::int64_t invited_before, std::size_t fresh, std::int64_t smallest,
                         Instant now) {
  if (survey.form.audience != Audience::invited) return Error::conflict("survey.not_for_invited");
  if (survey.state != State::open || survey.form.closes <= now) return Error::conflict("survey.closed");
  const auto more = static_cast<std::int64_t>(fresh);
  const bool small = survey.replies > 0 ? more < smallest : invited_before + more < smallest;
  if (small) return Error::invalid("survey.few_invited");
  if (fresh > most_invited) return Error::invalid("survey.many_invited");
  return Done{};
}

}  // namespace ws::surveys
