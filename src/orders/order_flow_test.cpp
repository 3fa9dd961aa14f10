// The main job over HTTP, on both engines, as the people of the demo district live it.
#include <gmock/gmock.h>

#include <atomic>
#include <list>
#include <thread>

#include "testing/district.h"

namespace ws {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

class OrderFlow : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Two hundred volunteers who can do the item and are free all week: who is suggested is dispatch's own test.
  void SetUp() override {
    const auto ready = district.database().write_now([&](db::Tx& tx) -> Outcome {
      for (const db::Row& person :
           tx.query("SELECT person_id FROM volunteers WHERE state = 'registered' ORDER BY person_id LIMIT 200")) {
        tx.exec(
            "INSERT INTO volunteer_skills (person_id, skill) SELECT $1, skill FROM menu_items WHERE id = $2 ON "
            "CONFLICT (person_id, skill) DO NOTHING",
            person.text(0), item);
        tx.exec("UPDATE persons SET birth_date = '1980-05-01', birth_year = 1980 WHERE id = $1", person.text(0));
        tx.exec("DELETE FROM volunteer_times WHERE person_id = $1", person.text(0));
        for (int day = 1; day <= 7; ++day)
          tx.exec(
              "INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, $2, 0, 1440)",
              person.text(0), day);
      }
      return Done{};
    });
    ASSERT_TRUE(ready.ok());
  }
  District district{GetParam()};
  std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  std::string item = district.value(
      "SELECT m.id FROM menu_items m WHERE m.place <> 'site' AND m.volunteers_needed = 1 AND m.duration_minutes <= "
      "120 AND "
      "(SELECT COUNT(*) FROM volunteer_skills k JOIN skills s ON s.code = k.skill WHERE k.skill = m.skill "
      "AND s.needs_qualification = 0) >= 10 ORDER BY m.code LIMIT 1");
  Caller resident = district.as("jumin1");
  Caller clerk = district.as("shuyuan");
  Caller dispatcher = district.as("pitong");

