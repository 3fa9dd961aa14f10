// Venues and bookings over HTTP with the demo district, on both engines.
#include "venues/rig_test.h"

namespace ws::venues {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_P(Bookings, VenuesAreKeptByTheirSiteAndDraftsAreHidden) {
  const Answer made = station.post("/api/venues", plan({}, "\"site_id\":\"" + site + "\""));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string venue = "/api/venues/" + at(made, "id");
  reason_is(resident.get(venue), "venue.not_found");
  reason_is(district.as("ziyun").get(venue), "venue.not_found");
  reason_is(book(resident, venue, slot()), "venue.not_found");
  reason_is(district.as("ziyun").post("/api/venues", plan({}, "\"site_id\":\"" + site + "\"")), "site.not_yours");
  EXPECT_THAT(station.get("/api/venues/managed").body, HasSubstr(at(made, "id")));
  EXPECT_EQ(station.put(venue, plan({}, R"("state":"open","version":1)")).status, 200);
  reason_is(station.put(venue, plan({}, R"("state":"open","version":1)")), "venue.changed_meanwhile");
  reason_is(station.put(venue, plan({}, R"("state":"draft","version":2)")), "venue.state");
  reason_is(district.as("ziyun").put(venue, plan({}, R"("state":"closed","version":2)")), "venue.not_yours");
  EXPECT_EQ(at(district.nobody().get(venue), "keeper"), "false");
  EXPECT_THAT(district.nobody().get("/api/venues?kind=device&site_id=" + site).body, HasSubstr(at(made, "id")));
  EXPECT_THAT(district.nobody().get("/api/venues?kind=room").body, Not(HasSubstr(at(made, "id"))));
  EXPECT_THAT(district.nobody().get("/api/venues?free_today=1").body, HasSubstr(at(made, "id")));
}

TEST_P(Bookings, TheCalendarSaysHowManyAreFree) {
  const std::string venue = opened();
  const std::string day = to_text(local_date({slot()}));
  booked(resident, venue, slot(1));
  const auto slots = [&] {
    return json::Document(district.nobody().get(venue + "/calendar?days=1&from=" + day).body)
        .items("days")
        .at(0)
        .items("slots");
  };
  ASSERT_EQ(slots().size(), 9u);
  EXPECT_EQ(slots().at(0).integer("free"), 2);
  EXPECT_EQ(slots().at(1).integer("free"), 1);
  reason_is(station.post(venue + "/days",
                         R"({"day":")" + day + R"(","note":"只开下午","from_minute":780,"until_minute":1080})"),
            "venue.day_booked");
  EXPECT_EQ(
      station
          .post(venue + "/days", R"({"day":")" + day + R"(","note":"只开上午","from_minute":540,"until_minute":720})")
          .status,
      200);
  EXPECT_EQ(slots().size(), 3u);
  reason_is(book(other, venue, slot(5)), "booking.no_slot");
  EXPECT_EQ(station.post(venue + "/days/" + day + "/removal").status, 200);
  reason_is(station.post(venue + "/days/" + day + "/removal"), "venue.no_day");
  EXPECT_EQ(slots().size(), 9u);
  reason_is(district.nobody().get(venue + "/calendar?days=90"), "list.bad_range");
}

/// domain.md, Places: exact under any concurrency.
TEST_P(Bookings, HardRule_AFullSlotIsRefusedWithTheNearestThatIsFree) {
  const std::string venue = opened();
  booked(resident, venue, slot(), R"("units":2)");
  const Answer refused = book(other, venue, slot());
  reason_is(refused, "booking.full");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(at(refused, "alternative.id"), to_iso({slot(1)}));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 1) << "nothing half-written";
  EXPECT_EQ(claims(), 8) << "two units, four quarters of an hour each";
  booked(other, venue, slot(1));
  reason_is(book(other, venue, slot(1)), "booking.overlap");
  reason_is(book(other, venue, slot(2), R"("units":3)"), "booking.units");
  reason_is(book(other, venue, slot(2), R"("heads":2)"), "booking.heads");
  reason_is(book(other, venue, slot(2), "", 3), "booking.too_long");
  reason_is(book(other, venue, slot(0, 70)), "booking.too_far");
}

