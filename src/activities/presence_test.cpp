// Presence at shifts, over the whole server: codes, passes, phones that were away, the roll, the clocks, the ledger.
#include <atomic>
#include <thread>

#include "activities/presence_service.h"
#include "activities/rig_test.h"

namespace ws::activities {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;

class Presence : public Activities {
 protected:
  /// A shift of three days hence with people on it; the clock stands at its start.
  void begin(std::size_t count, const Wanted& wanted = {.capacity = 12}) {
    activity = published(wanted);
    in_role = role(activity);
    shift = district.value("SELECT id FROM shifts WHERE activity_id = '" + activity + "' ORDER BY starts_ms LIMIT 1");
    people = volunteers(count);
    for (const PersonId& person : people) signups.push_back(at(sign_up(person, in_role), "id"));
    starts = {district.number("SELECT starts_ms FROM shifts WHERE id = '" + shift + "'")};
    ends = {district.number("SELECT ends_ms FROM shifts WHERE id = '" + shift + "'")};
    go_to(0);
  }
  /// Minutes after the start of the shift; the clocks ring.
  void go_to(std::int64_t minutes) {
    district.clock.advance_ms(starts.plus_ms(minutes * minute_ms).ms - district.clock.now().ms);
    district.tick();
  }
  std::string of(const std::string& step = "") const {
    return "/api/shifts/" + shift + (step.empty() ? "" : "/" + step);
  }
  std::string code() { return at(clerk.get(of("code")), "code"); }
  Answer check(const PersonId& person, const std::string& kind, const std::string& with) {
    return district.as(person).post(of("check-" + kind), R"({"code":")" + with + R"(","means":"typed"})");
  }
  Answer check(const PersonId& person, const std::string& kind = "in") { return check(person, kind, code()); }
  /// The pass a volunteer's phone shows now.
  std::string pass(const PersonId& person) {
    const json::Document mine(district.as(person).get(of("passes")).body);
    const std::int64_t now = district.clock.now().ms;
    for (const json::Document& one : mine.items("items"))
      if (one.integer("from_ms") <= now && now < one.integer("until_ms")) return one.text("text").value();
    return "none";
  }
  Answer scan(const std::string& pass, const std::string& kind = "in") {
    return clerk.post(of("marks"), R"({"kind":")" + kind + R"(","pass":")" + pass + "\"}");
  }
  /// As a phone says it that was away: made at one reading of its clock, sent at another.
  Answer held(const std::string& pass, const std::string& kind, std::int64_t claimed_ms, std::int64_t sent_ms,
              const std::string& key = "") {
    testing::Headers headers{{"Phone-Clock-Ms", std::to_string(sent_ms)}};
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    return clerk.post(
        of("marks"),
        R"({"kind":")" + kind + R"(","pass":")" + pass + R"(","claimed_ms":)" + std::to_string(claimed_ms) + "}",
        headers);
  }
  template <class Who>
  Answer call(Who&& who, const std::string& signup, const std::string& word) {
    return who.post(of("roll-call"), R"({"signup_id":")" + signup + R"(","word":")" + word + "\"}");
  }
  std::int64_t marks() { return district.number("SELECT COUNT(*) FROM signup_marks"); }
  std::int64_t entries() { return district.number("SELECT COUNT(*) FROM hours_entries WHERE signup_id IS NOT NULL"); }
  std::int64_t minutes_of(const std::string& signup) {
    return district.number("SELECT SUM(minutes) FROM hours_entries WHERE signup_id = '" + signup + "'");
  }
  std::string evidence_of(const std::string& signup) {
    return district.value("SELECT evidence FROM hours_entries WHERE signup_id = '" + signup + "'");
  }
  json::Document heads() { return json::Document(json::Document(clerk.get(of()).body).json("headcount")); }

  std::string activity, in_role, shift;
  std::vector<PersonId> people;
  std::vector<std::string> signups;
  Instant starts, ends;
};
INSTANTIATE_TEST_SUITE_P(Engines, Presence, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Presence, HardRule_TheCodeRotatesByServerTimeAndBringsEverybodyInAndOut) {
  begin(2);
  go_to(-61);
  EXPECT_EQ(at(check(people[0]), "reason"), "presence.too_early");
  go_to(-10);
  const std::string shown = code();
  EXPECT_EQ(at(check(people[0], "out"), "reason"), "presence.not_in");
  EXPECT_EQ(at(check(people[0], "in", "000000"), "reason"), "presence.code");
  const Answer came = check(people[0]);
  EXPECT_EQ(came.status, 200) << came.body;
  EXPECT_EQ(at(came, "already"), "false");
  EXPECT_EQ(at(came, "person.state"), "checked_in");
  EXPECT_EQ(at(came, "person.in_by"), "typed");
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(at(check(people[1], "in", shown), "reason"), "presence.code") << "two periods later it is another one";
  EXPECT_EQ(at(check(people[1]), "person.state"), "checked_in");
  go_to(100);
  EXPECT_EQ(at(check(people[0], "out"), "person.state"), "checked_out");
  const Answer again = check(people[0], "out");
  EXPECT_EQ(at(again, "already"), "true") << again.body;
  EXPECT_EQ(heads().integer("people"), 1);
}

