#include "seed/activity_history.h"

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <queue>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

#include "activities/public.h"
#include "base/json.h"
#include "hours/public.h"
#include "seed/history_store.h"

namespace ws::seed {
namespace {

namespace act = activities;

constexpr std::int64_t week_ms = 7 * day_ms;
constexpr std::int64_t known_before_ms = 12 * day_ms;  // an activity is written this long before it starts
/// Weeks ahead whose activities still wait: the farthest are drafts, those before are in review.
constexpr std::int64_t draft_from_week = 3;

/// What the data file says of one activity and of every week it is held in.
struct Told {
  act::Plan plan;  ///< its shifts relative to midnight of the day
  std::int64_t weekday = 1;
  bool today = false;  ///< under way now
  std::vector<std::int64_t> weeks;
};

struct Story {
  act::Plan plan;
  ActivityId id;
  Actor author;
  Actor checker;
  std::int64_t week = 0;
  bool rained_off = false;
  bool today = false;
  PersonId waited_for;  ///< has a place and comes when somebody plays them
  std::vector<std::pair<PersonId, SignupId>> placed, waiting;
};

json::Document read_told(const std::filesystem::path& data) {
  std::ifstream file(data / "pidu" / "activities.json", std::ios::binary);
  if (!file) throw std::runtime_error("cannot read pidu/activities.json");
  std::ostringstream text;
  text << file.rdbuf();
  return json::Document(text.str());
}

std::int64_t minute_of(const std::string& time) {
  return std::stoll(time.substr(0, 2)) * 60 + std::stoll(time.substr(3, 2));
}

std::vector<act::ShiftPlan> told_shifts(const json::Document& told) {
  act::ShiftPlan shift;
  shift.minimum_staff = 2;
  for (const json::Document& role : told.items("roles"))
    shift.roles.push_back({role.text("name").value(), role.integer("capacity").value(),
                           role.integer("reserved").value_or(0), role.text("skill").value_or(""),
                           role.integer("minimum_age").value_or(0), role.text("training").value_or("")});
  std::vector<act::ShiftPlan> shifts;
  for (std::int64_t i = 0; i < told.integer("shifts").value(); ++i) {
    shift.starts = {minute_of(told.text("start").value()) * minute_ms + i * 9 * hour_ms};
    shift.ends = shift.starts.plus_ms(told.integer("minutes").value() * minute_ms);
    shifts.push_back(shift);
  }
  return shifts;
}

Told told_activity(const json::Document& told, const std::string& category) {
  Told activity;
  activity.plan.category = category;
  activity.plan.title = told.text("title").value();
  activity.plan.summary = told.text("summary").value();
  activity.plan.conditions = told.text("conditions").value();
  activity.plan.risks = told.text("risks").value();
  activity.plan.hazardous = told.boolean("hazardous").value();
  activity.plan.insurance = told.text("insurance").value();
  activity.plan.own_insurance = told.boolean("own_insurance").value_or(false);
  activity.plan.place = told.text("place").value();
  activity.plan.private_details = told.text("private_details").value();
  activity.plan.mode = act::parse_mode(told.text("mode").value()).value();
  activity.plan.quota = told.integer("quota").value();
  activity.plan.shifts = told_shifts(told);
  activity.today = told.boolean("today").value_or(false);
  activity.weekday = told.integer("weekday").value_or(1);
  activity.weeks = told.integers("weeks");
  return activity;
}

class Replay {
 public:
  Replay(db::Tx& tx, const Vault& vault, const Rules& rules, const HistoryOptions& options)
      : tx_(tx),
        rules_(rules),
        passes_(vault, rules),
        options_(options),
        random_(options.seed ^ 0xAC7),
        steps_(random_, secrets_, rules),
        known_(store::read_district(tx)) {
    for (const store::GrantKnown& grant : known_.grants) grants_[grant.person.str()].push_back(grant.grant);
    for (const store::LoginKnown& login : known_.logins)
      if (std::any_of(known_.volunteers.begin(), known_.volunteers.end(),
                      [&](const store::VolunteerKnown& one) { return one.person == login.person; }))
        demo_.push_back(login.person);
  }

