#include "testing/newcomers.h"

namespace ws::volunteers {
namespace {

using testing::at;
using ::testing::HasSubstr;
using ::testing::Not;

class Guardians : public Volunteers {
 protected:
  const PersonId mother = account("温晓燕妈妈", "19988880011");
  /// Thirteen, pending, the mother asked.
  PersonId child(const std::string& born = "2013-05-06", int turn = 21, const std::string& mobile = "19988880012") {
    return joined("温以宁", mobile, id_number(born, turn), guardian("温晓燕", "19988880011"));
  }
  Answer says(const PersonId& who, const std::string& answer) {
    return district.as(mother).post("/api/my/children/" + who.str() + "/answer", R"({"answer":")" + answer + R"("})");
  }
  Answer says_to(const PersonId& who, const std::string& activity, const std::string& answer) {
    return district.as(mother).post("/api/my/children/" + who.str() + "/consents",
                                    R"({"activity_id":")" + activity + R"(","answer":")" + answer + R"("})");
  }
  Answer asks(const PersonId& who, const std::string& activity) {
    district.clock.advance_ms(minute_ms);
    return district.as(who).post("/api/my/guardian-consents", R"({"activity_id":")" + activity + R"("})");
  }
  PersonId verified(const PersonId& who) {
    EXPECT_EQ(says(who, "yes").status, 200);
    EXPECT_EQ(dispatcher.post(of(who, "verification")).status, 200);
    return who;
  }
};

TEST_P(Guardians, HardRule_TenToThirteenTheGuardianConsentsOnceAndToEachActivity) {
  const PersonId ning = child();
  EXPECT_EQ(reason(dispatcher.post(of(ning, "verification"))), "volunteer.guardian_pending");
  EXPECT_THAT(district.as(mother).get("/api/my/children").body, HasSubstr("温**")) << "until she has said yes";
  verified(ning);
  EXPECT_THAT(district.as(mother).get("/api/my/children").body, HasSubstr("温以宁"));

  const std::string activity = published();
  EXPECT_EQ(reason(sign_up(ning, role(activity))), "signup.guardian_consent");
  EXPECT_EQ(asks(ning, activity).status, 201);
  EXPECT_EQ(reason(asks(ning, activity)), "guardian.consent_asked");
  EXPECT_EQ(told(mother), "volunteer.consent_asked");
  EXPECT_EQ(reason(sign_up(ning, role(activity))), "signup.guardian_consent") << "asked is not agreed";
  EXPECT_THAT(district.as(mother).get("/api/my/children").body, HasSubstr("文庙讲解日"));
  EXPECT_EQ(says_to(ning, activity, "yes").status, 200);
  EXPECT_EQ(sign_up(ning, role(activity)).status, 201);
  EXPECT_EQ(reason(sign_up(ning, role(published()))), "signup.guardian_consent") << "another activity, another yes";
}

TEST_P(Guardians, ATakenBackYesEndsTheSignUpAndWhoWaitsMovesUp) {
  const PersonId ning = verified(child());
  activities::Wanted one_place;
  one_place.capacity = 1;
  const std::string activity = published(one_place);
  ASSERT_EQ(says_to(ning, activity, "yes").status, 200) << "before anybody asked";
  const std::string hers = at(sign_up(ning, role(activity)), "id");
  const PersonId next = volunteer();
  const std::string waiting = at(sign_up(next, role(activity)), "id");
  ASSERT_EQ(state_of(waiting), "waitlisted");
  EXPECT_EQ(says_to(ning, activity, "no").status, 200);
  EXPECT_EQ(state_of(hers), "cancelled");
  EXPECT_EQ(state_of(waiting), "offered");
  EXPECT_EQ(reason(sign_up(ning, role(activity))), "signup.guardian_consent");
  EXPECT_EQ(reason(says_to(ning, activity, "no")), "guardian.state");
}

TEST_P(Guardians, WhenTheGuardianStepsBackEverythingToComeEnds) {
  const PersonId ning = verified(child());
  const std::string activity = published();
  ASSERT_EQ(says_to(ning, activity, "yes").status, 200);
  const std::string hers = at(sign_up(ning, role(activity)), "id");
  EXPECT_EQ(says(ning, "no").status, 200);
  EXPECT_EQ(state_of(hers), "cancelled");
  EXPECT_EQ(reason(sign_up(ning, role(activity))), "signup.guardian_consent");
}

TEST_P(Guardians, HardRule_FourteenToSeventeenOnceAndNothingHazardous) {
  const PersonId fifteen = verified(child("2011-05-06", 22));
  EXPECT_EQ(reason(asks(fifteen, published())), "guardian.not_needed");
  EXPECT_EQ(sign_up(fifteen, role(published())).status, 201);
  activities::Wanted risky;
  risky.starts_in_ms = 10 * day_ms;
  risky.more = R"(,"hazardous":true,"insurance":"意外险 1 号")";
  EXPECT_EQ(reason(sign_up(fifteen, role(published(risky)))), "signup.age");
}

TEST_P(Guardians, HardRule_UnderTenNeverAlone) {
  const Answer entered = district.as(mother).post(
      "/api/my/children", form("温以安", id_number("2018-11-11", 23), R"(,"guardian_relation":"mother")"));
  ASSERT_EQ(entered.status, 201) << entered.body;
  const PersonId an(at(entered, "id"));
  EXPECT_EQ(dispatcher.post(of(an, "verification")).status, 200) << "the guardian entered them: that is the yes";
  const std::string activity = published();
  EXPECT_EQ(reason(clerk.post("/api/shift-roles/" + role(activity) + "/placements",
                              R"({"person_id":")" + an.str() + R"("})")),
            "signup.family_mode");
}

TEST_P(Guardians, OnlyWhoWasAskedAnswersAndMayRefuse) {
  const PersonId ning = child();
  Caller stranger = district.as("jumin2");
  EXPECT_EQ(reason(stranger.post("/api/my/children/" + ning.str() + "/answer", R"({"answer":"yes"})")),
            "guardian.not_found");
  EXPECT_THAT(stranger.get("/api/my/children").body, Not(HasSubstr("温")));
  EXPECT_EQ(says(ning, "no").status, 200);
  EXPECT_THAT(district.as(ning).get("/api/my/guardians").body, HasSubstr(R"("state":"declined")"));
  EXPECT_EQ(reason(dispatcher.post(of(ning, "verification"))), "volunteer.guardian_pending");
  EXPECT_EQ(says(ning, "yes").status, 200) << "minds change";
}

INSTANTIATE_TEST_SUITE_P(Engines, Guardians, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::volunteers
