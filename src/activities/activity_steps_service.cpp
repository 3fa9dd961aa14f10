#include "activities/activity_steps_service.h"

#include <algorithm>

#include "base/vault.h"
#include "people/public.h"
#include "training/public.h"

namespace ws::activities {
namespace {

constexpr std::size_t seed_bytes = 32;

/// The activity named and, of its series, those that have not begun.
std::vector<ActivityId> reached(db::Reader& reader, const Activity& activity, Reach reach) {
  if (reach == Reach::one || activity.series.empty()) return {activity.id};
  return store::of_series(reader, activity.series, activity.starts);
}

std::vector<PersonId> reviewers(db::Reader& reader, const Activity& activity) {
  std::vector<PersonId> people = people::holders(reader, Role::clerk, activity.plan.site);
  for (const PersonId& dispatcher : people::holders(reader, Role::dispatcher, activity.plan.site))
    if (std::find(people.begin(), people.end(), dispatcher) == people.end()) people.push_back(dispatcher);
  std::erase(people, activity.author);
  return people;
}

}  // namespace

Result<ProjectId> ActivitySteps::create_project(db::Tx& tx, const Actor& actor, const ProjectPlan& plan,
                                                Instant now) const {
  if (auto may = access::check_may_own(tx, actor, plan.site, plan.team); !may) return may.error();
  const store::Project project{
      ProjectId::fresh(now, random_), plan.site, plan.team, plan.name, plan.summary, "running", actor.person, now, 1};
  store::insert_project(tx, project);
  return project.id;
}

Result<ProjectId> ActivitySteps::edit_project(db::Tx& tx, const Actor& actor, const ProjectId& id,
                                              const ProjectPlan& plan) const {
  auto project = store::find_project(tx, id);
  if (!project) return Error::not_found("project.not_found");
  if (auto may = access::check_may_own(tx, actor, project->site, project->team); !may) return may.error();
  project->name = plan.name;
  project->summary = plan.summary;
  project->state = plan.state;
  store::save_project(tx, *project);
  return project->id;
}

Result<ActivityTemplateId> ActivitySteps::keep_template(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                                        const std::string& name, Instant now) const {
  const auto seen = access::see(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
  const Plan plan = store::plan_with_shifts(tx, seen->activity);
  const store::Template fresh{ActivityTemplateId::fresh(now, random_),
                              plan.site,
                              plan.team,
                              name,
                              store::plan_document(plan),
                              actor.person,
                              now,
                              {}};
  if (!store::insert(tx, fresh)) return Error::conflict("template.name_taken");
  return fresh.id;
}

Result<ActivityTemplateId> ActivitySteps::drop_template(db::Tx& tx, const Actor& actor,
                                                        const ActivityTemplateId& id) const {
  if (auto theirs = access::get_template(tx, actor, id); !theirs) return theirs.error();
  store::remove(tx, id);
  return id;
}

Outcome ActivitySteps::check_references(db::Reader& reader, const Plan& plan) const {
  if (!store::is_category(reader, plan.category)) return Error::invalid("activity.category", "category");
  for (std::size_t i = 0; i < plan.shifts.size(); ++i)
    for (std::size_t j = 0; j < plan.shifts[i].roles.size(); ++j) {
      const RolePlan& role = plan.shifts[i].roles[j];
      if (!role.skill.empty() && !store::is_skill(reader, role.skill))
        return Error::invalid("activity.skill", path_of(i, j) + "skill");
      if (!role.training.empty() && !training::has_course(reader, role.training))
        return Error::invalid("activity.training", path_of(i, j) + "training");
    }
  if (plan.project.empty()) return Done{};
  const auto project = store::find_project(reader, plan.project);
  if (!project) return Error::invalid("project.not_found", "project_id");
  return Done{};
}

Activity ActivitySteps::insert_draft(db::Tx& tx, const Actor& actor, Plan plan, const SeriesId& series,
                                     Instant now) const {
  Activity activity;
  activity.id = ActivityId::fresh(now, random_);
  activity.number = store::next_number(tx, now);
  activity.series = series;
  activity.starts = plan.starts();
  activity.ends = plan.ends();
  activity.plan = std::move(plan);
  activity.state_since = activity.created = now;
  activity.author = actor.person;
  store::insert(tx, random_, activity, rules_);
  return activity;
}

Result<Changed> ActivitySteps::finish(Move& move, Activity& activity) const {
  if (auto saved = move.save(); !saved) return saved.error();
  return Changed{activity.id, activity.state, activity.version + 1};
}

Result<Changed> ActivitySteps::create(db::Tx& tx, const Actor& actor, const Plan& plan, Instant now) const {
  if (auto may = access::check_may_own(tx, actor, plan.site, plan.team); !may) return may.error();
  if (auto right = check_plan(plan, rules_.policy, now); !right) return right.error();
  if (auto known = check_references(tx, plan); !known) return known.error();
  Activity activity = insert_draft(tx, actor, plan, {}, now);
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::created);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::edit(db::Tx& tx, const Actor& actor, const ActivityId& id, const Plan& plan,
                                    Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::edited); !may) return may.error();
  if (auto may = access::check_may_own(tx, actor, plan.site, plan.team); !may) return may.error();
  if (auto right = check_plan(plan, rules_.policy, now); !right) return right.error();
  if (auto known = check_references(tx, plan); !known) return known.error();
  activity.plan = plan;
  activity.starts = plan.starts();
  activity.ends = plan.ends();
  store::replace_shifts(tx, random_, activity, now);
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::edited);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::copy(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant starts,
                                    Instant now) const {
  const auto seen = access::see(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
  const Plan plan = moved(store::plan_with_shifts(tx, seen->activity), starts.ms - seen->activity.starts.ms);
  return create(tx, actor, plan, now);
}

Result<Changed> ActivitySteps::repeat(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant until,
                                      Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::edited); !may) return may.error();
  if (!activity.series.empty()) return Error::conflict("activity.in_series");
  const auto offsets = weekly_offsets(activity.starts, until, rules_.policy.activity_most_occurrences - 1);
  if (offsets.empty()) return Error::invalid("activity.no_occurrences", "until_ms");
  activity.series = SeriesId::fresh(now, random_);
  const Plan plan = store::plan_with_shifts(tx, activity);
  for (const std::int64_t by : offsets) {
    Plan later = moved(plan, by);
    later.opens = plan.opens;  // people may plan ahead: all open together
    if (auto right = check_plan(later, rules_.policy, now); !right) return right.error();
    Activity occurrence = insert_draft(tx, actor, later, activity.series, now);
    Move move(tx, random_, rules_, occurrence, actor.person, now);
    move.step(Step::created, {}, activity.number);
    if (auto saved = move.save(); !saved) return saved.error();
  }
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::edited, {}, std::to_string(offsets.size() + 1));
  return finish(move, activity);
}

