#pragma once
// Use cases of a broadcast's room: speaking and keeping order, likes, and who watches. What comes in great numbers is
// gathered in memory and written in bulk by tick().

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "base/actor.h"
#include "base/kept.h"
#include "live/audience_store.h"
#include "live/broadcast_service.h"
#include "live/handout_store.h"

namespace ws::live {

class RoomService {
 public:
  /// All outlive the service. `publish` sends words to a room's sockets in this process.
  struct Parts {
    db::Database& database;
    const Vault& vault;
    Random& random;
    const Clock& clock;
    const LiveRules& rules;
    std::function<void(const std::string& room, std::string_view words)> publish;
  };
  explicit RoomService(Parts parts) : parts_(std::move(parts)), words_(most_kept, parts_.clock, kept_us) {}

  // ---- everybody
  struct State {
    Broadcast broadcast;
    std::vector<Message> messages;
    std::vector<Question> questions;
    std::vector<Poll> polls;
    std::vector<Handout> handouts;
    std::int64_t watching = 0;
  };
  /// Refuses "live.not_found".
  Result<State> state(const BroadcastId& broadcast) const;
  /// The same as the sockets are told it: put together once for all who come between two commits, as they do after a
  /// restart. Refuses "live.not_found".
  Result<std::string> words(const BroadcastId& broadcast) const;
  /// Answers the message's identifier. Held back when it has a word of the list. Refuses "live.not_found",
  /// "live.muted" and what check_said and may_speak refuse.
  Task<Result<std::string>> speak(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string text);
  /// Gathered; told once a second. Refuses "live.not_found".
  Outcome like(const BroadcastId& broadcast, std::int64_t count);

  // ---- moderators; all refuse "live.not_found", "live.not_yours"
  struct Minutes {
    std::vector<Message> messages;
    std::vector<store::Mute> mutes;
    std::optional<std::string> next;
  };
  Result<Minutes> minutes(const Actor& actor, const BroadcastId& broadcast, const std::string& cursor,
                          std::int64_t limit) const;
  /// Shows what was held, or removes. "live.message_not_found".
  Task<Result<std::string>> decide(Actor actor, idempotency::Key key, MessageId message, MessageState state,
                                   std::string reason);
  /// Whoever said the message says no more, and is told why. "live.message_not_found".
  Task<Result<std::string>> mute(Actor actor, idempotency::Key key, MessageId message, std::string reason);
  Task<Result<std::string>> unmute(Actor actor, idempotency::Key key, BroadcastId broadcast, PersonId person);
  Task<Result<std::string>> set_slow(Actor actor, idempotency::Key key, BroadcastId broadcast, std::int64_t slow_s);

  // ---- who watches
  struct Ticket {
    std::string ticket;           ///< of this visit
    std::string viewer;           ///< to be brought along next time: it tells people from person-times
    std::int64_t position_s = 0;  ///< where they were in the replay
  };
  /// `viewer` as it was given before, or "". Whoever is signed in is known by their account, under a mark that is of
  /// this broadcast alone. Refuses "live.not_found".
  Result<Ticket> visit(const Actor& actor, const BroadcastId& broadcast, const std::string& viewer);
  /// `position_s`: of the replay. Refuses "live.bad_ticket".
  Outcome beat(const BroadcastId& broadcast, const std::string& ticket, std::int64_t position_s);
  std::int64_t watching(const BroadcastId& broadcast) const;

  /// Tells and writes what was gathered.
  void tick();
  /// Figures of a room, for its sockets in this process; what is told to who comes is put together anew.
  void tell_now(const std::string& room, std::string_view words);

 private:
  struct Watching {
    Visit visit;
    std::int64_t unwritten_s = 0;
    bool changed = false;
  };
  void gather_again(const std::map<BroadcastId, std::int64_t>& likes, const std::vector<Visit>& visits);
  Result<Message> get_to_moderate(db::Reader& reader, const Actor& actor, const MessageId& message) const;
  std::string sign(const std::string& text) const;
  std::optional<std::string> checked(const std::string& signed_text) const;

  static constexpr std::size_t most_kept = 64;
  static constexpr std::int64_t kept_us = 1'000'000;
  Parts parts_;
  mutable KeptTexts words_;
  std::atomic<std::int64_t> told_{0};
  mutable std::mutex mutex_;
  std::map<BroadcastId, std::int64_t> likes_;
  std::map<std::string, Watching> visits_;
  std::map<BroadcastId, std::int64_t> watching_;  ///< as it was told last
};

}  // namespace ws::live
