#pragma once
// Carries the outbox to the sockets: each move to the screens of its site and of every site above it, each notice to
// its person, what is said at a broadcast to its room, and after moves the figures, or today's activities. Woken by
// commits of this process; a look every second finds those of others.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.h"
#include "db/db.h"
#include "outbox/public.h"

namespace ws::screen {

/// Figures follow moves, but no faster than this.
inline constexpr std::int64_t figures_pause_ms = 300;
/// Without moves, figures change with the clock (risk, midnight): looked at this often, told when
/// different; else a beat.
inline constexpr std::int64_t figures_refresh_ms = 20'000;

class ScreenPump {
 public:
  using Publish = std::function<void(const std::string& room, std::string_view text)>;
  /// Is there a socket in the room?
  using IsOpen = std::function<bool(const std::string& room)>;
  ScreenPump(db::Database& database, const Clock& clock, Publish publish, IsOpen is_open);
  ~ScreenPump() { stop(); }

  /// Sockets of this room exist or are about to. Call before reading what the socket is told first: then nothing
  /// falls between that reading and the stream.
  void watch(const std::string& room);
  void start();
  void stop();
  /// Something was committed; any thread, quick.
  void wake();

  /// One turn, as the thread takes it: delivers what is new; the figures when they are due, or when `at_once`.
  void turn(bool at_once = false);

 private:
  void run(std::stop_token stopping);
  bool deliver();
  using Rooms = std::set<std::string>;
  void deliver_activity_move(db::Reader& reader, const outbox::Delivered& message, const Rooms& rooms);
  void deliver_broadcast(const outbox::Delivered& message, const Rooms& rooms);
  void deliver_move(db::Reader& reader, const outbox::Delivered& message, const Rooms& rooms);
  const std::vector<SiteId>& rooms_above(db::Reader& reader, const SiteId& site);
  void tell_figures(const std::set<std::string>& rooms, bool only_changed);
  void tell_activities(const std::set<std::string>& rooms, bool only_changed);
  Rooms watched();
  void forget_empty_rooms();

  db::Database& database_;
  const Clock& clock_;
  Publish publish_;
  IsOpen is_open_;

  std::mutex mutex_;
  std::condition_variable_any waiting_;
  bool woken_ = false;
  std::map<std::string, std::int64_t> rooms_;  ///< ticks of the last watch()

  // Of the pump's thread alone.
  std::int64_t last_seq_ = 0;
  std::set<std::string> stale_;                           ///< rooms whose figures are due
  std::set<std::string> stale_activities_;                ///< rooms whose activities of today are due
  std::map<std::string, std::string> told_;               ///< figures last told, without their seq and time
  std::map<std::string, std::string> told_activities_;    ///< likewise
  std::map<SiteId, std::vector<SiteId>> above_;           ///< ancestors of a site and itself
  std::int64_t figures_at_us_ = 0, refreshed_at_us_ = 0;  ///< ticks
  std::jthread thread_;
};

}  // namespace ws::screen
