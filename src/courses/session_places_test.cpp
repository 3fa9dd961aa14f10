// Places in a session: offers that run out, one person at one place only, sessions that move; on both engines.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "courses/place_steps_service.h"
#include "courses/rig_test.h"
#include "testing/batch.h"
#include "testing/broadcasts.h"

namespace ws::courses {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using ::testing::HasSubstr;
using ::testing::Not;

class SessionPlaces : public Courses {
 protected:
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::vector<PersonId> people = residents(8);

  std::string signed_up(const PersonId& person, const std::string& session) {
    const Answer done = sign_up(person, session);
    EXPECT_EQ(done.status, 201) << done.body;
    return at(done, "id");
  }
  /// Words of a change of the session; `shift_ms` later than it is.
  std::string moved(const std::string& session, std::int64_t shift_ms, int capacity, int version = 1) {
    const std::string id = session.substr(session.rfind('/') + 1);
    const auto time = [&](const char* column) {
      return std::to_string(
          district.number("SELECT " + std::string(column) + " FROM course_sessions WHERE id = '" + id + "'") +
          shift_ms);
    };
    return R"({"starts_ms":)" + time("starts_ms") + R"(,"ends_ms":)" + time("ends_ms") + R"(,"place_site_id":")" +
           center_site + R"(","place":"三楼教室","capacity":)" + std::to_string(capacity) +
           R"(,"reason":"教室漏水","version":)" + std::to_string(version) + "}";
  }
  /// A volunteer's role in a shift of two hours that begins so many days from now, and more.
  std::string shift_role(int days, std::int64_t more_ms = 0, int capacity = 3) {
    const std::int64_t starts = district.clock.now().ms + days * day_ms + more_ms;
    const Answer made = district.as("shuyuan").post(
        "/api/activities",
        R"({"site_id":")" + station +
            R"(","category":"culture","title":"文庙讲解日","summary":"为游客讲书院街的故事","conditions":"室外站立两小时",)" +
            R"("risks":"暑热，自带水","place":"书院街 1 号","mode":"first_come","shifts":[{"starts_ms":)" +
            std::to_string(starts) + R"(,"ends_ms":)" + std::to_string(starts + 2 * hour_ms) +
            R"(,"minimum_staff":1,"roles":[{"name":"引导","capacity":)" + std::to_string(capacity) +
            R"(,"reserved":0}]}]})");
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string activity = "/api/activities/" + at(made, "id");
    EXPECT_EQ(district.as("shuyuan").post(activity + "/submission").status, 200);
    EXPECT_EQ(district.as("pitong").post(activity + "/publication").status, 200);
    return district.value(
        "SELECT r.id FROM shift_roles r JOIN shifts s ON s.id = r.shift_id WHERE s.activity_id = '" + at(made, "id") +
        "'");
  }
  Answer serve(const PersonId& person, const std::string& role) {
    return district.as(person).post("/api/shift-roles/" + role + "/signups", R"({"companions":0,"wait":true})");
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, SessionPlaces, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(SessionPlaces, HardRule_AnOfferExpiresAndGoesOn) {
  const std::string session = announced(published(), 1, 3);
  std::vector<std::string> places;
  for (int i = 0; i < 4; ++i) places.push_back(signed_up(people[i], session));
  ASSERT_EQ(answered(people[0], places[0], "cancellation").status, 200);
  EXPECT_EQ(state_of(places[1]), "offered");
  EXPECT_EQ(told(people[1], "session.offered"), 1);
  EXPECT_EQ(state_of(signed_up(people[4], session)), "waitlisted") << "the offer holds the place";
  EXPECT_EQ(district.number("SELECT waiting FROM course_sessions"), 3);
  district.clock.advance_ms(11 * hour_ms);
  district.tick();
  EXPECT_EQ(state_of(places[1]), "offered") << "12 h on another day";
  district.clock.advance_ms(hour_ms);
  reason_is(answered(people[1], places[1], "acceptance"), "session.no_offer");
  district.tick();
  EXPECT_EQ(state_of(places[1]), "cancelled");
  EXPECT_EQ(told(people[1], "session.offer_expired"), 1);
  EXPECT_EQ(state_of(places[2]), "offered");
  reason_is(answered(people[1], places[2], "acceptance"), "session.no_place");
  ASSERT_EQ(answered(people[2], places[2], "decline").status, 200);
  EXPECT_EQ(state_of(places[3]), "offered");
  ASSERT_EQ(answered(people[3], places[3], "acceptance").status, 200);
  reason_is(answered(people[3], places[3], "acceptance"), "session.no_offer");
  EXPECT_EQ(state_of(places[3]), "confirmed");
}

TEST_P(SessionPlaces, HardRule_OnTheDayAnOfferStandsForHalfAnHourAndNeverPastTheBeginning) {
  const std::string session = announced(published(), 1, 1);
  const std::string first = signed_up(people[0], session), second = signed_up(people[1], session);
  district.clock.advance_ms(day_ms - 10 * minute_ms);
  ASSERT_EQ(answered(people[0], first, "cancellation").status, 200);
  const std::string offer = "SELECT offered_until_ms FROM session_places WHERE id = '" + second + "'";
  EXPECT_EQ(district.number(offer), district.number("SELECT starts_ms FROM course_sessions"));
  ASSERT_EQ(district.as(teacher).post(session + "/beginning").status, 200);
  EXPECT_EQ(answered(people[1], second, "acceptance").status, 200) << "it had begun early";
}

TEST_P(SessionPlaces, HardRule_OverlappingShiftsAreRefused_APersonIsAtOnePlaceOnly) {
  const std::string session = announced(published(), 5, 3);
  const std::string role = shift_role(3, hour_ms), later = shift_role(3, 2 * hour_ms);
  signed_up(people[0], session);
  const Answer refused = serve(people[0], role);
  reason_is(refused, "signup.overlap_course");
  EXPECT_THAT(at(refused, "alternative.title"), HasSubstr("手机防骗第一课")) << "what overlaps";
  EXPECT_EQ(serve(people[0], later).status, 201) << "right after it";
  ASSERT_EQ(serve(people[1], role).status, 201);
  const Answer busy = sign_up(people[1], session);
  reason_is(busy, "session.overlap_service");
  EXPECT_THAT(at(busy, "alternative.title"), HasSubstr("文庙讲解日"));
}

TEST_P(SessionPlaces, HardRule_OverlapIsOverriddenByALeaderWithAReason) {
  const std::string session = announced(published(), 5, 3), role = shift_role(3);
  signed_up(people[0], session);
  const auto place = [&](const std::string& more) {
    return district.as("zhongxin")
        .post("/api/shift-roles/" + role + "/placements", R"({"person_id":")" + people[0].str() + "\"" + more + "}");
  };
  reason_is(place(""), "signup.overlap_course");
  const Answer placed = place(R"(,"override_times":true,"reason":"只讲前半场，本人同意")");
  EXPECT_EQ(at(placed, "state"), "confirmed") << placed.body;
}