  ActivityResult run(const json::Document& told) {
    for (const json::Document& project : told.items("projects")) plan_project(project);
    while (!events_.empty() && events_.top().at <= options_.now) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      event.act();
    }
    now_ = options_.now;
    for (const std::string& title : told.texts("templates")) keep_template(title);
    return result_;
  }

 private:
  struct Event {
    Instant at;
    std::uint64_t turn;
    std::function<void()> act;
    bool operator<(const Event& other) const { return std::pair(at, turn) > std::pair(other.at, other.turn); }
  };
  void later(Instant at, std::function<void()> act) { events_.push({at, ++turns_, std::move(act)}); }
  std::int64_t between(std::int64_t from, std::int64_t until) {
    return from + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(until - from + 1)));
  }
  bool chance(std::int64_t percent) { return between(1, 100) <= percent; }
  template <class R>
  bool stepped(const R& result) {
    if (!result) ++result_.refused;
    return result.ok();
  }

  // ---- who and where

  const store::PlaceKnown& place(const std::string& code) const {
    for (const store::PlaceKnown& known : known_.places)
      if (known.code == code) return known;
    throw std::runtime_error("activities.json names no site: " + code);
  }
  TeamId team(const std::string& code) const {
    if (code.empty()) return {};
    for (const store::TeamKnown& known : known_.teams)
      if (known.code == code) return known.id;
    throw std::runtime_error("activities.json names no team: " + code);
  }
  Actor as(const PersonId& person) const {
    Actor actor;
    actor.person = person;
    actor.volunteer = true;
    if (const auto found = grants_.find(person.str()); found != grants_.end()) actor.grants = found->second;
    return actor;
  }
  /// Clerks and dispatchers from a site upwards, nearest first.
  std::vector<PersonId> staff(const SiteId& from) const {
    std::vector<PersonId> people;
    for (SiteId site = from; !site.empty();) {
      for (const store::GrantKnown& known : known_.grants)
        if (known.grant.site == site && (known.grant.role == Role::clerk || known.grant.role == Role::dispatcher) &&
            std::find(people.begin(), people.end(), known.person) == people.end())
          people.push_back(known.person);
      const auto at = std::find_if(known_.places.begin(), known_.places.end(),
                                   [&](const store::PlaceKnown& one) { return one.id == site; });
      site = at->parent;
    }
    return people;
  }

  // ---- what was there before

  void keep_template(const std::string& title) {
    const auto story = std::find_if(stories_.begin(), stories_.end(),
                                    [&](const Story& one) { return one.plan.title == title && !one.id.empty(); });
    if (story != stories_.end()) stepped(steps_.keep_template(tx_, story->author, story->id, title, now_));
  }

  // ---- what is planned

  void plan_project(const json::Document& told) {
    const store::PlaceKnown& site = place(told.text("site").value());
    const auto people = staff(site.id);
    if (people.size() < 2) throw std::runtime_error("activities.json: nobody reviews at " + site.code);
    act::ProjectPlan plan{site.id, team(told.text("team").value()), told.text("name").value(),
                          told.text("summary").value(), "running"};
    now_ = options_.start.plus_ms(hour_ms);
    const auto project = steps_.create_project(tx_, as(people[0]), plan, now_);
    if (!stepped(project)) return;
    ++result_.projects;
    for (const json::Document& one : told.items("activities")) {
      const Told activity = told_activity(one, told.text("category").value());
      for (const std::int64_t week : activity.weeks) {
        Story& story = stories_.emplace_back();
        story.plan = held_in(activity, week);
        story.plan.project = *project;
        story.plan.site = site.id;
        story.plan.team = plan.team;
        story.plan.lat_e6 = site.lat_e6;
        story.plan.lon_e6 = site.lon_e6;
        story.author = as(people[0]);
        story.checker = as(people[1]);
        story.week = week;
        story.today = activity.today;
        story.rained_off = week < 0 && activity.plan.hazardous && chance(40);
        begin(story);
      }
    }
  }

  /// The plan with the times of its week.
  act::Plan held_in(const Told& activity, std::int64_t week) const {
    const Instant today = start_of_day(local_date(options_.now));
    const std::int64_t monday = today.ms - (weekday(local_date(today)) - 1) * day_ms;
    Instant day{monday + (activity.weekday - 1) * day_ms + week * week_ms};
    act::Plan plan = activity.plan;
    // Under way whenever one looks: its start is so many hours before the last full one.
    if (activity.today) day = {options_.now.ms - options_.now.ms % hour_ms - 2 * plan.starts().ms};
    for (act::ShiftPlan& shift : plan.shifts) {
      shift.starts = day.plus_ms(shift.starts.ms);
      shift.ends = day.plus_ms(shift.ends.ms);
    }
    plan.opens = day.plus_ms(-known_before_ms);
    plan.closes = plan.starts().plus_ms(-2 * hour_ms);
    if (plan.mode == act::Mode::lot) {
      // Drawn by the server's own clock, never here: its seed is nobody's to choose. What lies behind came as it
      // came.
      if (plan.closes <= options_.now)
        plan.mode = act::Mode::first_come;
      else
        plan.draw_due = plan.closes;
    }
    return plan;
  }

  void begin(Story& story) {
    const Instant first = options_.start.plus_ms(2 * hour_ms);
    const Instant soonest =
        std::min(story.plan.starts().plus_ms(-known_before_ms), options_.now.plus_ms(-2 * day_ms));
    later(std::max(first, soonest).plus_ms(between(0, 600) * minute_ms), [this, &story] { write(story); });
  }

  void write(Story& story) {
    const auto made = steps_.create(tx_, story.author, story.plan, now_);
    if (!stepped(made)) return;
    story.id = made->id;
    ++result_.activities;
    if (story.week >= draft_from_week && chance(60)) return;
    later(now_.plus_ms(between(20, 90) * minute_ms), [this, &story] {
      if (!stepped(steps_.submit(tx_, story.author, story.id, act::Reach::one, now_))) return;
      if (story.week >= draft_from_week) return;
      later(now_.plus_ms(between(60, 600) * minute_ms), [this, &story] { publish(story); });
    });
  }

  void publish(Story& story) {
    if (!stepped(steps_.publish(tx_, story.checker, story.id, act::Reach::one, now_))) return;
    const auto rows = act::roles_of(tx_, story.id);
    const Instant last = std::min(story.plan.closes, options_.now);
    if (story.today) sign_up_demo(story, rows.front());
    for (const act::ShiftRole& role : rows) {
      const std::int64_t share = story.week < 0    ? between(60, 130)
                                 : story.week == 0 ? between(50, 120)
                                                   : between(10, 90);
      // Where somebody is chosen, more ask than there are places; who lacks the training is turned away.
      const std::int64_t asking = story.plan.mode == act::Mode::approval ? 3 : 1;
      for (std::int64_t i = 0; i < std::max<std::int64_t>(1, asking * role.plan.capacity * share / 100); ++i) {
        const Instant at{between(now_.ms, std::max(now_.ms, last.ms - 1))};
        later(at, [this, &story, role] { sign_up(story, role); });
      }
    }
    if (story.rained_off)
      return later(story.plan.starts().plus_ms(-18 * hour_ms), [this, &story] {
        stepped(steps_.cancel(tx_, story.author, story.id, "气象台发布暴雨预警，改期另行通知", now_));
      });
    hold_shifts(story, rows);
    if (chance(50)) later(story.plan.starts().plus_ms(-between(30, 70) * hour_ms), [this, &story] { leave(story); });
    later(story.plan.starts(), [this, &story] { stepped(steps_.turn(tx_, story.id, now_)); });
    later(story.plan.ends(), [this, &story] { finish(story); });
  }

  PersonId somebody(const act::ShiftRole& role) {
    for (int tries = 0; tries < 60; ++tries) {
      const store::VolunteerKnown& one = known_.volunteers[random_.below(known_.volunteers.size())];
      if (role.plan.skill.empty() ||
          std::find(one.skills.begin(), one.skills.end(), role.plan.skill) != one.skills.end())
        return one.person;
    }
    return {};
  }

  bool is_demo(const PersonId& person) const { return std::find(demo_.begin(), demo_.end(), person) != demo_.end(); }
  /// Whoever tries the demo has these hours free, whatever the day: they take an order and serve it.
  bool is_now(const Story& story) const {
    return story.plan.starts() < options_.now.plus_ms(6 * hour_ms) &&
           story.plan.ends() > options_.now.plus_ms(-hour_ms);
  }

  void sign_up(Story& story, const act::ShiftRole& role) {
    const PersonId person = chance(8) ? demo_[random_.below(demo_.size())] : somebody(role);
    if (person.empty() || (is_demo(person) && is_now(story))) return;
    const act::SignUp wish{chance(role.plan.skill.empty() ? 12 : 0) ? between(1, 2) : 0, act::IfFull::wait};
    const auto done = steps_.signups().sign_up(tx_, as(person), role.id, wish, now_);
    if (!stepped(done)) return;
    ++result_.signups;
    auto& list = done->state == act::SignupState::waitlisted ? story.waiting : story.placed;
    list.emplace_back(person, done->id);
    if (done->state == act::SignupState::pending && story.week <= 0)
      later(now_.plus_ms(between(30, 900) * minute_ms),
            [this, &story, id = done->id] { stepped(steps_.signups().approve(tx_, story.author, id, {}, now_)); });
  }

  /// Somebody cannot come after all; who is next says yes.
  void leave(Story& story) {
    if (story.placed.empty()) return;
    const auto [person, id] = story.placed[random_.below(story.placed.size())];
    stepped(steps_.signups().cancel(tx_, as(person), id, "家里临时有事", now_));
    if (story.waiting.empty()) return;
    later(now_.plus_ms(2 * hour_ms), [this, &story] {
      for (const auto& [next, signup] : story.waiting) {
        const auto now_offered = act::find_signup(tx_, signup);
        if (now_offered && now_offered->state == act::SignupState::offered)
          stepped(steps_.signups().accept(tx_, as(next), signup, now_));
      }
    });
  }

  // ---- on the spot

  /// A demo login that has a place in the shift of today and has not come yet. Whatever else they do at that hour.
  PersonId known(std::string_view login) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == login; });
    return found == known_.logins.end() ? PersonId() : found->person;
  }

  /// Placed by the center, whose reach has everybody.
  void sign_up_demo(Story& story, const act::ShiftRole& role) {
    const PersonId volunteer = known("zyz3"), center = known("zhongxin");
    if (volunteer.empty() || center.empty()) return;
    const act::Placement placement{volunteer, 0, false, act::Override::times, "人手不够，临时请来帮忙"};
    if (stepped(steps_.signups().place(tx_, as(center), role.id, placement, now_))) story.waited_for = volunteer;
  }

  void hold_shifts(Story& story, const std::vector<act::ShiftRole>& roles) {
    std::vector<ShiftId> shifts;
    for (const act::ShiftRole& role : roles)
      if (shifts.empty() || shifts.back() != role.shift) shifts.push_back(role.shift);
    for (std::size_t i = 0; i < shifts.size(); ++i) {
      const act::ShiftPlan& plan = story.plan.shifts.at(i);
      later(plan.starts.plus_ms(-30 * minute_ms),
            [this, &story, shift = shifts[i], plan] { hold(story, shift, plan); });
    }
  }

  /// Most come; the leader excuses one who called, and closes the shift some hours later.
  void hold(Story& story, const ShiftId& shift, const act::ShiftPlan& plan) {
    for (const act::Signup& signup : act::signups_of_shift(tx_, shift)) {
      if (signup.state != act::SignupState::confirmed || signup.person == story.waited_for) continue;
      const std::int64_t chances = between(1, 100);
      if (chances <= 8) continue;
      if (chances <= 12) {
        later(plan.starts.plus_ms(5 * minute_ms),
              [this, &story, shift, id = signup.id] { stepped(call(story, shift, id, act::Word::excused)); });
        continue;
      }
      later(now_.plus_ms(between(2, 40) * minute_ms),
            [this, &story, shift, plan, signup] { come(story, shift, plan, signup); });
    }
    later(plan.ends.plus_ms(rules_.policy.check_out_late_ms()), [this, shift] { nobody_stays(shift); });
    later(plan.ends.plus_ms(between(70, 900) * minute_ms), [this, &story, shift] {
      if (stepped(steps_.presence().close(tx_, story.author, shift, now_)))
        later(now_.plus_ms(between(3, 30) * hour_ms), [this, &story] { confirm_hours(story); });
    });
  }

  Result<act::Marked> call(const Story& story, const ShiftId& shift, const SignupId& id, act::Word word) {
    return steps_.presence().call(tx_, story.author, shift, id, word, now_);
  }

  /// By the code at the door, by the leader's phone, or by the list.
  void come(Story& story, const ShiftId& shift, const act::ShiftPlan& plan, const act::Signup& signup) {
    const std::int64_t chances = between(1, 100);
    if (chances <= 55)
      stepped(check(signup.person, shift, act::MarkKind::in));
    else if (chances <= 90)
      stepped(scan(story, shift, plan, signup.id, act::MarkKind::in));
    else
      stepped(call(story, shift, signup.id, act::Word::present));
    if (chances > 90 || chance(12)) return;  // forgot, or was never asked
    later(plan.ends.plus_ms(between(-25, 15) * minute_ms), [this, &story, shift, plan, signup, chances] {
      stepped(chances <= 55 ? check(signup.person, shift, act::MarkKind::out)
                            : scan(story, shift, plan, signup.id, act::MarkKind::out));
    });
  }

  Result<act::Marked> check(const PersonId& person, const ShiftId& shift, act::MarkKind kind) {
    act::OwnMark mark;
    mark.kind = kind;
    mark.source = chance(60) ? act::MarkSource::kiosk : chance(50) ? act::MarkSource::code : act::MarkSource::typed;
    mark.code = passes_.code(shift, now_).code;
    return steps_.presence().check(tx_, passes_, as(person), shift, mark, now_);
  }

  Result<act::Marked> scan(const Story& story, const ShiftId& shift, const act::ShiftPlan& plan, const SignupId& id,
                           act::MarkKind kind) {
    act::StaffMark mark;
    mark.kind = kind;
    mark.pass = passes_.issue(id, {plan.starts, plan.ends}, now_).front().text;
    return steps_.presence().mark(tx_, passes_, story.author, shift, mark, now_);
  }

  void nobody_stays(const ShiftId& shift) {
    for (const act::Signup& signup : act::signups_of_shift(tx_, shift))
      if (signup.state == act::SignupState::checked_in)
        stepped(steps_.presence().forgot_check_out(tx_, signup.id, now_));
  }

  void confirm_hours(Story& story) {
    if (chance(20)) return;
    for (const std::string& entry : store::hours_of(tx_, story.id))
      stepped(hours::confirm(tx_, random_, story.checker, HoursEntryId(entry), now_));
  }

  /// Whatever day it is, one activity waits for its hours to be confirmed: the last that ended.
  bool is_last(const Story& story) const {
    return std::none_of(stories_.begin(), stories_.end(), [&](const Story& other) {
      return !other.rained_off && other.plan.ends() > story.plan.ends() && other.plan.ends() <= options_.now;
    });
  }

  void finish(Story& story) {
    if (!stepped(steps_.turn(tx_, story.id, now_)) || is_last(story)) return;
    later(now_.plus_ms(between(20, 60) * hour_ms), [this, &story] {
      if (!stepped(steps_.publicise(tx_, story.checker, story.id, now_))) return;
      later(now_.plus_ms(12 * day_ms), [this, &story] { stepped(steps_.turn(tx_, story.id, now_)); });
    });
  }

  db::Tx& tx_;
  const Rules& rules_;
  act::Passes passes_;
  const HistoryOptions& options_;
  Random random_;
  SecretRandom secrets_;
  act::ActivitySteps steps_;
  store::District known_;
  std::unordered_map<std::string, std::vector<Grant>> grants_;
  std::vector<PersonId> demo_;
  std::deque<Story> stories_;  ///< grows without moving
  std::priority_queue<Event> events_;
  std::uint64_t turns_ = 0;
  Instant now_;
  ActivityResult result_;
};

}  // namespace

Result<ActivityResult> replay_activities(db::Database& database, const Vault& vault, const Rules& rules,
                                         const HistoryOptions& options) {
  const json::Document told = read_told(options.data);
  return database.write_now(
      [&](db::Tx& tx) -> Result<ActivityResult> { return Replay(tx, vault, rules, options).run(told); });
}

}  // namespace ws::seed
