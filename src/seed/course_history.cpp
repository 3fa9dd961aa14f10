#include "seed/course_history.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include "base/run_task.h"
#include "courses/public.h"
#include "seed/story.h"

namespace ws::seed {
namespace {

constexpr std::array<std::string_view, 4> remarks{"讲得细，当场就会了。", "希望再讲一次退款怎么弄。",
                                                  "字再大一点就好了。", "下次想学挂号。"};

class Story {
 public:
  Story(db::Database& database, const Vault& vault, const HistoryOptions& options)
      : told_(read_text(options.data / "pidu" / "courses.json")),
        now_(options.now),
        random_(options.seed + 26),
        clock_(options.now),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        broadcasts_({database, vault, random_, clock_, {}, {}, ""}),
        courses_({database, clock_, random_, rules_, broadcasts_}),
        surveys_(database, clock_, random_, {}) {}

  CourseResult run() {
    const Actor center = actor_named(known_, "zhongxin");
    for (const json::Document& told : told_.items("lecturers")) apply(center, told);
    for (const json::Document& told : told_.items("courses")) teach(center, told);
    return result_;
  }

 private:
  std::string done(Result<std::string> result, const std::string& what) {
    if (!result) throw std::runtime_error("courses.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  static idempotency::Key key() { return {{}, "", "seed.courses", ""}; }

  void apply(const Actor& center, const json::Document& told) {
    const Actor lecturer = actor_named(known_, need(told, "login"));
    clock_.at = now_.plus_ms(-30 * day_ms);
    const courses::Application application{center.grants.at(0).site, told.texts("categories"), need(told, "about"),
                                           need(told, "proofs")};
    if (need(told, "state") == "applied") clock_.at = now_.plus_ms(-20 * hour_ms);
    done(run_task(courses_.apply(lecturer, key(), application)), "apply");
    if (need(told, "state") == "applied") return;
    clock_.at = clock_.at.plus_ms(day_ms);
    done(run_task(courses_.decide(center, key(), lecturer.person, "")), "approve");
    clock_.at = now_;
    const Instant morning = start_of_day(local_date(now_)).plus_ms(5 * day_ms + 9 * hour_ms);
    done(run_task(courses_.add_time(lecturer, key(), morning, morning.plus_ms(3 * hour_ms))), "free time");
  }

  void teach(const Actor& center, const json::Document& told) {
    courses::Plan plan;
    plan.category = need(told, "category");
    plan.title = need(told, "title");
    plan.summary = need(told, "summary");
    plan.for_whom = need(told, "for_whom");
    plan.lecturer = actor_named(known_, need(told, "lecturer")).person;
    plan.training_course = told.text("training_course").value_or("");
    clock_.at = now_.plus_ms(-25 * day_ms);
    const SiteId site = center.grants.at(0).site;
    const CourseId id(done(run_task(courses_.make(center, key(), site, plan)), plan.title));
    ++result_.courses;
    if (need(told, "state") == "published")
      done(run_task(courses_.edit(center, key(), id, plan, courses::CourseState::published, 1)), plan.title);
    for (const json::Document& session : told.items("sessions")) hold(center, id, site, session);
  }

  courses::SessionPlan plan_of(const json::Document& told, const SiteId& site) const {
    const std::string from = need(told, "from");
    int hour = 0, minute = 0;
    if (std::sscanf(from.c_str(), "%2d:%2d", &hour, &minute) != 2) throw std::runtime_error("courses.json: " + from);
    courses::SessionPlan plan;
    plan.starts = start_of_day(local_date(now_.plus_ms(told.integer("days").value() * day_ms)))
                      .plus_ms(hour * hour_ms + minute * minute_ms);
    plan.ends = plan.starts.plus_ms(told.integer("hours").value() * hour_ms);
    plan.place = need(told, "place");
    plan.capacity = told.integer("capacity").value();
    plan.mode = plan.capacity == 0 ? courses::Mode::online : courses::Mode::site;
    if (plan.mode == courses::Mode::site) plan.place_site = site;
    return plan;
  }

  void hold(const Actor& center, const CourseId& course, const SiteId& site, const json::Document& told) {
    const courses::SessionPlan plan = plan_of(told, site);
    clock_.at = std::min(now_, plan.starts.plus_ms(-5 * day_ms));
    const CourseSessionId id(done(run_task(courses_.plan(center, key(), course, plan)), plan.place));
    ++result_.sessions;
    const std::string state = need(told, "state");
    if (state == "planned") return;
    done(run_task(courses_.move(center, key(), id, courses::Step::announce, "")), plan.place);
    const auto people = static_cast<std::size_t>(told.integer("people").value());
    std::vector<Actor> came;
    std::vector<SessionPlaceId> places;
    const auto sign_up = [&](const Actor& actor) {
      auto place = run_task(courses_.sign_up(actor, key(), id));
      if (!place) return;  // somebody who is promised elsewhere at that time
      came.push_back(actor);
      places.emplace_back(*place);
      ++result_.places;
    };
    for (std::size_t i = 0; i < people; ++i) {
      Actor actor;
      actor.person = known_.volunteers.at((next_ += 7) % known_.volunteers.size()).person;
      sign_up(actor);
    }
    for (const std::string& login : told.texts("waits")) sign_up(actor_named(known_, login));
    // Those who leave again: their places are offered to who waits.
    for (std::int64_t i = 0; i < told.integer("leave").value_or(0); ++i)
      done(run_task(
               courses_.leave(came.at(static_cast<std::size_t>(i)), key(), places.at(static_cast<std::size_t>(i)))),
           "leave");
    if (state == "ended") end(center, id, plan, came, places, static_cast<std::size_t>(*told.integer("there")));
  }

  void end(const Actor& center, const CourseSessionId& id, const courses::SessionPlan& plan,
           const std::vector<Actor>& came, std::vector<SessionPlaceId> places, std::size_t there) {
    clock_.at = plan.starts;
    done(run_task(courses_.move(center, key(), id, courses::Step::begin, "")), "begin");
    places.resize(std::min(there, places.size()));
    done(run_task(courses_.attend(center, key(), id, places)), "attendance");
    clock_.at = plan.ends;
    done(run_task(courses_.move(center, key(), id, courses::Step::end, "")), "end");
    clock_.at = plan.ends.plus_ms(hour_ms);
    const auto feedback = courses_.feedback_of(id);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i % 4 == 3) continue;
      std::vector<surveys::Given> given{{"useful", "", std::to_string(4 + i % 2), ""},
                                        {"clear", "", std::to_string(3 + i % 3), ""},
                                        {"pace", "", i % 5 == 0 ? "fast" : "right", ""}};
      if (i % 3 == 0) given.push_back({"say", "", "", std::string(remarks[i % remarks.size()])});
      done(run_task(surveys_.reply({came[i].person, ""}, key(), feedback, given)), "feedback");
    }
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  const Rules rules_ = {};
  live::BroadcastService broadcasts_;
  courses::CourseService courses_;
  surveys::SurveyService surveys_;
  std::size_t next_ = 0;
  CourseResult result_;
};

}  // namespace

CourseResult replay_courses(db::Database& database, const Vault& vault, const HistoryOptions& options) {
  return Story(database, vault, options).run();
}

}  // namespace ws::seed
