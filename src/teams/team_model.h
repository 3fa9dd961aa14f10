#pragma once
// A team as shown, its life, and who may take which step. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using TeamRequestId = Id<struct TeamRequestTag>;
using OrganisationId = Id<struct OrganisationTag>;
}  // namespace ws

namespace ws::teams {

enum class State { draft, review, active, dissolved };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What may happen to a team, and to those in it.
enum class Step {
  founded,
  edited,
  submitted,
  returned,
  approved,
  dissolved,
  requested,  ///< somebody asks to join
  withdrawn,  ///< and thinks better of it
  refused,
  joined,
  left,
  removed,
  appointed,  ///< becomes a leader
  dismissed,  ///< is a leader no longer
};
std::string_view to_text(Step step);

struct Ref {
  std::string id, name;
};

/// What a team did, with its sub-teams: effective entries of the ledger.
struct Deeds {
  std::int64_t served = 0;  ///< person-times (人次)
  std::int64_t people = 0;  ///< distinct volunteers (人数)
  std::int64_t minutes = 0;
};

struct Team {
  TeamId id;
  std::string code, name, host, summary;
  TeamId parent;
  Ref site;
  State state = State::active;
  Ref organisation;            ///< empty: of none
  bool takes_requests = true;  ///< whether people may ask to join
  PersonId founded_by, submitted_by;
  std::int64_t version = 1;
  std::int64_t members = 0;         ///< distinct people, with sub-teams (人数)
  std::int64_t sub_teams = 0;       ///< active ones below, at any depth
  std::int64_t completed = 0;       ///< orders completed, with sub-teams
  std::optional<Deeds> hours = {};  ///< of the ledger, with sub-teams; only where one team is shown

  bool active() const { return state == State::active; }
};

/// What a founder or editor writes down.
struct Plan {
  std::string name, host, summary;
  SiteId site;
  TeamId parent;  ///< only when it is founded
  OrganisationId organisation;
  bool takes_requests = true;
};

/// What somebody is to a team.
struct Standing {
  bool member = false;
  bool leader = false;  ///< of this team itself
  bool above = false;   ///< leads a team above
  bool staff = false;   ///< clerk or dispatcher over its site
  bool maker = false;   ///< founded or submitted it

  /// Sees its members and requests and answers them.
  bool leads() const { return leader || above || staff; }
  bool sees_all() const { return leads() || maker; }
};

/// Where the step leads; nothing if it is not possible from there. Steps of people leave the state as it is.
std::optional<State> next_state(State from, Step step);
/// Whether somebody of this standing may take the step. Refuses "team.not_yours", "team.own" (whoever made it does
/// not review it), "team.state".
Outcome decide(const Team& team, const Standing& standing, Step step);

struct Membership {
  PersonId person;
  std::string name, number;
  Ref team;
  bool leader = false;
  Instant since;
  std::vector<std::string> skills = {};
};
/// Leaving, being removed, dismissed: what may happen to somebody's membership. `leaders`: how many the team has;
/// `members`: people in the team itself. Refuses "team.last_leader": others would be left without.
Outcome may_go(bool is_leader, std::int64_t leaders, std::int64_t members);
/// Whether `actor` may remove or dismiss somebody. Refuses "team.not_yours"; "team.equal_rank": a leader is dismissed
/// by themself, a leader above or staff; "team.leader_first": a leader is dismissed before being removed.
Outcome may_remove(const Standing& actor, bool is_leader);
Outcome may_dismiss(const Standing& actor, bool oneself);

enum class RequestState { pending, approved, refused, withdrawn };
std::string_view to_text(RequestState state);
std::optional<RequestState> parse_request_state(std::string_view text);

/// Somebody's wish to join.
struct Request {
  TeamRequestId id;
  Ref team;
  PersonId person;
  std::string person_name, number, text;
  RequestState state = RequestState::pending;
  Instant asked;
  std::optional<Instant> answered;
  std::string reason;
};

struct Event {
  std::string id;
  Instant at;
  std::string kind, from_state, to_state, actor_name, person_name, reason;
};

/// The actor's own relation to a team, as its page shows it.
struct Own {
  Standing standing;
  std::optional<Request> request;  ///< the latest
};

struct Detail {
  Team team;
  std::vector<Team> sub_teams;
  std::vector<Ref> menu;
  std::vector<std::string> leaders;  ///< names of those who lead the team itself
  Own own;
};

struct Member {
  PersonId volunteer;
  std::string name, number;
  std::vector<std::string> skills;
};

struct Filter {
  std::string words;
  SiteId site;                  ///< teams of this site or one below it; empty: all
  OrganisationId organisation;  ///< of it or one of its colleges; at any depth
};
/// What staff and leaders look through: any state, at any depth, within what is theirs.
struct ManagedFilter {
  std::string words;
  std::optional<State> state;
  SiteId site;
  bool waiting = false;  ///< only those with requests to answer
};
struct Managed {
  Team team;
  std::int64_t requests = 0;  ///< waiting for an answer
};

template <class T>
struct PageOf {
  std::vector<T> items;
  std::optional<std::string> next;
};
using Page = PageOf<Team>;

/// A cursor is the code of the last team shown: up to 64 characters without controls; "" is the beginning.
bool is_cursor(std::string_view text);

}  // namespace ws::teams