TEST_P(SessionPlaces, HardRule_AllAccountsOfOnePersonCount) {
  const std::string session = announced(published(), 5, 3), role = shift_role(3);
  signed_up(people[0], session);
  testing::change(district,
                  "UPDATE persons SET merged_into = '" + people[1].str() + "' WHERE id = '" + people[0].str() + "'");
  reason_is(serve(people[1], role), "signup.overlap_course");
  reason_is(sign_up(people[1], session), "session.twice");
}

TEST_P(SessionPlaces, ASeatInACourseIsNoServiceAndLeavesTheDaysHours) {
  const std::string session = announced(published(), 5, 3);
  signed_up(people[0], session);
  for (int hours : {2, 4, 6, 8}) EXPECT_EQ(serve(people[0], shift_role(3, hours * hour_ms)).status, 201) << hours;
}

TEST_P(SessionPlaces, WhoIsFreeAgainIsOfferedWhereTheyWait) {
  const std::string session = announced(published(), 1, 3), role = shift_role(3, 0, 1);
  const std::string seat = signed_up(people[0], session), waiting = signed_up(people[1], session);
  // people[1] waits for the course; then they serve, so that they cannot have the seat.
  const std::string served = at(serve(people[1], role), "id");
  ASSERT_FALSE(served.empty());
  ASSERT_EQ(answered(people[0], seat, "cancellation").status, 200);
  EXPECT_EQ(state_of(waiting), "waitlisted") << "passed over, and keeps the place in line";
  district.tick();
  EXPECT_EQ(state_of(waiting), "waitlisted");
  ASSERT_EQ(district.as(people[1]).post("/api/signups/" + served + "/cancellation").status, 200);
  district.tick();
  EXPECT_EQ(state_of(waiting), "offered");
}