TEST_P(Presence, HardRule_GuessingTheCodeIsLimited) {
  begin(1);
  Caller guesser = district.as(people[0]);
  const std::string right = code();
  int refused = 0;
  for (int i = 0; i < 12; ++i)
    refused += at(guesser.post(of("check-in"),
                               R"({"code":")" + std::string(right == "000001" ? "000002" : "000001") + "\"}"),
                  "reason") == "presence.too_many_tries";
  EXPECT_EQ(refused, 2);
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(check(people[0]).status, 200);
}

TEST_P(Presence, HardRule_FiftyCheckInsOfOnePersonAtOnceAreOne) {
  begin(1);
  const std::string now = code();
  std::atomic<int> fresh{0}, repeated{0};
  std::vector<std::thread> crowd;
  std::vector<std::string> sessions;
  for (int i = 0; i < 5; ++i) sessions.push_back(district.session_of(people[0]));
  for (int t = 0; t < 5; ++t)
    crowd.emplace_back([&, t] {
      Caller phone(district, sessions[static_cast<std::size_t>(t)]);
      for (int i = 0; i < 10; ++i) {
        const Answer answer = phone.post(of("check-in"), R"({"code":")" + now + "\"}");
        ++(at(answer, "already") == "false" ? fresh : repeated);
      }
    });
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(repeated, 49);
  EXPECT_EQ(marks(), 1);
  EXPECT_EQ(heads().integer("people"), 1);
}

