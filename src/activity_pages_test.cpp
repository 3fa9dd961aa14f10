// The pages of activities as a browser without scripts meets them, in the demo district, on both engines.
#include "activities/rig_test.h"

namespace ws {
namespace {

using testing::Answer;
using testing::at;

bool has(const Answer& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// The value of the first input of this name.
std::string input(const std::string& html, const std::string& name) {
  const std::size_t at = html.find("name=\"" + name + "\"");
  if (at == std::string::npos) return "(no input " + name + ")";
  const std::size_t value = html.find("value=\"", at);
  return html.substr(value + 7, html.find('"', value + 7) - value - 7);
}

class ActivityPages : public activities::Activities {
 protected:
  using Wanted = activities::Wanted;
  testing::HttpClient nobody{district.port()};

  testing::HttpClient browser(const PersonId& person) { return {district.port(), district.session_of(person)}; }
  static std::string page(const std::string& id) { return "/activities/" + id; }
  /// Fills the form of the page in and sends it.
  Answer send(testing::HttpClient& client, const std::string& id, const std::string& in,
              const std::string& more = "&companions=0&note=") {
    const Answer form = client.get(page(id));
    return client.post_form(page(id) + "/signups", "_key=" + input(form.body, "_key") + "&shared=" +
                                                       input(form.body, "shared") + "&role=" + in + more);
  }
  std::string own_signup(const PersonId& person) {
    return district.value("SELECT id FROM signups WHERE person_id = '" + person.str() + "' ORDER BY id DESC LIMIT 1");
  }
  Answer take(testing::HttpClient& client, const std::string& id, const std::string& signup,
              const std::string& step) {
    const std::string key = "take-" + step + std::to_string(++takes_);
    return client.post_form(page(id) + "/signups/" + signup + "/" + step, "_key=" + key);
  }
  int takes_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, ActivityPages, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(ActivityPages, TheListIsFilteredByItsAddress) {
  const std::string id = published({.more = R"(,"lat_e6":30810000,"lon_e6":103880000)"});
  const std::string grown = published({.starts_in_ms = 4 * day_ms, .role = R"(,"minimum_age":18)"});
  const auto lists = [&](const std::string& query, const std::string& one) {
    return has(nobody.get("/activities?" + query), "href=\"/activities/" + one + "\"");
  };
  const std::string day = to_text(local_date(district.clock.now().plus_ms(3 * day_ms)));
  EXPECT_TRUE(lists("date=" + day + "&site=" + station, id));
  EXPECT_FALSE(lists("when=today&site=" + station, id));
  EXPECT_TRUE(lists("category=culture&site=" + station, id));
  EXPECT_FALSE(lists("category=health&site=" + station, id));
  EXPECT_TRUE(lists("for=minors&site=" + station, id));
  EXPECT_FALSE(lists("for=minors&site=" + station, grown)) << "from 18 years";
  EXPECT_TRUE(lists("near=30810000,103880000&date=" + day, id));
  EXPECT_FALSE(lists("near=31810000,103880000&date=" + day, id));
  EXPECT_TRUE(lists("q=%E8%AE%B2%E8%A7%A3&site=" + station, id)) << "讲解 lies inside 文庙讲解日";
  for (const char* other : {"view=month&month=2026-13", "view=nothing", "near=x", "date=1", "cursor=%00x"}) {
    const int status = nobody.get(std::string("/activities?") + other).status;
    EXPECT_TRUE(status == 200 || status == 400) << other << " " << status;
  }
  EXPECT_TRUE(has(nobody.get("/activities?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA"), "没有符合条件的活动"));
  EXPECT_TRUE(has(nobody.get("/activities?view=month&month=" + day), "文庙讲解日"));
  EXPECT_TRUE(has(nobody.get("/activities?view=week&month=" + day), "文庙讲解日"));
  EXPECT_TRUE(has(nobody.get("/search?q=%E8%AE%B2%E8%A7%A3"), "href=\"/activities/"));
}

TEST_P(ActivityPages, HardRule_SearchKnowsWhatIsOnAndNothingElse) {
  const auto finds = [&](const std::string& id) {
    return has(district.nobody().get("/api/search?kind=activity&q=%E6%96%87%E5%BA%99%E8%AE%B2%E8%A7%A3"), id);
  };
  const std::string id = drafted();
  EXPECT_FALSE(finds(id)) << "a draft";
  ASSERT_EQ(clerk.post(path(id, "submission")).status, 200);
  EXPECT_FALSE(finds(id)) << "in review";
  ASSERT_EQ(dispatcher.post(path(id, "publication")).status, 200);
  EXPECT_TRUE(finds(id));
  ASSERT_EQ(clerk.post(path(id, "retraction"), R"({"reason":"改期"})").status, 200);
  EXPECT_FALSE(finds(id)) << "retracted";
}

TEST_P(ActivityPages, WhatIsFilledInWithoutAnAccountIsSignedUpAfterSigningIn) {
  const std::string id = published();
  const std::string in = role(id);
  const Answer kept = send(nobody, id, in, "&companions=1&note=%E5%A6%88%E5%A6%88%E5%90%8C%E8%A1%8C");
  ASSERT_EQ(kept.status, 303) << kept.body;
  EXPECT_EQ(kept.header("Location"), "/sign-in");
  const Answer sign_in = nobody.get("/sign-in?by=password");
  EXPECT_TRUE(has(sign_in, "您的报名已经填好：文庙讲解日")) << sign_in.body;
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups WHERE role_id = '" + in + "'"), 0)
      << "nothing is stored yet";
  const Answer entered =
      nobody.post_form("/sign-in", "_key=" + input(sign_in.body, "_key") +
                                       "&by=password&next=%2Fmy&login=zyz1&password=not+used+here");
  ASSERT_EQ(entered.status, 303) << entered.body;
  EXPECT_EQ(entered.header("Location"), page(id) + "?done=signed-up");
  const Answer mine = nobody.get(page(id) + "?done=signed-up");
  EXPECT_TRUE(has(mine, "报名收到了") && has(mine, "已报上（同行 1 人）")) << mine.body;
  EXPECT_TRUE(has(mine, "东门集合")) << "private details are for the confirmed";
  const Answer roster = clerk.get(path(id, "roster"));
  EXPECT_TRUE(has(roster, "妈妈同行")) << roster.body;
}

TEST_P(ActivityPages, HardRule_PrivateDetailsStandOnNoPageOfOthers) {
  const std::string id = published();
  EXPECT_FALSE(has(nobody.get(page(id)), "东门集合"));
  testing::HttpClient other = browser(volunteer());
  EXPECT_FALSE(has(other.get(page(id)), "东门集合"));
  const PersonId holder = volunteer();
  ASSERT_EQ(sign_up(holder, role(id)).status, 201);
  EXPECT_TRUE(has(browser(holder).get(page(id)), "东门集合"));
  EXPECT_FALSE(has(nobody.get(page(id)), "东门集合")) << "what is kept for everybody is of nobody";
}

TEST_P(ActivityPages, AFullRoleHasAWaitlistAnOfferAndAnAnswer) {
  const std::string id = published({.capacity = 1});
  const std::string in = role(id);
  const PersonId holder = volunteer(), waiting = volunteer();
  ASSERT_EQ(sign_up(holder, in).status, 201);
  testing::HttpClient second = browser(waiting);
  EXPECT_TRUE(has(second.get(page(id)), "已满，可候补"));
  EXPECT_EQ(send(second, id, in).status, 303);
  EXPECT_TRUE(has(second.get(page(id)), "候补第 1 位"));
  EXPECT_TRUE(has(second.get("/my/activities"), "候补第 1 位"));

  testing::HttpClient first = browser(holder);
  EXPECT_TRUE(has(first.get(page(id)), "取消后名额马上让给候补的人"));
  EXPECT_EQ(take(first, id, own_signup(holder), "cancellation").header("Location"), page(id) + "?done=cancelled");
  const Answer offered = second.get(page(id));
  EXPECT_TRUE(has(offered, "有名额了，等您确认") && has(offered, "为您保留到")) << offered.body;
  EXPECT_TRUE(has(second.get("/my/activities"), "等您确认的名额"));
  EXPECT_EQ(take(first, id, own_signup(waiting), "acceptance").status, 404) << "somebody else's";
  EXPECT_EQ(take(second, id, own_signup(waiting), "acceptance").header("Location"), page(id) + "?done=accepted");
  EXPECT_EQ(state_of(own_signup(waiting)), "confirmed");
  const Answer again = take(second, id, own_signup(waiting), "decline");
  EXPECT_EQ(again.status, 409);
  EXPECT_TRUE(has(again, "这个名额邀请已经失效")) << again.body;
}

TEST_P(ActivityPages, ARefusalSaysWhyAndWhatWouldWork) {
  const std::string id = published({.capacity = 2, .shifts = 2});
  const auto all = roles(id);
  const PersonId person = volunteer();
  testing::HttpClient client = browser(person);
  ASSERT_EQ(send(client, id, all[0].str()).status, 303);
  const Answer twice =
      client.post_form(page(id) + "/signups", "_key=again&role=" + all[0].str() + "&companions=0&note=");
  EXPECT_EQ(twice.status, 409);
  EXPECT_TRUE(has(twice, "您已经报了这个班次") && has(twice, "#role-" + all[1].str())) << twice.body;
  EXPECT_TRUE(has(client.get(page(id)), "您已经报了这个班次")) << "said beside the role before anybody tries";
  const Answer empty = client.post_form(page(id) + "/signups", "_key=empty&companions=99&note=");
  EXPECT_EQ(empty.status, 422);
  EXPECT_TRUE(has(empty, "请选择一个班次和岗位") && has(empty, "同行人数太多"));

  testing::HttpClient resident = browser(district.person("jumin1"));
  EXPECT_TRUE(has(resident.get(page(id)), "登记成为志愿者"));
  const Answer refused =
      resident.post_form(page(id) + "/signups", "_key=r&role=" + all[0].str() + "&companions=0&note=");
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(has(refused, "/volunteer/join")) << refused.body;
}

TEST_P(ActivityPages, WhatIsCalledOffSaysSoAndARetractedOneIsGone) {
  const std::string off = published();
  ASSERT_EQ(sign_up(volunteer(), role(off)).status, 201);
  ASSERT_EQ(clerk.post(path(off, "cancellation"), R"({"reason":"暴雨"})").status, 200);
  const Answer page_off = nobody.get(page(off));
  EXPECT_EQ(page_off.status, 200);
  EXPECT_TRUE(has(page_off, "这个活动已经取消，不用前往") && has(page_off, "https://schema.org/EventCancelled"));
  EXPECT_FALSE(has(page_off, "name=\"companions\"")) << "nothing to fill in";
  const std::string gone = published();
  ASSERT_EQ(clerk.post(path(gone, "retraction"), R"({"reason":"改期"})").status, 200);
  EXPECT_EQ(nobody.get(page(gone)).status, 404);
}

TEST_P(ActivityPages, EverybodysPageIsKeptUntilSomethingMoves) {
  const std::string id = published({.capacity = 9});
  const Answer first = nobody.get(page(id));
  EXPECT_EQ(first.header("Cache-Control"), "public, max-age=0, s-maxage=5, must-revalidate");
  EXPECT_TRUE(has(first, "还剩 9 位"));
  EXPECT_EQ(nobody.get(page(id), {{"If-None-Match", first.header("ETag")}}).status, 304);
  ASSERT_EQ(sign_up(volunteer(), role(id)).status, 201);
  EXPECT_TRUE(has(nobody.get(page(id)), "还剩 9 位")) << "within half a second nobody looks again";
  district.clock.advance_ms(500);
  EXPECT_TRUE(has(nobody.get(page(id)), "还剩 8 位")) << "then what moved is seen";
  EXPECT_EQ(at(district.nobody().get("/api/activities/" + id), "activity.open"), "8");
  testing::HttpClient own = browser(volunteer());
  EXPECT_EQ(own.get(page(id)).header("Cache-Control"), "no-store");
  EXPECT_TRUE(has(nobody.get(page(id), {{"Cookie", "lang=en"}}), "8 places left"));
}

TEST_P(ActivityPages, ADrawIsBoundBeforehandAndShownWhole) {
  const std::string id = published(
      {.capacity = 2, .mode = "lot", .more = R"(,"closes_ms":)" + std::to_string(district.clock.now().ms + day_ms)});
  const std::string in = role(id);
  const auto people = volunteers(4);
  for (const PersonId& person : people) ASSERT_EQ(sign_up(person, in).status, 201);
  const std::string busy = role(published());
  ASSERT_EQ(clerk
                .post("/api/shift-roles/" + busy + "/placements",
                      R"({"person_id":")" + people[0].str() + R"(","override_times":true,"reason":"人手不够"})")
                .status,
            201);
  EXPECT_TRUE(has(browser(people[1]).get(page(id)), own_signup(people[1]))) << "one's own lot";
  const Answer before = nobody.get(page(id) + "/draw");
  const std::string hash = district.value("SELECT draw_seed_hash FROM activities WHERE id = '" + id + "'");
  const std::string seed = district.value("SELECT draw_seed FROM activities WHERE id = '" + id + "'");
  EXPECT_TRUE(has(before, hash) && !has(before, seed)) << before.body;
  district.clock.advance_ms(day_ms);
  district.tick();
  const Answer after = nobody.get(page(id) + "/draw");
  EXPECT_TRUE(has(after, hash) && has(after, seed)) << after.body;
  EXPECT_TRUE(has(after, "data-result=\"won\"")) << after.body;
  const json::Document draw(district.nobody().get("/api/shift-roles/" + in + "/draw?limit=100").body);
  std::int64_t open = 2;
  std::size_t passed = 0;
  for (const json::Document& lot : draw.items("items")) {
    const bool over = lot.boolean("passed_over").value();
    EXPECT_EQ(lot.boolean("won").value(), open > 0 && !over);
    if (lot.boolean("won").value()) --open;
    passed += over ? 1 : 0;
    EXPECT_TRUE(has(after, lot.text("ticket").value()));
  }
  EXPECT_LE(passed, 1u);
  EXPECT_EQ(nobody.get(page(published()) + "/draw").status, 409) << "no draw there";
}

TEST_P(ActivityPages, AProjectHasAPage) {
  const Answer made = clerk.post(
      "/api/projects", R"({"site_id":")" + station + R"(","name":"书院讲解","summary":"把街上的故事讲给游客"})");
  const std::string id = published({.more = R"(,"project_id":")" + at(made, "id") + "\""});
  const Answer shown = nobody.get("/projects/" + at(made, "id"));
  EXPECT_EQ(shown.status, 200);
  EXPECT_TRUE(has(shown, "把街上的故事讲给游客") && has(shown, page(id))) << shown.body;
  EXPECT_EQ(nobody.get("/projects/01ARZ3NDEKTSV4RRFFQ69G5FAV").status, 404);
}

}  // namespace
}  // namespace ws