TEST_P(Bookings, ARepeatedKeyBooksOnce) {
  const std::string venue = opened();
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const Answer first = resident.post(venue + "/bookings", wish(slot()), key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(resident.post(venue + "/bookings", wish(slot()), key).body, first.body);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 1);
  EXPECT_EQ(told(gu, "booking.confirmed"), 1);
}

TEST_P(Bookings, OnlySoManyAreOpenAtOnceAndCancellingGivesBack) {
  const std::string venue = opened({.open = 2});
  const std::string first = booked(resident, venue, slot());
  booked(resident, venue, slot(1));
  reason_is(book(resident, venue, slot(2)), "booking.too_many_open");
  reason_is(other.post(first + "/cancellation"), "booking.not_found");
  EXPECT_EQ(resident.post(first + "/cancellation").status, 200);
  EXPECT_EQ(claims(), 4);
  EXPECT_THAT(resident.get("/api/bookings/mine").body, HasSubstr(R"("undoable":true)"));
  EXPECT_EQ(resident.post(first + "/restoration").status, 200);
  EXPECT_EQ(state(first), "confirmed");
  EXPECT_EQ(claims(), 8);
  reason_is(resident.post(first + "/restoration"), "booking.state");
  EXPECT_EQ(resident.post(first + "/cancellation").status, 200);
  booked(other, venue, slot(), R"("units":2)");
  reason_is(resident.post(first + "/restoration"), "booking.full");
  EXPECT_EQ(state(first), "cancelled");
}

TEST_P(Bookings, MovingTakesTheNewTimeOrKeepsTheOld) {
  const std::string venue = opened({.units = 1});
  const std::string mine = booked(resident, venue, slot());
  booked(other, venue, slot(1));
  reason_is(resident.post(mine + "/time", "{" + times(slot(1)) + "}"), "booking.full");
  EXPECT_EQ(at(resident.get(mine), "booking.starts_ms"), std::to_string(slot()));
  EXPECT_EQ(claims(), 8) << "the old time is still theirs";
  EXPECT_EQ(resident.post(mine + "/time", "{" + times(slot(2), 2) + "}").status, 200);
  EXPECT_EQ(at(resident.get(mine), "booking.ends_ms"), std::to_string(slot(4)));
  EXPECT_EQ(claims(), 12);
  EXPECT_EQ(station.post(mine + "/time", "{" + times(slot(5)) + "}").status, 200);
  EXPECT_EQ(told(gu, "booking.moved"), 1) << "when somebody else does it";
}

/// Maker ≠ checker wherever a review exists.
TEST_P(Bookings, HardRule_NobodySaysYesToTheirOwnBooking) {
  const std::string venue = opened({.kind = "room", .units = 1, .capacity = 30, .approval = true});
  const std::string asked = booked(resident, venue, slot());
  EXPECT_EQ(state(asked), "requested");
  EXPECT_EQ(told(district.person("shuyuan"), "booking.requested"), 1);
  // What waits is kept.
  reason_is(book(other, venue, slot()), "booking.full");
  reason_is(resident.post(asked + "/confirmation"), "access.denied");
  reason_is(district.as("ziyun").post(asked + "/confirmation"), "booking.not_found");
  EXPECT_EQ(station.post(asked + "/confirmation").status, 200);
  EXPECT_EQ(told(gu, "booking.confirmed"), 1);
  const std::string own = booked(station, venue, slot(1));
  reason_is(station.post(own + "/confirmation"), "booking.own");
  reason_is(station.post(own + "/rejection", R"({"reason":"不行"})"), "booking.own");
  EXPECT_EQ(district.as("pitong").post(own + "/rejection", R"({"reason":"那天要消毒"})").status, 200);
  EXPECT_THAT(station.get("/api/notices").body, HasSubstr("那天要消毒"));
  const std::string moved = asked + "/time";
  EXPECT_EQ(resident.post(moved, "{" + times(slot(4)) + "}").status, 200);
  EXPECT_EQ(state(asked), "requested") << "another time is asked for anew";
  EXPECT_THAT(station.get("/api/bookings?state=requested").body, HasSubstr(asked.substr(14)));
  go_to(slot(4));
  EXPECT_EQ(state(asked), "declined");
  EXPECT_EQ(told(gu, "booking.lapsed"), 1) << "nobody answered; they are told";
}

