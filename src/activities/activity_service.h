#pragma once
// Activities for the web: one transaction and one idempotency key per use case, what lists and pages read, and the
// clocks.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "activities/activity_list_store.h"
#include "activities/activity_steps_service.h"
#include "base/vault.h"
#include "idempotency/public.h"

namespace ws::activities {

/// One activity as its page shows it, for one actor.
struct Detail {
  store::RowView row;
  Activity activity;
  std::vector<Shift> shifts;
  std::optional<std::string> private_details;  ///< for the confirmed and the activity's own people
  std::vector<store::SignupView> mine;
  std::vector<store::EventView> events;  ///< for the activity's own people
  std::vector<std::string_view> actions;
  Standing standing;
};

struct RosterEntry {
  store::RosterRow row;
  std::string mobile_masked;
};
struct Roster {
  std::vector<RosterEntry> entries;
  std::optional<std::string> next;
};

struct Draw {
  std::string seed_hash;
  std::optional<std::string> seed;  ///< once drawn
  std::optional<Instant> drawn;
  store::LotPage page;
};

/// Where somebody looks around.
struct Near {
  std::int64_t lat_e6;
  std::int64_t lon_e6;
  std::int64_t radius_m;
};

class ActivityService {
 public:
  ActivityService(db::Database& database, const Vault& vault, Random& random, const Clock& clock, const Rules& rules)
      : db_(database), vault_(vault), clock_(clock), rules_(rules), steps_(random, secrets_, rules) {}

  /// Runs one use case: `body(tx, steps, now)` gives the answer's document, which a repeated key gets again.
  using Body = std::function<Result<std::string>(db::Tx&, const ActivitySteps&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Body body);

  store::Page list(store::Filter filter, const std::optional<Near>& near) const;
  /// Drafts and all else of the actor's own sites and teams.
  store::Page managed(const Actor& actor, store::Filter filter) const;
  Result<Detail> detail(const Actor& actor, const ActivityId& id) const;
  /// Why a volunteer cannot have a place in a role of a shift to come, by the role's identifier; roles they can have
  /// are left out.
  std::map<std::string, std::string> obstacles(const Actor& actor, const Detail& detail) const;
  /// Moves with whatever moves an activity or a signup, of any process: what was put together before is told by it.
  std::int64_t mark() const;
  /// "list.bad_range" when it is longer than two months.
  Result<std::vector<store::CalendarEntry>> calendar(Instant from, Instant until, const SiteId& within) const;
  store::SignupPage my_signups(const Actor& actor, bool coming, const std::string& cursor, std::int64_t limit) const;
  Result<Roster> roster(const Actor& actor, const ActivityId& id, const std::string& state, const std::string& cursor,
                        std::int64_t limit) const;
  /// "activity.no_draw" when places are not drawn.
  Result<Draw> draw(const Actor& actor, const ShiftRoleId& role, const std::string& cursor, std::int64_t limit) const;
  store::ProjectPage projects(const SiteId& within, const std::string& cursor, std::int64_t limit) const;
  Result<store::ProjectRow> project(const ProjectId& id) const;
  Result<std::vector<Occurrence>> preview(const Actor& actor, const ActivityId& id, const SeriesEdit& edit) const;

  /// Everything clocks do now: offers run out, draws fall due, activities begin, end and are archived, people are
  /// reminded and alerted. Each is one transaction. Returns how many moved.
  int tick();

  const Clock& clock() const { return clock_; }
  Instant now() const { return clock_.now(); }

 private:
  db::Database& db_;
  const Vault& vault_;
  const Clock& clock_;
  const Rules& rules_;
  SecretRandom secrets_;
  ActivitySteps steps_;
};

}  // namespace ws::activities
