#include "hours/hours_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace ws::hours {
namespace {

/// Whole minutes since 1970. The zone's offset is whole minutes, so local midnights lie on this grid too.
using Minute = std::int64_t;

struct Span {
  Minute from;
  Minute until;
};

Minute minute_of(Instant at) {
  return at.ms >= 0 ? at.ms / minute_ms : -((-at.ms + minute_ms - 1) / minute_ms);
}

Instant instant_of(Minute minute) {
  return {minute * minute_ms};
}

Span span_of(const Presence& presence) {
  return {minute_of(presence.starts), minute_of(presence.ends)};
}

Minute shared(Span a, Span b) {
  return std::max<Minute>(0, std::min(a.until, b.until) - std::max(a.from, b.from));
}

Span day_span(LocalDate day) {
  return {minute_of(start_of_day(day)), minute_of(start_of_day(next_day(day)))};
}

Minute counted_within(const Presence& entry, Span window) {
  Minute minutes = shared(span_of(entry), window);
  for (const Loss& loss : entry.why) minutes -= shared({minute_of(loss.starts), minute_of(loss.ends)}, window);
  return minutes;
}

/// Minutes counted since the last break before `span` until the next one after it. An entry is presence without a
/// gap, so it belongs to the run as a whole.
Minute counted_in_run(Span span, const std::vector<Presence>& earlier, Minute shortest_break) {
  std::vector<const Presence*> apart;
  for (const Presence& entry : earlier) apart.push_back(&entry);
  Minute minutes = 0;
  for (bool grew = true; grew;) {
    grew = false;
    for (const Presence*& entry : apart) {
      if (entry == nullptr) continue;
      const Span other = span_of(*entry);
      if (other.from - span.until >= shortest_break || span.from - other.until >= shortest_break) continue;
      minutes += counted_within(*entry, other);
      span = {std::min(span.from, other.from), std::max(span.until, other.until)};
      entry = nullptr;
      grew = true;
    }
  }
  return minutes;
}

/// Where the rules may change their answer: ends of other entries, and midnights.
std::vector<Minute> cuts(Span span, const std::vector<Presence>& earlier) {
  std::vector<Minute> points{span.from, span.until};
  for (const Presence& entry : earlier)
    for (const Minute edge : {span_of(entry).from, span_of(entry).until})
      if (edge > span.from && edge < span.until) points.push_back(edge);
  for (Minute midnight = day_span(local_date(instant_of(span.from))).until; midnight < span.until;
       midnight = day_span(local_date(instant_of(midnight))).until)
    points.push_back(midnight);
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

void lose(Counting& counting, Loss loss) {
  if (loss.starts == loss.ends) return;
  loss.minutes = minute_of(loss.ends) - minute_of(loss.starts);
  if (!counting.why.empty()) {
    Loss& last = counting.why.back();
    if (last.rule == loss.rule && last.entry == loss.entry && last.ends == loss.starts) {
      last.ends = loss.ends;
      last.minutes += loss.minutes;
      return;
    }
  }
  counting.why.push_back(std::move(loss));
}

constexpr std::array<std::pair<Source, std::string_view>, 5> source_names{{
    {Source::order, "order"},
    {Source::presence, "presence"},
    {Source::roll_call, "roll_call"},
    {Source::late_entry, "late_entry"},
    {Source::reversal, "reversal"},
}};

constexpr std::array<std::pair<State, std::string_view>, 6> state_names{{
    {State::pending, "pending"},
    {State::confirmed, "confirmed"},
    {State::publicised, "publicised"},
    {State::effective, "effective"},
    {State::disputed, "disputed"},
    {State::reversed, "reversed"},
}};

}  // namespace

std::string_view rule_named(std::string_view text) {
  for (const std::string_view rule : {overlap, daily_limit, continuous_limit, clock_backwards})
    if (rule == text) return rule;
  throw std::invalid_argument("no rule of counting: " + std::string(text));
}

Counting count(Instant starts, Instant ends, const std::vector<Presence>& given, const Policy& policy) {
  Counting counting;
  if (ends < starts) {
    counting.why.push_back({clock_backwards, starts, starts, 0, 0, {}});
    return counting;
  }
  std::vector<Presence> earlier;  // what covers no minute joins and covers nothing
  for (const Presence& entry : given)
    if (span_of(entry).from < span_of(entry).until) earlier.push_back(entry);
  const Span span{minute_of(starts), minute_of(ends)};
  counting.present_minutes = span.until - span.from;
  Minute run_left = policy.max_continuous_minutes - counted_in_run(span, earlier, policy.min_break_minutes);
  Minute day_left = 0;
  Span day{0, 0};
  const std::vector<Minute> points = cuts(span, earlier);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Span piece{points[i], points[i + 1]};
    if (piece.from >= day.until) {
      day = day_span(local_date(instant_of(piece.from)));
      day_left = policy.max_minutes_per_day;
      for (const Presence& entry : earlier) day_left -= counted_within(entry, day);
    }
    const auto covering = std::find_if(earlier.begin(), earlier.end(),
                                       [&](const Presence& e) { return shared(span_of(e), piece) > 0; });
    if (covering != earlier.end()) {
      lose(counting, {overlap, instant_of(piece.from), instant_of(piece.until), 0, 0, covering->id});
      continue;
    }
    const Minute room = std::max<Minute>(0, std::min(day_left, run_left));
    const Minute taken = std::min(room, piece.until - piece.from);
    counting.minutes += taken;
    day_left -= taken;
    run_left -= taken;
    const bool whole_day = day_left <= 0;
    lose(counting, {whole_day ? daily_limit : continuous_limit,
                    instant_of(piece.from + taken),
                    instant_of(piece.until),
                    0,
                    whole_day ? policy.max_minutes_per_day : policy.max_continuous_minutes,
                    {}});
  }
  return counting;
}