TEST_P(Presence, StaffScanPassesAndThoseOfOthersOfAnotherTimeOrForgedAreRefused) {
  begin(2);
  const std::string mine = pass(people[0]);
  const Answer came = scan(mine);
  EXPECT_EQ(at(came, "person.in_by"), "staff_scan") << came.body;
  EXPECT_EQ(at(came, "person.told_by"),
            district.value("SELECT name FROM persons WHERE id = '" + district.person("shuyuan").str() + "'"));
  EXPECT_EQ(at(scan(mine), "already"), "true") << "shown twice is said, not counted";
  EXPECT_EQ(marks(), 1);
  std::string forged = pass(people[1]);
  forged[forged.size() - 5] = forged[forged.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(at(scan(forged), "reason"), "presence.pass");
  EXPECT_EQ(at(scan("WSP1." + signups[1] + ".1." + mine.substr(mine.rfind('.') + 1)), "reason"), "presence.pass");
  const std::string photographed = pass(people[1]);
  go_to(20);
  EXPECT_EQ(at(scan(photographed), "reason"), "presence.pass_expired");

  const std::string other = published({.capacity = 2, .starts_in_ms = hour_ms});
  const std::string other_shift = district.value("SELECT id FROM shifts WHERE activity_id = '" + other + "'");
  const PersonId stranger = volunteer();
  EXPECT_EQ(sign_up(stranger, role(other)).status, 201);
  const std::string own = std::exchange(shift, other_shift);
  go_to(30);
  const std::string elsewhere = pass(stranger);
  shift = own;
  EXPECT_EQ(at(scan(elsewhere), "reason"), "presence.not_on_roster");
}

TEST_P(Presence, HardRule_AScanWithoutConnectionCountsFromWhenItWasMadeAndOnce) {
  begin(2);
  go_to(5);
  const std::int64_t skew = 47 * minute_ms;  // the phone's clock is wrong, and runs
  const std::string shown = pass(people[0]);
  const Instant then = district.clock.now();
  const std::int64_t claimed = then.ms + skew;
  go_to(170);
  const std::int64_t sent = district.clock.now().ms + skew;
  const Answer first = held(shown, "in", claimed, sent, "held-1");
  EXPECT_EQ(at(first, "person.in_by"), "offline_pass") << first.body;
  EXPECT_EQ(at(first, "person.in_ms"), std::to_string(then.ms));
  EXPECT_EQ(held(shown, "in", claimed, sent + minute_ms, "held-1").body, first.body) << "the answer was lost";
  EXPECT_EQ(at(held(shown, "in", claimed, sent), "already"), "true") << "another phone held it too";
  EXPECT_EQ(marks(), 1);
  EXPECT_EQ(at(held(shown, "in", claimed - hour_ms, sent), "reason"), "presence.pass_expired")
      << "a pass does not lend itself to another time";
  EXPECT_EQ(at(held(shown, "in", sent, claimed), "reason"), "presence.pass_expired")
      << "of a phone that was set back it is now, and the pass is not of now";
  EXPECT_EQ(at(scan(pass(people[1]), "out"), "person.state"), "checked_out") << "their in is on another phone";
  EXPECT_EQ(clerk.post(of("marks"), R"({"kind":"in"})").status, 400);
  EXPECT_EQ(at(clerk.post(of("marks"), R"({"kind":"in","claimed_ms":1,"pass":")" + shown + "\"}"), "reason"),
            "presence.phone_clock");
}

TEST_P(Presence, AVolunteersOwnCheckInWithoutConnectionIsJudgedByTheCodeOfItsTime) {
  begin(2);
  const std::string then = code();
  const std::int64_t claimed = district.clock.now().ms;
  go_to(40);
  const auto upload = [&](const PersonId& person, std::int64_t made_ms) {
    return district.as(person).post(of("check-in"),
                                    R"({"code":")" + then + R"(","claimed_ms":)" + std::to_string(made_ms) + "}",
                                    {{"Phone-Clock-Ms", std::to_string(district.clock.now().ms)}});
  };
  const Answer came = upload(people[0], claimed);
  EXPECT_EQ(at(came, "person.in_ms"), std::to_string(claimed)) << came.body;
  EXPECT_EQ(at(came, "person.in_by"), "offline_code");
  EXPECT_EQ(at(upload(people[1], claimed + 10 * minute_ms), "reason"), "presence.code");
}

TEST_P(Presence, TheRollIsCalledCorrectedAndTheExcusedGiveTheirPlaceBack) {
  begin(5);
  check(people[0]);
  EXPECT_EQ(at(call(clerk, signups[1], "present"), "person.in_by"), "roll_call");
  EXPECT_EQ(at(call(clerk, signups[2], "absent"), "person.state"), "absent");
  EXPECT_EQ(at(call(clerk, signups[3], "excused"), "person.state"), "excused");
  EXPECT_EQ(district.number("SELECT taken FROM shift_roles WHERE id = '" + in_role + "'"), 4);
  EXPECT_EQ(at(clerk.post(of("all-present")), "called"), "1");
  EXPECT_EQ(state_of(signups[4]), "checked_in");
  EXPECT_EQ(at(call(clerk, signups[2], "present"), "person.state"), "checked_in") << "a slip of the finger";
  EXPECT_EQ(at(call(clerk, signups[3], "present"), "reason"), "presence.no_place");
  EXPECT_EQ(at(call(clerk, signups[0], "absent"), "person.state"), "absent");
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(at(check(people[0]), "person.state"), "checked_in") << "came late after all";
  const json::Document roster(clerk.get(of("roster")).body);
  EXPECT_EQ(roster.items("items").size(), 5u);
  EXPECT_EQ(json::Document(clerk.get(of("roster?limit=2")).body).items("items").size(), 2u);
}