TEST_P(Bookings, ATeamIsBookedForByItsLeader) {
  const std::string venue = opened();
  const std::string team = district.value("SELECT team_id FROM grants WHERE role = 'team_leader' AND person_id = '" +
                                          district.person("laobing").str() + "' LIMIT 1");
  const std::string for_team = R"("team_id":")" + team + "\"";
  reason_is(book(resident, venue, slot(), for_team), "booking.not_leading");
  Caller leader = district.as("laobing");
  const std::string own = booked(leader, venue, slot());
  const std::string teams = booked(leader, venue, slot(), for_team);
  EXPECT_THAT(leader.get(teams).body, HasSubstr("老兵"));
  EXPECT_EQ(state(own), "confirmed") << "a leader may be somewhere themself, and book for the team";
}

/// Each occurrence by itself, all in one transaction.
TEST_P(Bookings, HardRule_ASeriesGetsEachFreeTimeOrNothingAtAll) {
  const std::string venue = opened({.units = 1, .open = 1});
  const std::string taken = booked(other, venue, slot(0, 9));
  const std::string until = to_text(local_date({slot(0, 16)}));
  const std::string repeat = R"("every_weeks":1,"until":")" + until + "\"";
  const auto reasons = [](const Answer& answer) {
    std::vector<std::string> all;
    for (const json::Document& one : json::Document(answer.body).items("occurrences"))
      all.push_back(one.text("reason").value_or("?"));
    return all;
  };
  const std::string query = "?starts_ms=" + std::to_string(slot()) + "&ends_ms=" + std::to_string(slot(1)) +
                            "&every_weeks=1&until=" + until;
  EXPECT_EQ(reasons(district.nobody().get(venue + "/occurrences" + query)),
            (std::vector<std::string>{"", "booking.full", ""}));
  reason_is(resident.post(venue + "/series", wish(slot(), repeat + R"(,"if_taken":"none")")), "booking.some_taken");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 1) << "nothing of it";
  EXPECT_EQ(claims(), 4);
  const Answer given = resident.post(venue + "/series", wish(slot(), repeat + R"(,"if_taken":"free_ones")"));
  EXPECT_EQ(given.status, 201);
  EXPECT_EQ(reasons(given), (std::vector<std::string>{"", "booking.full", ""}));
  EXPECT_EQ(claims(), 12);
  EXPECT_EQ(told(gu, "booking.series"), 1);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT series_id) FROM bookings WHERE series_id IS NOT NULL"), 1);
  // A series counts as one.
  reason_is(book(resident, venue, slot(3)), "booking.too_many_open");
  reason_is(
      resident.post(venue + "/series", wish(slot(2), R"("every_weeks":1,"until":"2020-01-01","if_taken":"none")")),
      "booking.until");
}

TEST_P(Bookings, ClosingAVenueSaysWhomItHitsAndCancelsWithItsReason) {
  const std::string venue = opened();
  const std::string hit = booked(resident, venue, slot(1)), spared = booked(other, venue, slot(4));
  const std::string span = "?starts_ms=" + std::to_string(slot()) + "&ends_ms=" + std::to_string(slot(3));
  const Answer preview = station.get(venue + "/closures/preview" + span);
  EXPECT_THAT(preview.body, HasSubstr(hit.substr(14)));
  EXPECT_THAT(preview.body, Not(HasSubstr(spared.substr(14))));
  reason_is(district.as("ziyun").get(venue + "/closures/preview" + span), "venue.not_yours");
  reason_is(district.as("ziyun").post(venue + "/closures", "{" + times(slot(), 3) + R"(,"reason":"检修线路"})"),
            "venue.not_yours");
  const Answer closed = station.post(venue + "/closures", "{" + times(slot(), 3) + R"(,"reason":"检修线路"})");
  ASSERT_EQ(closed.status, 201) << closed.body;
  EXPECT_EQ(state(hit), "cancelled");
  EXPECT_EQ(state(spared), "confirmed");
  EXPECT_THAT(resident.get("/api/notices").body, HasSubstr("检修线路"));
  EXPECT_EQ(claims(), 4);
  reason_is(book(resident, venue, slot(1)), "venue.shut_then");
  // It was not they who cancelled.
  reason_is(resident.post(hit + "/restoration"), "booking.state");
  EXPECT_EQ(station.post("/api/venue-closures/" + at(closed, "id") + "/lifting").status, 200);
  reason_is(station.post("/api/venue-closures/" + at(closed, "id") + "/lifting"), "venue.no_closure");
  EXPECT_EQ(book(resident, venue, slot(1)).status, 201);
}