TEST_P(SessionPlaces, ASessionMovesAndEverybodyIsToldWhatItMeansForThem) {
  const std::string course = published(), session = announced(course, 2, 3), elsewhere = announced(course, 5, 4);
  const std::string kept = signed_up(people[0], session), clash = signed_up(people[1], session);
  const std::string waits = signed_up(people[2], session);
  signed_up(people[1], elsewhere);
  reason_is(district.as(teacher).put(session, moved(session, day_ms, 3)), "access.denied");
  reason_is(district.as("ziyun").put(session, moved(session, day_ms, 3)), "session.not_yours");
  const Answer small = center.put(session, moved(session, day_ms, 1));
  reason_is(small, "session.below_roster");
  EXPECT_EQ(at(small, "field"), "capacity");
  ASSERT_EQ(center.put(session, moved(session, day_ms, 3)).status, 200);
  reason_is(center.put(session, moved(session, day_ms, 3)), "session.changed_meanwhile");
  EXPECT_EQ(told(people[0], "session.moved"), 1);
  EXPECT_EQ(told(people[1], "session.moved_overlap"), 1);
  EXPECT_THAT(district.as(people[0]).get("/api/notices").body, HasSubstr("教室漏水"));
  EXPECT_EQ(state_of(clash), "confirmed") << "they say themselves whether they keep it";
  EXPECT_EQ(state_of(waits), "offered") << "there is one place more";
  EXPECT_EQ(answered(people[1], clash, "cancellation").status, 200);
  EXPECT_EQ(state_of(kept), "confirmed");
  const std::string file =
      district.nobody().get("/course-sessions/" + session.substr(session.rfind('/') + 1) + "/calendar.ics").body;
  EXPECT_THAT(file, HasSubstr("LOCATION:三楼教室"));
  EXPECT_THAT(file, HasSubstr("SEQUENCE:3"));
  district.clock.advance_ms(4 * day_ms);
  ASSERT_EQ(center.post(session + "/beginning").status, 200);
  reason_is(center.put(session, moved(session, day_ms, 3, 2)), "session.state");
}

TEST_P(SessionPlaces, ItsBroadcastMovesWithIt) {
  const std::string session = announced(published(), 2, 3);
  const std::string broadcast = testing::announced_broadcast(district);
  ASSERT_EQ(center.put(session + "/broadcast", R"({"broadcast_id":")" + broadcast + "\"}").status, 200);
  const std::int64_t before = district.number("SELECT starts_ms FROM broadcasts");
  ASSERT_EQ(center.put(session, moved(session, 2 * hour_ms, 2)).status, 200);
  EXPECT_EQ(district.number("SELECT starts_ms FROM broadcasts"), before + 2 * hour_ms);
  testing::go_live(district, broadcast);
  reason_is(center.put(session, moved(session, hour_ms, 2, 2)), "live.begun");
  EXPECT_EQ(center.put(session, moved(session, 0, 9, 2)).status, 200) << "its time stays";
}

TEST_P(SessionPlaces, OnesOwnCalendarHoldsSessionsWithShifts) {
  const std::string course = published(), session = announced(course, 1, 3);
  const std::string seat = signed_up(people[0], session);
  signed_up(people[1], session);
  testing::HttpClient phone(district.port(), district.session_of(people[0]));
  const std::string page = phone.post_form("/my/calendar", "_key=k&calendar=open").body;
  const std::size_t at_url = page.find("/calendars/");
  ASSERT_NE(at_url, std::string::npos);
  const std::string feed = page.substr(at_url, page.find('"', at_url) - at_url);
  EXPECT_THAT(district.nobody().get(feed).body, HasSubstr("SUMMARY:手机防骗第一课"));
  EXPECT_THAT(district.nobody().get(feed).body, HasSubstr("STATUS:CONFIRMED"));
  ASSERT_EQ(answered(people[0], seat, "cancellation").status, 200);
  EXPECT_THAT(district.nobody().get(feed).body, HasSubstr("STATUS:CANCELLED"));
  testing::HttpClient waiting(district.port(), district.session_of(people[2]));
  const std::string other = waiting.post_form("/my/calendar", "_key=k&calendar=open").body;
  const std::size_t at_other = other.find("/calendars/");
  ASSERT_NE(at_other, std::string::npos);
  EXPECT_THAT(district.nobody().get(other.substr(at_other, other.find('"', at_other) - at_other)).body,
              Not(HasSubstr("BEGIN:VEVENT")));
}

