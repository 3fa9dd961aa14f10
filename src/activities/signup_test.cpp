// Places: who gets them, who waits, who is next; and the rush, on both engines.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "activities/public.h"
#include "activities/rig_test.h"
#include "base/vault.h"
#include "testing/batch.h"

namespace ws::activities {
namespace {

using testing::Answer;
using testing::at;

class Signups : public Activities {
 protected:
  /// The signup's identifier.
  std::string signed_up(const PersonId& person, const std::string& in, int companions = 0) {
    const Answer answer = sign_up(person, in, companions);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  std::string cancelled(const PersonId& person, const std::string& id) {
    return at(signup_step(district.as(person), id, "cancellation"), "state");
  }
  Answer place(const std::string& in, const PersonId& person, const std::string& more = "") {
    return clerk.post("/api/shift-roles/" + in + "/placements",
                      R"({"person_id":")" + person.str() + "\"" + more + "}");
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Signups, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Signups, HardRule_CompanionsCountAndTheLineIsInOrderOfArrival) {
  const std::string in = role(published({.capacity = 3}));
  const auto people = volunteers(4);
  EXPECT_EQ(at(sign_up(people[0], in, 1), "state"), "confirmed");
  const Answer waits = sign_up(people[1], in, 1);
  EXPECT_EQ(at(waits, "state"), "waitlisted");
  EXPECT_EQ(at(waits, "place_in_line"), "1");
  EXPECT_EQ(at(sign_up(people[2], in), "state"), "confirmed")
      << "one place is left, and nobody who waits fits into it";
  EXPECT_EQ(at(sign_up(people[3], in), "place_in_line"), "2");
  expect_exact();
  expect_nobody_passed_over();
}

TEST_P(Signups, HardRule_CancellingOffersThePlaceToTheNextInTheSameStep) {
  const std::string in = role(published({.capacity = 2}));
  const auto people = volunteers(4);
  const std::string holder = signed_up(people[0], in, 1);
  const std::string first = signed_up(people[1], in, 1);
  const std::string second = signed_up(people[2], in);
  const std::string third = signed_up(people[3], in);
  EXPECT_EQ(cancelled(people[0], holder), "cancelled");
  EXPECT_EQ(state_of(first), "offered");
  EXPECT_EQ(told(people[1]), "signup.offered");
  EXPECT_EQ(state_of(second), "waitlisted") << "the offer holds both places";
  expect_exact();
  EXPECT_EQ(at(signup_step(district.as(people[1]), first, "decline"), "state"), "cancelled");
  EXPECT_EQ(state_of(second), "offered");
  EXPECT_EQ(state_of(third), "offered");
  EXPECT_EQ(at(signup_step(district.as(people[2]), second, "acceptance"), "state"), "confirmed");
  EXPECT_EQ(at(signup_step(district.as(people[2]), second, "acceptance"), "reason"), "signup.no_offer");
  EXPECT_EQ(signup_step(district.as(people[0]), third, "acceptance").status, 404) << "somebody else's";
}

TEST_P(Signups, HardRule_AnOfferRunsOutAndGoesToTheNext) {
  const std::string in = role(published({.capacity = 1}));
  const auto people = volunteers(3);
  const std::string holder = signed_up(people[0], in);
  const std::string first = signed_up(people[1], in);
  const std::string second = signed_up(people[2], in);
  cancelled(people[0], holder);
  district.clock.advance_ms(12 * hour_ms - 1);
  district.tick();
  EXPECT_EQ(state_of(first), "offered");
  district.clock.advance_ms(1);
  EXPECT_EQ(at(signup_step(district.as(people[1]), first, "acceptance"), "reason"), "signup.no_offer");
  district.tick();
  EXPECT_EQ(state_of(first), "cancelled");
  EXPECT_EQ(told(people[1]), "signup.offer_expired");
  EXPECT_EQ(state_of(second), "offered");
}

TEST_P(Signups, APartyTooLargeForWhatIsFreeKeepsItsPlaceInTheLine) {
  const std::string in = role(published({.capacity = 3}));
  const auto people = volunteers(5);
  const std::string one = signed_up(people[0], in);
  signed_up(people[1], in, 1);
  const std::string large = signed_up(people[2], in, 2);
  const std::string small = signed_up(people[3], in);
  cancelled(people[0], one);
  EXPECT_EQ(state_of(large), "waitlisted");
  EXPECT_EQ(state_of(small), "offered");
  const json::Document mine(district.as(people[2]).get("/api/my/signups?when=coming").body);
  EXPECT_EQ(mine.items("items").at(0).integer("place_in_line"), 1);
  EXPECT_EQ(at(sign_up(people[4], in, 3), "reason"), "signup.party_too_large");
  EXPECT_EQ(at(sign_up(people[4], in, 10), "reason"), "signup.too_many_companions");
}

TEST_P(Signups, AFullRoleNamesTheNearestOtherShift) {
  const std::string id = published({.capacity = 1, .shifts = 3});
  const auto in = roles(id);
  const auto people = volunteers(2);
  signed_up(people[0], in[0].str());
  const Answer full = sign_up(people[1], in[0].str(), 0, false);
  EXPECT_EQ(at(full, "reason"), "signup.full");
  EXPECT_EQ(at(full, "alternative.id"), in[1].str());
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups"), 1);
}

TEST_P(Signups, HardRule_OnePlacePerPersonPerShift_QuotaAndWindow) {
  const std::string id = published({.capacity = 5, .more = R"(,"quota":1)", .shifts = 2});
  const auto in = roles(id);
  const PersonId person = volunteer();
  const std::string first = signed_up(person, in[0].str());
  EXPECT_EQ(at(sign_up(person, in[0].str()), "reason"), "signup.twice");
  EXPECT_EQ(at(sign_up(person, in[1].str()), "reason"), "signup.quota");
  EXPECT_EQ(cancelled(person, first), "cancelled");
  EXPECT_EQ(at(signup_step(district.as(person), first, "cancellation"), "reason"), "signup.state");
  EXPECT_EQ(sign_up(person, in[1].str()).status, 201) << "a place given back counts no more";
  district.clock.advance_ms(4 * day_ms);
  EXPECT_EQ(at(sign_up(volunteer(), in[1].str()), "reason"), "signup.closed");
  EXPECT_EQ(at(district.as("jumin1").post("/api/shift-roles/" + in[0].str() + "/signups"), "reason"),
            "access.denied");
}

TEST_P(Signups, HardRule_OverlapIsRefusedAndOverriddenByALeaderWithAReason) {
  const std::string one = role(published()), other = role(published());
  const PersonId person = volunteer();
  signed_up(person, one);
  EXPECT_EQ(at(sign_up(person, other), "reason"), "signup.overlap");
  EXPECT_EQ(at(place(other, person), "reason"), "signup.overlap");
  EXPECT_EQ(at(place(other, person, R"(,"override_times":true)"), "reason"), "field.required");
  EXPECT_EQ(at(place(other, person, R"(,"override_times":true,"reason":"两处相邻，本人同意")"), "state"),
            "confirmed");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'signup.times_overridden'"), 1);
  const auto promised = district.database().read([&](db::Reader& reader) {
    return engagements(reader, person, district.clock.now(), district.clock.now().plus_ms(9 * day_ms));
  });
  EXPECT_EQ(promised.size(), 2u);
}

TEST_P(Signups, HardRule_AnOrdersCrewIsElsewhereAtThatTime) {
  const std::string in = role(published({.hours = 3}));
  const PersonId busy = volunteer(), tired = volunteer();
  const std::int64_t starts = district.clock.now().ms + 3 * day_ms;
  const std::string item = district.value("SELECT id FROM menu_items WHERE place = 'either' ORDER BY code LIMIT 1");
  const auto crew = [&](const PersonId& person, std::int64_t from, std::int64_t until) {
    const Answer placed = district.as("jumin1").post(
        "/api/orders", R"({"menu_item_id":")" + item + R"(","site_id":")" + station +
                           R"(","place":"site","starts_ms":)" + std::to_string(from) +
                           R"(,"contact_name":"辜素容","contact_mobile":"19900000014","consent_version":"2026-01"})");
    ASSERT_EQ(placed.status, 201) << placed.body;
    const auto done = district.database().write_now([&](db::Tx& tx) -> Outcome {
      tx.exec("UPDATE orders SET state = 'accepted', crew_count = 1, ends_ms = $2 WHERE id = $1", at(placed, "id"),
              until);
      tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)",
              at(placed, "id"), person, from, until);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  };
  crew(busy, starts + hour_ms, starts + 2 * hour_ms);
  crew(tired, starts + 4 * hour_ms, starts + 10 * hour_ms);
  EXPECT_EQ(at(sign_up(busy, in), "reason"), "signup.overlap");
  EXPECT_EQ(at(sign_up(tired, in), "reason"), "signup.day_limit");
}

TEST_P(Signups, SkillIsAskedFor) {
  const std::string in = role(published({.role = R"(,"skill":"hosting")"}));
  const PersonId person = volunteer();
  EXPECT_EQ(at(sign_up(person, in), "reason"), "signup.skill");
  const auto learned = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, 'hosting')", person);
    return Done{};
  });
  ASSERT_TRUE(learned.ok());
  EXPECT_EQ(sign_up(person, in).status, 201);
}