/// For an occurrence beside the one that was named: those whose state does not allow the step are left alone.
Outcome ActivitySteps::take_step(db::Tx& tx, const Actor& actor, access::Seen& seen, Step step, Instant now) const {
  Activity& activity = seen.activity;
  if (auto may = decide(activity, seen.standing, step); !may) return may;
  if (step == Step::published)
    if (auto ready = check_publishable(activity, now); !ready) return ready;
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(step);
  if (step == Step::submitted) {
    activity.submitted_by = actor.person;
    move.tell(reviewers(tx, activity), "activity.submitted", activity.starts);
  } else {
    activity.reviewer = actor.person;
    begin_recruiting(activity);
    store::set_clocks(tx, activity.id, rules_.policy, now);
    move.tell(move.owners(), "activity.published", activity.starts);
  }
  return move.save();
}

namespace {

/// Of the named one a refusal counts; the others of a series follow as far as they can.
template <class F>
Result<Changed> each(db::Tx& tx, const Actor& actor, const ActivityId& id, Reach reach, F step) {
  auto named = access::see_for_change(tx, actor, id);
  if (!named) return named.error();
  const std::vector<ActivityId> all = reached(tx, named->activity, reach);
  if (auto done = step(*named); !done) return done.error();
  for (const ActivityId& other : all) {
    if (other == id) continue;
    auto seen = access::see_for_change(tx, actor, other);
    if (!seen) continue;
    static_cast<void>(step(*seen));
  }
  return Changed{id, named->activity.state, named->activity.version + 1};
}

}  // namespace

Result<Changed> ActivitySteps::submit(db::Tx& tx, const Actor& actor, const ActivityId& id, Reach reach,
                                      Instant now) const {
  return each(tx, actor, id, reach,
              [&](access::Seen& seen) { return take_step(tx, actor, seen, Step::submitted, now); });
}

Result<Changed> ActivitySteps::publish(db::Tx& tx, const Actor& actor, const ActivityId& id, Reach reach,
                                       Instant now) const {
  return each(tx, actor, id, reach,
              [&](access::Seen& seen) { return take_step(tx, actor, seen, Step::published, now); });
}

/// The seed of a draw is made before anybody can sign up, and bound by its hash.
void ActivitySteps::begin_recruiting(Activity& activity) const {
  if (activity.plan.mode != Mode::lot) return;
  activity.draw_seed = secrets_.token_hex(seed_bytes);
  activity.draw_seed_hash = sha256_hex(activity.draw_seed);
}

