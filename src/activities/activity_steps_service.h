#pragma once
// Use cases of projects and activities inside a transaction that somebody else opened.

#include "activities/presence_steps_service.h"
#include "activities/signup_steps_service.h"
#include "base/random.h"

namespace ws::activities {

/// What a step leaves behind: where the activity stands.
struct Changed {
  ActivityId id;
  State state = State::draft;
  std::int64_t version = 1;
};

struct ProjectPlan {
  SiteId site;
  TeamId team;
  std::string name;
  std::string summary;
  std::string state = "running";
};

/// One step for an activity, or for every later occurrence of its series that allows it.
enum class Reach { one, series };

/// What is changed in a series; what is absent stays.
struct SeriesEdit {
  std::optional<std::string> title;
  std::optional<std::string> summary;
  std::optional<std::string> place;
  std::optional<std::string> private_details;
  std::int64_t move_minutes = 0;
  std::optional<Instant> until;  ///< occurrences after this local day are retracted
};
/// What an edit does, or would do, to one occurrence.
struct Occurrence {
  ActivityId id;
  Instant starts;
  State state = State::draft;
  std::int64_t people = 0;
  std::string outcome;  ///< "changed", "retracted", "kept" (it has people, or is under way)
};

class ActivitySteps {
 public:
  ActivitySteps(Random& random, const SecretRandom& secrets, const Rules& rules)
      : random_(random),
        secrets_(secrets),
        rules_(rules),
        signups_(random, rules),
        presence_(random, rules, signups_) {}
  ActivitySteps(const ActivitySteps&) = delete;  // presence_ refers to signups_
  ActivitySteps& operator=(const ActivitySteps&) = delete;

  const SignupSteps& signups() const { return signups_; }
  const PresenceSteps& presence() const { return presence_; }

  /// Refuses "site.not_found", "team.not_found", "activity.not_yours".
  Result<ProjectId> create_project(db::Tx& tx, const Actor& actor, const ProjectPlan& plan, Instant now) const;
  /// Refuses "project.not_found" too; site and team stay.
  Result<ProjectId> edit_project(db::Tx& tx, const Actor& actor, const ProjectId& id, const ProjectPlan& plan) const;

  /// The activity's plan under a name, to be made again. "activity.not_yours", "template.name_taken".
  Result<ActivityTemplateId> keep_template(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                           const std::string& name, Instant now) const;
  /// Refuses "template.not_found".
  Result<ActivityTemplateId> drop_template(db::Tx& tx, const Actor& actor, const ActivityTemplateId& id) const;

  /// A draft. Refuses what check_plan refuses, "activity.category", "activity.skill", "project.not_found".
  Result<Changed> create(db::Tx& tx, const Actor& actor, const Plan& plan, Instant now) const;
  /// Draft only, whole.
  Result<Changed> edit(db::Tx& tx, const Actor& actor, const ActivityId& id, const Plan& plan, Instant now) const;
  /// A draft like it whose first shift starts at `starts`; the actor is its author.
  Result<Changed> copy(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant starts, Instant now) const;
  /// Weekly drafts like this draft up to the local day `until`; "activity.no_occurrences".
  Result<Changed> repeat(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant until, Instant now) const;

  Result<Changed> submit(db::Tx& tx, const Actor& actor, const ActivityId& id, Reach reach, Instant now) const;
  Result<Changed> give_back(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& reason,
                            Instant now) const;
  /// By somebody who neither wrote nor submitted it. Refuses what check_publishable refuses.
  Result<Changed> publish(db::Tx& tx, const Actor& actor, const ActivityId& id, Reach reach, Instant now) const;
  /// A role's places. "activity.capacity_below_roster"; who waits is offered what is new.
  Result<Changed> resize(db::Tx& tx, const Actor& actor, const ShiftRoleId& role, std::int64_t capacity,
                         std::int64_t reserved, Instant now) const;
  /// What is told to the confirmed; they hear that it changed.
  Result<Changed> brief(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& place,
                        const std::string& private_details, Instant now) const;
  /// Once people have signed up: all are told. "activity.retract_instead" when nobody has.
  Result<Changed> cancel(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& reason,
                         Instant now) const;
  /// Before anybody has: "activity.cancel_instead".
  Result<Changed> retract(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& reason,
                          Instant now) const;
  /// Closes the shifts that nobody closed: what is shown is what the ledger holds.
  Result<Changed> publicise(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant now) const;
  /// Before its time, by the activity's people, once the window is closed. "activity.no_draw",
  /// "activity.window_open".
  Result<Changed> draw(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant now) const;

  /// What the edit would do to this occurrence and the later ones of its series. "activity.no_series".
  Result<std::vector<Occurrence>> preview(db::Reader& reader, const Actor& actor, const ActivityId& id,
                                          const SeriesEdit& edit, Instant now) const;
  /// Does it: those with people are kept as they are and listed.
  Result<std::vector<Occurrence>> edit_series(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                              const SeriesEdit& edit, Instant now) const;

  /// Clocks.
  Outcome turn(db::Tx& tx, const ActivityId& id, Instant now) const;
  Outcome ring(db::Tx& tx, const store::ShiftClock& clock, Instant now) const;

 private:
  Outcome check_references(db::Reader& reader, const Plan& plan) const;
  Activity insert_draft(db::Tx& tx, const Actor& actor, Plan plan, const SeriesId& series, Instant now) const;
  Result<Changed> finish(Move& move, Activity& activity) const;
  Outcome take_step(db::Tx& tx, const Actor& actor, access::Seen& seen, Step step, Instant now) const;
  Outcome change_occurrence(db::Tx& tx, const Actor& actor, const ActivityId& id, const SeriesEdit& edit,
                            Instant now) const;
  void begin_recruiting(Activity& activity) const;
  void draw_now(Move& move, Activity& activity) const;

  Random& random_;
  const SecretRandom& secrets_;
  const Rules& rules_;
  SignupSteps signups_;
  PresenceSteps presence_;
};

}  // namespace ws::activities