TEST_P(Signups, HardRule_TrainingIsAskedForOnTheDayOfTheShift) {
  ASSERT_EQ(district.as("zhongxin")
                .post("/api/training-courses", R"({"code":"home-visit","title":"入户走访","valid_months":1})")
                .status,
            201);
  const std::string in = role(published({.role = R"(,"training":"home-visit")"}));
  const PersonId person = volunteer();
  EXPECT_EQ(at(sign_up(person, in), "reason"), "signup.training");
  EXPECT_EQ(at(place(in, person, R"(,"override_times":true,"reason":"人手不够")"), "reason"), "signup.training")
      << "times are taken on, not safety";
  const auto held_on = [&](const std::string& day) {
    const Answer recorded =
        clerk.post("/api/training-records", R"({"course":"home-visit","volunteer_number":")" + person.str() +
                                                R"(","day":")" + day + R"(","trainer":"区民政局"})");
    ASSERT_EQ(recorded.status, 201) << recorded.body;
    ASSERT_EQ(dispatcher.post("/api/training-records/" + at(recorded, "id") + "/confirmation").status, 200);
  };
  held_on("2026-10-25");  // valid until 24 November; the shift is on the 26th
  EXPECT_EQ(at(sign_up(person, in), "reason"), "signup.training");
  held_on("2026-11-20");
  EXPECT_EQ(at(sign_up(person, in), "state"), "confirmed");
}

