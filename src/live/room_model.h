#pragma once
// The room of a broadcast: what is said in it, who watches. Rules without I/O.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "live/broadcast_model.h"

namespace ws::live {

using MessageId = Id<struct BroadcastMessageTag>;

enum class MessageState { shown, held, removed };
std::string_view to_text(MessageState state);
std::optional<MessageState> parse_message_state(std::string_view text);

struct Message {
  MessageId id;
  BroadcastId broadcast;
  PersonId person;
  std::string person_name;  ///< in full: for moderators alone
  std::string text;
  Instant said;
  MessageState state = MessageState::shown;
  std::string reason;  ///< of a removal
};

/// How somebody is called before everybody: 王**.
std::string shown_name(std::string_view name);

/// Speaking, before anything is looked up: "field.required", "field.length", "field.characters".
Outcome check_said(std::string_view text, int most_characters);
/// While it is announced or live: "live.room_closed".
Outcome may_take_part(const Broadcast& broadcast);
/// As may_take_part, and in slow mode not before it is time: "live.slow".
Outcome may_speak(const Broadcast& broadcast, std::optional<Instant> last_said, Instant now);

using AppealId = Id<struct BroadcastAppealTag>;
enum class AppealState { open, lifted, upheld };
std::string_view to_text(AppealState state);
std::optional<AppealState> parse_appeal_state(std::string_view text);

/// What somebody says against being muted. A mute is known by its moment: there is one appeal against each.
struct Appeal {
  AppealId id;
  BroadcastId broadcast;
  PersonId person;
  std::string person_name;
  Instant muted;
  PersonId muted_by;
  std::string text;
  Instant made;
  AppealState state = AppealState::open;
  std::string answer;
};

/// One stretch of watching by one browser.
struct Visit {
  std::string id;
  BroadcastId broadcast;
  std::string viewer;
  bool replay = false;
  Instant first, last;
  std::int64_t watched_s = 0;
  std::int64_t position_s = 0;  ///< in the replay, when they were last heard of
};
struct Attendance {
  std::int64_t live_visits = 0, live_viewers = 0;      ///< 人次, 人数
  std::int64_t replay_visits = 0, replay_viewers = 0;  ///< likewise
  std::int64_t watched_s = 0;
};

/// A heartbeat counts for no more than the time since the one before, and never for more than this.
inline constexpr std::int64_t heartbeat_s = 30;
inline constexpr std::int64_t most_heartbeat_s = 45;
std::int64_t counted_s(Instant before, Instant now);

}  // namespace ws::live
