// What goes out of the house: calendar files, feeds, cards, the weekly digest; on both engines.
#include "activities/digest_service.h"
#include "activities/rig_test.h"
#include "activities/sharing_service.h"
#include "volunteers/public.h"

namespace ws::activities {
namespace {

using testing::Answer;
using testing::at;

class Sharing : public Activities {
 protected:
  testing::HttpClient browser{district.port()};

  Answer page(const std::string& target) { return browser.get(target); }
  bool has(const Answer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }
  std::string shift(const std::string& id) {
    return district.value("SELECT id FROM shifts WHERE activity_id = '" + id + "'");
  }
  std::string signed_up(const PersonId& person, const std::string& in) {
    const Answer answer = sign_up(person, in);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  /// Sends a form of "my activities" as this person.
  Answer my_form(const PersonId& person, const std::string& path, const std::string& fields) {
    testing::HttpClient own(district.port());
    own.use_session(district.session_of(person));
    return own.post_form(path, fields);
  }
  std::string feed_of(const Answer& answer) {
    const std::size_t from = answer.body.find("/calendars/");
    return from == std::string::npos ? "" : answer.body.substr(from, answer.body.find('"', from) - from);
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Sharing, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Sharing, ACalendarFileFollowsTheActivity) {
  const std::string id = published();
  const std::string file = "/activities/" + id + "/calendar.ics";
  const Answer before = page(file);
  EXPECT_EQ(before.status, 200);
  EXPECT_EQ(before.header("Content-Type"), "text/calendar; charset=utf-8");
  EXPECT_TRUE(has(before, "UID:" + shift(id) + "@wushuang\r\n") && has(before, "SUMMARY:文庙讲解日\r\n"))
      << before.body;
  EXPECT_TRUE(has(before, "STATUS:CONFIRMED")) << before.body;
  EXPECT_FALSE(has(before, "东门集合")) << "where to meet is for the confirmed";
  const auto sequence = [](const Answer& answer) {
    return std::stoll(answer.body.substr(answer.body.find("SEQUENCE:") + 9));
  };
  signed_up(volunteer(), role(id));
  ASSERT_EQ(clerk.post(path(id, "cancellation"), R"({"reason":"暴雨"})").status, 200);
  const Answer after = page(file);
  EXPECT_TRUE(has(after, "STATUS:CANCELLED") && has(after, "UID:" + shift(id))) << after.body;
  EXPECT_GT(sequence(after), sequence(before));
}

TEST_P(Sharing, HardRule_HiddenAndAbsentLookTheSameInEveryFile) {
  const std::string draft = drafted();
  for (const std::string name : {"calendar.ics", "card.png", "poster.pdf"}) {
    const Answer hidden = page("/activities/" + draft + "/" + name);
    const Answer absent = page("/activities/01ARZ3NDEKTSV4RRFFQ69G5FAV/" + name);
    EXPECT_EQ(hidden.status, 404) << name;
    EXPECT_EQ(hidden.body, absent.body) << name;
  }
}

TEST_P(Sharing, OnesOwnCalendarHasPlacesThatAreHeldAndThoseThatWereLost) {
  const std::string held = role(published());
  const std::string lost = role(published({.starts_in_ms = 5 * day_ms}));
  const std::string waits = role(published({.capacity = 1, .starts_in_ms = 6 * day_ms}));
  const PersonId person = volunteer();
  signed_up(person, held);
  const std::string gone = signed_up(person, lost);
  signed_up(volunteer(), waits);
  EXPECT_EQ(at(sign_up(person, waits), "state"), "waitlisted");
  EXPECT_EQ(signup_step(district.as(person), gone, "cancellation").status, 200);

  const Answer opened = my_form(person, "/my/calendar", "_key=one&calendar=open");
  const std::string feed = feed_of(opened);
  ASSERT_FALSE(feed.empty()) << opened.body;
  const Answer file = page(feed);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.header("Cache-Control"), "private, no-store");
  const auto count = [&](const std::string& text) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = file.body.find(text, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("STATUS:CONFIRMED"), 1u) << file.body;
  EXPECT_EQ(count("STATUS:CANCELLED"), 1u) << "so that a calendar which had it lets it go";
  EXPECT_EQ(count("BEGIN:VEVENT"), 2u) << "who waits has nothing to keep free yet";
  EXPECT_FALSE(has(file, "东门集合")) << "calendars are read by others' servers";
}

TEST_P(Sharing, ACalendarsAddressIsKeptAsAHashAndCanBeTakenBack) {
  const PersonId person = volunteer();
  const std::string first = feed_of(my_form(person, "/my/calendar", "_key=one&calendar=open"));
  EXPECT_EQ(feed_of(my_form(person, "/my/calendar", "_key=one&calendar=open")), first) << "the same form, sent twice";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM calendar_feeds WHERE token_hash = '" +
                            first.substr(first.rfind('/') + 1) + "'"),
            0);
  EXPECT_EQ(page(first).status, 200);
  const std::string second = feed_of(my_form(person, "/my/calendar", "_key=two&calendar=open"));
  EXPECT_NE(first, second);
  EXPECT_EQ(page(first).status, 404);
  EXPECT_EQ(page(second).status, 200);
  EXPECT_EQ(my_form(person, "/my/calendar", "_key=three&calendar=close").status, 303);
  EXPECT_EQ(page(second).status, 404);
}

TEST_P(Sharing, ATeamsCalendarAndTheFeedOfWhatIsNew) {
  const std::string team = district.value("SELECT id FROM teams ORDER BY code LIMIT 1");
  const std::string id = published({.more = R"(,"team_id":")" + team + "\""});
  const Answer calendar = page("/teams/" + team + "/calendar.ics");
  EXPECT_EQ(calendar.status, 200);
  EXPECT_TRUE(has(calendar, "UID:" + shift(id) + "@wushuang")) << calendar.body;
  EXPECT_EQ(page("/teams/01ARZ3NDEKTSV4RRFFQ69G5FAV/calendar.ics").status, 404);
  const Answer feed = page("/activities/feed.atom");
  EXPECT_EQ(feed.header("Content-Type"), "application/atom+xml; charset=utf-8");
  EXPECT_TRUE(has(feed, "/activities/" + id + "</id><title>文庙讲解日</title>")) << feed.body.substr(0, 2000);
  EXPECT_TRUE(has(page("/sitemap.xml"), "/activities/" + id + "</loc>"));
}

