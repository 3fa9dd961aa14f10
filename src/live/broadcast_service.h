#pragma once
// Use cases of broadcasts: planned and announced by staff, begun and interrupted by whoever sends, ended, replayed,
// watched.

#include <filesystem>
#include <functional>
#include <set>

#include "base/actor.h"
#include "base/kept.h"
#include "base/random.h"
#include "base/vault.h"
#include "idempotency/public.h"
#include "live/broadcast_access.h"
#include "live/playlist_model.h"

namespace ws::live {

class BroadcastService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Vault& vault;
    Random& random;
    const Clock& clock;
    LiveRules rules;
    std::filesystem::path data;  ///< segments lie below live/, recordings below recordings/
    std::string stream_address;  ///< "rtmp://…/live" without a slash at its end; "" where no stream is taken
    std::string origin = {};  ///< "https://…/hls": another server takes streams and gives them out; "" for our own
  };
  explicit BroadcastService(Parts parts)
      : parts_(std::move(parts)), playlists_(most_playlists, parts_.clock, playlist_us) {}

  const LiveRules& rules() const { return parts_.rules; }
  bool takes_streams() const { return !parts_.stream_address.empty(); }
  /// Where another server gives streams out, as ORIGIN/BROADCAST.m3u8; "" when we do.
  const std::string& origin() const { return parts_.origin; }
  /// Known once the listener has its port.
  void set_stream_address(std::string address) { parts_.stream_address = std::move(address); }

  // ---- staff reads
  Result<store::Page> list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                           std::int64_t limit) const;
  struct Detail {
    Broadcast broadcast;
    std::vector<store::Event> events;
    Attendance attendance;
    bool may_run = false;
  };
  /// Refuses "live.not_found".
  Result<Detail> find(const Actor& actor, const BroadcastId& broadcast) const;

  /// For other features that go with a broadcast, until it is over. Refuses "live.not_found", "live.not_yours",
  /// "live.ended".
  Outcome check_may_run(const Actor& actor, const std::string& broadcast) const;

  // ---- steps of staff; all answer the identifier and refuse "live.not_found", "live.not_yours"
  /// Refuses "site.not_found", "site.not_yours" and what check_plan refuses.
  Task<Result<std::string>> plan(Actor actor, idempotency::Key key, Plan plan);
  /// The site stays. Refuses "live.changed_meanwhile" and what check_plan and may_change refuse.
  Task<Result<std::string>> change(Actor actor, idempotency::Key key, BroadcastId broadcast, Plan plan,
                                   std::int64_t version);
  /// The same at another time, in the transaction of what it shows. Refuses what change does.
  Outcome shift(db::Tx& tx, const Actor& actor, const BroadcastId& broadcast, const Shift& by, Instant now);
  Task<Result<std::string>> announce(Actor actor, idempotency::Key key, BroadcastId broadcast);
  Task<Result<std::string>> withdraw(Actor actor, idempotency::Key key, BroadcastId broadcast, std::string reason);
  Task<Result<std::string>> end(Actor actor, idempotency::Key key, BroadcastId broadcast);
  /// Once more after all tries failed. "live.no_replay_due".
  Task<Result<std::string>> retry_replay(Actor actor, idempotency::Key key, BroadcastId broadcast);
  struct StreamKey {
    std::string address, name;
  };
  /// For who runs it or teaches what it shows. A new key; the one before counts no more. Made from the vault's key,
  /// so that nothing is kept but its number. Refuses "live.no_ingest", "live.ended".
  Task<Result<StreamKey>> new_key(Actor actor, idempotency::Key key, BroadcastId broadcast);

  // ---- whoever sends; on threads that may wait
  /// Which broadcast the name would begin or go on with. Refuses as publish does.
  Result<BroadcastId> may_begin(std::string_view stream_name) const;
  /// Begins the broadcast, or goes on with it. Refuses "live.wrong_key" whatever is wrong with the name, and what
  /// may_publish refuses.
  Result<BroadcastId> publish(std::string_view stream_name);
  /// Whose key it is. "live.wrong_key".
  Result<BroadcastId> check_sender(std::string_view stream_name) const;
  /// Nobody sends any more, for now. `trouble` is a reason, or "" when the sender left.
  void interrupt(const BroadcastId& broadcast, const std::string& trouble);
  /// May they go on sending?
  bool goes_on(const BroadcastId& broadcast) const;
  /// All that are live but these.
  void interrupt_others(const std::set<BroadcastId>& sending);
  std::filesystem::path segments(const BroadcastId& broadcast) const;
  std::filesystem::path recordings(const BroadcastId& broadcast) const;

  // ---- everybody
  struct Shelf {
    std::vector<Broadcast> on_air, announced;
    store::Page replays;
  };
  Shelf shelf(const std::string& cursor, std::int64_t limit) const;
  /// Refuses "live.not_found".
  Result<Broadcast> read(const BroadcastId& broadcast) const;
  /// The list of what can be watched now, put together twice a second at most. Refuses "live.not_found", also before
  /// the first segment is there.
  Result<std::string> playlist(const BroadcastId& broadcast, Sort sort) const;
  /// The path of a segment. "live.not_found".
  Result<std::string> segment(const BroadcastId& broadcast, std::string_view name) const;
  /// The path of the replay. "live.not_found".
  Result<std::string> replay(const BroadcastId& broadcast) const;

  /// Ends what nobody came back to, clears segments that nobody watches any more. Answers how many moved.
  int tick();
  /// Makes replays with `join`; on a thread of its own. Answers how many were tried.
  using Join = std::function<bool(const std::vector<std::filesystem::path>& recordings, const Trim& trim,
                                  const std::filesystem::path& replay)>;
  int make_replays(const Join& join);

 private:
  using Step = std::function<Result<Broadcast>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Step step);
  Result<Broadcast> moved(db::Tx& tx, Broadcast after, const PersonId& actor, std::string_view kind,
                          const std::string& reason, Instant now);
  std::string secret(const BroadcastId& broadcast, std::int64_t turn) const;
  Result<Broadcast> check_key(std::string_view stream_name) const;
  void note_replay(const Broadcast& tried, bool made);
  std::filesystem::path replay_path(const BroadcastId& broadcast, std::int64_t cut) const;
  Result<Broadcast> over(db::Tx& tx, Broadcast broadcast, const PersonId& actor, Instant now);
  std::vector<Part> cut(const BroadcastId& broadcast, Sort sort) const;

  /// Thousands of players ask for the same list every two seconds.
  static constexpr std::size_t most_playlists = 64;
  static constexpr std::int64_t playlist_us = 500'000;
  Parts parts_;
  mutable KeptTexts playlists_;
};

/// As the sockets are told: {"broadcast_id": …, "type": "state", …}.
std::string state_words(const Broadcast& broadcast);

}  // namespace ws::live
