#pragma once
// A broadcast, its states and the pure rules about it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "live/replay_model.h"

namespace ws::live {

using BroadcastId = Id<struct BroadcastTag>;

enum class State { planned, announced, live, ended, replay_published };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What a broadcast is said to be.
struct Plan {
  SiteId site;
  std::string title, summary, lecturer;
  Instant starts, ends;
};

struct Broadcast {
  BroadcastId id;
  Plan plan;
  std::string site_name;
  State state = State::planned;
  std::int64_t key_turn = 0;  ///< which key of the stream counts; 0: none was made yet
  std::optional<Instant> live;
  /// While it is live: since when nobody sends. The room waits for the lecturer.
  std::optional<Instant> interrupted;
  std::string trouble;  ///< the reason of an interruption that is not the lecturer's: "live.disk_full"
  std::optional<Instant> ended, replay;
  int replay_tries = 0;
  std::int64_t slow_s = 0;  ///< between two messages of one person; 0: no slow mode
  std::int64_t likes = 0;
  Trim trim;
  std::int64_t cut_turn = 0;  ///< raised with each trim
  std::int64_t cut_made = 0;  ///< of them, which the replay was made by
  std::int64_t version = 1;
};

/// Numbers and words that a district sets (data/live/rules.json).
struct LiveRules {
  int early_minutes = 60;     ///< before the planned start the stream may come
  int late_minutes = 240;     ///< after the planned end it may still come
  int silent_s = 4;           ///< a publisher who sends nothing for so long is gone
  int grace_s = 60;           ///< how long the room waits for the lecturer to come back
  int longest_minutes = 480;  ///< of one broadcast
  int days_ahead = 180;
  int playlist_segments = 6;
  int least_free_mb = 512;         ///< with less room on the disk no stream is taken
  int segments_kept_minutes = 60;  ///< after the replay is there
  int replay_tries = 3;
  int message_characters = 100;
  int history = 50;  ///< messages that somebody who joins is given
  int question_characters = 200;
  int questions_each = 10;              ///< of one person in a broadcast
  int handout_mb = 20;                  ///< a file that is handed out
  std::vector<std::string> held_words;  ///< a message with one of them waits for a moderator

  /// Missing members keep the defaults; a member outside sense throws std::runtime_error.
  static LiveRules parse(std::string_view json);
};

/// By how much the two ends of a broadcast move.
struct Shift {
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;

  bool is_none() const { return starts_ms == 0 && ends_ms == 0; }
};

/// Refuses "field.required", "field.characters", "live.times" (over already, too far, too long).
Outcome check_plan(const Plan& plan, Instant now, const LiveRules& rules);
/// Its words and times may change until it is live. "live.begun".
Outcome may_change(const Broadcast& broadcast);
/// "live.not_planned", and "live.over" when its time is over.
Outcome may_announce(const Broadcast& broadcast, Instant now);
/// Back to the drawing board. "live.not_announced".
Outcome may_withdraw(const Broadcast& broadcast);
/// "live.ended" once it is over.
Outcome may_have_key(const Broadcast& broadcast);
/// May a stream with the right key come now? "live.not_announced", "live.too_early", "live.over", "live.ended".
Outcome may_publish(const Broadcast& broadcast, Instant now, const LiveRules& rules);
/// "live.not_live".
Outcome may_end(const Broadcast& broadcast);
/// Is there, or will there be, a replay whose ends and chapters can be said? "live.not_over".
Outcome may_arrange(const Broadcast& broadcast);
/// Nobody came back in time.
bool is_abandoned(const Broadcast& broadcast, Instant now, const LiveRules& rules);

/// A stream's name as it is sent: "BROADCAST-SECRET".
struct StreamName {
  BroadcastId broadcast;
  std::string secret;
};
std::optional<StreamName> parse_stream_name(std::string_view text);

/// Does the message wait for a moderator? Compared without blanks and case.
bool is_held(std::string_view text, const LiveRules& rules);

}  // namespace ws::live