  std::string wish(std::int64_t in_ms = 26 * hour_ms) {
    return R"({"menu_item_id":")" + item + R"(","site_id":")" + station + R"(","place":"home","starts_ms":)" +
           std::to_string(district.clock.now().ms + in_ms) +
           R"(,"need":"腿脚不便，请上门","contact_name":"辜素容","contact_mobile":"19900000014","address":"书院街 12 号 3 单元 501","consent_version":"2026-01"})";
  }
  std::string place(std::int64_t in_ms = 26 * hour_ms) {
    const Answer placed = resident.post("/api/orders", wish(in_ms));
    EXPECT_EQ(placed.status, 201) << placed.body;
    return at(placed, "id");
  }
  static std::string path(const std::string& id, const std::string& step = "") {
    return "/api/orders/" + id + (step.empty() ? "" : "/" + step);
  }
  std::string triaged(std::int64_t in_ms = 26 * hour_ms) {
    const std::string id = place(in_ms);
    const Answer done = clerk.post(path(id, "triage"));
    EXPECT_EQ(done.status, 200) << done.body;
    return id;
  }
  /// A volunteer whom the platform suggests for the order.
  PersonId suggested(const std::string& id) {
    const Answer answer = dispatcher.get(path(id, "suggestions"));
    EXPECT_EQ(answer.status, 200) << answer.body;
    const json::Document document(answer.body);
    for (const json::Document& one : document.items("suggestions"))
      if (one.text("kind") == "volunteer") {
        EXPECT_FALSE(one.items("reasons").empty());
        return PersonId(one.text("id").value());
      }
    ADD_FAILURE() << "nobody is suggested: " << answer.body;
    return {};
  }
  std::string offered_to(const PersonId& volunteer) {
    return district.value("SELECT id FROM dispatch_offers WHERE state = 'offered' AND volunteer_id = '" +
                          volunteer.str() + "'");
  }
  /// An order accepted by a suggested volunteer.
  std::pair<std::string, PersonId> accepted(std::int64_t in_ms = 26 * hour_ms) {
    const std::string id = triaged(in_ms);
    const PersonId volunteer = suggested(id);
    EXPECT_EQ(dispatcher.post(path(id, "dispatch"), R"({"volunteer_ids":[")" + volunteer.str() + R"("]})").status,
              200);
    const Answer yes = district.as(volunteer).post("/api/offers/" + offered_to(volunteer) + "/acceptance");
    EXPECT_EQ(yes.status, 200) << yes.body;
    EXPECT_EQ(at(yes, "state"), "accepted");
    return {id, volunteer};
  }
  std::pair<std::string, PersonId> completed() {
    auto [id, volunteer] = accepted(2 * hour_ms);
    Caller serving = district.as(volunteer);
    district.clock.advance_ms(2 * hour_ms);
    const std::string code = at(resident.get(path(id, "code")), "code");
    EXPECT_EQ(serving.post(path(id, "check-in"), R"({"code":")" + code + "\"}").status, 200);
    district.clock.advance_ms(45 * minute_ms);
    const Answer out = serving.post(path(id, "check-out"));
    EXPECT_EQ(at(out, "state"), "completed") << out.body;
    return {id, volunteer};
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, OrderFlow, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(OrderFlow, FromTheNeedToTheRating) {
  const auto [id, volunteer] = completed();
  const Answer rated = resident.post(path(id, "rating"), R"({"score":5})");
  EXPECT_EQ(at(rated, "state"), "rated") << rated.body;

  const json::Document order(resident.get(path(id)).body);
  std::vector<std::string> kinds;
  for (const json::Document& event : order.items("events")) kinds.push_back(event.text("kind").value());
  EXPECT_EQ(kinds, (std::vector<std::string>{"placed", "triaged", "dispatched", "accepted", "checked_in",
                                             "checked_out", "completed", "rated"}));
  EXPECT_EQ(order.text("contact_masked"), "辜** 199****0014");
  EXPECT_EQ(order.integer("order.rating"), 5);

  const Answer hours = district.as(volunteer).get("/api/hours/mine");
  EXPECT_EQ(at(hours, "pending_minutes"), "45") << hours.body;
  const std::string entry = json::Document(hours.body).items("items").at(0).text("id").value();
  EXPECT_EQ(clerk.post("/api/hours/" + entry + "/confirmation").status, 200);
  EXPECT_EQ(at(district.as(volunteer).get("/api/hours/mine"), "confirmed_minutes"), "45");
  EXPECT_EQ(json::Document(district.as(volunteer).get("/api/desk").body).items("done").size(), 1u);

  const json::Document inbox(resident.get("/api/notices").body);
  EXPECT_GE(inbox.items("items").size(), 4u);
  const Answer read =
      resident.post("/api/notices/read", R"({"until_id":")" + inbox.items("items").at(0).text("id").value() + "\"}");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(at(resident.get("/api/me"), "unread"), "0");
}

TEST_P(OrderFlow, HardRule_OnePlaceOneWinner_TwoHundredVolunteersClaimAtOnce) {
  const std::string id = triaged();
  const std::string other = triaged();
  for (const std::string& open : {id, other})
    ASSERT_EQ(dispatcher.post(path(open, "dispatch"), R"({"open_claim":true})").status, 200);
  std::list<Caller> callers;
  const auto people = district.database().read([&](db::Reader& reader) {
    return reader.query(
        "SELECT v.person_id FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.state = 'registered' "
        "ORDER BY v.person_id LIMIT 200");
  });
  ASSERT_EQ(people.size(), 200u);
  for (const db::Row& person : people) callers.emplace_back(district, district.session_of(person.id<PersonId>(0)));
  std::atomic<int> won{0};
  std::atomic<int> refused{0};
  std::atomic<int> with_alternative{0};
  std::vector<std::jthread> threads;
  for (Caller& caller : callers)
    threads.emplace_back([&, id] {
      const Answer answer = caller.post(path(id, "claim"));
      if (answer.status == 200) ++won;
      if (answer.status == 409 && at(answer, "reason") == "order.already_claimed") ++refused;
      if (answer.status == 409 && at(answer, "alternative.id") == other) ++with_alternative;
    });
  threads.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 199);
  EXPECT_EQ(with_alternative, 199);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM order_crew WHERE order_id = '" + id + "'"), 1);
  EXPECT_EQ(district.number("SELECT crew_count FROM orders WHERE id = '" + id + "'"), 1);
}

