#include "live/room_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace ws::live {
namespace {

constexpr std::array<std::pair<AppealState, std::string_view>, 3> appeal_states{
    {{AppealState::open, "open"}, {AppealState::lifted, "lifted"}, {AppealState::upheld, "upheld"}}};

}  // namespace

std::string_view to_text(MessageState state) {
  switch (state) {
    case MessageState::shown:
      return "shown";
    case MessageState::held:
      return "held";
    case MessageState::removed:
      return "removed";
  }
  throw std::logic_error("a state of a message without a word");
}

std::optional<MessageState> parse_message_state(std::string_view text) {
  for (const MessageState state : {MessageState::shown, MessageState::held, MessageState::removed})
    if (to_text(state) == text) return state;
  return std::nullopt;
}

std::string_view to_text(AppealState state) {
  for (const auto& [known, text] : appeal_states)
    if (known == state) return text;
  throw std::logic_error("a state of an appeal without a word");
}

std::optional<AppealState> parse_appeal_state(std::string_view text) {
  for (const auto& [state, known] : appeal_states)
    if (known == text) return state;
  return std::nullopt;
}

std::string shown_name(std::string_view name) {
  return mask_name(name);
}

Outcome check_said(std::string_view text, int most_characters) {
  if (trim(text).empty()) return Error::invalid("field.required", "text");
  if (code_points(text) > static_cast<std::size_t>(most_characters)) return Error::invalid("field.length", "text");
  if (has_control_characters(text)) return Error::invalid("field.characters", "text");
  return Done{};
}

Outcome may_take_part(const Broadcast& broadcast) {
  if (broadcast.state != State::announced && broadcast.state != State::live)
    return Error::conflict("live.room_closed");
  return Done{};
}

Outcome may_speak(const Broadcast& broadcast, std::optional<Instant> last_said, Instant now) {
  if (const Outcome open = may_take_part(broadcast); !open) return open;
  if (last_said && broadcast.slow_s > 0 && now < last_said->plus_ms(broadcast.slow_s * second_ms))
    return Error{ErrorCode::rate_limited, "live.slow", {}, {}, {}};
  return Done{};
}

std::int64_t counted_s(Instant before, Instant now) {
  return std::clamp<std::int64_t>((now.ms - before.ms) / second_ms, 0, most_heartbeat_s);
}

}  // namespace ws::live