TEST_P(Signups, HardRule_WhereNobodyElseInsuresThePersonIsInsuredOnTheDay) {
  const std::string in = role(published({.more = R"(,"own_insurance":true)"}));
  const PersonId person = volunteer();
  EXPECT_EQ(at(sign_up(person, in), "reason"), "signup.insurance");
  EXPECT_EQ(at(place(in, person, R"(,"override_times":true,"reason":"人手不够")"), "reason"), "signup.insurance")
      << "times are taken on, not safety";
  const auto insured = [&](const std::string& from, const std::string& until) {
    EXPECT_EQ(district.as(person)
                  .post("/api/my/insurances", R"({"insurer":"平安","policy_number":"PA-1","from":")" + from +
                                                  R"(","until":")" + until + R"("})")
                  .status,
              201);
  };
  insured("2026-01-01", "2026-11-25");  // the shift is on the 26th
  insured("2026-11-27", "2027-11-26");
  EXPECT_EQ(at(sign_up(person, in), "reason"), "signup.insurance");
  insured("2026-11-26", "2026-11-26");
  EXPECT_EQ(at(sign_up(person, in), "state"), "confirmed");
  const std::string brings = role(published({.more = R"(,"own_insurance":true,"insurance":"意外险 1 号")"}));
  EXPECT_EQ(at(sign_up(volunteer(), brings), "state"), "confirmed") << "the activity insures everybody";
}

TEST_P(Signups, HardRule_InsuranceThatEndedMeanwhileIsAskedForAgainWhenThePlaceIsConfirmed) {
  const std::string in = role(published({.capacity = 1, .more = R"(,"own_insurance":true)"}));
  const auto people = volunteers(2);
  const auto enter = [&](const PersonId& person, const std::string& until) {
    const auto entered = district.database().write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(
          "INSERT INTO volunteer_insurances (id, person_id, insurer, policy_number, from_day, until_day, entered_by, "
          "entered_ms) VALUES ($1, $1, '平安', 'PA', '2026-01-01', $2, $1, 0) "
          "ON CONFLICT (id) DO UPDATE SET until_day = excluded.until_day",
          person, until);
      return Done{};
    });
    ASSERT_TRUE(entered.ok());
  };
  for (const PersonId& person : people) enter(person, "2026-12-31");
  const std::string holder = signed_up(people[0], in);
  const std::string waiting = signed_up(people[1], in);
  EXPECT_EQ(cancelled(people[0], holder), "cancelled");
  ASSERT_EQ(state_of(waiting), "offered");
  enter(people[1], "2026-11-24");
  EXPECT_EQ(at(signup_step(district.as(people[1]), waiting, "acceptance"), "reason"), "signup.insurance");
  EXPECT_EQ(state_of(waiting), "offered");
}

TEST_P(Signups, HardRule_APlaceIsGivenOnlyToWhomTheSearchWouldShow) {
  const std::string in = role(published());
  const PersonId own = volunteer(), stranger = volunteer();
  const auto moved = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(
        "UPDATE volunteers SET site_id = (SELECT MIN(id) FROM sites WHERE code LIKE '510117104%') WHERE "
        "person_id = $1",
        stranger);
    return Done{};
  });
  ASSERT_TRUE(moved.ok());
  const Answer outside = place(in, stranger);
  const Answer absent = place(in, PersonId("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
  EXPECT_EQ(at(outside, "reason"), "person.not_found");
  EXPECT_EQ(outside.status, absent.status);
  EXPECT_EQ(outside.body, absent.body) << "outside the subtree looks like absent";
  EXPECT_EQ(at(place(in, own), "state"), "confirmed");
  EXPECT_EQ(district.as("zhongxin")
                .post("/api/shift-roles/" + in + "/placements", R"({"person_id":")" + stranger.str() + R"("})")
                .status,
            201)
      << "the whole district is the center's";
}

TEST_P(Signups, AMemberOfTheActivitysTeamIsPlacedWhereverTheyLive) {
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'veterans_corps'");
  const std::string in = role(published({.more = R"(,"team_id":")" + team + R"(")"}));
  const PersonId member = volunteer();
  const auto joined = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(
        "UPDATE volunteers SET site_id = (SELECT MIN(id) FROM sites WHERE code LIKE '510117104%') WHERE "
        "person_id = $1",
        member);
    tx.exec("INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, 0, 0)", team, member);
    return Done{};
  });
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(at(place(in, member), "state"), "confirmed");
}