TEST_P(Presence, HardRule_AForgottenCheckOutClosesAtThePlannedEndAndIsFlaggedAndTold) {
  begin(2);
  check(people[0]);
  call(clerk, signups[1], "present");
  go_to(179);
  EXPECT_EQ(state_of(signups[0]), "checked_in");
  go_to(180);
  EXPECT_EQ(state_of(signups[0]), "checked_out");
  EXPECT_EQ(told(people[0]), "signup.check_out_forgotten");
  EXPECT_NE(told(people[1]), "signup.check_out_forgotten") << "a roll call asks for no check-out";
  const Answer mine = district.as(people[0]).get(of());
  EXPECT_EQ(at(mine, "mine.forgot_check_out"), "true") << mine.body;
  EXPECT_EQ(at(mine, "mine.out_ms"), std::to_string(ends.ms));
  EXPECT_EQ(at(mine, "headcount"), "null") << "who is inside is for its people";
  go_to(181);
  EXPECT_EQ(marks(), 4) << "once";
}

TEST_P(Presence, HardRule_ClosingCountsPresenceIntoTheLedgerAndNobodyConfirmsTheirOwn) {
  begin(4);
  check(people[0]);
  call(dispatcher, signups[1], "present");
  call(clerk, signups[2], "absent");
  EXPECT_EQ(at(clerk.post(of("closing")), "reason"), "presence.not_over");
  go_to(110);
  EXPECT_EQ(at(check(people[0], "out"), "person.state"), "checked_out");
  go_to(125);
  const Answer closed = clerk.post(of("closing"));
  EXPECT_EQ(at(closed, "counted"), "2") << closed.body;
  EXPECT_EQ(at(closed, "absent"), "2");
  EXPECT_EQ(at(clerk.post(of("closing")), "reason"), "presence.settled");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'shift.closed'"), 1);
  EXPECT_EQ(at(call(clerk, signups[3], "present"), "reason"), "presence.settled");
  EXPECT_EQ(minutes_of(signups[0]), 110);
  EXPECT_EQ(minutes_of(signups[1]), 120) << "the list attests the planned times";
  EXPECT_EQ(evidence_of(signups[1]), "in=roll_call;out=roll_call");
  EXPECT_EQ(state_of(signups[0]), "counted");
  EXPECT_EQ(told(people[3]), "signup.absent");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups WHERE state = 'absent'"), 2);
  const auto entry = [&](std::size_t i) {
    return "/api/hours/" + district.value("SELECT id FROM hours_entries WHERE signup_id = '" + signups[i] + "'") +
           "/confirmation";
  };
  EXPECT_EQ(at(clerk.post(entry(0)), "reason"), "hours.own_entry") << "who closed the shift";
  EXPECT_EQ(at(dispatcher.post(entry(1)), "reason"), "hours.own_entry") << "who called the roll";
  EXPECT_EQ(dispatcher.post(entry(0)).status, 200);
  EXPECT_EQ(clerk.post(entry(1)).status, 200);

  // "Why was it not counted?" of an absence.
  const std::string why = R"({"signup_id":")" + signups[3] + R"(","reason":"我在东门","starts_ms":)" +
                          std::to_string(starts.ms) + R"(,"ends_ms":)" + std::to_string(ends.ms) + "}";
  EXPECT_EQ(at(district.as(people[0]).post("/api/hours/absences", why), "reason"), "signup.not_found");
  EXPECT_EQ(district.as(people[3]).post("/api/hours/absences", why).status, 200);
  EXPECT_EQ(at(district.as(people[3]).post("/api/hours/absences", why), "reason"), "hours.not_disputable");
  const std::string counted = R"({"signup_id":")" + signups[0] + R"(","reason":"我在东门"})";
  EXPECT_EQ(at(district.as(people[0]).post("/api/hours/absences", counted), "reason"), "hours.counted");
  EXPECT_EQ(at(district.as(people[0]).post("/api/hours/absences", R"({"reason":"我在"})"), "reason"),
            "hours.order_or_signup");
}