TEST_P(Bookings, TheCodeOnTheScreenChecksInAndTheRestIsGivenBackAtTheEnd) {
  const std::string venue = opened({.units = 1});
  const std::string mine = booked(resident, venue, slot(), "", 2);
  reason_is(resident.get(venue + "/code"), "access.denied");
  reason_is(district.as("ziyun").get(venue + "/code"), "venue.not_found");
  const auto with_code = [&](Caller& caller, const std::string& code) {
    return caller.post(mine + "/check-in", R"({"code":")" + code + "\"}");
  };
  reason_is(with_code(resident, at(station.get(venue + "/code"), "code")), "booking.too_early");
  go_to(slot() - 10 * minute_ms);
  EXPECT_EQ(told(gu, "booking.reminder"), 1) << "the day before, once";
  reason_is(with_code(resident, "000000"), "presence.code");
  const std::string code = at(station.get(venue + "/code"), "code");
  reason_is(with_code(other, code), "booking.not_found");
  EXPECT_EQ(with_code(resident, code).status, 200);
  EXPECT_EQ(state(mine), "checked_in");
  reason_is(with_code(resident, code), "booking.state");
  go_to(slot() + 50 * minute_ms);
  EXPECT_EQ(state(mine), "checked_in") << "whoever came is no no-show";
  EXPECT_EQ(resident.post(mine + "/ending").status, 200);
  EXPECT_EQ(state(mine), "ended");
  EXPECT_EQ(claims(), 4) << "what was used stays, the rest is free";
  EXPECT_EQ(book(other, venue, slot(1)).status, 201);
}

TEST_P(Bookings, TheCodeOfTheSiteIsGoodTooAndTimeEndsABooking) {
  const std::string venue = opened();
  const std::string mine = booked(resident, venue, slot());
  go_to(slot());
  const std::string code = at(station.get("/api/sites/" + site + "/code"), "code");
  EXPECT_EQ(resident.post(mine + "/check-in", R"({"code":")" + code + "\"}").status, 200);
  go_to(slot(1));
  EXPECT_EQ(state(mine), "ended");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM booking_events WHERE booking_id = '" + mine.substr(14) + "'"), 3);
}

