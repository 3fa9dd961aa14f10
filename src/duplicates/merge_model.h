#pragma once
// Accounts that may be one person, and making them one: proposed by one, done or refused by another, undone while
// nothing new has happened. Found by what was told (name, birth date, team), never by a face or a profile. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using MergeId = Id<struct MergeTag>;
}

namespace ws::duplicates {

enum class State { proposed, refused, merged, undone };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

struct Account {
  PersonId person;
  std::string name, number, state, site_name;
  SiteId site;
  std::string mobile_sealed, birth_date;
};

/// Why two accounts may be one person.
enum class Likeness { name_and_birth, name_and_team };
std::string_view to_text(Likeness likeness);
struct Candidate {
  Account one, other;
  Likeness why = Likeness::name_and_birth;
  std::string team_name;  ///< the one both belong to
};

struct Merge {
  MergeId id;
  Account merged, survivor;
  State state = State::proposed;
  std::string reason;
  PersonId proposed_by;
  std::string proposed_by_name, decided_by_name;
  Instant proposed;
  std::optional<Instant> decided;
};

/// A line of the trail.
struct Trace {
  std::int64_t position = 0;
  Instant at;
  std::string actor_name;
  std::string kind;  ///< proposed, refused, merged, moved, kept, reentered, undone
  std::string what;  ///< account, membership, leadership, skill, hours
  std::string ref, detail;
};

/// Which of the two people's sites somebody looks after.
struct Reach {
  bool merged = false, survivor = false;

  bool any() const { return merged || survivor; }
};
/// The second yes: by somebody else, who is neither of the two; both together look after both. Refuses "merge.own",
/// "merge.not_yours".
Outcome may_decide(const Merge& merge, const PersonId& actor, Reach actors, Reach proposers);

}  // namespace ws::duplicates