TEST_P(OrderFlow, HardRule_HiddenAndAbsentLookTheSame) {
  const std::string id = place();
  const std::string absent = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  Caller stranger = district.as("jumin2");
  Caller foreign_clerk = district.as("ziyun");
  for (Caller* caller : {&stranger, &foreign_clerk}) {
    const Answer hidden = caller->get(path(id));
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(hidden.body, caller->get(path(absent)).body);
  }
  EXPECT_EQ(foreign_clerk.post(path(id, "triage")).status, 404);
  EXPECT_EQ(stranger.post(path(id, "withdrawal")).status, 404);
  EXPECT_EQ(district.nobody().get(path(id)).status, 401);
  EXPECT_EQ(stranger.get("/api/orders").status, 403);
  EXPECT_EQ(clerk.get(path(id)).status, 200);
  EXPECT_EQ(district.as("zhongxin").get(path(id)).status, 200);
  const Answer listed = dispatcher.get("/api/orders?state=submitted&sort=due");
  EXPECT_NE(listed.body.find(id), std::string::npos);
  EXPECT_EQ(foreign_clerk.get("/api/orders").body.find(id), std::string::npos);
}

TEST_P(OrderFlow, AListAskedForAgainShowsWhatMovedAndStaysWithinItsScope) {
  const std::string id = place();
  const auto state = [&](Caller& who) {
    for (const json::Document& row : json::Document(who.get("/api/orders?limit=50").body).items("items"))
      if (row.text("id") == id) return row.text("state").value();
    return std::string("not listed");
  };
  Caller foreign_clerk = district.as("ziyun");
  const auto expect = [&](const std::string& expected) {
    for (int again = 0; again < 2; ++again) {
      EXPECT_EQ(state(clerk), expected);
      EXPECT_EQ(state(dispatcher), expected);
      EXPECT_EQ(state(foreign_clerk), "not listed");
    }
  };
  expect("submitted");
  ASSERT_EQ(clerk.post(path(id, "triage")).status, 200);
  expect("triaged");
  ASSERT_EQ(dispatcher.post(path(id, "dispatch"), R"({"open_claim":true})").status, 200);
  expect("dispatched");
}

TEST_P(OrderFlow, TheCodeOnSiteCannotBeGuessed) {
  const auto [id, volunteer] = accepted(2 * hour_ms);
  district.clock.advance_ms(2 * hour_ms);
  const std::string code = at(resident.get(path(id, "code")), "code");
  const std::string wrong = code == "000000" ? "000001" : "000000";
  Caller guessing = district.as(volunteer);
  for (int tries = 0; tries < 10; ++tries)
    EXPECT_EQ(at(guessing.post(path(id, "check-in"), R"({"code":")" + wrong + "\"}"), "reason"), "presence.code");
  const Answer refused = guessing.post(path(id, "check-in"), R"({"code":")" + code + "\"}");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(at(refused, "reason"), "presence.too_many_tries");
  EXPECT_EQ(refused.header("Retry-After"), "60");
  district.clock.advance_ms(minute_ms);
  const std::string later = at(resident.get(path(id, "code")), "code");
  EXPECT_EQ(guessing.post(path(id, "check-in"), R"({"code":")" + later + "\"}").status, 200);
}

TEST_P(OrderFlow, ARightCodeSentAgainAndAgainIsNoGuessing) {
  const auto [id, volunteer] = accepted(2 * hour_ms);
  district.clock.advance_ms(2 * hour_ms);
  const std::string body = R"({"code":")" + at(resident.get(path(id, "code")), "code") + "\"}";
  Caller phone = district.as(volunteer);
  for (int sent = 0; sent < 15; ++sent)
    EXPECT_EQ(phone.post(path(id, "check-in"), body, {{"Idempotency-Key", "one-check-in"}}).status, 200) << sent;
}

