#pragma once

#include <optional>
#include <set>
#include <vector>

#include "db/db.h"
#include "live/audience_model.h"

namespace ws::live::store {

// ---- questions

std::optional<Question> find_question(db::Reader& reader, const QuestionId& question);
void insert(db::Tx& tx, const Question& question);
void decide(db::Tx& tx, const QuestionId& question, QuestionState state, const std::string& reason,
            const PersonId& by, Instant now);
struct Asked {
  std::int64_t in_room = 0, own = 0;  ///< hidden ones are not counted in the room
};
Asked count_questions(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);
/// What everybody sees: those with the most votes first, then the earliest; open before answered.
std::vector<Question> shown_questions(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit);
/// Every state, likewise; what waits for a moderator comes first.
std::vector<Question> questions(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit);
/// One person one vote, whichever of their accounts gives it. False when nothing changed.
bool vote(db::Tx& tx, const QuestionId& question, const PersonId& person, Instant now);
bool take_vote_back(db::Tx& tx, const QuestionId& question, const PersonId& person);
/// Those of the broadcast's questions that the person voted for.
std::vector<QuestionId> voted(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);

// ---- polls

/// False when another is open.
bool insert(db::Tx& tx, const Poll& poll, const PersonId& by);
std::optional<Poll> find_poll(db::Reader& reader, const PollId& poll);
/// Newest first, at most `limit`.
std::vector<Poll> polls(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit);
/// False when it was closed already.
bool close(db::Tx& tx, const PollId& poll, Instant now);
/// The open one, when there is one; closes it.
std::optional<PollId> close_open(db::Tx& tx, const BroadcastId& broadcast, Instant now);
/// One vote a person, whichever of their accounts gives it. False when they had voted, or it is closed.
bool choose(db::Tx& tx, const PollId& poll, std::int64_t position, const PersonId& person, Instant now);
struct OwnChoice {
  PollId poll;
  std::int64_t position = 0;
};
std::vector<OwnChoice> chosen(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);

}  // namespace ws::live::store
