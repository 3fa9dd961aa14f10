#include "notices/public.h"
#include "testing/newcomers.h"

namespace ws::volunteers {
namespace {

using testing::at;
using ::testing::HasSubstr;
using ::testing::Not;

class Recoveries : public Volunteers {
 protected:
  void SetUp() override {
    old = joined("江晓月", "19988880001", number);
    EXPECT_EQ(dispatcher.post(of(old, "verification")).status, 200);
    district.clock.advance_ms(minute_ms);
    fresh = account("江阿姨", "19988880099");
  }
  Answer asks(const PersonId& who, const std::string& name, const std::string& told) {
    return district.as(who).post(
        "/api/my/recoveries",
        R"({"name":")" + name + R"(","id_type":"resident_id","id_number":")" + told + R"(","note":"旧手机丢了"})");
  }
  const std::string number = id_number("1990-04-05", 41);
  PersonId old, fresh;
};

TEST_P(Recoveries, TheSameAnswerWhetherTheNumberIsKnownOrNot) {
  const Answer right = asks(fresh, "江晓月", number);
  const Answer wrong_name = asks(fresh, "江小月", number);
  const Answer nobody = asks(fresh, "江晓月", id_number("1990-04-05", 42));
  for (const Answer& answer : {right, wrong_name, nobody}) {
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body.size(), right.body.size());
  }
  EXPECT_EQ(reason(asks(fresh, "江晓月", number)), "recovery.too_many") << "three a day";
  district.clock.advance_ms(day_ms + minute_ms);
  EXPECT_EQ(asks(fresh, "江晓月", number).status, 201);
}

TEST_P(Recoveries, AVerifierMovesTheAccountToTheNewMobileWithALoggedReason) {
  const std::string id = at(asks(fresh, "江晓月", number), "id");
  EXPECT_EQ(told(old), "recovery.asked");
  EXPECT_THAT(district.as("ziyun").get("/api/account-recoveries").body, Not(HasSubstr(id)));
  EXPECT_EQ(
      reason(district.as("ziyun").post("/api/account-recoveries/" + id + "/approval", R"({"reason":"看过证件"})")),
      "recovery.not_found");
  EXPECT_EQ(reason(clerk.post("/api/account-recoveries/" + id + "/approval", R"({"reason":"看过证件"})")),
            "volunteer.not_verifier");
  Caller before = district.as(fresh);
  EXPECT_THAT(dispatcher.get("/api/account-recoveries").body, HasSubstr("199****0099"));
  ASSERT_EQ(dispatcher.post("/api/account-recoveries/" + id + "/approval", R"({"reason":"本人到场看过证件"})").status,
            200);
  EXPECT_EQ(before.get("/api/me").status, 401) << "the fresh account is closed";
  const auto owner = district.database().read(
      [&](db::Reader& reader) { return people::find_account(reader, district.vault(), "19988880099"); });
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->id, old);
  EXPECT_EQ(district.value("SELECT reason FROM audit_log WHERE action = 'recovery.approved'"), "本人到场看过证件");
  EXPECT_EQ(reason(dispatcher.post("/api/account-recoveries/" + id + "/refusal", R"({"reason":"晚了"})")),
            "recovery.decided");
}

TEST_P(Recoveries, HardRule_TheOldMobileIsToldAndNothingAboutTheNewOne) {
  const auto waiting = [&] {
    std::vector<std::string> texts;
    for (const db::Row& row : district.database().read([](db::Reader& reader) {
           return reader.query("SELECT kind, mobile_sealed FROM text_messages ORDER BY id");
         }))
      texts.push_back(row.text(0) + " " + district.vault().open(row.text(1), people::mobile_context).value_or("?"));
    return texts;
  };
  asks(fresh, "江小月", number);
  EXPECT_THAT(waiting(), ::testing::IsEmpty()) << "a guess that fits nobody tells nobody";
  const std::string id = at(asks(fresh, "江晓月", number), "id");
  EXPECT_THAT(waiting(), ::testing::ElementsAre("recovery_asked 19988880001"));
  EXPECT_GT(district.tick(), 0);
  EXPECT_THAT(waiting(), ::testing::IsEmpty()) << "the gateway has it";
  ASSERT_EQ(dispatcher.post("/api/account-recoveries/" + id + "/approval", R"({"reason":"本人到场看过证件"})").status,
            200);
  EXPECT_THAT(waiting(), ::testing::ElementsAre("recovery_approved 19988880001"));
  for (const char* kind : {"text.recovery_asked", "text.recovery_approved"}) {
    ASSERT_TRUE(notices::is_known(kind));
    EXPECT_THAT(notices::render(kind, "{}", district.clock.now()).zh, Not(HasSubstr("{")));
  }
}

TEST_P(Recoveries, ADeclinedOneChangesNothingAndSaysWhy) {
  const std::string id = at(asks(fresh, "江晓月", number), "id");
  district.clock.advance_ms(minute_ms);
  ASSERT_EQ(
      dispatcher.post("/api/account-recoveries/" + id + "/refusal", R"({"reason":"旧号码的机主说没有申请"})").status,
      200);
  EXPECT_EQ(told(fresh), "recovery.declined");
  EXPECT_EQ(district.as(old).get("/api/me").status, 200);
  EXPECT_THAT(dispatcher.get("/api/account-recoveries").body, Not(HasSubstr(id)));
}

TEST_P(Recoveries, WhoIsAVolunteerTakesOverNoOtherAccount) {
  const PersonId other = joined("简淑芬", "19988880003", id_number("1960-01-02", 43));
  EXPECT_EQ(reason(asks(other, "江晓月", number)), "recovery.registered");
}

INSTANTIATE_TEST_SUITE_P(Engines, Recoveries, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::volunteers