TEST_P(Signups, HardRule_WhoWasPassedOverGoesBeforeANewcomer) {
  const std::string busy = role(published()), in = role(published({.capacity = 1}));
  const auto people = volunteers(4);
  const std::string holder = signed_up(people[0], in);
  const std::string first = signed_up(people[1], in);
  const std::string elsewhere = signed_up(people[1], busy);
  EXPECT_EQ(cancelled(people[0], holder), "cancelled");
  EXPECT_EQ(state_of(first), "waitlisted") << "serves elsewhere at that time";
  EXPECT_EQ(cancelled(people[1], elsewhere), "cancelled");
  EXPECT_EQ(state_of(first), "offered") << "is free now, and the place is";
  EXPECT_EQ(at(sign_up(people[2], in), "state"), "waitlisted");

  // Freed by something else than a signup: the line still goes first.
  const std::string again = role(published({.capacity = 1, .starts_in_ms = 5 * day_ms}));
  const std::string place_there = signed_up(people[0], again), waits = signed_up(people[3], again);
  const auto crew = [&](const std::string& sql) {
    const auto done = district.database().write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(sql, people[3]);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  };
  crew("UPDATE volunteers SET state = 'suspended' WHERE person_id = $1");
  EXPECT_EQ(cancelled(people[0], place_there), "cancelled");
  EXPECT_EQ(state_of(waits), "waitlisted");
  crew("UPDATE volunteers SET state = 'registered' WHERE person_id = $1");
  EXPECT_EQ(at(sign_up(people[2], again), "state"), "waitlisted");
  EXPECT_EQ(state_of(waits), "offered");
}

TEST_P(Signups, ReservedPlacesAreGivenByTheActivitysPeople) {
  const std::string in = role(published({.capacity = 2, .reserved = 1}));
  const auto people = volunteers(4);
  EXPECT_EQ(at(sign_up(people[0], in), "state"), "confirmed");
  EXPECT_EQ(at(sign_up(people[1], in), "state"), "waitlisted");
  EXPECT_EQ(at(place(in, people[2]), "reason"), "signup.full");
  const Answer placed = place(in, people[2], R"(,"reserved":true)");
  EXPECT_EQ(at(placed, "state"), "confirmed") << placed.body;
  EXPECT_EQ(told(people[2]), "signup.placed");
  EXPECT_EQ(at(place(in, people[3], R"(,"reserved":true)"), "reason"), "signup.full");
  EXPECT_EQ(at(district.as(people[0]).post("/api/shift-roles/" + in + "/placements",
                                           R"({"person_id":")" + people[3].str() + "\"}"),
               "reason"),
            "activity.not_yours");
  EXPECT_EQ(cancelled(people[2], at(placed, "id")), "cancelled");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups WHERE state = 'offered'"), 0) << "it is reserved again";
}

TEST_P(Signups, HardRule_CapacityBelowTheRosterIsRefusedAndMoreIsOffered) {
  const std::string in = role(published({.capacity = 2}));
  const auto people = volunteers(3);
  signed_up(people[0], in, 1);
  const std::string next = signed_up(people[1], in);
  const auto resize = [&](int capacity, int reserved = 0) {
    return clerk.put("/api/shift-roles/" + in, R"({"capacity":)" + std::to_string(capacity) + R"(,"reserved":)" +
                                                   std::to_string(reserved) + "}");
  };
  EXPECT_EQ(at(resize(1), "reason"), "activity.capacity_below_roster");
  EXPECT_EQ(at(resize(3, 2), "reason"), "activity.capacity_below_roster");
  EXPECT_EQ(resize(3).status, 200);
  EXPECT_EQ(state_of(next), "offered");
}

TEST_P(Signups, ApprovalTakesThePlaceWhenItIsGiven) {
  const std::string id = published({.capacity = 1, .mode = "approval"});
  const std::string in = role(id);
  const auto people = volunteers(3);
  const std::string first = signed_up(people[0], in), second = signed_up(people[1], in),
                    third = signed_up(people[2], in);
  EXPECT_EQ(state_of(first), "pending");
  EXPECT_EQ(signup_step(district.as(people[0]), first, "approval").status, 403);
  EXPECT_EQ(at(signup_step(clerk, second, "approval"), "state"), "confirmed");
  EXPECT_EQ(told(people[1]), "signup.approved");
  EXPECT_EQ(at(signup_step(clerk, first, "approval"), "reason"), "signup.full");
  EXPECT_EQ(at(signup_step(clerk, third, "refusal", R"({"reason":"名额已满，下次再来"})"), "state"), "cancelled");
  EXPECT_EQ(told(people[2]), "signup.refused");
  const json::Document roster(clerk.get(path(id, "roster?state=confirmed")).body);
  ASSERT_EQ(roster.items("items").size(), 1u);
  EXPECT_EQ(roster.items("items").at(0).text("person_id"), people[1].str());
  EXPECT_EQ(district.as(people[0]).get(path(id, "roster")).status, 403);
}