Result<Changed> ActivitySteps::give_back(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                         const std::string& reason, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (auto may = decide(seen->activity, seen->standing, Step::returned); !may) return may.error();
  Move move(tx, random_, rules_, seen->activity, actor.person, now);
  move.step(Step::returned, reason);
  move.tell(move.owners(), "activity.returned", seen->activity.starts, reason);
  return finish(move, seen->activity);
}

Result<Changed> ActivitySteps::resize(db::Tx& tx, const Actor& actor, const ShiftRoleId& id, std::int64_t capacity,
                                      std::int64_t reserved, Instant now) const {
  const auto role = store::find_role(tx, id);
  if (!role) return Error::not_found("role.not_found");
  auto seen = access::see_for_change(tx, actor, role->activity);
  if (!seen) return Error::not_found("role.not_found");
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::adjusted); !may) return may.error();
  if (reserved > capacity) return Error::invalid("activity.reserved", "reserved");
  if (!store::resize(tx, id, capacity, reserved)) return Error::conflict("activity.capacity_below_roster");
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::adjusted, {}, role->role.plan.name + " " + std::to_string(capacity));
  if (!activity.before_draw()) signups_.promote(move, activity, id);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::brief(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& place,
                                     const std::string& private_details, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::adjusted); !may) return may.error();
  activity.plan.place = place;
  activity.plan.private_details = private_details;
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::adjusted, {}, place);
  for (const Signup& signup : store::active_of_activity(tx, activity.id))
    if (signup.state == SignupState::confirmed) move.tell(signup.person, "activity.briefed", signup.starts);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::cancel(db::Tx& tx, const Actor& actor, const ActivityId& id, const std::string& reason,
                                      Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::cancelled); !may) return may.error();
  if (activity.state == State::recruiting && !store::has_any(tx, id))
    return Error::conflict("activity.retract_instead");
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::cancelled, reason);
  const auto people = signups_.release(move, activity, SignupSteps::Who::all, SignupStep::lapsed, reason);
  move.tell(people, "activity.cancelled", activity.starts, reason);
  move.tell(move.owners(), "activity.cancelled", activity.starts, reason);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::retract(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                       const std::string& reason, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::retracted); !may) return may.error();
  if (store::has_any(tx, id)) return Error::conflict("activity.cancel_instead");
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(Step::retracted, reason);
  move.tell(move.owners(), "activity.retracted", activity.starts, reason);
  return finish(move, activity);
}

Result<Changed> ActivitySteps::publicise(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (auto may = decide(seen->activity, seen->standing, Step::publicised); !may) return may.error();
  Move move(tx, random_, rules_, seen->activity, actor.person, now);
  presence_.close_all(move, seen->activity);
  move.step(Step::publicised);
  move.tell(move.owners(), "activity.publicised", seen->activity.starts);
  return finish(move, seen->activity);
}

void ActivitySteps::draw_now(Move& move, Activity& activity) const {
  signups_.draw(move, activity);
  move.step(Step::drawn, {}, activity.draw_seed);
}

Result<Changed> ActivitySteps::draw(db::Tx& tx, const Actor& actor, const ActivityId& id, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->activity;
  if (auto may = decide(activity, seen->standing, Step::drawn); !may) return may.error();
  if (!activity.before_draw()) return Error::conflict("activity.no_draw");
  if (activity.plan.closes > now) return Error::conflict("activity.window_open");
  Move move(tx, random_, rules_, activity, actor.person, now);
  draw_now(move, activity);
  return finish(move, activity);
}

namespace {

std::string outcome_of(const Activity& activity, std::int64_t people, const SeriesEdit& edit) {
  const bool open =
      activity.state == State::draft || activity.state == State::review || activity.state == State::recruiting;
  // What was published with other words was reviewed with them.
  const bool words = activity.state == State::recruiting && (edit.title || edit.summary);
  if (people > 0 || !open || words) return "kept";
  const bool over = edit.until && start_of_day(next_day(local_date(*edit.until))) <= activity.starts;
  return over ? "retracted" : "changed";
}

}  // namespace

Result<std::vector<Occurrence>> ActivitySteps::preview(db::Reader& reader, const Actor& actor, const ActivityId& id,
                                                       const SeriesEdit& edit, Instant now) const {
  const auto seen = access::see(reader, actor, id);
  if (!seen) return seen.error();
  if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
  if (seen->activity.series.empty()) return Error::conflict("activity.no_series");
  std::vector<Occurrence> occurrences;
  for (const ActivityId& other : store::of_series(reader, seen->activity.series, seen->activity.starts)) {
    const Activity activity = store::find(reader, other).value();
    if (activity.state == State::retracted || activity.state == State::cancelled) continue;
    const bool touched = activity.starts <= now || store::has_any(reader, other);
    const std::int64_t people = store::count_active(reader, other);
    occurrences.push_back(
        {other, activity.starts, activity.state, people, touched ? "kept" : outcome_of(activity, people, edit)});
  }
  return occurrences;
}

