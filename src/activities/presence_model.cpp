#include "activities/presence_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "base/signature.h"
#include "base/text.h"

namespace ws::activities {
namespace {

constexpr std::array<std::string_view, 4> kinds{"in", "out", "absent", "excused"};
constexpr std::array<std::string_view, 9> sources{
    "code", "typed", "kiosk", "staff_scan", "offline_code", "offline_pass", "walk_in", "roll_call", "planned_end"};
constexpr std::string_view pass_tag = "WSP1";

template <class Value, std::size_t size>
std::optional<Value> parse(const std::array<std::string_view, size>& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  return found == words.end() ? std::nullopt : std::optional(static_cast<Value>(found - words.begin()));
}

bool is_word(const Mark& mark) {
  return mark.kind == MarkKind::absent || mark.kind == MarkKind::excused;
}

bool is_later(const Mark& one, const Mark& other) {
  return std::pair(one.at, one.position) > std::pair(other.at, other.position);
}

/// Everything about a set of marks that can matter, now or with others beside it.
struct Bounds {
  const Mark* word = nullptr;      ///< the last of the roll call
  const Mark* first_in = nullptr;  ///< these: after the word
  const Mark* last_in = nullptr;
  const Mark* rolled_in = nullptr;  ///< by the roll call
  const Mark* last_out = nullptr;
  const Mark* planned_end = nullptr;
};

Bounds bounds_of(const std::vector<Mark>& marks) {
  Bounds bounds;
  const auto keep = [](const Mark*& kept, const Mark& mark, bool last) {
    if (!kept || (last ? is_later(mark, *kept) : is_later(*kept, mark))) kept = &mark;
  };
  for (const Mark& mark : marks)
    if (is_word(mark)) keep(bounds.word, mark, true);
  for (const Mark& mark : marks) {
    if (is_word(mark) || (bounds.word && !is_later(mark, *bounds.word))) continue;
    if (mark.source == MarkSource::planned_end) {
      keep(bounds.planned_end, mark, true);
    } else if (mark.kind == MarkKind::out) {
      keep(bounds.last_out, mark, true);
    } else if (mark.source == MarkSource::roll_call) {
      keep(bounds.rolled_in, mark, false);
    } else {
      keep(bounds.first_in, mark, false);
      keep(bounds.last_in, mark, true);
    }
  }
  return bounds;
}

/// The part of the bounds that decides, without which mark it was among equals.
auto essence(const Bounds& bounds) {
  const auto when = [](const Mark* mark) { return mark ? std::optional(mark->at) : std::nullopt; };
  return std::tuple(bounds.word ? bounds.word->position : 0, when(bounds.first_in), when(bounds.last_in),
                    when(bounds.rolled_in), when(bounds.last_out), when(bounds.planned_end));
}

void come(Attended& attended, const Bounds& bounds, const ShiftTimes& shift) {
  const Mark* in = bounds.first_in ? bounds.first_in : bounds.rolled_in;
  if (!in) return;
  attended.came = bounds.first_in ? in->at : std::min(in->at, shift.starts);
  attended.came_by = in->source;
  attended.told_by = in->by;
  attended.point = in->point;
}

void go(Attended& attended, const Bounds& bounds, const ShiftTimes& shift) {
  const std::optional<Instant> since = bounds.last_in ? std::optional(bounds.last_in->at) : attended.came;
  if (bounds.last_out && (!since || bounds.last_out->at >= *since)) {
    attended.went = bounds.last_out->at;
    attended.went_by = bounds.last_out->source;
    attended.told_by = bounds.last_out->by;
  } else if (bounds.planned_end && since) {
    attended.went = std::max(shift.ends, *since);  // who came after the end gets no minutes from having forgotten
    attended.went_by = MarkSource::planned_end;
  }
}

}  // namespace

std::string_view to_text(MarkKind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}
std::optional<MarkKind> parse_mark_kind(std::string_view text) {
  return parse<MarkKind>(kinds, text);
}
std::string_view to_text(MarkSource source) {
  return sources.at(static_cast<std::size_t>(source));
}
std::optional<MarkSource> parse_mark_source(std::string_view text) {
  return parse<MarkSource>(sources, text);
}

Instant check_in_from(const ShiftTimes& shift, const Policy& policy) {
  return shift.starts.plus_ms(-policy.check_in_early_ms());
}
Instant check_out_until(const ShiftTimes& shift, const Policy& policy) {
  return shift.ends.plus_ms(policy.check_out_late_ms());
}

Instant reckoned(Instant claimed, Instant sent, Instant now) {
  return now.plus_ms(-std::max<std::int64_t>(0, sent.ms - claimed.ms));
}

Outcome check_mark_time(MarkKind kind, Instant at, const ShiftTimes& shift, const Policy& policy) {
  if (at < check_in_from(shift, policy)) return Error::conflict("presence.too_early");
  const Instant until = kind == MarkKind::in ? shift.ends : check_out_until(shift, policy);
  if (at > until) return Error::conflict("presence.over");
  return Done{};
}

Attended judge(const std::vector<Mark>& marks, const ShiftTimes& shift) {
  const Bounds bounds = bounds_of(marks);
  Attended attended;
  if (bounds.word && bounds.word->kind == MarkKind::excused) {
    attended.word = Attended::Word::excused;
    attended.told_by = bounds.word->by;
    return attended;
  }
  come(attended, bounds, shift);
  go(attended, bounds, shift);
  if (attended.went)
    attended.word = Attended::Word::left;
  else if (attended.came)
    attended.word = Attended::Word::inside;
  else if (bounds.word)
    attended.word = Attended::Word::absent;
  if (attended.word == Attended::Word::absent) attended.told_by = bounds.word->by;
  return attended;
}

bool adds_something(const std::vector<Mark>& marks, const Mark& mark) {
  std::vector<Mark> with = marks;
  with.push_back(mark);
  return essence(bounds_of(with)) != essence(bounds_of(marks));
}

Instant not_before(const std::vector<Mark>& marks, Instant now) {
  for (const Mark& mark : marks) now = std::max(now, mark.at);
  return now;
}

SignupState state_after(Attended::Word word) {
  switch (word) {
    case Attended::Word::expected:
      return SignupState::confirmed;
    case Attended::Word::inside:
      return SignupState::checked_in;
    case Attended::Word::left:
      return SignupState::checked_out;
    case Attended::Word::absent:
      return SignupState::absent;
    case Attended::Word::excused:
      return SignupState::excused;
  }
  return SignupState::confirmed;
}

bool is_markable(SignupState state) {
  return state == SignupState::confirmed || state == SignupState::checked_in || state == SignupState::checked_out ||
         state == SignupState::absent;
}

std::optional<Service> service_of(const Attended& attended, const ShiftTimes& shift,
                                  std::optional<std::int64_t> distance_m) {
  if (attended.word != Attended::Word::inside && attended.word != Attended::Word::left) return std::nullopt;
  Service service;
  // Seen leaving, never coming: there is no time of presence to count, and the entry says so.
  service.starts = attended.came ? *attended.came : *attended.went;
  service.ends = attended.went ? *attended.went : std::max(shift.ends, service.starts);
  service.rolled = attended.came_by == MarkSource::roll_call;
  service.evidence = "in=" + std::string(attended.came_by ? to_text(*attended.came_by) : "none");
  if (distance_m) service.evidence += ";in_m=" + std::to_string(*distance_m);
  // Of a roll call the planned end is what the list attests, and nothing was forgotten.
  const MarkSource unsaid = service.rolled ? MarkSource::roll_call : MarkSource::planned_end;
  const MarkSource out = attended.went_by.value_or(unsaid);
  service.evidence += ";out=" + std::string(to_text(service.rolled && attended.forgot_check_out() ? unsaid : out));
  return service;
}

std::string PassClaim::message() const {
  return "wushuang pass 1\n" + signup.str() + "\n" + std::to_string(period);
}

std::string pass_text(const PassClaim& claim, std::string_view signature) {
  return std::string(pass_tag) + "." + claim.signup.str() + "." + std::to_string(claim.period) + "." +
         base64url(signature);
}

std::optional<Pass> parse_pass(std::string_view text) {
  const std::vector<std::string> parts = split(text, '.');
  if (parts.size() != 4 || parts[0] != pass_tag) return std::nullopt;
  const auto signup = SignupId::parse(parts[1]);
  auto signature = from_base64url(parts[3]);
  std::int64_t period = 0;
  const auto [end, failed] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), period);
  if (!signup || !signature || failed != std::errc() || end != parts[2].data() + parts[2].size() || period < 0)
    return std::nullopt;
  return Pass{{*signup, period}, std::move(*signature)};
}

std::int64_t pass_period_ms(const Policy& policy) {
  return policy.pass_minutes * minute_ms;
}

bool pass_is_for(const PassClaim& claim, Instant at, const Policy& policy) {
  const std::int64_t apart = claim.period - at.ms / pass_period_ms(policy);
  return apart >= -policy.pass_grace_periods && apart <= policy.pass_grace_periods;
}

}  // namespace ws::activities