TEST_P(Signups, WhoIsTakenOffTheRosterHearsWhy) {
  const std::string in = role(published());
  const PersonId person = volunteer();
  const std::string id = signed_up(person, in);
  EXPECT_EQ(at(signup_step(clerk, id, "cancellation"), "reason"), "field.required");
  EXPECT_EQ(at(signup_step(clerk, id, "cancellation", R"({"reason":"本人电话请假"})"), "state"), "cancelled");
  EXPECT_EQ(told(person), "signup.removed");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'signup.removed'"), 1);
}

TEST_P(Signups, HardRule_TheDrawIsSeededPublishedAndCanBeComputedAgain) {
  const std::string id = published(
      {.capacity = 5, .mode = "lot", .more = R"(,"closes_ms":)" + std::to_string(district.clock.now().ms + day_ms)});
  const std::string in = role(id);
  const auto people = volunteers(12);
  std::vector<std::string> tickets;
  for (std::size_t i = 0; i < people.size(); ++i) tickets.push_back(signed_up(people[i], in, i % 3 == 0 ? 1 : 0));
  const std::string hash = at(district.nobody().get(path(id)), "draw_seed_hash");
  EXPECT_EQ(at(district.nobody().get("/api/shift-roles/" + in + "/draw"), "seed"), "null") << "kept back";
  EXPECT_EQ(at(clerk.post(path(id, "draw")), "reason"), "activity.window_open");
  district.clock.advance_ms(day_ms);
  district.tick();

  const json::Document draw(district.nobody().get("/api/shift-roles/" + in + "/draw?limit=100").body);
  const std::string seed = draw.text("seed").value();
  EXPECT_EQ(sha256_hex(seed), hash) << "the seed is the one bound beforehand";
  std::vector<std::pair<std::string, std::size_t>> order;
  for (std::size_t i = 0; i < tickets.size(); ++i) order.emplace_back(sha256_hex(seed + ":" + tickets[i]), i);
  std::sort(order.begin(), order.end());
  std::int64_t open = 5;
  ASSERT_EQ(draw.items("items").size(), tickets.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const json::Document lot = std::move(draw.items("items")[rank]);
    const std::size_t i = order[rank].second;
    const std::int64_t party = i % 3 == 0 ? 2 : 1;
    EXPECT_EQ(lot.text("ticket"), tickets[i]);
    EXPECT_EQ(lot.boolean("won"), party <= open) << rank;
    if (party <= open) open -= party;
    EXPECT_EQ(told(people[i]), lot.boolean("won").value() ? "signup.drawn" : "signup.not_drawn");
  }
  EXPECT_EQ(at(clerk.post(path(id, "draw")), "reason"), "activity.no_draw");
  EXPECT_EQ(at(sign_up(volunteer(), in), "state"), "waitlisted") << "who comes now is behind the drawn";
  expect_exact();
}

TEST_P(Signups, TheDrawCanBeHeldOnceTheWindowIsClosed) {
  const std::int64_t now = district.clock.now().ms;
  const std::string id = published({.mode = "lot",
                                    .more = R"(,"closes_ms":)" + std::to_string(now + day_ms) + R"(,"draw_due_ms":)" +
                                            std::to_string(now + 2 * day_ms)});
  const std::string ticket = signed_up(volunteer(), role(id));
  EXPECT_EQ(state_of(ticket), "pending");
  district.clock.advance_ms(day_ms);
  district.tick();
  EXPECT_EQ(state_of(ticket), "pending");
  EXPECT_EQ(clerk.post(path(id, "draw")).status, 200);
  EXPECT_EQ(state_of(ticket), "confirmed");
}

TEST_P(Signups, WhoStillWaitsWhenItEndsHearsSo) {
  const std::string in = role(published({.capacity = 1}));
  const auto people = volunteers(2);
  const std::string placed = signed_up(people[0], in), waiting = signed_up(people[1], in);
  district.clock.advance_ms(4 * day_ms);
  district.tick();
  district.tick();
  EXPECT_EQ(state_of(placed), "confirmed");
  EXPECT_EQ(state_of(waiting), "cancelled");
  EXPECT_EQ(told(people[1]), "signup.lapsed");
}

// ---- the rush

