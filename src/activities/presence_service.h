#pragma once
// Presence at shifts for the web: what its pages read, and one use case per request.

#include <optional>
#include <string>
#include <vector>

#include "activities/activity_service.h"
#include "activities/presence_pass_service.h"

namespace ws::activities {

/// Somebody on a shift, as the activity's people see them, and as they see themselves.
struct PersonView {
  store::Person person;
  Attended attended;
  std::string told_by;                     ///< name of who said it; "": the clock, or nobody
  std::optional<std::int64_t> distance_m;  ///< of the check-in from the activity's place
};

struct ShiftView {
  Activity activity;
  Shift shift;
  bool leads = false;  ///< the actor may mark, call the roll and close it
  bool sees = false;   ///< the actor sees who is on it
  Instant check_in_from;
  Instant check_out_until;
  std::optional<store::Closing> closing;
  std::string closed_by;                      ///< "": the clock
  std::optional<store::Headcount> headcount;  ///< for those who see it
  std::optional<PersonView> mine;
  Instant now;
};

struct ShiftRoster {
  std::vector<PersonView> people;
  std::optional<std::string> next;
};

struct MyPasses {
  SignupId signup;
  std::vector<Passes::Issued> passes;
};

class PresenceService {
 public:
  PresenceService(db::Database& database, const Vault& vault, const Clock& clock, const Rules& rules,
                  ActivityService& activities)
      : db_(database), clock_(clock), rules_(rules), activities_(activities), passes_(vault, rules) {}

  /// A use case of presence: `body(tx, steps, passes, now)` gives what was marked.
  using Mark = std::function<Result<Marked>(db::Tx&, const PresenceSteps&, const Passes&, Instant)>;
  /// The person as they now stand, and whether the mark said nothing new, as a document.
  using Write = std::string (*)(const PersonView& person, bool already);
  Task<Result<std::string>> mark(idempotency::Key key, Mark body, Write write);
  using Body = std::function<Result<std::string>(db::Tx&, const PresenceSteps&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Body body);

  /// "shift.not_found".
  Result<ShiftView> shift(const Actor& actor, const ShiftId& id) const;
  /// Shifts of these days that the actor serves in or leads, by start.
  std::vector<ShiftView> around(const Actor& actor) const;
  /// "activity.not_yours".
  Result<ShiftRoster> roster(const Actor& actor, const ShiftId& id, const std::string& cursor,
                             std::int64_t limit) const;
  /// "activity.not_yours".
  Result<RotatingCode> code(const Actor& actor, const ShiftId& id) const;
  /// The actor's own: "presence.no_place".
  Result<MyPasses> passes(const Actor& actor, const ShiftId& id) const;

  const Passes& passes() const { return passes_; }
  const Policy& policy() const { return rules_.policy; }

 private:
  ShiftView view(db::Reader& reader, const Actor& actor, access::SeenShift seen, Instant now) const;

  db::Database& db_;
  const Clock& clock_;
  const Rules& rules_;
  ActivityService& activities_;
  Passes passes_;
};

}  // namespace ws::activities