TEST_P(Sharing, ACardAndAPosterAreDrawnOnceForEachVersion) {
  const std::string id = published();
  const Answer card = page("/activities/" + id + "/card.png");
  EXPECT_EQ(card.status, 200);
  EXPECT_EQ(card.header("Content-Type"), "image/png");
  EXPECT_TRUE(card.body.starts_with("\x89PNG")) << card.body.size();
  const Answer poster = page("/activities/" + id + "/poster.pdf");
  EXPECT_EQ(poster.header("Content-Type"), "application/pdf");
  EXPECT_TRUE(poster.body.starts_with("%PDF"));
  signed_up(volunteer(), role(id));
  ASSERT_EQ(clerk.post(path(id, "cancellation"), R"({"reason":"暴雨"})").status, 200);
  const Answer off = page("/activities/" + id + "/card.png");
  EXPECT_NE(off.body, card.body) << "it says that it is called off";
  EXPECT_NE(off.header("ETag"), card.header("ETag"));
}

// ---- the digest

class Digests : public Sharing {
 protected:
  void want(const PersonId& person) {
    EXPECT_EQ(my_form(person, "/my/digest", "_key=want&digest=weekly").status, 303);
  }
  std::int64_t digests(const PersonId& person) {
    return district.number("SELECT COUNT(*) FROM notices WHERE kind = 'digest.week' AND person_id = '" +
                           person.str() + "'");
  }
  /// Free at any time.
  void free_always(const PersonId& person) {
    const auto done = district.database().write_now([&](db::Tx& tx) -> Outcome {
      for (int day = 1; day <= 7; ++day)
        tx.push(
            "INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, $2, 0, 1440)",
            person, day);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  std::string told_text(const PersonId& person) {
    return district.value("SELECT params FROM notices WHERE kind = 'digest.week' AND person_id = '" + person.str() +
                          "' ORDER BY id DESC LIMIT 1");
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Digests, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Digests, WhoWantsOneIsToldOfTheirWeekAndOfWhatIsNewAndWhy) {
  const PersonId wants = volunteer(), unasked = volunteer();
  free_always(wants);
  want(wants);
  district.clock.advance_ms(minute_ms);
  const std::string own = published({.starts_in_ms = 8 * day_ms});
  for (const PersonId& person : {wants, unasked}) signed_up(person, role(own));
  const std::string fresh = published({.starts_in_ms = 9 * day_ms});
  district.clock.advance_ms(7 * day_ms);
  district.tick();
  EXPECT_EQ(digests(wants), 1);
  EXPECT_EQ(digests(unasked), 0) << "nobody gets one unasked";
  const std::string text = told_text(wants);
  EXPECT_NE(text.find("这一周您有 1 次活动"), std::string::npos) << text;
  EXPECT_NE(text.find("就在您的镇街"), std::string::npos) << text;
  district.tick();
  EXPECT_EQ(digests(wants), 1) << "once a week, however often the clock looks";
}

TEST_P(Digests, OneThatIsDueWhileTheServerIsAwayIsSentOnceAfterwards) {
  const PersonId person = volunteer();
  want(person);
  signed_up(person, role(published({.starts_in_ms = 22 * day_ms})));
  // Three Mondays pass while nobody looks; then two processes look at once.
  district.clock.advance_ms(20 * day_ms);
  Rules own_rules;
  DigestService first(district.database(), district.clock, random, own_rules, volunteers::wishes_of);
  DigestService second(district.database(), district.clock, random, own_rules, volunteers::wishes_of);
  const int sent = first.tick() + second.tick();
  EXPECT_EQ(sent, 1);
  EXPECT_EQ(digests(person), 1);
  EXPECT_GT(district.number("SELECT due_ms FROM digests"), district.clock.now().ms);
}

TEST_P(Digests, WhenThereIsNothingToSayNothingIsSaidAndWhoStopsIsLeftAlone) {
  const PersonId quiet = volunteer(), stops = volunteer();
  want(quiet);
  want(stops);
  signed_up(stops, role(published({.starts_in_ms = 8 * day_ms})));
  EXPECT_EQ(my_form(stops, "/my/digest", "_key=stop&digest=none").status, 303);
  district.clock.advance_ms(7 * day_ms);
  district.tick();
  EXPECT_EQ(digests(quiet), 0);
  EXPECT_EQ(digests(stops), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM digests"), 1);
}

}  // namespace
}  // namespace ws::activities