TEST_P(SessionPlaces, ThePeopleOfACourseAndOfAnActivityAreInvitedToASurvey) {
  const std::string course = published(), session = announced(course, 5, 3), role = shift_role(4);
  for (int i = 0; i < 5; ++i) signed_up(people[i], session);
  signed_up(people[5], session);  // waits
  for (int i = 0; i < 2; ++i) ASSERT_EQ(serve(people[i], role).status, 201);
  const std::int64_t now = district.clock.now().ms;
  const Answer made = center.post(
      "/api/surveys",
      R"({"site_id":")" + center_site +
          R"(","title":"课怎么样","why":"想听听","handling":"只用来改进","audience":"invited","opens_ms":)" +
          std::to_string(now) + R"(,"closes_ms":)" + std::to_string(now + day_ms) +
          R"(,"results_public":false,"questions":[{"code":"say","kind":"text","words":"说一说"}]})");
  const std::string survey = "/api/surveys/" + at(made, "id");
  ASSERT_EQ(center.post(survey + "/opening").status, 200) << made.body;
  const auto found = [&](const std::string& way, const std::string& id) {
    return at(center.post(survey + "/invitation-preview", R"({"by":")" + way + R"(","id":")" + id + "\"}"), "found");
  };
  EXPECT_EQ(found("course", course.substr(course.rfind('/') + 1)), "5");
  EXPECT_EQ(
      found("activity", district.value("SELECT s.activity_id FROM shifts s JOIN shift_roles r ON r.shift_id = s.id "
                                       "WHERE r.id = '" +
                                       role + "'")),
      "2");
}

TEST_P(SessionPlaces, AnOfferIsAnsweredOnTheSpot) {
  const std::string session = announced(published(), 1, 3);
  const std::string first = signed_up(people[0], session), second = signed_up(people[1], session);
  ASSERT_EQ(answered(people[0], first, "cancellation").status, 200);
  testing::HttpClient phone(district.port(), district.session_of(people[1]));
  EXPECT_THAT(phone.get("/my/courses").body, HasSubstr("value=\"accept\""));
  EXPECT_EQ(phone.post_form("/my/courses", "_key=a&answer=accept&place=" + second).status, 303);
  EXPECT_EQ(state_of(second), "confirmed");
  EXPECT_THAT(phone.get("/my/courses").body, Not(HasSubstr("value=\"accept\"")));
  EXPECT_EQ(phone.post_form("/my/courses", "_key=b&answer=accept&place=" + second).status, 409);
}

/// Everything that moves places, at random: two sessions at the same time and a third, people who sign up, leave, say
/// yes or no, whose offers run out, and rooms that grow and shrink.
class Moves : public SessionPlaces {
 protected:
  void SetUp() override {
    SessionPlaces::SetUp();
    const std::string course = published();
    for (const auto& [capacity, days] : {std::pair{3, 2}, std::pair{2, 2}, std::pair{2, 3}}) {
      const std::string session = announced(course, capacity, days);
      in.push_back(CourseSessionId(session.substr(session.rfind('/') + 1)));
    }
    many = residents(16);
    begun = district.clock.now();
    rules.policy.signup_offer_expires_hours = 1;
  }
  /// "" or what is wrong: places are exact, nobody has two, and nobody waits who would get one.
  std::string wrong(db::Reader& reader) {
    if (const auto row = reader.find(
            "SELECT x.id FROM course_sessions x WHERE (x.capacity > 0 AND x.taken > x.capacity) OR x.taken <> "
            "(SELECT "
            "COUNT(*) FROM session_places q WHERE q.session_id = x.id AND q.state IN ('offered', 'confirmed')) OR "
            "x.waiting <> (SELECT COUNT(*) FROM session_places q WHERE q.session_id = x.id AND q.state = "
            "'waitlisted') LIMIT 1"))
      return "the places of " + row->text(0) + " are not exact";
    if (reader.find("SELECT q.person_id FROM session_places q JOIN course_sessions x ON x.id = q.session_id WHERE "
                    "q.state IN ('offered', 'confirmed') GROUP BY q.person_id, x.starts_ms HAVING COUNT(*) > 1"))
      return "somebody is at two places at once";
    return "";
  }
  std::string passed_over(db::Reader& reader) {
    for (const CourseSessionId& id : in)
      if (steps.may_promote(reader, id, begun)) return "somebody waits for a place that is free";
    return "";
  }
  testing::UseCase step(std::uint64_t kind, std::uint64_t chance, Instant now) {
    Actor actor;
    actor.person = many[chance % many.size()];
    const CourseSessionId where = in[chance / 16 % in.size()];
    return [=, this](db::Tx& tx) -> Outcome {
      const auto outcome = [](const auto& done) { return done ? Outcome(Done{}) : Outcome(done.error()); };
      if (kind == 0) {
        store::hold(tx, where);
        Session session = store::find_session(tx, where).value();
        const Session before = session;
        session.plan.capacity = static_cast<std::int64_t>(1 + chance / 256 % 5);
        if (!store::change(tx, where, session.plan)) return Error::invalid("session.below_roster");
        steps.moved(tx, before, "课", "换教室", now);
        return Done{};
      }
      if (kind == 1) {
        for (const SessionPlaceId& over : store::expired_offers(tx, now, 100))
          if (auto done = steps.expire(tx, over, now); !done) return done;
        return Done{};
      }
      const auto own = store::own_place(tx, where, actor.person);
      if (!own) return outcome(steps.sign_up(tx, actor, where, now));
      if (own->state == "offered" && chance / 512 % 3 > 0) return outcome(steps.accept(tx, actor, own->id, now));
      return outcome(steps.leave(tx, actor, own->id, now));
    };
  }
  std::vector<testing::UseCase> history(Random& chance, std::size_t count) {
    std::vector<testing::UseCase> all;
    Instant now = begun;
    for (std::size_t i = 0; i < count; ++i) {
      now = now.plus_ms(static_cast<std::int64_t>(chance.below(4)) * minute_ms);  // all before the sessions begin
      all.push_back(step(chance.below(9), chance.next(), now));
    }
    return all;
  }
  void expect_every_kind_happened() {
    for (const char* kind : {"confirmed", "waitlisted", "offered", "accepted", "declined", "expired", "left"})
      EXPECT_GT(district.number(std::string("SELECT COUNT(*) FROM session_events WHERE kind = '") + kind + "'"), 0)
          << kind;
  }