std::int64_t minutes_on(const Presence& entry, LocalDate day) {
  return counted_within(entry, day_span(day));
}

Outcome check_stated(Instant starts, Instant ends, Instant now, const Policy& policy) {
  if (ends <= starts || ends.ms - starts.ms > day_ms || now < ends) return Error::invalid("hours.times", "ends_ms");
  if (now.ms - ends.ms > policy.late_entry_days * day_ms) return Error::conflict("hours.too_late");
  return Done{};
}

std::vector<Loss> explain(Instant starts, Instant ends, const std::optional<Planned>& planned) {
  std::vector<Loss> notes;
  if (ends < starts) return notes;
  const auto absent = [&](Instant from, Instant until) {
    if (minute_of(until) > minute_of(from))
      notes.push_back({not_present, from, until, minute_of(until) - minute_of(from), 0, {}});
  };
  if (planned) absent(planned->starts, std::min(starts, planned->ends));
  const std::int64_t left_out = (ends.ms - starts.ms) - (minute_of(ends) - minute_of(starts)) * minute_ms;
  if (left_out > 0) notes.push_back({rounding, ends.plus_ms(-left_out), ends, 0, 0, {}});
  if (planned) absent(std::max(ends, planned->starts), planned->ends);
  return notes;
}

bool is_rule(std::string_view code) {
  constexpr std::array rules{overlap,     daily_limit, continuous_limit, clock_backwards,
                             not_present, rounding,    by_evidence};
  return std::find(rules.begin(), rules.end(), code) != rules.end();
}

std::string_view to_text(Source source) {
  for (const auto& [value, name] : source_names)
    if (value == source) return name;
  return {};
}

Source source_named(std::string_view text) {
  for (const auto& [value, name] : source_names)
    if (name == text) return value;
  throw std::invalid_argument("no source of an hours entry: " + std::string(text));
}

std::string_view to_text(State state) {
  for (const auto& [value, name] : state_names)
    if (value == state) return name;
  return {};
}

State state_named(std::string_view text) {
  for (const auto& [value, name] : state_names)
    if (name == text) return value;
  throw std::invalid_argument("no state of an hours entry: " + std::string(text));
}

Outcome may_confirm(const Standing& entry, const PersonId& actor) {
  if (actor == entry.volunteer || actor == entry.recorded_by) return Error::forbidden("hours.own_entry");
  if (entry.state != State::pending) return Error::conflict("hours.not_pending");
  return Done{};
}

Outcome may_answer(const Standing& entry, const PersonId& actor) {
  if (actor == entry.volunteer || actor == entry.recorded_by || actor == entry.confirmed_by)
    return Error::forbidden("hours.own_entry");
  return Done{};
}

Outcome may_dispute(const Standing& entry) {
  if (entry.state == State::disputed || entry.state == State::reversed)
    return Error::conflict("hours.not_disputable");
  return Done{};
}

Outcome may_reverse(const Standing& entry) {
  if (entry.state == State::reversed) return Error::conflict("hours.not_reversible");
  return Done{};
}

}  // namespace ws::hours
