#pragma once
// Whom a survey for the invited is sent to, as its staff say it.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "surveys/survey_model.h"

namespace ws::surveys {

struct Invitees {
  enum class By { team, course, activity, accounts };
  By by = By::team;
  std::string id = {};                     ///< of the team, course or activity
  std::vector<std::string> accounts = {};  ///< logins and numbers of volunteers
};
std::optional<Invitees::By> parse_by(std::string_view text);
inline constexpr std::size_t most_accounts = 500;
inline constexpr std::size_t most_invited = 5'000;

/// A pasted list, whatever separates them; each once.
std::vector<std::string> split_accounts(std::string_view pasted);

/// Can they be invited without anybody's answer giving them away? A small group is known by its answers, and so is
/// who is invited alone after others have answered: "survey.few_invited". "survey.many_invited", and
/// "survey.not_for_invited", "survey.closed" for a survey that does not ask them now.
Outcome check_invitation(const Survey& survey, std::int64_t invited_before, std::size_t fresh, std::int64_t smallest,
                         Instant now);

}  // namespace ws::surveys
