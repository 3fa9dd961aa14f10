#pragma once
// The four-step service order: its states, what may be done in each, and its clocks. Pure rules; the source is the
// order section of the glossary (docs/glossary.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/policy.h"
#include "base/result.h"

namespace ws::orders {

enum class State {
  submitted,
  rejected,
  triaged,
  dispatched,
  accepted,
  scheduled,
  in_service,
  completed,
  rated,
  archived,
  withdrawn,
  returned,
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What can happen to an order. The text is the event's kind.
enum class Step {
  placed,
  triaged,
  rejected,
  handler,
  dispatched,
  declined,
  offer_expired,
  accepted,
  claimed,
  returned,
  scheduled,
  checked_in,
  checked_out,
  presence_confirmed,
  completed,
  rated,
  withdrawn,
  complained,
  reopened,
  complaint_dismissed,
  escalated,
  archived,
};
std::string_view to_text(Step step);

enum class ClockKind { triage, acceptance, overall };
std::string_view to_text(ClockKind clock);

/// Where the responsible site is, for maps and screens.
struct SiteFacts {
  std::string name;
  std::string town_code;
  std::string town_name;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
};

/// An order as rules see it.
struct Order {
  OrderId id;
  std::string number;
  std::string title;
  PersonId requester;
  PersonId placed_by;
  PersonId handler;
  SiteId site;
  SiteFacts where;
  TeamId team;
  MenuItemId menu_item;
  std::string category;
  std::string skill;
  State state = State::submitted;
  bool open_claim = false;
  bool complaint_open = false;
  std::int64_t volunteers_needed = 1;
  std::int64_t crew_count = 0;
  std::int64_t round = 1;
  std::int64_t version = 1;
  std::int64_t events = 0;  ///< how many events it has
  Instant starts;
  Instant ends;
  Instant created;
  Instant triage_due;
  std::optional<Instant> accept_due;
  Instant overall_due;
  std::int64_t escalated = 0;
  std::optional<std::int64_t> rating;
  std::string rating_reason;
  std::optional<Instant> completed;
  std::optional<Instant> escalate_at;
  Instant state_since;
};

/// How an actor stands to an order.
struct Standing {
  bool requester = false;
  bool crew = false;
  bool team_leader = false;  ///< leads the team that accepted
  bool clerk = false;        ///< clerk or dispatcher over its site
  bool dispatcher = false;   ///< dispatcher over its site
  bool reader = false;       ///< leader over its site: sees, does nothing
  bool offered = false;      ///< has an open offer, personally or as a team's leader
  bool volunteer = false;    ///< a registered volunteer
  bool checked_in = false;   ///< as crew, in this round
  bool checked_out = false;

  bool staff() const { return clerk || dispatcher || reader; }
  bool sees() const { return requester || crew || team_leader || staff() || offered; }
};

/// The state after `step`, or nothing when the order's state does not allow it.
std::optional<State> next_state(State from, Step step);
/// Refuses "order.state" when the state does not allow `step`; forbidden "order.not_yours" when the standing does
/// not.
Outcome decide(const Order& order, const Standing& standing, Step step);
/// The actions of the contract (OrderDetail.actions) that this standing has now.
std::vector<std::string_view> actions(const Order& order, const Standing& standing);

/// A running clock: which, until when, and when it is next escalated.
struct Running {
  ClockKind clock;
  Instant due;
};
/// The clock that runs in the order's state; nothing once it is completed or closed.
std::optional<Running> running_clock(const Order& order);
/// When the order placed at `now` must be triaged and done.
Instant triage_due(const Rules& rules, Instant now);
Instant acceptance_due(const Rules& rules, Instant now);
Instant overall_due(const Rules& rules, Instant now);
/// When an escalated clock is escalated again: one working day later.
Instant next_escalation(const Rules& rules, Instant now);
/// When an offer made at `now` for a service at `starts` expires: 12 h, or 30 min when it is today; never after the
/// start.
Instant offer_expiry(const Policy& policy, Instant now, Instant starts);

/// A wanted time: not in the past, at most 60 days ahead ("order.time_past", "order.time_far").
Outcome check_time(const Policy& policy, Instant starts, Instant now);
/// Score 1–5, with a reason below the policy's limit ("rating.reason_required").
Outcome check_rating(const Policy& policy, std::int64_t score, std::string_view reason);

}  // namespace ws::orders
