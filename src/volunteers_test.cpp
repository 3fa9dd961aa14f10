#include "testing/newcomers.h"

namespace ws::volunteers {

namespace {

using testing::at;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_P(Volunteers, SomebodyRegistersIsVerifiedByTheOfficeAndCounts) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  Caller own = district.as(jiang);
  EXPECT_EQ(at(own.get("/api/my/volunteer"), "state"), "pending");
  EXPECT_EQ(own.get("/api/certificates/mine").status, 403) << "no volunteer yet";
  EXPECT_THAT(dispatcher.get("/api/volunteers?state=pending").body, HasSubstr("江晓月"));
  const Answer seen = dispatcher.get(of(jiang));
  EXPECT_EQ(at(seen, "id_number_masked"),
            id_number("1990-04-05", 1).substr(0, 4) + "**********" + id_number("1990-04-05", 1).substr(14));
  EXPECT_EQ(at(seen, "steps"), R"(["verified","returned"])");
  EXPECT_EQ(dispatcher.post(of(jiang, "verification")).status, 200);
  EXPECT_EQ(own.get("/api/certificates/mine").status, 200) << "at once, in the session they have";
  EXPECT_EQ(reason(dispatcher.post(of(jiang, "verification"))), "volunteer.state");
  EXPECT_EQ(told(jiang), "volunteer.verified");
  EXPECT_EQ(dispatcher.post(of(jiang, "suspension"), R"({"reason":"本人暂时离开"})").status, 200);
  EXPECT_EQ(own.get("/api/certificates/mine").status, 403);
  EXPECT_EQ(dispatcher.post(of(jiang, "resumption"), R"({"reason":"回来了"})").status, 200);
  EXPECT_THAT(dispatcher.get(of(jiang)).body, HasSubstr("本人暂时离开"));
}

TEST_P(Volunteers, HardRule_WhoIsSuspendedGivesBackTheirPlacesAndWhoWaitsMovesUp) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  ASSERT_EQ(dispatcher.post(of(jiang, "verification")).status, 200);
  activities::Wanted one_place;
  one_place.capacity = 1;
  const std::string full = role(published(one_place));
  const std::string held = at(sign_up(jiang, full), "id");
  const PersonId next = volunteer();
  const std::string waiting = at(sign_up(next, full), "id");
  one_place.starts_in_ms = 10 * day_ms;
  const std::string other = role(published(one_place));
  sign_up(volunteer(), other);
  const std::string in_line = at(sign_up(jiang, other), "id");
  ASSERT_EQ(state_of(in_line), "waitlisted");
  ASSERT_EQ(dispatcher.post(of(jiang, "suspension"), R"({"reason":"联系不上本人"})").status, 200);
  EXPECT_EQ(state_of(held), "cancelled");
  EXPECT_EQ(state_of(waiting), "offered");
  EXPECT_EQ(state_of(in_line), "cancelled");
  const std::string to_leader =
      district.value("SELECT n.params FROM notices n WHERE n.kind = 'signup.left' AND n.person_id = '" +
                     district.person("shuyuan").str() + "'");
  EXPECT_THAT(to_leader, HasSubstr("不能到场"));
  EXPECT_THAT(to_leader, Not(HasSubstr("联系不上"))) << "why it was decided is not theirs";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'signup.left'"), 1)
      << "nobody counted on somebody in the line";
  EXPECT_EQ(reason(sign_up(jiang, full)), "access.denied");
}

TEST_P(Volunteers, WhatHasBegunGoesOnWhenSomebodyIsSuspended) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  ASSERT_EQ(dispatcher.post(of(jiang, "verification")).status, 200);
  const std::string held = at(sign_up(jiang, role(published())), "id");
  district.clock.advance_ms(3 * day_ms + 10 * minute_ms);
  ASSERT_EQ(dispatcher.post(of(jiang, "suspension"), R"({"reason":"联系不上本人"})").status, 200);
  EXPECT_EQ(state_of(held), "confirmed");
}