TEST_P(Presence, WhatNobodyClosedIsClosedByTheClockOrBeforeItsResultsAreShown) {
  begin(2, {.capacity = 2, .shifts = 2});
  const std::string second =
      district.value("SELECT id FROM shifts WHERE activity_id = '" + activity + "' ORDER BY starts_ms DESC LIMIT 1");
  const std::string other_role = roles(activity).at(1).str();
  const std::string later = at(sign_up(people[0], other_role), "id");
  check(people[0]);
  go_to(120 + 24 * 60 - 1);
  EXPECT_EQ(entries(), 0);
  go_to(120 + 24 * 60);
  EXPECT_EQ(entries(), 1);
  EXPECT_EQ(state_of(signups[1]), "absent");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'shift.closed_by_clock' AND person_id = '" +
                            district.person("shuyuan").str() + "'"),
            1);
  EXPECT_EQ(district.value("SELECT COALESCE(closed_by, 'clock') FROM shift_closings"), "clock");
  // The second shift begins a day after the first, and is on now.
  const std::string first = std::exchange(shift, second);
  EXPECT_EQ(at(check(people[0]), "person.state"), "checked_in");
  go_to(24 * 60 + 121);
  EXPECT_EQ(at(dispatcher.post(path(activity, "publicity")), "state"), "publicised");
  EXPECT_EQ(state_of(later), "counted");
  EXPECT_EQ(entries(), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM shift_closings"), 2);
}

TEST_P(Presence, HardRule_TheServersClockSetBackGivesNoNegativeMinutes) {
  begin(1);
  go_to(60);
  check(people[0]);
  district.clock.advance_ms(-50 * minute_ms);
  EXPECT_EQ(at(check(people[0], "out"), "person.state"), "checked_out");
  go_to(125);
  clerk.post(of("closing"));
  EXPECT_EQ(minutes_of(signups[0]), 0);
  EXPECT_EQ(entries(), 1);
}

TEST_P(Presence, TheHeadcountIsOfDistinctPeopleWithCompanionsBesideThem) {
  begin(2);
  const PersonId family = volunteer();
  go_to(-180);
  EXPECT_EQ(sign_up(family, in_role, 2).status, 201);
  go_to(0);
  check(people[0]);
  check(family);
  check(family);
  const json::Document count = heads();
  EXPECT_EQ(count.integer("people"), 2);
  EXPECT_EQ(count.integer("companions"), 2);
  EXPECT_EQ(count.integer("expected"), 1);
  check(family, "out");
  EXPECT_EQ(heads().integer("people"), 1);
  EXPECT_EQ(heads().integer("companions"), 0);
}

TEST_P(Presence, AWalkInIsPlacedByTheRulesOfPlacing) {
  begin(1, {.capacity = 2});
  const auto number = [&](const PersonId& person) {
    return district.value("SELECT number FROM volunteers WHERE person_id = '" + person.str() + "'");
  };
  const auto walk_in = [&](const PersonId& person) {
    return clerk.post(of("walk-ins"),
                      R"({"volunteer_number":")" + number(person) + R"(","role_id":")" + in_role + "\"}");
  };
  go_to(15);
  const PersonId guest = volunteer();
  const Answer placed = walk_in(guest);
  EXPECT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(at(placed, "person.state"), "checked_in");
  EXPECT_EQ(at(placed, "person.in_by"), "walk_in");
  EXPECT_EQ(at(placed, "person.in_ms"), std::to_string(starts.plus_ms(15 * minute_ms).ms));
  EXPECT_EQ(at(walk_in(guest), "reason"), "signup.twice");
  EXPECT_EQ(at(walk_in(volunteer()), "reason"), "signup.full");
  EXPECT_EQ(at(clerk.post(of("walk-ins"), R"({"volunteer_number":"nobody","role_id":")" + in_role + "\"}"), "reason"),
            "hours.no_volunteer");
}

