#pragma once
// Use cases of a broadcast's audience: asking and voting for questions, polls. Counts move too often to be told one
// by one: tick() tells them together.

#include <map>
#include <mutex>
#include <set>

#include "base/actor.h"
#include "base/json.h"
#include "live/audience_store.h"
#include "live/broadcast_service.h"

namespace ws::live {

class AudienceService {
 public:
  /// All outlive the service. `publish` sends words to a room's sockets in this process.
  struct Parts {
    db::Database& database;
    Random& random;
    const Clock& clock;
    const LiveRules& rules;
    std::function<void(const std::string& room, std::string_view words)> publish;
  };
  explicit AudienceService(Parts parts) : parts_(std::move(parts)) {}
  using Answer = Task<Result<std::string>>;

  // ---- people; all refuse "live.not_found", and "live.room_closed" before it is announced and after its end
  /// Answers "held ID" or "open ID". Refuses "live.muted", "live.many_questions" and what check_said refuses.
  Answer ask(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string text);
  /// Gives the vote or takes it back; the same again changes nothing. "live.question_not_found".
  enum class Vote { given, taken_back };
  Answer vote(Actor actor, idempotency::Key key, QuestionId question, Vote vote);
  /// Once, for one of its choices. "live.poll_not_found", "live.poll_closed", "live.poll_voted", "field.range".
  Answer choose(Actor actor, idempotency::Key key, PollId poll, std::int64_t position);
  /// What the person did here; nobody else is told.
  struct Own {
    std::vector<QuestionId> voted;
    std::vector<store::OwnChoice> chosen;
    std::optional<store::Mute> mute;
  };
  /// "live.not_found".
  Result<Own> own(const Actor& actor, const BroadcastId& broadcast) const;

  // ---- moderators; all refuse "live.not_found", "live.not_yours"
  Result<std::vector<Question>> questions(const Actor& actor, const BroadcastId& broadcast) const;
  /// Shows, marks as answered, or hides with a reason. "live.question_not_found".
  Answer decide(Actor actor, idempotency::Key key, QuestionId question, QuestionState state, std::string reason);
  /// Refuses "live.poll_open" while another runs, "live.many_polls" and what check_poll refuses.
  Answer open_poll(Actor actor, idempotency::Key key, BroadcastId broadcast, Poll poll);
  /// "live.poll_not_found", "live.poll_closed".
  Answer close_poll(Actor actor, idempotency::Key key, PollId poll);

  /// Tells the counts that moved, a frame for each room.
  void tick();

 private:
  /// Rooms whose counts moved since they were told.
  struct Moved {
    std::set<QuestionId> questions;
    std::set<PollId> polls;
  };
  Answer run(idempotency::Key key, std::function<Result<std::string>(db::Tx&, Instant)> body);
  Result<Question> get_to_moderate(db::Reader& reader, const Actor& actor, const QuestionId& question) const;
  std::string counts_words(db::Reader& reader, const BroadcastId& broadcast, const Moved& moved) const;

  Parts parts_;
  mutable std::mutex mutex_;
  std::map<BroadcastId, Moved> moved_;
};

/// As everybody sees them; an object each.
void write(json::Writer& out, const Question& question);
void write(json::Writer& out, const Poll& poll);
/// As the sockets are told of a poll: {"broadcast_id": …, "type": "poll", "poll": …}.
std::string poll_words(const Poll& poll);

}  // namespace ws::live
