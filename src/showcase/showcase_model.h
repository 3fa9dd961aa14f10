#pragma once
// What is shown as an example: brand projects, excellent teams, exemplary cases. Put forward with a reason, reviewed
// by somebody else at the center, publicised for some working days, shown for a year; revoked with a reason. Never a
// person, never a rank. Pure.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using ShowcaseId = Id<struct ShowcaseTag>;
using ShowcaseObjectionId = Id<struct ShowcaseObjectionTag>;
using ProjectId = Id<struct ProjectTag>;
using ArticleId = Id<struct ArticleTag>;
using MediaId = Id<struct MediaTag>;
}  // namespace ws

namespace ws::showcase {

enum class Kind { brand_project, excellent_team, exemplary_case };
inline constexpr std::array<Kind, 3> kinds{Kind::brand_project, Kind::excellent_team, Kind::exemplary_case};
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

enum class State { nominated, returned, publicised, shown, revoked };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// A case in its own words: what was the need, what was done, what came of it.
struct Words {
  std::string title, need, done, outcome;
  bool empty() const { return title.empty() && need.empty() && done.empty() && outcome.empty(); }
};

/// An office of one of the two leading bodies, and who answers for it there.
struct Owner {
  std::string office, person;
  bool named() const { return !office.empty() && !person.empty(); }
  bool empty() const { return office.empty() && person.empty(); }
};

/// What is put forward. A project or a team stands for itself; a case is a published article or its own words, and
/// has an owner on each side.
struct Plan {
  Kind kind = Kind::brand_project;
  SiteId site;  ///< of a case; a project's and a team's are their own
  ProjectId project;
  TeamId team;
  ArticleId article;
  MediaId picture;  ///< may be empty
  Words words;
  Owner civilization, governance;
  std::string reason;
  int year = 0;
};
/// Refuses "showcase.refers_to", "showcase.own_words", "showcase.owners", "showcase.year", "field.required",
/// "field.characters".
Outcome check_plan(const Plan& plan, Instant now);

/// Where an entry stands, and what the actor has to do with it.
struct Standing {
  State state = State::nominated;
  bool nominated = false;    ///< the actor put it forward
  bool approved = false;     ///< the actor let it be publicised
  bool may_review = false;   ///< dispatcher or leader of the center
  bool is_own_team = false;  ///< the actor leads the team it is about
};
/// Publicising it or giving it back: "showcase.not_a_reviewer", "showcase.own", "showcase.not_waiting".
Outcome may_review(const Standing& standing);
/// Putting it forward anew: "showcase.not_returned".
Outcome may_change(const Standing& standing);
/// "showcase.not_publicised".
Outcome may_object(State state);
/// "showcase.not_a_reviewer", "showcase.own" also for whoever approved it or objects themself,
/// "showcase.not_publicised".
Outcome may_answer(const Standing& standing, bool objected);
/// "showcase.not_a_reviewer", "showcase.not_shown".
Outcome may_revoke(const Standing& standing);

/// Numbers that a district sets, of the policy.
struct Limits {
  std::int64_t publicity_working_days = 5;
  /// Missing members keep the defaults; one outside sense throws std::runtime_error.
  static Limits parse(std::string_view policy);
};

}  // namespace ws::showcase