TEST_P(Volunteers, AReturnedRegistrationIsCompletedAndSentAgain) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  EXPECT_EQ(reason(dispatcher.post(of(jiang, "return"), R"({})")), "field.required") << "not without a reason";
  ASSERT_EQ(dispatcher.post(of(jiang, "return"), R"({"reason":"请核对证件号"})").status, 200);
  EXPECT_EQ(state(jiang), "draft");
  const std::string number = at(district.as(jiang).get("/api/my/volunteer"), "number");
  const Answer again = district.as(jiang).post("/api/my/volunteer", form("江晓月", id_number("1990-04-06", 2)));
  EXPECT_EQ(at(again, "number"), number) << again.body;
  EXPECT_EQ(state(jiang), "pending");
  EXPECT_EQ(reason(district.as(jiang).post("/api/my/volunteer", form("江晓月", id_number("1990-04-06", 2)))),
            "volunteer.already");
}

TEST_P(Volunteers, HardRule_MakerIsNotChecker) {
  const std::string paper = R"(,"lane":"paper","mobile":"19988880007")";
  Caller center = district.as("zhongxin");
  const Answer entered = center.post("/api/volunteers", on_paper("简淑芬", id_number("1960-01-02", 3), paper));
  ASSERT_EQ(entered.status, 201) << entered.body;
  const PersonId jian(at(entered, "id"));
  EXPECT_EQ(reason(center.post(of(jian, "verification"))), "volunteer.own_verification") << "whom they entered";
  EXPECT_EQ(at(center.get(of(jian)), "steps"), "[]");
  EXPECT_EQ(reason(clerk.post(of(jian, "verification"))), "volunteer.not_verifier") << "a station's clerk looks";
  EXPECT_EQ(dispatcher.post(of(jian, "verification")).status, 200);
  EXPECT_EQ(
      reason(district.as("ziyun").post("/api/volunteers", on_paper("别人", id_number("1961-01-02", 4),
                                                                   R"(,"lane":"phone","mobile":"19988880008")"))),
      "site.not_yours");
}

TEST_P(Volunteers, WhoIsOutsideTheSubtreeLooksLikeNobody) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  for (const char* stranger : {"ziyun", "zyz1", "jumin1", "auditor"}) {
    Caller who = district.as(stranger);
    EXPECT_EQ(who.get(of(jiang)).body, who.get(of(PersonId("01ARZ3NDEKTSV4RRFFQ69G5FAV"))).body) << stranger;
    EXPECT_EQ(reason(who.get(of(jiang))), "volunteer.not_found") << stranger;
    EXPECT_THAT(who.get("/api/volunteers?state=pending").body, Not(HasSubstr("江晓月"))) << stranger;
    EXPECT_EQ(reason(who.post(of(jiang, "verification"))), "volunteer.not_found") << stranger;
  }
}

TEST_P(Volunteers, ATeamsLeaderVerifiesWhoRegisteredThroughTheTeam) {
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'veterans_corps'");
  const PersonId jiang =
      joined("江晓月", "19988880001", id_number("1990-04-05", 1), R"(,"team_id":")" + team + R"(")");
  Caller leader = district.as("laobing");
  EXPECT_THAT(leader.get("/api/volunteers").body, HasSubstr("江晓月"));
  EXPECT_EQ(leader.post(of(jiang, "verification")).status, 200);
}

TEST_P(Volunteers, HardRule_NumbersAreShownToVerifiersOnlyAndWithALoggedReason) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  const std::string ask = R"({"what":"mobile","reason":"电话核对登记"})";
  EXPECT_EQ(reason(clerk.post(of(jiang, "reveal"), ask)), "volunteer.not_verifier");
  EXPECT_EQ(reason(dispatcher.post(of(jiang, "reveal"), R"({"what":"mobile","reason":""})")), "field.length");
  EXPECT_EQ(at(dispatcher.post(of(jiang, "reveal"), ask), "value"), "19988880001");
  EXPECT_EQ(district.value("SELECT reason FROM audit_log WHERE action = 'person.revealed' AND subject_id = '" +
                           jiang.str() + "'"),
            "电话核对登记");
}