class Rush : public Signups {
 protected:
  Actor as_volunteer(const PersonId& person) {
    Actor actor;
    actor.person = person;
    actor.volunteer = true;
    return actor;
  }
  /// A use case that checks, before its transaction ends, that all places are exact.
  template <class F>
  testing::UseCase exact(F step) {
    return [this, step](db::Tx& tx) -> Outcome {
      const auto done = step(tx);
      if (const std::string wrong = wrong_places(tx); !wrong.empty()) throw std::logic_error(wrong);
      return done ? Outcome(Done{}) : Outcome(done.error());
    };
  }
  testing::UseCase signing_up(const PersonId& person, const std::string& in, std::int64_t companions) {
    return exact([this, person, in, companions, now = district.clock.now()](db::Tx& tx) {
      return steps.signups().sign_up(tx, as_volunteer(person), ShiftRoleId(in), {companions, IfFull::wait}, now);
    });
  }
  /// The next thing somebody with a signup does: yes or no to an offer, or leaving.
  testing::UseCase moving_on(const PersonId& person, std::uint64_t chance) {
    return exact([this, person, chance, now = district.clock.now()](db::Tx& tx) -> Result<Signed> {
      const auto row = tx.find(
          "SELECT id, state FROM signups WHERE person_id = $1 AND state NOT IN ('cancelled', 'excused') LIMIT 1",
          person);
      if (!row) return Error::not_found("signup.not_found");
      const SignupId id = row->id<SignupId>(0);
      const Actor actor = as_volunteer(person);
      if (row->text(1) != "offered") return steps.signups().cancel(tx, actor, id, {}, now);
      if (chance % 3 == 0) return steps.signups().decline(tx, actor, id, now);
      return steps.signups().accept(tx, actor, id, now);
    });
  }
  /// All at once, through two writers, as two server processes would. Returns how many were kept.
  int race(const std::vector<testing::UseCase>& use_cases, std::size_t threads = 32) {
    const auto second = db::Database::open({district.url()});
    std::atomic<std::size_t> next{0};
    std::atomic<int> kept{0};
    std::vector<std::thread> crowd;
    for (std::size_t t = 0; t < threads; ++t)
      crowd.emplace_back([&, t] {
        db::Database& through = t % 2 ? *second : district.database();
        for (std::size_t i = next++; i < use_cases.size(); i = next++)
          if (through.write_now(use_cases[i]).ok()) ++kept;
      });
    for (std::thread& one : crowd) one.join();
    return kept;
  }
  std::int64_t taken() { return district.number("SELECT taken FROM shift_roles ORDER BY id DESC LIMIT 1"); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Rush, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Rush, HardRule_WithinABatchTheEarlierArrivalIsServedFirst) {
  const std::string in = role(published({.capacity = 3}));
  const auto people = volunteers(8);
  std::vector<testing::UseCase> queue;
  for (auto person = people.rbegin(); person != people.rend(); ++person) queue.push_back(signing_up(*person, in, 0));
  const auto answers = testing::write_as_batch(district.database(), queue);
  ASSERT_EQ(answers.size(), 8u);
  std::vector<std::string> order;
  district.database().read([&](db::Reader& reader) {
    for (const db::Row& row : reader.query("SELECT person_id, state, arrival FROM signups ORDER BY arrival")) {
      order.push_back(row.text(0));
      EXPECT_EQ(row.text(1), order.size() <= 3 ? "confirmed" : "waitlisted");
      EXPECT_EQ(row.i64(2), static_cast<std::int64_t>(order.size()));
    }
    return 0;
  });
  ASSERT_EQ(order.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(order[i], people[7 - i].str()) << "as queued, not by identifier";
}

TEST_P(Rush, HardRule_TwoHundredAtOnceForTwentyPlacesWithCompanions) {
  const std::string in = role(published({.capacity = 20}));
  const auto people = volunteers(200);
  std::vector<testing::UseCase> crowd;
  for (std::size_t i = 0; i < people.size(); ++i)
    crowd.push_back(signing_up(people[i], in, static_cast<std::int64_t>(i % 3)));
  EXPECT_EQ(race(crowd), 200);
  EXPECT_EQ(taken(), 20) << "single people fill the last place";
  expect_exact();
  expect_nobody_passed_over();
}

TEST_P(Rush, HardRule_AThousandAtOnceAreExact) {
  const std::string in = role(published({.capacity = 50}));
  const auto people = volunteers(1000);
  std::vector<testing::UseCase> crowd;
  for (const PersonId& person : people)
    crowd.push_back([this, person, in, now = district.clock.now()](db::Tx& tx) -> Outcome {
      const auto done = steps.signups().sign_up(tx, as_volunteer(person), ShiftRoleId(in), {0, IfFull::wait}, now);
      return done ? Outcome(Done{}) : Outcome(done.error());
    });
  EXPECT_EQ(race(crowd), 1000);
  EXPECT_EQ(taken(), 50);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT arrival) FROM signups"), 1000);
  EXPECT_EQ(district.number("SELECT waiting FROM shift_roles ORDER BY id DESC LIMIT 1"), 950);
}

TEST_P(Rush, HardRule_SignUpsCancellationsAndOffersAtTheSameTimeAreExact) {
  const std::string in = role(published({.capacity = 12, .reserved = 2}));
  const auto people = volunteers(80);
  std::vector<testing::UseCase> crowd;
  for (std::size_t i = 0; i < people.size(); ++i)
    crowd.push_back(signing_up(people[i], in, static_cast<std::int64_t>(i % 4)));
  Random chance(2026);
  for (int i = 0; i < 240; ++i) crowd.push_back(moving_on(people[chance.below(people.size())], chance.next()));
  for (std::size_t i = crowd.size() - 1; i > 0; --i) std::swap(crowd[i], crowd[chance.below(i + 1)]);
  race(crowd);
  expect_exact();
  expect_nobody_passed_over();
  EXPECT_GT(district.number("SELECT COUNT(*) FROM signup_events WHERE kind = 'offered'"), 0);
  EXPECT_EQ(district.number(
                "SELECT COUNT(*) FROM (SELECT person_id FROM signups WHERE state NOT IN ('cancelled', 'excused') "
                "GROUP BY person_id, shift_id HAVING COUNT(*) > 1) twice"),
            0);
}

TEST_P(Rush, HardRule_RandomHistoriesAreExactAfterEveryStep) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const std::string in = role(published({.capacity = 6}));
    const auto people = volunteers(14);
    Random chance(seed);
    std::vector<testing::UseCase> history;
    for (int i = 0; i < 60; ++i) {
      const PersonId& person = people[chance.below(people.size())];
      if (chance.below(2) == 0)
        history.push_back(signing_up(person, in, static_cast<std::int64_t>(chance.below(4))));
      else
        history.push_back(moving_on(person, chance.next()));
    }
    for (const auto& settled : testing::write_as_batch(district.database(), history))
      EXPECT_FALSE(settled.thrown) << "seed " << seed;
    expect_nobody_passed_over();
    ASSERT_GT(district.number("SELECT COUNT(*) FROM signups"), 0);
  }
}

