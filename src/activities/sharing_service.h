#pragma once
// What goes out of the house of an activity: share card, poster, calendar files and feeds. All of it is public, but
// for a person's own calendar, which is whoever's knows its address.

#include <functional>
#include <string>
#include <vector>

#include "activities/sharing_store.h"
#include "activities/sheet_service.h"
#include "base/actor.h"
#include "base/ical.h"
#include "base/vault.h"
#include "base/worker_pool.h"
#include "idempotency/public.h"

namespace ws::activities {

class SharingService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Vault& vault;
    const Clock& clock;
    WorkerPool& rendering;
    std::string public_address;  ///< "https://…" without a slash at its end
    /// What else stands in a person's own calendar: of other features.
    std::function<std::vector<ical::Event>(db::Reader&, const PersonId&, Instant since)> elsewhere = {};
  };
  explicit SharingService(Parts parts) : parts_(std::move(parts)) {}

  /// What stands on a card or poster, and the version it is true for. "activity.not_found".
  struct Drawable {
    Sheet sheet;
    std::int64_t version = 0;
  };
  Result<Drawable> drawable(const ActivityId& id) const;
  /// "server.busy".
  Task<Result<std::string>> card(Sheet sheet) const;
  Task<Result<std::string>> poster(Sheet sheet) const;

  /// Calendar files. "activity.not_found", "team.not_found", "calendar.not_found".
  Result<std::string> calendar_of(const ActivityId& id) const;
  Result<std::string> calendar_of(const TeamId& id) const;
  Result<std::string> own_calendar(const std::string& secret) const;

  std::vector<store::News> newest() const;

  /// A fresh address for the actor's own calendar; the one before leads nowhere any more. Answers its secret, which
  /// is not kept: the same key gives the same.
  Task<Result<std::string>> open_feed(Actor actor, idempotency::Key key) const;
  Task<Result<std::string>> close_feed(Actor actor, idempotency::Key key) const;
  std::optional<Instant> feed_since(const Actor& actor) const;

  /// The address of a page of this server, for others.
  std::string address(const std::string& path) const { return parts_.public_address + path; }
  const Clock& clock() const { return parts_.clock; }
  /// Of the newest; moves with whatever moves.
  std::int64_t mark() const;

 private:
  std::vector<ical::Event> events(const std::vector<store::CalendarFileEntry>& entries) const;

  Parts parts_;
};

}  // namespace ws::activities
