// The public pages of venues, by forms without scripts.
#include "venues/rig_test.h"

namespace ws::venues {
namespace {

using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;

class VenuePages : public Bookings {
 protected:
  HttpClient browser(const PersonId& person) { return {district.port(), district.session_of(person)}; }
  std::string keyed(const std::string& fields) { return "_key=k" + std::to_string(++keys_) + "&" + fields; }
  std::string form(std::int64_t starts, const std::string& more = "") {
    return keyed("day=" + to_text(local_date({starts})) + "&start=" + std::to_string(starts) +
                 "&slots=1&units=1&heads=1&purpose=%E7%9C%8B%E8%80%81%E8%A1%97" + more);
  }
  static std::string page_of(const std::string& venue) { return venue.substr(4); }
  static std::string id_of(const Answer& redirect) {
    const std::string to = redirect.header("Location");
    return to.substr(to.find("#b-") + 3);
  }
  std::string acted(const std::string& act, const std::string& booking, const std::string& more = "") {
    return keyed("act=" + act + "&booking=" + booking + more);
  }

 private:
  int keys_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, VenuePages, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(VenuePages, AVenueIsLookedAtWithoutAnAccountAndTheFormIsKeptForSigningIn) {
  const std::string page = page_of(opened());
  HttpClient anybody(district.port());
  EXPECT_THAT(anybody.get("/venues?kind=device&free=today").body, HasSubstr("戴上走一遍"));
  EXPECT_THAT(anybody.get("/venues?kind=room&site=" + site).body, Not(HasSubstr("戴上走一遍")));
  EXPECT_THAT(anybody.get("/sites/" + site).body, HasSubstr(page));
  const Answer shown = anybody.get(page + "?day=" + to_text(local_date({slot()})));
  EXPECT_THAT(shown.body, HasSubstr("09:00–10:00"));
  EXPECT_THAT(shown.body, HasSubstr("余 2 台"));
  const std::string to = anybody.post_form(page + "/bookings", form(slot())).header("Location");
  EXPECT_TRUE(to.starts_with("/sign-in?next=")) << to;
  EXPECT_THAT(to, HasSubstr(std::to_string(slot())));
  EXPECT_THAT(anybody
                  .get(page + "?start=" + std::to_string(slot()) + "&day=" + to_text(local_date({slot()})) +
                       "&purpose=%E7%9C%8B%E8%80%81%E8%A1%97")
                  .body,
              HasSubstr("value=\"看老街\""));
  EXPECT_EQ(anybody.get("/venues/nothing").status, 404);
  EXPECT_EQ(anybody.get(page + "?day=2099-99-99").status, 200);
}

TEST_P(VenuePages, ABookingIsMadeCancelledTakenBackAndCheckedIn) {
  const std::string venue = opened({.units = 1}), page = page_of(venue);
  HttpClient own = browser(gu), second = browser(wen);
  EXPECT_EQ(own.post_form(page + "/bookings", keyed("start=&heads=1&purpose=x")).status, 400);
  const Answer booked = own.post_form(page + "/bookings", form(slot()));
  ASSERT_EQ(booked.status, 303) << booked.body;
  const std::string id = id_of(booked);
  EXPECT_THAT(own.get("/my/bookings").body, HasSubstr("看老街"));
  const Answer full = second.post_form(page + "/bookings", form(slot()));
  EXPECT_EQ(full.status, 409);
  EXPECT_THAT(full.body, HasSubstr("最近的空档"));
  EXPECT_THAT(full.body, HasSubstr("start=" + std::to_string(slot(1))));
  EXPECT_THAT(own.get("/my/bookings/" + id + "/calendar.ics").body, HasSubstr("BEGIN:VEVENT"));
  EXPECT_EQ(second.get("/my/bookings/" + id + "/calendar.ics").status, 404);
  EXPECT_EQ(second.post_form("/my/bookings/acts", acted("cancel", id)).status, 404);
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("cancel", id)).status, 303);
  EXPECT_THAT(own.get("/my/bookings").body, HasSubstr("恢复预约"));
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("restore", id)).status, 303);
  EXPECT_THAT(own.get("/my/bookings").body, Not(HasSubstr("name=\"code\"")));
  go_to(slot());
  EXPECT_THAT(own.get("/my/bookings?code=123456").body, HasSubstr("value=\"123456\""));
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("check_in", id, "&code=000000")).status, 400);
  const std::string code = at(station.get(venue + "/code"), "code");
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("check_in", id, "&code=" + code)).header("Location"),
            "/my/bookings?done=check_in");
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("end", id)).status, 303);
  EXPECT_EQ(own.post_form("/my/bookings/acts", acted("end", id)).status, 409);
  int tries = 0;
  while (tries < 40 && own.post_form("/my/bookings/acts", acted("check_in", id, "&code=000000")).status != 429)
    ++tries;
  EXPECT_LT(tries, 20) << "six digits are not to be guessed";
}

TEST_P(VenuePages, ASeriesIsShownBeforeItIsBooked) {
  const std::string page = page_of(opened({.units = 1}));
  booked(other, "/api" + page, slot(0, 9));
  HttpClient own = browser(gu);
  const std::string repeat = "&every=1&until=" + to_text(local_date({slot(0, 16)}));
  const Answer preview = own.post_form(page + "/bookings", form(slot(), repeat));
  EXPECT_EQ(preview.status, 200);
  EXPECT_THAT(preview.body, HasSubstr("3 次里有 2 次约得上"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 1);
  EXPECT_EQ(own.post_form(page + "/bookings", form(slot(), repeat + "&act=none")).status, 409);
  const Answer given = own.post_form(page + "/bookings", form(slot(), repeat + "&act=free_ones"));
  EXPECT_EQ(given.status, 200);
  EXPECT_THAT(given.body, HasSubstr("没约上"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 3);
  EXPECT_EQ(own.post_form(page + "/bookings", form(slot(), "&every=1&until=")).status, 400);
}

TEST_P(VenuePages, APauseIsTalkedAboutOpenly) {
  const std::string venue = opened({.units = 1}), page = page_of(venue);
  for (int i = 0; i < 3; ++i) {
    const std::int64_t when = ahead();
    booked(resident, venue, when);
    go_to(when + 20 * minute_ms);
  }
  HttpClient own = browser(gu);
  EXPECT_THAT(own.get(page).body, HasSubstr("暂停到"));
  EXPECT_THAT(own.post_form(page + "/bookings", form(ahead())).body, HasSubstr("/my/bookings"));
  EXPECT_THAT(own.get("/my/bookings").body, HasSubstr("申诉"));
  const std::string pause = district.value("SELECT id FROM booking_pauses");
  EXPECT_EQ(own.post_form("/my/bookings/acts", keyed("act=appeal&pause=" + pause)).status, 303);
  EXPECT_THAT(own.get("/my/bookings").body, HasSubstr("等工作人员答复"));
  EXPECT_THAT(own.get("/my/notices").body, HasSubstr("自动恢复"));
}

}  // namespace
}  // namespace ws::venues
