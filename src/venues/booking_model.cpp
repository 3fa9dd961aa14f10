#include "venues/booking_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::venues {
namespace {

constexpr std::array<std::string_view, 7> states{"requested",  "confirmed", "declined", "cancelled",
                                                 "checked_in", "ended",     "no_show"};
constexpr std::array<std::string_view, 7> steps{"confirmed", "declined", "cancelled", "checked_in",
                                                "came_late", "ended",    "missed"};

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}
std::optional<State> parse_state(std::string_view text) {
  const auto found = std::find(states.begin(), states.end(), text);
  if (found == states.end()) return std::nullopt;
  return static_cast<State>(found - states.begin());
}
std::string_view to_text(Step step) {
  return steps.at(static_cast<std::size_t>(step));
}

std::optional<State> next_state(State from, Step step) {
  const auto when = [from](bool allowed, State to) { return allowed ? std::optional(to) : std::nullopt; };
  switch (step) {
    case Step::confirm:
      return when(from == State::requested, State::confirmed);
    case Step::decline:
      return when(from == State::requested, State::declined);
    case Step::cancel:
      return when(is_coming(from), State::cancelled);
    case Step::check_in:
      return when(from == State::confirmed, State::checked_in);
    case Step::come_late:
      return when(from == State::no_show, State::checked_in);
    case Step::end:
      return when(from == State::checked_in, State::ended);
    case Step::miss:
      return when(from == State::confirmed, State::no_show);
  }
  return std::nullopt;
}

bool is_coming(State state) {
  return state == State::requested || state == State::confirmed;
}

Outcome check_wish(const Plan& plan, const Wish& wish) {
  if (wish.units < 1 || wish.units > plan.units) return Error::invalid("booking.units", "units");
  if (wish.heads < 1 || wish.heads > plan.capacity * wish.units) return Error::invalid("booking.heads", "heads");
  if (trim(wish.purpose).empty()) return Error::invalid("field.required", "purpose");
  return Done{};
}

Outcome check_arrival(const Span& span, Instant now, const Limits& limits) {
  if (now < span.starts.plus_ms(-limits.check_in_minutes_early * minute_ms))
    return Error::conflict("booking.too_early");
  if (now >= span.ends) return Error::conflict("booking.over");
  return Done{};
}

std::optional<Instant> reminder_of(const Span& span, Instant now, const Limits& limits) {
  const Instant due = span.starts.plus_ms(-limits.reminder_hours * hour_ms);
  return due > now ? std::optional(due) : std::nullopt;
}

Result<std::vector<Span>> occurrences(const Span& first, const Repeat& repeat, const Limits& limits) {
  if (repeat.until < local_date(first.starts)) return Error::invalid("booking.until", "until");
  std::vector<Span> found;
  for (Span span = first; local_date(span.starts) <= repeat.until;
       span = {span.starts.plus_ms(repeat.every_weeks * 7 * day_ms),
               span.ends.plus_ms(repeat.every_weeks * 7 * day_ms)}) {
    if (static_cast<std::int64_t>(found.size()) == limits.most_occurrences)
      return Error::invalid("booking.too_many", "until");
    found.push_back(span);
  }
  return found;
}

Limits Limits::parse(std::string_view policy) {
  const json::Document document(policy);
  Limits limits;
  const auto take = [&](const std::string& name, std::int64_t& target, std::int64_t least, std::int64_t most) {
    const auto value = document.integer("venues." + name);
    if (!value) return;
    if (*value < least || *value > most) throw std::runtime_error("policy out of sense: venues." + name);
    target = *value;
  };
  take("check_in_minutes_early", limits.check_in_minutes_early, 0, 240);
  take("grace_minutes", limits.grace_minutes, 5, 240);
  take("reminder_hours", limits.reminder_hours, 1, 168);
  take("most_occurrences", limits.most_occurrences, 1, 100);
  take("no_shows", limits.no_shows, 2, 100);
  take("no_show_window_days", limits.no_show_window_days, 1, 365);
  take("pause_days", limits.pause_days, 1, 90);
  return limits;
}

}  // namespace ws::venues