TEST_P(OrderFlow, HardRule_StaffOrderOnBehalfButCannotRate) {
  const std::string body =
      R"({"menu_item_id":")" + item + R"(","site_id":")" + station + R"(","place":"home","starts_ms":)" +
      std::to_string(district.clock.now().ms + 26 * hour_ms) +
      R"(,"contact_name":"唐婆婆","contact_mobile":"199 1234 5678","address":"书院街 3 号","lane":"phone","consent_note":"电话中口头同意"})";
  const Answer placed = clerk.post("/api/orders/on-behalf", body);
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string id = at(placed, "id");
  EXPECT_EQ(clerk.post(path(id, "rating"), R"({"score":5})").status, 403);
  EXPECT_EQ(at(clerk.get(path(id)), "order.lane"), "phone");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM consents c JOIN orders o ON o.requester_id = c.person_id WHERE "
                            "c.lane = 'phone' AND o.id = '" +
                            id + "'"),
            1);
  EXPECT_EQ(district.as("ziyun").post("/api/orders/on-behalf", body).status, 404) << "another subtree's station";
}

TEST_P(OrderFlow, HardRule_ARejectionsReasonIsSeenByTheRequesterOnly) {
  const std::string id = place();
  EXPECT_EQ(clerk.post(path(id, "rejection"), R"({"reason":"x"})").status, 400)
      << "a reason has two characters at least";
  const Answer rejected = clerk.post(path(id, "rejection"), R"({"reason":"超出服务范围，请拨打 12345"})");
  EXPECT_EQ(at(rejected, "state"), "rejected");
  EXPECT_NE(resident.get(path(id)).body.find("超出服务范围"), std::string::npos);
  EXPECT_EQ(clerk.post(path(id, "triage")).status, 409);
}