TEST_P(Bookings, StaffBookAndReceiveSomebodyWithoutAPhone) {
  const std::string venue = opened({.units = 1});
  const std::string on_behalf = venue + "/bookings/on-behalf";
  const std::string whom = R"("name":"曾婆婆","lane":"phone","reason":"打电话来，不用手机")";
  reason_is(resident.post(on_behalf, wish(slot(), whom)), "access.denied");
  reason_is(district.as("ziyun").post(on_behalf, wish(slot(), whom)), "venue.not_yours");
  const Answer made = station.post(on_behalf, wish(slot(), whom));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string guest = "/api/bookings/" + at(made, "id");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM persons WHERE name = '曾婆婆'"), 0)
      << "only her name, in the booking";
  EXPECT_EQ(at(station.get(guest), "booking.name"), "曾婆婆");
  reason_is(resident.get(guest), "booking.not_found");
  const Answer by_mobile = station.post(
      on_behalf, wish(slot(1), R"("name":"温晓燕","mobile":"19900000015","lane":"phone","reason":"打电话来")"));
  ASSERT_EQ(by_mobile.status, 201) << by_mobile.body;
  EXPECT_THAT(other.get("/api/bookings/mine").body, HasSubstr(at(by_mobile, "id")));
  EXPECT_EQ(told(wen, "booking.confirmed"), 1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'booking.on_behalf'"), 2);
  go_to(slot() + 5 * minute_ms);
  EXPECT_EQ(station.post(guest + "/arrival").status, 200);
  EXPECT_EQ(state(guest), "checked_in");
  const std::string day = to_text(local_date({slot()}));
  EXPECT_THAT(station.get("/api/bookings?day=" + day).body, HasSubstr("曾婆婆"));
  EXPECT_THAT(district.as("ziyun").get("/api/bookings?day=" + day).body, Not(HasSubstr("曾婆婆")));
  EXPECT_THAT(station.get(venue + "/plan?from=" + day).body, HasSubstr(R"("units":[1])"));
}

TEST_P(Bookings, StaffGiveAwayWhatHasBegun) {
  const std::string venue = opened();
  go_to(slot() + 20 * minute_ms);
  reason_is(book(resident, venue, slot()), "booking.past");
  const Answer made = station.post(venue + "/bookings/on-behalf",
                                   wish(slot(), R"("name":"曾婆婆","lane":"paper","reason":"人就在服务台")"));
  EXPECT_EQ(made.status, 201) << made.body;
  reason_is(station.post(venue + "/bookings/on-behalf",
                         wish(slot(-2), R"("name":"曾婆婆","lane":"paper","reason":"补记")")),
            "booking.past");
}

/// No blacklist, no points: a pause ends by itself, is told with its day, and can be objected to and lifted.
TEST_P(Bookings, HardRule_NotComingPausesForAWhileAndNothingElse) {
  const std::string venue = opened({.units = 1});
  std::vector<std::string> missed;
  for (int i = 0; i < 3; ++i) {
    const std::int64_t when = ahead();
    missed.push_back(booked(resident, venue, when, "", 2));
    go_to(when + 14 * minute_ms);
    EXPECT_EQ(state(missed.back()), "confirmed") << "within the grace";
    go_to(when + 15 * minute_ms);
    EXPECT_EQ(state(missed.back()), "no_show");
    EXPECT_EQ(told(gu, "booking.paused"), i == 2 ? 1 : 0);
  }
  EXPECT_EQ(claims(), 3) << "a quarter of an hour each; the rest is free for others";
  const Answer refused = book(resident, venue, ahead());
  reason_is(refused, "booking.paused");
  EXPECT_THAT(at(refused, "alternative.id"), HasSubstr("T"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM booking_pauses"), 1);
  EXPECT_EQ(
      station
          .post(venue + "/bookings/on-behalf",
                wish(ahead(), R"("name":"辜素容","mobile":"19900000014","lane":"phone","reason":"电话里说明了")"))
          .status,
      201)
      << "staff may still book for them";
  const std::string pause =
      "/api/booking-pauses/" + district.value("SELECT id FROM booking_pauses WHERE lifted_ms IS NULL");
  reason_is(other.post(pause + "/appeal"), "pause.not_found");
  EXPECT_EQ(resident.post(pause + "/appeal", R"({"words":"住院了"})").status, 200);
  reason_is(resident.post(pause + "/appeal"), "pause.appealed");
  EXPECT_EQ(told(district.person("shuyuan"), "booking.appealed"), 1);
  EXPECT_THAT(station.get("/api/booking-pauses").body, HasSubstr("住院了"));
  EXPECT_THAT(district.as("ziyun").get("/api/booking-pauses").body, Not(HasSubstr("住院了")));
  reason_is(district.as("ziyun").post(pause + "/lifting", R"({"reason":"情况属实"})"), "pause.not_found");
  EXPECT_EQ(station.post(pause + "/upholding", R"({"reason":"请补一张病历"})").status, 200);
  EXPECT_THAT(resident.get("/api/booking-pauses/mine").body, HasSubstr("请补一张病历"));
  EXPECT_EQ(station.post(pause + "/lifting", R"({"reason":"情况属实"})").status, 200);
  reason_is(station.post(pause + "/lifting", R"({"reason":"情况属实"})"), "pause.over");
  EXPECT_EQ(book(resident, venue, ahead(3)).status, 201);
  go_to(ahead(4));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM booking_pauses"), 1) << "what led to one pause leads to no second";
}

TEST_P(Bookings, HardRule_APauseEndsByItselfAndIsOfItsSiteAlone) {
  const std::string venue = opened({.units = 1});
  for (int i = 0; i < 3; ++i) {
    const std::int64_t when = ahead();
    booked(resident, venue, when);
    go_to(when + 20 * minute_ms);
  }
  reason_is(book(resident, venue, ahead()), "booking.paused");
  Caller center = district.as("zhongxin");
  const std::string elsewhere = district.value("SELECT id FROM sites WHERE kind = 'center'");
  const Answer made = center.post("/api/venues", plan({}, "\"site_id\":\"" + elsewhere + "\""));
  const std::string there = "/api/venues/" + at(made, "id");
  ASSERT_EQ(center.put(there, plan({}, R"("state":"open","version":1)")).status, 200);
  EXPECT_EQ(book(resident, there, ahead()).status, 201);
  go_to(district.clock.now().ms + 14 * day_ms);
  EXPECT_EQ(book(resident, venue, ahead()).status, 201);
}

TEST_P(Bookings, SomebodyLateIsReceivedWhileItIsStillFree) {
  const std::string venue = opened({.units = 1});
  const std::string late = booked(resident, venue, slot(), "", 2);
  go_to(slot() + 16 * minute_ms);
  ASSERT_EQ(state(late), "no_show");
  go_to(slot() + 40 * minute_ms);
  EXPECT_EQ(station.post(late + "/arrival").status, 200);
  EXPECT_EQ(state(late), "checked_in");
  const std::string again = booked(other, venue, slot(2));
  const std::int64_t starts = std::stoll(at(other.get(again), "booking.starts_ms"));
  go_to(starts + 16 * minute_ms);
  ASSERT_EQ(state(again), "no_show");
  const Answer given = station.post(venue + "/bookings/on-behalf",
                                    wish(starts, R"("name":"曾婆婆","lane":"paper","reason":"人就在服务台")"));
  // The first quarter was theirs.
  reason_is(given, "booking.full");
}

TEST_P(Bookings, UnitsThatAreBookedDoNotGoAway) {
  const std::string venue = opened();
  const std::string two = booked(resident, venue, slot(), R"("units":2)");
  reason_is(station.put(venue, plan({.units = 1}, R"("state":"open","version":2)")), "venue.units_booked");
  EXPECT_EQ(resident.post(two + "/cancellation").status, 200);
  EXPECT_EQ(station.put(venue, plan({.units = 1}, R"("state":"open","version":2)")).status, 200);
}

/// Slots of another length begin at other times: a unit is still nobody's twice.
TEST_P(Bookings, HardRule_ChangedSlotsNeverDoubleBook) {
  const std::string venue = opened({.units = 1});
  booked(resident, venue, slot());
  ASSERT_EQ(station.put(venue, plan({.units = 1, .slot = 45, .longest = 90}, R"("state":"open","version":2)")).status,
            200);
  const auto span = [&](std::int64_t starts) {
    return R"({"starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" + std::to_string(starts + 45 * minute_ms) +
           R"(,"purpose":"看看"})";
  };
  reason_is(other.post(venue + "/bookings", span(slot() + 45 * minute_ms)), "booking.full");
  EXPECT_EQ(other.post(venue + "/bookings", span(slot() + 90 * minute_ms)).status, 201);
}

TEST_P(Bookings, WhoeverLeavesGivesBackWhatTheyBooked) {
  const std::string venue = opened();
  const std::string mine = booked(resident, venue, slot());
  EXPECT_THAT(resident.post("/api/my/export").body, HasSubstr("看看战旗村"));
  Random random(7);
  EXPECT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    leave(tx, random, gu, district.clock.now());
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(state(mine), "cancelled");
  EXPECT_EQ(claims(), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings WHERE purpose <> ''"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, Bookings, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::venues
