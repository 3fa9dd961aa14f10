#pragma once
// What the audience of a broadcast asks and is asked: questions to who speaks, with votes, and polls. Rules without
// I/O.

#include <vector>

#include "live/room_model.h"

namespace ws::live {

using QuestionId = Id<struct BroadcastQuestionTag>;
using PollId = Id<struct BroadcastPollTag>;

/// `held` waits for a moderator, `hidden` was taken away by one: both are seen by moderators alone.
enum class QuestionState { open, held, answered, hidden };
std::string_view to_text(QuestionState state);
std::optional<QuestionState> parse_question_state(std::string_view text);

struct Question {
  QuestionId id;
  BroadcastId broadcast;
  PersonId person;
  std::string person_name;  ///< in full: for moderators alone
  std::string text;
  Instant asked;
  QuestionState state = QuestionState::open;
  std::int64_t votes = 0;
  std::string reason;  ///< of hiding it
};

/// What stands in a room at most; what is shown is asked for by everybody who comes.
inline constexpr std::int64_t most_questions = 200;
inline constexpr std::int64_t most_questions_shown = 50;

/// "live.many_questions" when the room, or the person, has as many as there may be.
Outcome may_ask(std::int64_t in_room, std::int64_t own, const LiveRules& rules);

struct Choice {
  std::string label;
  std::int64_t votes = 0;
};
struct Poll {
  PollId id;
  BroadcastId broadcast;
  std::string question;
  std::vector<Choice> choices;
  Instant opened;
  std::optional<Instant> closed;
};
inline constexpr std::size_t least_choices = 2, most_choices = 6;
inline constexpr std::int64_t most_polls = 20;  ///< of a broadcast

/// Refuses "field.required", "field.characters", "live.poll_choices" (too few, too many, or two the same).
Outcome check_poll(const Poll& poll);

}  // namespace ws::live