TEST_P(OrderFlow, TheSameKeyTwiceHasOneEffect) {
  const std::string body = wish();
  const Answer first = resident.post("/api/orders", body, {{"Idempotency-Key", "k-1"}});
  const Answer again = resident.post("/api/orders", body, {{"Idempotency-Key", "k-1"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM orders"), 1);
  const Answer other = resident.post("/api/orders", wish(27 * hour_ms), {{"Idempotency-Key", "k-1"}});
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(at(other, "reason"), "idempotency.mismatch");
}

TEST_P(OrderFlow, HardRule_AClockThatRunsOutIsEscalatedToTheDispatcher) {
  const std::string id = place();
  const auto before = district.number("SELECT COUNT(*) FROM notices WHERE kind = 'order.escalated'");
  district.clock.advance_ms(day_ms - 2 * hour_ms);
  district.tick();
  EXPECT_EQ(district.number("SELECT escalated FROM orders WHERE id = '" + id + "'"), 0);
  district.clock.advance_ms(3 * hour_ms);
  district.tick();
  EXPECT_EQ(district.number("SELECT escalated FROM orders WHERE id = '" + id + "'"), 1);
  district.tick();
  EXPECT_EQ(district.number("SELECT escalated FROM orders WHERE id = '" + id + "'"), 1) << "once a working day";
  EXPECT_GT(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'order.escalated'"), before);
  EXPECT_EQ(at(clerk.get("/api/worklist"), "counts.overdue"), "1");
}

TEST_P(OrderFlow, TheWorklistCountsAnOrderOnceHoweverManyGrantsReachIt) {
  const std::string open = place();
  const auto [done, volunteer] = completed();
  EXPECT_EQ(resident.post(path(done, "complaint"), R"({"reason":"灯还是不亮"})").status, 200);
  const auto seen = [&](Caller& who) {
    const Answer work = who.get("/api/worklist");
    std::string ids;
    for (const json::Document& row : json::Document(work.body).items("items")) ids += *row.text("id") + " ";
    return at(work, "counts.submitted") + " " + at(work, "counts.complaints") + " " + at(work, "minutes_saved") +
           " " + ids;
  };
  const std::string expected =
      "1 1 " + at(dispatcher.get("/api/worklist"), "minutes_saved") + " " + open + " " + done + " ";
  EXPECT_EQ(seen(clerk), expected) << "what has a clock first, then what only complains";
  EXPECT_EQ(seen(dispatcher), expected);
  EXPECT_NE(at(dispatcher.get("/api/worklist"), "minutes_saved"), "0");
  ASSERT_TRUE(
      district.database()
          .write_now([&](db::Tx& tx) -> Outcome {
            tx.exec(
                "INSERT INTO grants (id, person_id, role, site_id, granted_ms) SELECT 'below', id, 'clerk', $1, 0 "
                "FROM persons WHERE login = 'pitong'",
                station);
            return Done{};
          })
          .ok());
  Caller both = district.as("pitong");
  EXPECT_EQ(seen(both), expected) << "a station below the office that they reach already";
  Caller elsewhere = district.as("ziyun");
  EXPECT_EQ(seen(elsewhere), "0 0 0 ");
}

TEST_P(OrderFlow, AnOfferRunsOutAndMayBeDeclined) {
  const std::string id = triaged();
  const PersonId volunteer = suggested(id);
  const std::string body = R"({"volunteer_ids":[")" + volunteer.str() + R"("]})";
  ASSERT_EQ(dispatcher.post(path(id, "dispatch"), body).status, 200);
  Caller asked = district.as(volunteer);
  EXPECT_EQ(json::Document(asked.get("/api/desk").body).items("offers").size(), 1u);
  const std::string first = offered_to(volunteer);
  EXPECT_EQ(asked.post("/api/offers/" + first + "/decline", R"({"reason":"那天要上班"})").status, 200);
  EXPECT_EQ(asked.post("/api/offers/" + first + "/acceptance").status, 409);
  ASSERT_EQ(dispatcher.post(path(id, "dispatch"), body).status, 200) << "dispatched ⇄ re-dispatched";
  const std::string second = offered_to(volunteer);
  district.clock.advance_ms(13 * hour_ms);
  district.tick();
  EXPECT_EQ(district.value("SELECT state FROM dispatch_offers WHERE id = '" + second + "'"), "expired");
  EXPECT_EQ(at(asked.post("/api/offers/" + second + "/acceptance"), "reason"), "offer.not_open");
  EXPECT_EQ(resident.get(path(id)).body.find("declined"), std::string::npos) << "who turned it down is for the staff";
}

TEST_P(OrderFlow, TheAcceptorGivesItBackAndAnotherTakesIt) {
  const auto [id, volunteer] = accepted();
  EXPECT_EQ(resident.post(path(id, "return"), R"({"reason":"不想要了"})").status, 403);
  const Answer back = district.as(volunteer).post(path(id, "return"), R"({"reason":"临时生病"})");
  EXPECT_EQ(at(back, "state"), "returned");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM order_crew WHERE order_id = '" + id + "'"), 0);
  EXPECT_EQ(dispatcher.post(path(id, "dispatch"), R"({"open_claim":true})").status, 200);
  EXPECT_EQ(district.as(volunteer).post(path(id, "claim")).status, 200);
}

TEST_P(OrderFlow, HardRule_WhoIsSuspendedGivesBackWhatTheyPromisedAndIsNotSuggested) {
  const auto [id, volunteer] = accepted();
  const std::string other = triaged(50 * hour_ms);
  ASSERT_EQ(dispatcher.post(path(other, "dispatch"), R"({"volunteer_ids":[")" + volunteer.str() + R"("]})").status,
            200);
  const std::string offer = offered_to(volunteer);
  const Answer suspended =
      district.as("zhongxin")
          .post("/api/volunteers/" + volunteer.str() + "/suspension", R"({"reason":"联系不上本人"})");
  ASSERT_EQ(suspended.status, 200) << suspended.body;
  EXPECT_EQ(at(dispatcher.get(path(id)), "order.state"), "returned");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM order_crew WHERE order_id = '" + id + "'"), 0);
  EXPECT_EQ(district.number("SELECT crew_count FROM orders WHERE id = '" + id + "'"), 0);
  EXPECT_EQ(district.value("SELECT state FROM dispatch_offers WHERE id = '" + offer + "'"), "declined");
  EXPECT_THAT(district.as("jumin1").get("/api/notices").body, HasSubstr("不能到场"));
  EXPECT_THAT(dispatcher.get("/api/notices").body, HasSubstr("退回"));
  EXPECT_THAT(dispatcher.get(path(id, "suggestions")).body, Not(HasSubstr(volunteer.str())));
  EXPECT_EQ(dispatcher.post(path(id, "dispatch"), R"({"volunteer_ids":[")" + volunteer.str() + R"("]})").status, 409);
  const PersonId next = suggested(id);
  EXPECT_EQ(dispatcher.post(path(id, "dispatch"), R"({"volunteer_ids":[")" + next.str() + R"("]})").status, 200);
}

TEST_P(OrderFlow, AServiceUnderWayGoesOnWhenItsVolunteerIsSuspended) {
  const auto [id, volunteer] = accepted(2 * hour_ms);
  district.clock.advance_ms(2 * hour_ms);
  const std::string code = at(resident.get(path(id, "code")), "code");
  ASSERT_EQ(district.as(volunteer).post(path(id, "check-in"), R"({"code":")" + code + "\"}").status, 200);
  ASSERT_EQ(district.as("zhongxin")
                .post("/api/volunteers/" + volunteer.str() + "/suspension", R"({"reason":"联系不上本人"})")
                .status,
            200);
  EXPECT_EQ(at(dispatcher.get(path(id)), "order.state"), "in_service");
}

TEST_P(OrderFlow, HardRule_NobodyIsInTwoPlacesAtOnce) {
  const auto [id, volunteer] = accepted();
  const std::string second = triaged();
  ASSERT_EQ(dispatcher.post(path(second, "dispatch"), R"({"open_claim":true})").status, 200);
  const Answer refused = district.as(volunteer).post(path(second, "claim"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(at(refused, "reason"), "order.overlap");
  const Answer named =
      dispatcher.post(path(second, "dispatch"), R"({"volunteer_ids":[")" + volunteer.str() + R"("]})");
  EXPECT_EQ(at(named, "reason"), "order.overlap") << "nobody is dispatched into an overlap";
  for (const json::Document& one :
       json::Document(dispatcher.get(path(second, "suggestions")).body).items("suggestions"))
    EXPECT_NE(one.text("id"), volunteer.str()) << "nobody is suggested into an overlap";
}

TEST_P(OrderFlow, HardRule_TheCodeRotatesAndAForgottenCheckOutClosesAtThePlannedEnd) {
  const auto [id, volunteer] = accepted(2 * hour_ms);
  Caller serving = district.as(volunteer);
  const std::string early = at(resident.get(path(id, "code")), "code");
  EXPECT_EQ(at(serving.post(path(id, "check-in"), R"({"code":")" + early + "\"}"), "reason"), "presence.too_early");
  district.clock.advance_ms(2 * hour_ms);
  EXPECT_EQ(at(serving.post(path(id, "check-in"), R"({"code":")" + early + "\"}"), "reason"), "presence.code")
      << "the code of two hours ago";
  EXPECT_EQ(district.as("jumin2").get(path(id, "code")).status, 404);
  const std::string code = at(clerk.get("/api/sites/" + station + "/code"), "code");
  EXPECT_EQ(serving.post(path(id, "check-in"), R"({"code":")" + code + "\"}").status, 200)
      << "the site's poster serves too";
  district.clock.advance_ms(12 * hour_ms);
  district.tick();
  EXPECT_EQ(at(resident.get(path(id)), "order.state"), "completed");
  EXPECT_EQ(district.value("SELECT means FROM presence_marks WHERE kind = 'out' AND order_id = '" + id + "'"),
            "planned_end");
  const auto planned = district.number("SELECT (ends_ms - starts_ms) / 60000 FROM orders WHERE id = '" + id + "'");
  EXPECT_EQ(district.number("SELECT minutes FROM hours_entries WHERE order_id = '" + id + "'"), planned);
}

TEST_P(OrderFlow, TheRequesterConfirmsPresenceWithoutACode) {
  const auto [id, volunteer] = accepted(2 * hour_ms);
  district.clock.advance_ms(2 * hour_ms);
  const std::string came = R"({"volunteer_id":")" + volunteer.str() + R"(","kind":"in"})";
  const std::string left = R"({"volunteer_id":")" + volunteer.str() + R"(","kind":"out"})";
  EXPECT_EQ(district.as(volunteer).post(path(id, "presence"), came).status, 403) << "nobody confirms themself";
  EXPECT_EQ(at(resident.post(path(id, "presence"), left), "reason"), "presence.not_in");
  EXPECT_EQ(at(resident.post(path(id, "presence"), came), "state"), "in_service");
  EXPECT_EQ(at(resident.post(path(id, "presence"), came), "reason"), "presence.already_in");
  district.clock.advance_ms(30 * minute_ms);
  EXPECT_EQ(at(resident.post(path(id, "presence"), left), "state"), "completed");
}

TEST_P(OrderFlow, AComplaintReopensTheOrder) {
  const auto [id, volunteer] = completed();
  EXPECT_EQ(dispatcher.post(path(id, "complaint-answer"), R"({"decision":"reopen","reason":"没有投诉"})").status,
            409);
  EXPECT_EQ(at(resident.post(path(id, "rating"), R"({"score":2})"), "reason"), "rating.reason_required");
  EXPECT_EQ(resident.post(path(id, "rating"), R"({"score":2,"reason":"没修好"})").status, 200);
  EXPECT_EQ(resident.post(path(id, "complaint"), R"({"reason":"灯还是不亮"})").status, 200);
  EXPECT_EQ(at(resident.post(path(id, "complaint"), R"({"reason":"灯还是不亮"})"), "reason"), "order.complaint_open");
  EXPECT_EQ(at(dispatcher.get("/api/worklist"), "counts.complaints"), "1");
  const Answer reopened =
      dispatcher.post(path(id, "complaint-answer"), R"({"decision":"reopen","reason":"再派人去修"})");
  EXPECT_EQ(at(reopened, "state"), "triaged");
  EXPECT_EQ(district.number("SELECT round FROM orders WHERE id = '" + id + "'"), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM hours_entries WHERE order_id = '" + id + "'"), 1)
      << "the ledger keeps what was served";
}

TEST_P(OrderFlow, WithdrawingFreesTheCrewAndTellsThem) {
  const auto [id, volunteer] = accepted();
  EXPECT_EQ(at(resident.post(path(id, "withdrawal"), R"({"reason":"女儿回来了"})"), "state"), "withdrawn");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM order_crew WHERE order_id = '" + id + "'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'order.withdrawn' AND person_id = '" +
                            volunteer.str() + "'"),
            1);
}

TEST_P(OrderFlow, AnAgreedTimeMovesTheCrewToo) {
  const auto [id, volunteer] = accepted();
  const std::int64_t later = district.clock.now().ms + 50 * hour_ms;
  const Answer moved =
      district.as(volunteer).post(path(id, "schedule"), R"({"starts_ms":)" + std::to_string(later) + "}");
  EXPECT_EQ(at(moved, "state"), "scheduled") << moved.body;
  EXPECT_EQ(district.number("SELECT starts_ms FROM order_crew WHERE order_id = '" + id + "'"), later);
}

TEST_P(OrderFlow, HardRule_ContactIsRevealedOnlyWithALoggedReason) {
  const auto [id, volunteer] = accepted();
  EXPECT_EQ(district.value("SELECT address_sealed FROM orders WHERE id = '" + id + "'").find("书院街"),
            std::string::npos);
  EXPECT_EQ(district.as(volunteer).post(path(id, "contact"), "{}").status, 400) << "a reason is wanted";
  const Answer shown = district.as(volunteer).post(path(id, "contact"), R"({"reason":"上门前联系"})");
  EXPECT_EQ(at(shown, "mobile"), "19900000014");
  EXPECT_EQ(at(shown, "address"), "书院街 12 号 3 单元 501");
  EXPECT_EQ(district.number(
                "SELECT COUNT(*) FROM audit_log WHERE action = 'order.contact_revealed' AND reason = '上门前联系'"),
            1);
  EXPECT_EQ(district.as("pitong-ld").post(path(id, "contact"), R"({"reason":"看看"})").status, 403);
  EXPECT_NE(district.as("auditor").get("/api/audit?action=order.contact_revealed").body.find("上门前联系"),
            std::string::npos);
}

TEST_P(OrderFlow, ATeamsLeaderAcceptsWithMembers) {
  const std::string id = triaged();
  const PersonId leader = district.person("laobing");
  const std::string team =
      district.value("SELECT team_id FROM grants WHERE role = 'team_leader' AND person_id = '" + leader.str() + "'");
  ASSERT_EQ(dispatcher.post(path(id, "dispatch"), R"({"team_ids":[")" + team + R"("]})").status, 200);
  Caller leading = district.as(leader);
  const json::Document desk(leading.get("/api/desk").body);
  ASSERT_EQ(desk.items("offers").size(), 1u);
  const std::string offer = desk.items("offers").at(0).text("offer.id").value();
  EXPECT_EQ(at(leading.post("/api/offers/" + offer + "/acceptance"), "reason"), "offer.crew_required");
  const std::string outsider = district.value(
      "SELECT person_id FROM volunteers WHERE person_id NOT IN (SELECT person_id FROM team_members) LIMIT 1");
  EXPECT_EQ(at(leading.post("/api/offers/" + offer + "/acceptance", R"({"crew":[")" + outsider + R"("]})"), "reason"),
            "offer.crew_not_member");
  const std::string skill = district.value("SELECT skill FROM menu_items WHERE id = '" + item + "'");
  const std::string member = district.value(
      "SELECT m.person_id FROM team_members m JOIN volunteers v ON v.person_id = m.person_id JOIN teams t ON t.id = "
      "m.team_id WHERE v.state = 'registered' AND (t.id = '" +
      team + "' OR t.parent_id = '" + team + "') LIMIT 1");
  const auto skilled = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(
        "INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, $2) ON CONFLICT (person_id, skill) DO NOTHING",
        member, skill);
    return Done{};
  });
  ASSERT_TRUE(skilled.ok());
  const Answer yes = leading.post("/api/offers/" + offer + "/acceptance", R"({"crew":[")" + member + R"("]})");
  EXPECT_EQ(at(yes, "state"), "accepted") << yes.body;
  EXPECT_EQ(json::Document(resident.get(path(id)).body).items("crew").size(), 1u);
}