TEST_P(Volunteers, SkillsTimesAndInsuranceAreKeptByThePersonThemself) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  Caller own = district.as(jiang);
  EXPECT_EQ(own.put("/api/my/volunteer/abilities",
                    R"({"skills":[{"code":"reading"}],"times":[{"weekday":7,"from_minute":600,"until_minute":700}]})")
                .status,
            200);
  EXPECT_EQ(reason(own.put("/api/my/volunteer/abilities", R"({"skills":[{"code":"flying"}],"times":[]})")),
            "volunteer.unknown_skill");
  EXPECT_EQ(own.post("/api/my/insurances",
                     R"({"insurer":"平安","policy_number":"PA-1","from":"2026-01-01","until":"2026-12-31"})")
                .status,
            201);
  EXPECT_EQ(reason(own.post("/api/my/insurances",
                            R"({"insurer":"平安","policy_number":"PA-1","from":"2025-01-01","until":"2025-12-31"})")),
            "insurance.days");
  const std::string body = own.get("/api/my/volunteer").body;
  EXPECT_THAT(body, HasSubstr(R"("skills":["reading"])"));
  EXPECT_THAT(body, HasSubstr("PA-1"));
  EXPECT_EQ(reason(district.as("jumin1").put("/api/my/volunteer/abilities", R"({"skills":[],"times":[]})")),
            "volunteer.none");
}

TEST_P(Volunteers, AnExpiredQualificationDoesNotCountForARoleThatNeedsIt) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  ASSERT_EQ(dispatcher.post(of(jiang, "verification")).status, 200);
  Caller own = district.as(jiang);
  ASSERT_EQ(
      own.put("/api/my/volunteer/abilities",
              R"({"skills":[{"code":"first_aid"}],"times":[{"weekday":7,"from_minute":600,"until_minute":700}]})")
          .status,
      200);
  activities::Wanted wanted;
  wanted.role = R"(,"skill":"first_aid")";
  wanted.shifts = 2;
  wanted.shifts_apart_ms = 30 * day_ms;
  const std::string activity = published(wanted);
  const auto ids = roles(activity);
  EXPECT_EQ(reason(sign_up(jiang, ids[0].str())), "signup.skill") << "the skill alone is not enough";
  const Answer entered =
      own.post("/api/my/qualifications", R"({"skill":"first_aid","name":"红十字救护员证",)"
                                         R"("document":"A-1","issued":"2024-01-01","until":"2026-12-01"})");
  ASSERT_EQ(entered.status, 201) << entered.body;
  EXPECT_EQ(reason(sign_up(jiang, ids[0].str())), "signup.skill") << "nobody has seen the document";
  EXPECT_THAT(dispatcher.get("/api/volunteers?waiting=qualification").body, HasSubstr("江晓月"));
  const std::string one = "/api/qualifications/" + at(entered, "id");
  EXPECT_EQ(reason(clerk.post(one + "/verification")), "volunteer.not_verifier");
  EXPECT_EQ(reason(district.as("ziyun").post(one + "/verification")), "qualification.not_found");
  EXPECT_EQ(dispatcher.post(one + "/verification").status, 200);
  EXPECT_EQ(reason(dispatcher.post(one + "/refusal", R"({"reason":"看错了"})")), "qualification.decided");
  EXPECT_EQ(sign_up(jiang, ids[0].str()).status, 201);
  EXPECT_EQ(reason(sign_up(jiang, ids[1].str())), "signup.skill") << "over on the day of the later shift";
}

TEST_P(Volunteers, ADocumentThatIsNotAcceptedSaysWhy) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  const Answer entered = district.as(jiang).post(
      "/api/my/qualifications",
      R"({"skill":"first_aid","name":"红十字救护员证","document":"A-1","issued":"2024-01-01"})");
  ASSERT_EQ(entered.status, 201) << entered.body;
  const std::string one = "/api/qualifications/" + at(entered, "id");
  EXPECT_EQ(dispatcher.post(one + "/refusal", R"({"reason":"编号查不到"})").status, 200);
  EXPECT_THAT(district.as(jiang).get("/api/my/volunteer").body, HasSubstr("编号查不到"));
  for (const char* wrong : {R"("issued":"2027-01-01")", R"("issued":"2024-01-01","until":"2023-01-01")"})
    EXPECT_EQ(reason(district.as(jiang).post(
                  "/api/my/qualifications",
                  R"({"skill":"first_aid","name":"证","document":"B",)" + std::string(wrong) + "}")),
              "qualification.days");
}

INSTANTIATE_TEST_SUITE_P(Engines, Volunteers, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::volunteers
