// The activity's page, which many get from one copy: what of it is one person's stays theirs.
#include "activities/rig_test.h"

namespace ws::activities {
namespace {

using testing::Answer;

class ActivityPage : public Activities {
 protected:
  /// The page as this person gets it; nobody when there is none.
  Answer page(const std::string& id, const PersonId& person = {}) {
    testing::HttpClient browser(district.port());
    if (!person.empty()) browser.use_session(district.session_of(person));
    return browser.get("/activities/" + id);
  }
  static bool has(const Answer& page, std::string_view text) { return page.body.find(text) != std::string::npos; }
  void rename(const PersonId& person, const std::string& name) {
    ASSERT_TRUE(district.database().write_now([&](db::Tx& tx) -> Outcome {
      tx.push("UPDATE persons SET name = $2 WHERE id = $1", person, name);
      return Done{};
    }));
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ActivityPage, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(ActivityPage, OneCopyForManyNamesNobodyElse) {
  const std::string id = published();
  const auto people = volunteers(2);
  rename(people[0], "白露");
  rename(people[1], "谷雨");
  const Answer first = page(id, people[0]);
  EXPECT_TRUE(has(first, "白露") && has(first, "/signups\"")) << first.body;
  EXPECT_EQ(first.header("Cache-Control"), "no-store");
  const Answer second = page(id, people[1]);
  EXPECT_TRUE(has(second, "谷雨") && !has(second, "白露") && has(second, "/signups\"")) << second.body;
  const Answer anybody = page(id);
  EXPECT_TRUE(!has(anybody, "白露") && !has(anybody, "谷雨") && has(anybody, "href=\"/sign-in\"")) << anybody.body;
}

TEST_P(ActivityPage, HardRule_PrivateDetailsAreForTheConfirmedAlone) {
  const std::string id = published();
  const auto people = volunteers(2);
  EXPECT_FALSE(has(page(id, people[0]), "东门集合"));
  ASSERT_EQ(sign_up(people[0], role(id)).status, 201);
  EXPECT_TRUE(has(page(id, people[0]), "东门集合")) << "seen at once, whatever is kept";
  for (const PersonId& other : {people[1], district.person("shuyuan"), district.person("jumin1"), PersonId()})
    EXPECT_FALSE(has(page(id, other), "东门集合")) << other.str();
}

TEST_P(ActivityPage, WhatIsInTheWayIsSaidToThoseItStopsAlone) {
  const std::string id = published({.role = R"(,"minimum_age":18)"});
  const PersonId grown = volunteers(1).front();
  const PersonId young = volunteers(1, 2010).front();
  const Answer open = page(id, grown);
  const Answer shut = page(id, young);
  EXPECT_TRUE(has(open, "type=\"radio\"")) << open.body;
  EXPECT_FALSE(has(shut, "type=\"radio\"")) << shut.body;
  EXPECT_TRUE(has(page(id, grown), "type=\"radio\"")) << "the other's page was not kept for him";
}

TEST_P(ActivityPage, HardRule_HiddenAndAbsentLookTheSameWhoeverLookedBefore) {
  const std::string draft = drafted();
  EXPECT_EQ(page(draft, district.person("shuyuan")).status, 200) << "its own clerk";
  for (const PersonId& other : {volunteer(), district.person("jumin1"), PersonId()})
    EXPECT_EQ(page(draft, other).status, 404) << other.str();
}

}  // namespace
}  // namespace ws::activities