TEST_P(OrderFlow, BadInputGetsAReasonAndAFieldAndWritesNothing) {
  const auto refused = [&](const std::string& body, const std::string& reason, const std::string& field) {
    const Answer answer = resident.post("/api/orders", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(at(answer, "reason"), reason);
    EXPECT_EQ(at(answer, "field"), field);
    EXPECT_FALSE(at(answer, "message.zh").empty());
    EXPECT_NE(at(answer, "message.zh"), reason) << "every reason has a sentence";
  };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string body = wish();
    return body.replace(body.find(from), from.size(), to);
  };
  refused("{", "json.malformed", "null");
  refused(with(R"("place":"home")", R"("place":"home","gift":1)"), "json.unknown_field", "gift");
  refused(with("\"home\"", "\"moon\""), "field.unknown_value", "place");
  refused(with("19900000014", "12345678901"), "person.mobile", "contact_mobile");
  refused(with(R"("address":"书院街 12 号 3 单元 501")", R"("address":"")"), "order.address", "address");
  refused(with("2026-01\"", "1999-01\""), "order.consent", "consent_version");
  refused(wish(-hour_ms), "order.time_past", "starts_ms");
  refused(with(station, "01ARZ3NDEKTSV4RRFFQ69G5FAV"), "order.site", "site_id");
  refused(with("腿脚不便，请上门", "a\\u0000b"), "field.characters", "need");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM orders"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM outbox"), 0);
}

TEST_P(OrderFlow, HistoryCannotBeRewritten) {
  const std::string id = place();
  for (const char* statement : {"UPDATE order_events SET reason = 'x'", "DELETE FROM order_events"}) {
    EXPECT_THROW(static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
                   tx.exec(statement);
                   return Done{};
                 })),
                 db::Failure)
        << statement;
  }
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM order_events WHERE order_id = '" + id + "'"), 1);
}

}  // namespace
}  // namespace ws