/// Everything that moves places, at random: two activities at the same time, two roles with reserved places and one
/// after approval, parties, people who sign up in several, leave, say yes or no, whose offers run out, who are
/// placed, approved and removed, and roles that grow and shrink.
class Interleaving : public Rush {
 protected:
  void SetUp() override {
    in = {role(published({.capacity = 5, .reserved = 1})), role(published({.capacity = 3})),
          role(published({.capacity = 4, .mode = "approval"}))};
    people = volunteers(16);
    staff.person = district.person("shuyuan");
    staff.grants = {{Role::clerk, SiteId(station), {}}};
    begun = district.clock.now();
    rules.policy.signup_offer_expires_hours = 1;  // so that some run out before they are answered
  }
  /// "" or what is wrong: places are exact, each person is once in a shift, and nobody waits who would get a place.
  std::string wrong(db::Reader& reader) {
    if (std::string places = wrong_places(reader); !places.empty()) return places;
    for (const std::string& id : in) {
      const auto found = store::find_role(reader, ShiftRoleId(id)).value();
      const Activity activity = store::find(reader, found.activity).value();
      for (const Signup& waiting :
           store::in_line(reader, found.role.id, SignupState::waitlisted, 0, INT64_MAX, INT64_MAX)) {
        if (waiting.party() > found.role.open()) continue;
        Applicant applicant = store::applicant(reader, waiting.person, activity, found.shift, found.role.plan);
        applicant.there_already = false;
        if (check_applicant(activity, found.shift, found.role, applicant, Override::none, rules.policy).ok())
          return "arrival " + std::to_string(waiting.arrival) + " waits for a place that is free";
      }
    }
    return "";
  }
  /// Some step of somebody at `now`.
  testing::UseCase step(std::uint64_t kind, std::uint64_t chance, Instant now) {
    const PersonId person = people[chance % people.size()];
    const ShiftRoleId where(in[chance / 16 % in.size()]);
    const auto companions = static_cast<std::int64_t>(chance / 64 % 3);
    return [=, this](db::Tx& tx) -> Outcome {
      const SignupSteps& places = steps.signups();
      const auto own = tx.find(
          "SELECT id, state FROM signups WHERE person_id = $1 AND role_id = $2 AND state NOT IN ('cancelled', "
          "'excused')",
          person, where);
      const auto outcome = [](const auto& done) { return done ? Outcome(Done{}) : Outcome(done.error()); };
      const std::string reason = "现场调整";
      if (kind == 0) {
        const auto size = static_cast<std::int64_t>(1 + chance / 256 % 7);
        return outcome(steps.resize(tx, staff, where, size, static_cast<std::int64_t>(chance / 2048 % 2), now));
      }
      if (kind == 1 || kind == 3)
        return outcome(
            places.place(tx, staff, where, {person, companions, chance % 3 == 0, Override::none, {}}, now));
      if (kind == 2) {
        for (const SignupId& over : store::expired_offers(tx, now, 100))
          if (auto done = places.expire(tx, over, now); !done) return done;
        return Done{};
      }
      if (!own) return outcome(places.sign_up(tx, as_volunteer(person), where, {companions, IfFull::wait}, now));
      const SignupId id = own->id<SignupId>(0);
      if (own->text(1) == "offered")
        return outcome(chance / 512 % 3 == 0 ? places.decline(tx, as_volunteer(person), id, now)
                                             : places.accept(tx, as_volunteer(person), id, now));
      if (own->text(1) == "pending") return outcome(places.approve(tx, staff, id, {}, now));
      const bool themself = chance / 512 % 2 == 0;
      return outcome(places.cancel(tx, themself ? as_volunteer(person) : staff, id, reason, now));
    };
  }
  std::vector<testing::UseCase> history(Random& chance, std::size_t steps_count) {
    std::vector<testing::UseCase> all;
    Instant now = begun;
    for (std::size_t i = 0; i < steps_count; ++i) {
      now = now.plus_ms(static_cast<std::int64_t>(chance.below(4)) * minute_ms);  // all before the shifts begin
      all.push_back(step(chance.below(12), chance.next(), now));
    }
    return all;
  }
  static std::uint64_t fresh_seed() {
    const char* given = std::getenv("WS_SEED");
    const std::uint64_t seed =
        given ? std::strtoull(given, nullptr, 10) : Random(static_cast<std::uint64_t>(::getpid())).next() % 1'000'000;
    std::cout << "WS_SEED=" << seed << "\n";
    return seed;
  }
  void expect_every_kind_happened() {
    for (const char* kind : {"signed_up", "waitlisted", "offered", "accepted", "declined", "expired", "cancelled",
                             "removed", "placed", "approved"})
      EXPECT_GT(district.number(std::string("SELECT COUNT(*) FROM signup_events WHERE kind = '") + kind + "'"), 0)
          << kind;
  }

