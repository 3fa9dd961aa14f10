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
  std::optional<std::int64_t> signed_up;  ///< people who have not left; for the activity's own people
};

/// What waits for somebody, a kind at a time.
struct Waiting {
  std::string_view kind;
  struct One {
    store::RowView row;
    std::int64_t count = 0;  ///< who applied, or how many people are missing
  };
  std::vector<One> rows;
  bool more = false;
};

/// A volunteer who might be given a place, and what is in the way.
struct Candidate {
  store::CandidateRow row;
  std::optional<Error> obstacle;
};

struct Contact {
  std::string name;
  std::string mobile;
};

enum class Mobiles { masked, shown };

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
  /// What the actor should do, by kind, at most 20 of each.
  std::vector<Waiting> waiting(const Actor& actor) const;
  Result<Detail> detail(const Actor& actor, const ActivityId& id) const;
  /// Why a volunteer cannot have a place in a role of a shift to come, by the role's identifier; roles they can have
  /// are left out.
  std::map<std::string, std::string> obstacles(const Actor& actor, const Detail& detail) const;
  /// The same for who has no sign-up in it; nothing for who has one, or had.
  std::optional<std::map<std::string, std::string>> newcomer_obstacles(const Actor& actor,
                                                                       const Detail& detail) const;
  /// Moves with whatever moves an activity or a signup, of any process: what was put together before is told by it.
  std::int64_t mark() const;
  /// "list.bad_range" when it is longer than two months.
  Result<std::vector<store::CalendarEntry>> calendar(Instant from, Instant until, const SiteId& within) const;
  /// The same of all the actor sees, drafts too.
  Result<std::vector<store::CalendarEntry>> managed_calendar(const Actor& actor, Instant from, Instant until,
                                                             const SiteId& within) const;
  store::SignupPage my_signups(const Actor& actor, bool coming, const std::string& cursor, std::int64_t limit) const;
  Result<Roster> roster(const Actor& actor, const ActivityId& id, const std::string& state, const std::string& cursor,
                        std::int64_t limit) const;
  /// Volunteers of the actor's subtrees and of the activity's team by name or number, at most 20, each with what
  /// stands between them and the place. "role.not_found", "activity.not_yours".
  Result<std::vector<Candidate>> candidates(const Actor& actor, const ShiftRoleId& role,
                                            const std::string& words) const;
  /// The number of somebody who signed up, for the activity's people; the reason is logged. "signup.not_found",
  /// "signup.state" once they have left.
  Task<Result<Contact>> reveal(Actor actor, SignupId id, std::string reason);
  /// The whole roster as CSV; that it was taken, by whom and why, is logged.
  Task<Result<std::string>> export_roster(Actor actor, ActivityId id, std::string reason, Mobiles mobiles);

  struct TemplatePage {
    std::vector<store::Template> rows;
    std::optional<std::string> next;
  };
  TemplatePage templates(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  Result<store::Template> find_template(const Actor& actor, const ActivityTemplateId& id) const;
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
  std::map<std::string, std::string> obstacles(db::Reader& reader, const Actor& actor, const Detail& detail) const;
  store::Filter::Own worker(const Actor& actor) const;

  db::Database& db_;
  const Vault& vault_;
  const Clock& clock_;
  const Rules& rules_;
  SecretRandom secrets_;
  ActivitySteps steps_;
};

}  // namespace ws::activities