  std::vector<CourseSessionId> in;
  std::vector<PersonId> many;
  Instant begun;
  Random random{7};
  Rules rules;
  PlaceSteps steps{random, rules};
};
INSTANTIATE_TEST_SUITE_P(Engines, Moves, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Moves, HardRule_PlacesAreExactAndFairAfterAnyStep) {
  const std::uint64_t seed = 2036;
  Random chance(seed);
  std::string trouble;
  std::size_t kept = 0;
  std::vector<testing::UseCase> batch;
  for (testing::UseCase& one : history(chance, 500)) {
    batch.push_back([this, &trouble, one = std::move(one)](db::Tx& tx) -> Outcome {
      const Outcome done = one(tx);
      if (done && trouble.empty()) trouble = wrong(tx);
      return done;
    });
    if (batch.size() < 1 + chance.below(40)) continue;
    for (const auto& settled : testing::write_as_batch(district.database(), batch)) kept += settled.ok() ? 1 : 0;
    batch.clear();
    ASSERT_EQ(trouble, "");
  }
  EXPECT_GT(kept, 150u);
  expect_every_kind_happened();
  district.tick();  // whoever was free only when they had left elsewhere
  EXPECT_EQ(district.database().read([&](db::Reader& reader) { return wrong(reader) + passed_over(reader); }), "");
}

TEST_P(Moves, HardRule_TheSameAtOnceThroughTwoWriters) {
  const auto second = db::Database::open({district.url()});
  Random chance(36);
  const auto steps_at_once = history(chance, 300);
  std::atomic<std::size_t> next{0};
  std::atomic<int> kept{0};
  std::vector<std::thread> crowd;
  for (std::size_t t = 0; t < 16; ++t)
    crowd.emplace_back([&, t] {
      db::Database& through = t % 2 ? *second : district.database();
      for (std::size_t i = next++; i < steps_at_once.size(); i = next++)
        if (through.write_now(steps_at_once[i]).ok()) ++kept;
    });
  for (std::thread& one : crowd) one.join();
  EXPECT_GT(kept, 60);
  EXPECT_EQ(district.database().read([&](db::Reader& reader) { return wrong(reader); }), "");
  district.tick();  // who was free only afterwards is found by the clock
  district.tick();
  EXPECT_EQ(district.database().read([&](db::Reader& reader) { return wrong(reader); }), "");
}

TEST_P(Moves, HardRule_AShiftAndASessionAtTheSameTimeGiveOnePlaceEach) {
  const std::string role = shift_role(2, 0, 50);
  const std::string session = "/api/course-sessions/" + in[0].str();
  std::vector<std::thread> rush;
  for (const PersonId& person : many)
    for (const std::string& target : {session + "/places", "/api/shift-roles/" + role + "/signups"})
      rush.emplace_back([&, target, token = district.session_of(person)] {
        testing::HttpClient phone(district.port(), token);
        phone.post_json(target, "{}");
      });
  for (std::thread& one : rush) one.join();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM session_places q JOIN signups g ON g.person_id = q.person_id WHERE "
                            "q.state = 'confirmed' AND g.state = 'confirmed'"),
            0);
  EXPECT_GT(district.number("SELECT COUNT(*) FROM signups WHERE state = 'confirmed' AND role_id = '" + role + "'"),
            0);
}

}  // namespace
}  // namespace ws::courses
