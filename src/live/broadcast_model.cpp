#include "live/broadcast_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::live {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 5> states{{{State::planned, "planned"},
                                                                    {State::announced, "announced"},
                                                                    {State::live, "live"},
                                                                    {State::ended, "ended"},
                                                                    {State::replay_published, "replay_published"}}};

/// As a word list compares: without blanks, Latin letters small.
std::string flat(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) > ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::string_view to_text(State state) {
  for (const auto& [known, text] : states)
    if (known == state) return text;
  throw std::logic_error("a state of a broadcast without a word");
}

std::optional<State> parse_state(std::string_view text) {
  for (const auto& [state, known] : states)
    if (known == text) return state;
  return std::nullopt;
}

LiveRules LiveRules::parse(std::string_view json) {
  const json::Document document(json);
  LiveRules rules;
  const auto take = [&](std::string_view name, int& target, int least, int most) {
    const auto value = document.integer(name);
    if (!value) return;
    if (*value < least || *value > most) throw std::runtime_error("live rules out of sense: " + std::string(name));
    target = static_cast<int>(*value);
  };
  take("early_minutes", rules.early_minutes, 0, 24 * 60);
  take("late_minutes", rules.late_minutes, 0, 24 * 60);
  take("silent_s", rules.silent_s, 2, 60);
  take("grace_s", rules.grace_s, 5, 3600);
  take("longest_minutes", rules.longest_minutes, 10, 24 * 60);
  take("days_ahead", rules.days_ahead, 1, 730);
  take("playlist_segments", rules.playlist_segments, 3, 100);
  take("least_free_mb", rules.least_free_mb, 0, 1'000'000);
  take("segments_kept_minutes", rules.segments_kept_minutes, 1, 24 * 60);
  take("replay_tries", rules.replay_tries, 1, 20);
  take("message_characters", rules.message_characters, 10, 500);
  take("history", rules.history, 0, 200);
  take("question_characters", rules.question_characters, 10, 500);
  take("questions_each", rules.questions_each, 1, 100);
  take("handout_mb", rules.handout_mb, 1, 50);
  for (const std::string& word : document.texts("held_words"))
    if (std::string plain = flat(word); !plain.empty()) rules.held_words.push_back(std::move(plain));
  return rules;
}

Outcome check_plan(const Plan& plan, Instant now, const LiveRules& rules) {
  for (const auto& [field, text] :
       {std::pair{"title", &plan.title}, {"summary", &plan.summary}, {"lecturer", &plan.lecturer}}) {
    if (trim(*text).empty()) return Error::invalid("field.required", field);
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  }
  if (plan.ends <= now || plan.starts > now.plus_ms(rules.days_ahead * day_ms))
    return Error::invalid("live.times", "starts_ms");
  if (plan.ends <= plan.starts || plan.ends > plan.starts.plus_ms(rules.longest_minutes * minute_ms))
    return Error::invalid("live.times", "ends_ms");
  return Done{};
}

Outcome may_change(const Broadcast& broadcast) {
  if (broadcast.state != State::planned && broadcast.state != State::announced) return Error::conflict("live.begun");
  return Done{};
}

Outcome may_announce(const Broadcast& broadcast, Instant now) {
  if (broadcast.state != State::planned) return Error::conflict("live.not_planned");
  if (broadcast.plan.ends <= now) return Error::conflict("live.over");
  return Done{};
}

Outcome may_withdraw(const Broadcast& broadcast) {
  if (broadcast.state != State::announced) return Error::conflict("live.not_announced");
  return Done{};
}

Outcome may_have_key(const Broadcast& broadcast) {
  if (broadcast.ended) return Error::conflict("live.ended");
  return Done{};
}

Outcome may_publish(const Broadcast& broadcast, Instant now, const LiveRules& rules) {
  if (broadcast.ended) return Error::conflict("live.ended");
  if (broadcast.state == State::live) return Done{};
  if (broadcast.state != State::announced) return Error::conflict("live.not_announced");
  if (now < broadcast.plan.starts.plus_ms(-rules.early_minutes * minute_ms)) return Error::conflict("live.too_early");
  if (now > broadcast.plan.ends.plus_ms(rules.late_minutes * minute_ms)) return Error::conflict("live.over");
  return Done{};
}

Outcome may_end(const Broadcast& broadcast) {
  if (broadcast.state != State::live) return Error::conflict("live.not_live");
  return Done{};
}

Outcome may_arrange(const Broadcast& broadcast) {
  if (!broadcast.ended) return Error::conflict("live.not_over");
  return Done{};
}

bool is_abandoned(const Broadcast& broadcast, Instant now, const LiveRules& rules) {
  return broadcast.state == State::live && broadcast.interrupted &&
         now >= broadcast.interrupted->plus_ms(rules.grace_s * second_ms);
}

std::optional<StreamName> parse_stream_name(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  auto id = BroadcastId::parse(text.substr(0, dash));
  if (!id) return std::nullopt;
  return StreamName{std::move(*id), std::string(text.substr(dash + 1))};
}

bool is_held(std::string_view text, const LiveRules& rules) {
  const std::string said = flat(text);
  return std::any_of(rules.held_words.begin(), rules.held_words.end(),
                     [&](const std::string& word) { return said.find(word) != said.npos; });
}

}  // namespace ws::live
