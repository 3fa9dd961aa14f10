#include "orders/order_model.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace ws::orders {
namespace {

constexpr std::array<std::string_view, 12> state_names{"submitted", "rejected",  "triaged",    "dispatched",
                                                       "accepted",  "scheduled", "in_service", "completed",
                                                       "rated",     "archived",  "withdrawn",  "returned"};
constexpr std::array<std::string_view, 22> step_names{"placed",        "triaged",
                                                      "rejected",      "handler",
                                                      "dispatched",    "declined",
                                                      "offer_expired", "accepted",
                                                      "claimed",       "returned",
                                                      "scheduled",     "checked_in",
                                                      "checked_out",   "presence_confirmed",
                                                      "completed",     "rated",
                                                      "withdrawn",     "complained",
                                                      "reopened",      "complaint_dismissed",
                                                      "escalated",     "archived"};

bool one_of(State state, std::initializer_list<State> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

bool open(State state) {
  return !one_of(state, {State::rejected, State::withdrawn, State::archived, State::completed, State::rated});
}

/// Steps that leave the state as it is.
bool stays(State from, Step step) {
  switch (step) {
    case Step::handler:
    case Step::escalated:
      return open(from);
    case Step::declined:
    case Step::offer_expired:
      return from == State::dispatched;
    case Step::checked_out:
    case Step::presence_confirmed:
      return one_of(from, {State::accepted, State::scheduled, State::in_service});
    case Step::complained:
    case Step::complaint_dismissed:
      return one_of(from, {State::completed, State::rated, State::archived});
    default:
      return false;
  }
}

}  // namespace

std::string_view to_text(State state) {
  return state_names[static_cast<std::size_t>(state)];
}
std::string_view to_text(Step step) {
  return step_names[static_cast<std::size_t>(step)];
}

std::string_view to_text(ClockKind clock) {
  constexpr std::array<std::string_view, 3> names{"triage", "acceptance", "overall"};
  return names[static_cast<std::size_t>(clock)];
}

std::optional<State> parse_state(std::string_view text) {
  const auto found = std::find(state_names.begin(), state_names.end(), text);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<State>(found - state_names.begin());
}

std::optional<State> next_state(State from, Step step) {
  struct Move {
    Step step;
    std::initializer_list<State> from;
    State to;
  };
  static const std::array moves{
      Move{Step::triaged, {State::submitted}, State::triaged},
      Move{Step::rejected, {State::submitted, State::triaged, State::returned}, State::rejected},
      Move{Step::dispatched, {State::triaged, State::returned, State::dispatched}, State::dispatched},
      Move{Step::accepted, {State::dispatched}, State::accepted},
      Move{Step::claimed, {State::dispatched}, State::accepted},
      Move{Step::returned, {State::dispatched, State::accepted, State::scheduled}, State::returned},
      Move{Step::scheduled, {State::accepted, State::scheduled}, State::scheduled},
      Move{Step::checked_in, {State::accepted, State::scheduled, State::in_service}, State::in_service},
      Move{Step::completed, {State::in_service}, State::completed},
      Move{Step::rated, {State::completed}, State::rated},
      Move{Step::withdrawn,
           {State::submitted, State::triaged, State::dispatched, State::accepted, State::scheduled, State::returned},
           State::withdrawn},
      Move{Step::reopened, {State::completed, State::rated, State::archived}, State::triaged},
      Move{Step::archived, {State::completed, State::rated}, State::archived},
  };
  for (const Move& move : moves)
    if (move.step == step && one_of(from, move.from)) return move.to;
  if (stays(from, step)) return from;
  return std::nullopt;
}

namespace {

/// Whose step it is, whatever the state.
bool is_theirs(const Order& order, const Standing& standing, Step step) {
  switch (step) {
    case Step::triaged:
    case Step::rejected:
    case Step::handler:
      return standing.clerk;
    case Step::dispatched:
    case Step::reopened:
    case Step::complaint_dismissed:
      return standing.dispatcher;
    case Step::accepted:
    case Step::declined:
      return standing.offered;
    case Step::claimed:
      return standing.volunteer && order.open_claim;
    case Step::returned:
      return standing.crew || standing.team_leader;
    case Step::scheduled:
      return standing.crew || standing.team_leader || standing.clerk;
    case Step::checked_in:
      return standing.crew && !standing.checked_in;
    case Step::checked_out:
      return standing.crew && standing.checked_in && !standing.checked_out;
    case Step::presence_confirmed:
      return (standing.requester || standing.clerk) && !standing.crew;
    case Step::rated:
    case Step::complained:
      return standing.requester;
    case Step::withdrawn:
      return standing.requester || (standing.clerk && order.placed_by != order.requester);
    default:
      return false;  // placed, completed, escalated, expired, archived: nobody's button
  }
}

}  // namespace

Outcome decide(const Order& order, const Standing& standing, Step step) {
  if (!is_theirs(order, standing, step)) return Error::forbidden("order.not_yours");
  if (!next_state(order.state, step)) return Error::conflict("order.state");
  if (step == Step::complained && order.complaint_open) return Error::conflict("order.complaint_open");
  if ((step == Step::reopened || step == Step::complaint_dismissed) && !order.complaint_open)
    return Error::conflict("order.no_complaint");
  return Done{};
}

std::vector<std::string_view> actions(const Order& order, const Standing& standing) {
  static constexpr std::array<std::pair<Step, std::string_view>, 16> offered{{
      {Step::triaged, "triage"},
      {Step::rejected, "reject"},
      {Step::dispatched, "dispatch"},
      {Step::handler, "take"},
      {Step::accepted, "accept"},
      {Step::declined, "decline"},
      {Step::claimed, "claim"},
      {Step::returned, "return"},
      {Step::scheduled, "schedule"},
      {Step::checked_in, "check_in"},
      {Step::checked_out, "check_out"},
      {Step::presence_confirmed, "confirm_presence"},
      {Step::rated, "rate"},
      {Step::withdrawn, "withdraw"},
      {Step::complained, "complain"},
      {Step::reopened, "answer_complaint"},
  }};
  std::vector<std::string_view> found;
  for (const auto& [step, name] : offered)
    if (decide(order, standing, step)) found.push_back(name);
  const bool on_the_way = one_of(order.state, {State::accepted, State::scheduled, State::in_service});
  if (standing.requester && on_the_way) found.push_back("code");
  if (standing.clerk || ((standing.crew || standing.team_leader) && on_the_way)) found.push_back("reveal");
  return found;
}

std::optional<Running> running_clock(const Order& order) {
  switch (order.state) {
    case State::submitted:
      return Running{ClockKind::triage, order.triage_due};
    case State::triaged:
    case State::dispatched:
    case State::returned:
      return Running{ClockKind::acceptance, order.accept_due.value_or(order.overall_due)};
    case State::accepted:
    case State::scheduled:
    case State::in_service:
      return Running{ClockKind::overall, order.overall_due};
    default:
      return std::nullopt;
  }
}

namespace {
Instant due(const Rules& rules, Instant now, int days) {
  return rules.calendar.add_working_days(now, days, rules.policy.opens_minute, rules.policy.closes_minute);
}
}  // namespace

Instant triage_due(const Rules& rules, Instant now) {
  return due(rules, now, rules.policy.triage_working_days);
}
Instant acceptance_due(const Rules& rules, Instant now) {
  return due(rules, now, rules.policy.acceptance_working_days);
}
Instant overall_due(const Rules& rules, Instant now) {
  return due(rules, now, rules.policy.overall_working_days);
}
Instant next_escalation(const Rules& rules, Instant now) {
  return due(rules, now, 1);
}

Instant offer_expiry(const Policy& policy, Instant now, Instant starts) {
  const bool today = local_date(starts) == local_date(now);
  const Instant expiry =
      now.plus_ms(today ? policy.offer_expires_minutes_same_day * minute_ms : policy.offer_expires_hours * hour_ms);
  return starts > now ? std::min(expiry, starts) : expiry;
}

Outcome check_time(const Policy& policy, Instant starts, Instant now) {
  if (starts < now) return Error::invalid("order.time_past", "starts_ms");
  if (starts > now.plus_ms(policy.days_ahead * day_ms)) return Error::invalid("order.time_far", "starts_ms");
  return Done{};
}

Outcome check_rating(const Policy& policy, std::int64_t score, std::string_view reason) {
  if (score < 1 || score > 5) return Error::invalid("rating.score", "score");
  if (score < policy.rating_reason_below && reason.empty()) return Error::invalid("rating.reason_required", "reason");
  return Done{};
}

}  // namespace ws::orders