TEST_P(Presence, AGivenPointIsEvidenceAndNeverARefusal) {
  begin(2, {.capacity = 2, .more = R"(,"lat_e6":30800000,"lon_e6":103880000)"});
  const Answer far = district.as(people[0]).post(
      of("check-in"), R"({"code":")" + code() + R"(","lat_e6":30900000,"lon_e6":103880000,"accuracy_m":30})");
  EXPECT_EQ(far.status, 200);
  EXPECT_NEAR(std::stod(at(far, "person.distance_m")), 11'100, 100);
  EXPECT_EQ(at(check(people[1]), "person.distance_m"), "null");
  go_to(121);
  clerk.post(of("closing"));
  EXPECT_EQ(evidence_of(signups[0]), "in=typed;in_m=" + at(far, "person.distance_m") + ";out=planned_end");
}

TEST_P(Presence, ACancelledActivityTakesNoMarksAndSaysSo) {
  begin(1);
  const std::string shown = pass(people[0]);
  EXPECT_EQ(clerk.post(path(activity, "cancellation"), R"({"reason":"暴雨预警"})").status, 200);
  EXPECT_EQ(at(check(people[0]), "reason"), "presence.cancelled");
  EXPECT_EQ(at(scan(shown), "reason"), "presence.cancelled");
  EXPECT_EQ(at(clerk.post(of("all-present")), "reason"), "presence.cancelled");
}

TEST_P(Presence, HardRule_OnlyItsOwnPeopleMarkOthersAndADraftsShiftIsNotThere) {
  begin(2);
  Caller stranger = district.as(volunteer());
  Caller elsewhere = district.as("ziyun");
  for (Caller* who : {&stranger, &elsewhere}) {
    EXPECT_EQ(at(who->get(of("code")), "reason"), "activity.not_yours");
    EXPECT_EQ(at(who->get(of("roster")), "reason"), "activity.not_yours");
    EXPECT_EQ(at(call(*who, signups[0], "present"), "reason"), "activity.not_yours");
    EXPECT_EQ(at(who->post(of("closing")), "reason"), "activity.not_yours");
    EXPECT_EQ(at(who->post(of("all-present")), "reason"), "activity.not_yours");
    EXPECT_EQ(at(who->get(of()), "headcount"), "null");
  }
  EXPECT_EQ(at(call(clerk, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "present"), "reason"), "presence.not_on_roster");
  Caller reader = district.as("pitong-ld");
  EXPECT_EQ(reader.get(of("roster")).status, 200) << "a leader of the subtree sees";
  EXPECT_EQ(at(reader.post(of("all-present")), "reason"), "activity.not_yours") << "and does nothing";
  EXPECT_EQ(at(stranger.post(of("check-in"), R"({"code":"000000"})"), "reason"), "presence.no_place");
  EXPECT_EQ(at(stranger.get(of("passes")), "reason"), "presence.no_place");

  const std::string draft = drafted();
  const std::string hidden = district.value("SELECT id FROM shifts WHERE activity_id = '" + draft + "'");
  EXPECT_EQ(clerk.get("/api/shifts/" + hidden).status, 200);
  EXPECT_EQ(at(clerk.post("/api/shifts/" + hidden + "/closing"), "reason"), "activity.state");
  const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const std::vector<std::pair<std::string, std::string>> all{
      {"", ""},
      {"/code", ""},
      {"/passes", ""},
      {"/roster", ""},
      {"/check-in", R"({"code":"123456"})"},
      {"/check-out", R"({"code":"123456"})"},
      {"/marks", R"({"kind":"in","signup_id":")" + signups[0] + "\"}"},
      {"/roll-call", R"({"signup_id":")" + signups[0] + R"(","word":"present"})"},
      {"/all-present", "{}"},
      {"/walk-ins", R"({"volunteer_number":"1","role_id":")" + in_role + "\"}"},
      {"/closing", "{}"}};
  for (const auto& [tail, body] : all) {
    const auto ask = [&](const std::string& id) {
      const std::string target = "/api/shifts/" + id + tail;
      return body.empty() ? stranger.get(target) : stranger.post(target, body);
    };
    const Answer real = ask(hidden);
    EXPECT_EQ(real.status, 404) << tail << real.body;
    EXPECT_EQ(real.body, ask(nowhere).body) << tail;
  }
}