/// One without people. What waits for its review goes back to its author.
Outcome ActivitySteps::change_occurrence(db::Tx& tx, const Actor& actor, const ActivityId& id, const SeriesEdit& edit,
                                         Instant now) const {
  Activity activity = store::lock(tx, id).value();
  const Instant opened = activity.plan.opens;
  activity.plan = moved(store::plan_with_shifts(tx, activity), edit.move_minutes * minute_ms);
  if (opened <= now) activity.plan.opens = opened;  // a window that is open stays open
  if (edit.title) activity.plan.title = *edit.title;
  if (edit.summary) activity.plan.summary = *edit.summary;
  if (edit.place) activity.plan.place = *edit.place;
  if (edit.private_details) activity.plan.private_details = *edit.private_details;
  if (auto right = check_plan(activity.plan, rules_.policy, now); !right) return right;
  activity.starts = activity.plan.starts();
  activity.ends = activity.plan.ends();
  store::drop_clocks(tx, id);
  store::replace_shifts(tx, random_, activity, now);
  if (activity.state == State::recruiting) store::set_clocks(tx, id, rules_.policy, now);
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.step(activity.state == State::recruiting ? Step::adjusted : Step::edited);
  return move.save();
}

Result<std::vector<Occurrence>> ActivitySteps::edit_series(db::Tx& tx, const Actor& actor, const ActivityId& id,
                                                           const SeriesEdit& edit, Instant now) const {
  auto named = access::see_for_change(tx, actor, id);
  if (!named) return named.error();
  for (const ActivityId& other : store::of_series(tx, named->activity.series, named->activity.starts))
    static_cast<void>(store::lock(tx, other));
  auto occurrences = preview(tx, actor, id, edit, now);
  if (!occurrences) return occurrences;
  for (const Occurrence& occurrence : *occurrences) {
    if (occurrence.outcome == "changed")
      if (auto done = change_occurrence(tx, actor, occurrence.id, edit, now); !done) return done.error();
    if (occurrence.outcome == "retracted")
      if (auto done = retract(tx, actor, occurrence.id, {}, now); !done) return done.error();
  }
  return occurrences;
}

Outcome ActivitySteps::turn(db::Tx& tx, const ActivityId& id, Instant now) const {
  auto activity = store::lock(tx, id);
  if (!activity) return Error::not_found("activity.not_found");
  const auto due = next_due(*activity, rules_);
  if (!due || *due > now) return Error::conflict("activity.state");
  Move move(tx, random_, rules_, *activity, {}, now);
  if (activity->state == State::recruiting) {
    if (activity->before_draw()) draw_now(move, *activity);
    if (activity->starts <= now) move.step(Step::started);
  } else if (activity->state == State::in_progress) {
    move.step(Step::ended);
    const auto people = signups_.release(move, *activity, SignupSteps::Who::waiting, SignupStep::lapsed, {});
    move.tell(people, "signup.lapsed", activity->starts);
    move.tell(move.owners(), "activity.ended", activity->starts);
  } else {
    move.step(Step::archived);
  }
  return move.save();
}

Outcome ActivitySteps::ring(db::Tx& tx, const store::ShiftClock& clock, Instant now) const {
  auto activity = store::lock(tx, clock.activity);
  if (!store::finish_clock(tx, clock, now)) return Error::conflict("activity.state");
  if (activity->state != State::recruiting && activity->state != State::in_progress) return Done{};
  Move move(tx, random_, rules_, *activity, {}, now);
  std::int64_t staffed = 0;
  const Shift shift = store::find_shift(tx, clock.shift).value();
  for (const Signup& signup : store::active_of_shift(tx, clock.shift)) {
    if (signup.state != SignupState::confirmed) continue;
    staffed += signup.party();
    if (clock.kind == "reminder") move.tell(signup.person, "signup.reminder", shift.starts);
  }
  if (clock.kind != "staffing" || staffed >= shift.minimum_staff) return Done{};
  move.step(Step::understaffed, {}, std::to_string(staffed) + "/" + std::to_string(shift.minimum_staff));
  move.tell(move.owners(), "activity.understaffed", shift.starts);
  return move.save();
}

}  // namespace ws::activities