  std::vector<std::string> in;
  std::vector<PersonId> people;
  Actor staff;
  Instant begun;
};
INSTANTIATE_TEST_SUITE_P(Engines, Interleaving, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Interleaving, HardRule_NobodyEarlierWhoFitsWaitsAfterAnyStep) {
  const std::uint64_t seed = fresh_seed();
  Random chance(seed);
  std::vector<testing::UseCase> checked;
  std::string trouble;
  for (testing::UseCase& one : history(chance, 1000))
    checked.push_back([this, &trouble, one = std::move(one)](db::Tx& tx) -> Outcome {
      const Outcome done = one(tx);
      if (done && trouble.empty()) trouble = wrong(tx);
      return done;
    });
  std::size_t kept = 0;
  while (!checked.empty()) {
    const auto some = std::min<std::size_t>(checked.size(), 1 + chance.below(60));
    for (const auto& settled : testing::write_as_batch(
             district.database(), {checked.begin(), checked.begin() + static_cast<std::ptrdiff_t>(some)}))
      kept += settled.ok() ? 1 : 0;
    checked.erase(checked.begin(), checked.begin() + static_cast<std::ptrdiff_t>(some));
    ASSERT_EQ(trouble, "");
  }
  EXPECT_GT(kept, 150u);
  EXPECT_EQ(district.database().read([&](db::Reader& reader) { return wrong(reader); }), "");
  expect_every_kind_happened();
}

TEST_P(Interleaving, HardRule_TheSameAtOnceThroughTwoWriters) {
  const std::uint64_t seed = fresh_seed();
  Random chance(seed);
  EXPECT_GT(race(history(chance, 400), 24), 100);
  EXPECT_EQ(district.database().read([&](db::Reader& reader) { return wrong(reader); }), "");
  EXPECT_EQ(district.number(
                "SELECT COUNT(*) FROM (SELECT person_id FROM signups WHERE state NOT IN ('cancelled', 'excused') "
                "GROUP BY person_id, shift_id HAVING COUNT(*) > 1) twice"),
            0);
}

TEST_P(Rush, HardRule_OnePersonInTwoShiftsAtOnceGetsOneOfThem) {
  const std::string one = role(published()), other = role(published());
  const auto people = volunteers(20);
  std::vector<testing::UseCase> crowd;
  for (const PersonId& person : people) {
    crowd.push_back(signing_up(person, one, 0));
    crowd.push_back(signing_up(person, other, 0));
  }
  race(crowd);
  EXPECT_EQ(district.number(
                "SELECT COUNT(*) FROM (SELECT person_id FROM signups WHERE state = 'confirmed' GROUP BY person_id "
                "HAVING COUNT(*) > 1) both_of_them"),
            0);
}

}  // namespace
}  // namespace ws::activities