TEST_P(Presence, TheDaysShiftsAreListedForWhoServesAndWhoLeads) {
  begin(1);
  const auto titles = [](const Answer& page) {
    std::vector<std::string> found;
    for (const json::Document& one : json::Document(page.body).items("items"))
      found.push_back(one.text("id").value());
    return found;
  };
  EXPECT_EQ(titles(district.as(people[0]).get("/api/my/shifts")), std::vector<std::string>{shift});
  const auto led = titles(clerk.get("/api/my/shifts"));
  EXPECT_NE(std::find(led.begin(), led.end(), shift), led.end());
  EXPECT_TRUE(titles(district.as(volunteer()).get("/api/my/shifts")).empty());
}

TEST_P(Presence, ASocketOfTheShiftHearsWhatMoves) {
  begin(1);
  const testing::Headers session{{"Cookie", "ws=" + district.session_of(district.person("shuyuan"))}};
  testing::WsClient socket(district.port(), "/api/presence/live?shift_id=" + shift, session);
  EXPECT_EQ(socket.answer().status, 101);
  const testing::Headers other{{"Cookie", "ws=" + district.session_of(volunteer())}};
  EXPECT_EQ(testing::WsClient(district.port(), "/api/presence/live?shift_id=" + shift, other).answer().status, 404);
  EXPECT_EQ(check(people[0]).status, 200);
  EXPECT_EQ(socket.next_text().substr(0, 19), R"({"type":"activity",)");
}

/// The use cases themselves, in random histories: what two ways of arriving come to in the ledger.
TEST_P(Presence, HardRule_AnyOrderOfUploadsGivesTheSameEntriesInTheLedger) {
  const std::uint64_t seed = Random::from_system().below(1'000'000);
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random chances(seed);
  begin(8);
  struct Told {
    std::size_t who;
    MarkKind kind;
    Instant at;
  };
  std::vector<Told> told;
  for (std::size_t who = 0; who < 4; ++who)
    for (std::int64_t i = 0; i < 5; ++i)
      told.push_back({who, chances.below(2) ? MarkKind::in : MarkKind::out,
                      starts.plus_ms(static_cast<std::int64_t>(chances.below(118)) * minute_ms +
                                     static_cast<std::int64_t>(told.size()))});
  Actor leader;
  leader.person = district.person("shuyuan");
  leader.grants = {{Role::clerk, SiteId(station), {}}};
  const Vault vault(std::string(32, 'k'));
  const Passes passes(vault, rules);
  const auto upload = [&](std::vector<Told> all, std::size_t offset) {
    for (std::size_t i = all.size() - 1; i > 0; --i) std::swap(all[i], all[chances.below(i + 1)]);
    all.insert(all.end(), all.begin(), all.begin() + 6);  // some twice
    for (const Told& one : all) {
      StaffMark mark;
      mark.kind = one.kind;
      const PassClaim claim{SignupId(signups[one.who + offset]), one.at.ms / pass_period_ms(rules.policy)};
      for (const Passes::Issued& pass : passes.issue(claim.signup, {starts, ends}, starts.plus_ms(-hour_ms)))
        if (pass.from <= one.at && one.at < pass.until) mark.pass = pass.text;
      mark.away = Away{one.at, district.clock.now()};
      const auto done = district.database().write_now([&](db::Tx& tx) {
        return steps.presence().mark(tx, passes, leader, ShiftId(shift), mark, district.clock.now());
      });
      ASSERT_TRUE(done.ok()) << done.error().reason;
    }
  };
  go_to(150);
  upload(told, 0);
  upload(told, 4);
  EXPECT_EQ(at(clerk.post(of("closing")), "absent"), "0");
  for (std::size_t who = 0; who < 4; ++who) {
    const auto row = [&](std::size_t i) {
      return district.value(
          "SELECT starts_ms || '-' || ends_ms || ' ' || minutes || ' ' || evidence FROM "
          "hours_entries WHERE signup_id = '" +
          signups[i] + "'");
    };
    EXPECT_EQ(row(who), row(who + 4));
  }
  EXPECT_EQ(entries(), 8);
}

}  // namespace
}  // namespace ws::activities
