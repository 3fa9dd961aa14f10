#include "people/session_service.h"

#include "people/rig_test.h"
#include "people/session_model.h"

namespace ws::people {
namespace {

class Sessions : public PeopleRig {
 protected:
  std::string last_audit(const char* column) {
    return text(std::string("SELECT ") + column + " FROM audit_log ORDER BY seq DESC LIMIT 1");
  }
  /// Waits for what was handed to the workers.
  void settle() { node = std::make_unique<Node>(*database, clock, random, vault, sender); }
};

TEST_P(Sessions, APasswordOpensASessionWithTheRolesOfItsPerson) {
  const auto signed_in = by_password("zhouqiang", password);
  ASSERT_TRUE(signed_in.ok());
  EXPECT_EQ(signed_in->actor.person, zhou);
  EXPECT_TRUE(signed_in->actor.has(Role::clerk));
  EXPECT_FALSE(signed_in->actor.volunteer);
  const Actor actor = node->sessions.authenticate(signed_in->token);
  EXPECT_EQ(actor.person, zhou);
  EXPECT_EQ(actor.grants.size(), 1u);
  EXPECT_EQ(actor.grants.at(0).site, station);
  EXPECT_EQ(last_audit("action"), "session.opened");
  EXPECT_EQ(last_audit("actor_id"), zhou.str());
}

TEST_P(Sessions, ARegisteredVolunteerIsOne) {
  EXPECT_TRUE(by_password("wuli", password)->actor.volunteer);
  exec("UPDATE volunteers SET state = 'suspended' WHERE person_id = $1", wu);
  EXPECT_FALSE(by_password("wuli", password)->actor.volunteer);
}

TEST_P(Sessions, HardRule_AnUnknownLoginAndAWrongPasswordLookTheSame) {
  const auto wrong = by_password("zhouqiang", "不是这个");
  const auto unknown = by_password("nobody", password);
  ASSERT_FALSE(wrong.ok());
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(wrong.error().reason, "session.wrong_password");
  EXPECT_EQ(wrong.error().reason, unknown.error().reason);
  EXPECT_EQ(wrong.error().code, unknown.error().code);
  EXPECT_EQ(wrong.error().field, unknown.error().field);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sessions"), 0);
}

TEST_P(Sessions, HardRule_AFailedSignInIsAuditedWithoutTheNumberOrLogin) {
  ASSERT_FALSE(by_password("zhouqiang", "不是这个").ok());
  EXPECT_EQ(last_audit("action"), "session.refused");
  EXPECT_EQ(last_audit("reason"), "session.wrong_password");
  EXPECT_EQ(last_audit("COALESCE(actor_id, 'none')"), "none");
  const std::string first = last_audit("subject_id");
  EXPECT_EQ(first.size(), 12u);
  EXPECT_EQ(first.find("zhou"), std::string::npos);
  ASSERT_FALSE(by_password("zhouqiang", "也不是").ok());
  EXPECT_EQ(last_audit("subject_id"), first) << "tries at the same account can be counted";
  ASSERT_FALSE(by_code("19900000003", "000000").ok());
  EXPECT_EQ(last_audit("action"), "session.refused");
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_log WHERE subject_id LIKE '%1990000%' OR detail LIKE '%1990000%'"), 0);
}

TEST_P(Sessions, APersonWithoutAPasswordCannotUseAnEmptyOne) {
  exec("UPDATE persons SET password_hash = '' WHERE id = $1", zhou);
  EXPECT_EQ(by_password("zhouqiang", "").error().reason, "session.wrong_password");
}

TEST_P(Sessions, HardRule_TheAccountOfADisabledPersonStaysClosed) {
  const auto before = by_password("zhouqiang", password);
  ASSERT_TRUE(before.ok());
  exec("UPDATE persons SET disabled_ms = 1 WHERE id = $1", zhou);
  EXPECT_EQ(by_password("zhouqiang", password).error().reason, "session.disabled");
  EXPECT_EQ(by_password("zhouqiang", "不是这个").error().reason, "session.wrong_password");
  ASSERT_TRUE(ask_code("19900000003").ok());
  EXPECT_EQ(by_code("19900000003", sender.codes["19900000003"]).error().reason, "session.disabled");
  clock.advance_ms(2 * second_ms);
  EXPECT_FALSE(node->sessions.authenticate(before->token).signed_in());
}

TEST_P(Sessions, HardRule_NeitherTokensNorCodesNorMobilesAreStored) {
  const auto signed_in = by_password("zhouqiang", password);
  ASSERT_TRUE(ask_code("19912345678").ok());
  const std::string code = sender.codes["19912345678"];
  ASSERT_EQ(code.size(), 6u);
  EXPECT_EQ(text("SELECT token_hash FROM sessions"), sha256_hex(signed_in->token));
  const std::string stored = text("SELECT code_hash || ' ' || mobile_key FROM sign_in_codes");
  EXPECT_EQ(stored.find(code + " "), std::string::npos);
  EXPECT_EQ(stored.find("19912345678"), std::string::npos);
  EXPECT_EQ(stored.find(sha256_hex(code)), std::string::npos) << "six digits are guessed from a plain hash";
}

TEST_P(Sessions, TheFirstSignInByCodeMakesTheAccountAndWantsAName) {
  ASSERT_EQ(ask_code("+86 199-1234-5678").value(), 300);
  const std::string code = sender.codes["19912345678"];
  EXPECT_EQ(by_code("19912345678", code).error().reason, "session.name_required");
  const auto signed_in = by_code("19912345678", code, "李芳");
  ASSERT_TRUE(signed_in.ok()) << "the code stays good";
  const auto me = node->sessions.me(signed_in->actor);
  ASSERT_TRUE(me.ok());
  EXPECT_EQ(me->name, "李芳");
  EXPECT_EQ(me->mobile_masked, "199****5678");
  EXPECT_FALSE(me->volunteer.has_value());
  EXPECT_TRUE(me->roles.empty());
}

TEST_P(Sessions, AForgottenNameCostsNoTry) {
  ASSERT_TRUE(ask_code("19912345678").ok());
  const std::string code = sender.codes["19912345678"];
  for (int i = 0; i < 7; ++i) EXPECT_EQ(by_code("19912345678", code).error().reason, "session.name_required");
  EXPECT_TRUE(by_code("19912345678", code, "李芳").ok());
}

TEST_P(Sessions, AKnownMobileKeepsItsName) {
  ASSERT_TRUE(ask_code("19900000006").ok());
  const auto signed_in = by_code("19900000006", sender.codes["19900000006"], "别名");
  ASSERT_TRUE(signed_in.ok());
  EXPECT_EQ(signed_in->actor.person, wang);
  EXPECT_EQ(node->sessions.me(signed_in->actor)->name, "王芳");
}

TEST_P(Sessions, HardRule_ACodeServesOnce) {
  ASSERT_TRUE(ask_code("19900000006").ok());
  const std::string code = sender.codes["19900000006"];
  ASSERT_TRUE(by_code("19900000006", code).ok());
  EXPECT_EQ(by_code("19900000006", code).error().reason, "session.code_expired");
}

TEST_P(Sessions, HardRule_FiveWrongTriesSpendACode) {
  ASSERT_TRUE(ask_code("19900000006").ok());
  const std::string code = sender.codes["19900000006"];
  const std::string wrong = code == "111111" ? "222222" : "111111";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(by_code("19900000006", wrong).error().reason, "session.code_wrong");
  EXPECT_EQ(by_code("19900000006", code).error().reason, "session.code_expired");
}

TEST_P(Sessions, HardRule_ACodeIsGoodForFiveMinutes) {
  ASSERT_TRUE(ask_code("19900000006").ok());
  clock.advance_ms(5 * minute_ms - 1);
  const std::string code = sender.codes["19900000006"];
  const std::string wrong = code == "111111" ? "222222" : "111111";
  EXPECT_EQ(by_code("19900000006", wrong).error().reason, "session.code_wrong");
  clock.advance_ms(1);
  EXPECT_EQ(by_code("19900000006", code).error().reason, "session.code_expired");
}

TEST_P(Sessions, HardRule_ACodeIsSentAgainOnlyAfterAMinute) {
  ASSERT_TRUE(ask_code("19900000006").ok());
  clock.advance_ms(minute_ms - 1);
  const auto soon = ask_code("19900000006");
  EXPECT_EQ(soon.error().reason, "session.code_too_soon");
  EXPECT_EQ(soon.error().code, ErrorCode::rate_limited);
  EXPECT_EQ(sender.sent, 1);
  const std::string first = sender.codes["19900000006"];
  clock.advance_ms(1);
  ASSERT_TRUE(ask_code("19900000006").ok());
  EXPECT_EQ(sender.sent, 2);
  if (sender.codes["19900000006"] != first) {
    EXPECT_FALSE(by_code("19900000006", first).ok()) << "the new one replaces it";
  }
}

TEST_P(Sessions, HardRule_AskingForACodeTellsNothingAboutAnAccount) {
  const auto known = ask_code("19900000006");
  const auto unknown = ask_code("19911111111");
  EXPECT_EQ(known.value(), unknown.value());
  EXPECT_EQ(ask_code("19900000006").error().reason, ask_code("19911111111").error().reason);
  EXPECT_EQ(by_code("19900000006", "abcdef").error().reason, by_code("19911111111", "abcdef").error().reason);
}

TEST_P(Sessions, ABrokenGatewayIsSaid) {
  sender.broken = true;
  EXPECT_EQ(ask_code("19900000006").error().reason, "session.code_not_sent");
  EXPECT_EQ(ask_code("1990000000").error().reason, "session.bad_mobile");
}

TEST_P(Sessions, HardRule_ASessionSurvivesARestart) {
  const auto signed_in = by_password("zhouqiang", password);
  node.reset();
  database.reset();
  database = place.open();
  node = std::make_unique<Node>(*database, clock, random, vault, sender);
  EXPECT_EQ(node->sessions.authenticate(signed_in->token).person, zhou);
}

TEST_P(Sessions, HardRule_SigningOutEndsTheSessionAtOnceAndNoOther) {
  const auto phone = by_password("zhouqiang", password);
  const auto desk = by_password("zhouqiang", password);
  ASSERT_TRUE(node->sessions.authenticate(phone->token).signed_in());
  ASSERT_TRUE(testing::run_task(node->sessions.sign_out(phone->actor)).ok());
  EXPECT_FALSE(node->sessions.authenticate(phone->token).signed_in());
  EXPECT_TRUE(node->sessions.authenticate(desk->token).signed_in());
  EXPECT_TRUE(testing::run_task(node->sessions.sign_out(Actor())).ok()) << "nobody to sign out";
}

TEST_P(Sessions, ASignOutElsewhereCountsHereWithinTwoSeconds) {
  Node other(*database, clock, random, vault, sender);
  const auto signed_in = by_password("zhouqiang", password);
  ASSERT_TRUE(other.sessions.authenticate(signed_in->token).signed_in());
  ASSERT_TRUE(testing::run_task(node->sessions.sign_out(signed_in->actor)).ok());
  clock.advance_ms(2 * second_ms);
  EXPECT_FALSE(other.sessions.authenticate(signed_in->token).signed_in());
}

TEST_P(Sessions, HardRule_ThirtyIdleDaysEndASessionAndUseProlongsIt) {
  const auto signed_in = by_password("zhouqiang", password);
  const auto idle = by_password("zhouqiang", password);
  for (int day = 0; day < 40; day += 20) {
    clock.advance_ms(20 * day_ms);
    ASSERT_TRUE(node->sessions.authenticate(signed_in->token).signed_in()) << day;
    settle();
  }
  EXPECT_FALSE(node->sessions.authenticate(idle->token).signed_in());
  clock.advance_ms(30 * day_ms - 1);
  EXPECT_TRUE(node->sessions.authenticate(signed_in->token).signed_in());
  settle();
  clock.advance_ms(30 * day_ms);
  EXPECT_FALSE(node->sessions.authenticate(signed_in->token).signed_in());
}

TEST_P(Sessions, UseIsWrittenDownAtMostHourly) {
  const auto signed_in = by_password("zhouqiang", password);
  const std::int64_t opened = number("SELECT seen_ms FROM sessions");
  clock.advance_ms(hour_ms - 1);
  ASSERT_TRUE(node->sessions.authenticate(signed_in->token).signed_in());
  settle();
  EXPECT_EQ(number("SELECT seen_ms FROM sessions"), opened);
  clock.advance_ms(1);
  ASSERT_TRUE(node->sessions.authenticate(signed_in->token).signed_in());
  settle();
  EXPECT_EQ(number("SELECT seen_ms FROM sessions"), opened + hour_ms);
}

TEST_P(Sessions, HardRule_APersonHasAtMostTwentySessionsAndTheOldestGivesWay) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 22; ++i) {
    sender.codes.clear();
    clock.advance_ms(minute_ms);
    ASSERT_TRUE(ask_code("19900000006").ok());
    tokens.push_back(by_code("19900000006", sender.codes["19900000006"])->token);
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM sessions"), 20);
  EXPECT_FALSE(node->sessions.authenticate(tokens.at(0)).signed_in());
  EXPECT_FALSE(node->sessions.authenticate(tokens.at(1)).signed_in());
  for (std::size_t i = 2; i < tokens.size(); ++i)
    EXPECT_TRUE(node->sessions.authenticate(tokens.at(i)).signed_in()) << i;
}

TEST_P(Sessions, NonsenseIsNobody) {
  for (const std::string& token : {std::string(), std::string("x"), std::string(64, '0'), std::string(64, 'Z')})
    EXPECT_FALSE(node->sessions.authenticate(token).signed_in()) << token;
}

TEST_P(Sessions, ASweepDeletesWhatIsOver) {
  const auto signed_in = by_password("zhouqiang", password);
  ASSERT_TRUE(ask_code("19900000006").ok());
  clock.advance_ms(hour_ms);
  EXPECT_EQ(node->sessions.sweep().value(), 1) << "the code";
  clock.advance_ms(30 * day_ms);
  EXPECT_EQ(node->sessions.sweep().value(), 1) << "the session";
}

TEST_P(Sessions, MeShowsRolesAndTheVolunteersCard) {
  exec("INSERT INTO skills (code, name, name_en) VALUES ('hair', '理发', 'Haircut')");
  exec("INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, 'hair')", wu);
  const auto volunteer = node->sessions.me(by_password("wuli", password)->actor);
  ASSERT_TRUE(volunteer.ok() && volunteer->volunteer);
  EXPECT_EQ(volunteer->volunteer->number, "V0001");
  EXPECT_EQ(volunteer->volunteer->site.name, "望丛社区文明实践站");
  EXPECT_EQ(volunteer->volunteer->skills, std::vector<std::string>{"hair"});
  const auto clerk = node->sessions.me(by_password("zhouqiang", password)->actor);
  ASSERT_EQ(clerk->roles.size(), 1u);
  EXPECT_EQ(clerk->roles.at(0).site->name, "望丛社区文明实践站");
  EXPECT_FALSE(clerk->roles.at(0).team.has_value());
}

INSTANTIATE_TEST_SUITE_P(Engines, Sessions, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST(SessionCache, WhatWasForgottenWhileItWasReadDoesNotComeBack) {
  testing::FakeClock clock;
  SessionCache cache(clock);
  Actor actor;
  actor.person = PersonId("p");
  const std::uint64_t mark = cache.mark();
  cache.forget(actor.person);
  cache.put("token", {actor, {clock.now().ms + 1}}, mark);
  EXPECT_EQ(cache.find("token"), nullptr);
  cache.put("token", {actor, {clock.now().ms + 1}}, cache.mark());
  EXPECT_NE(cache.find("token"), nullptr);
}

TEST(SessionCache, IsBoundedAndTheLeastUsedGivesWay) {
  testing::FakeClock clock;
  SessionCache cache(clock, 2);
  const auto put = [&](const char* token) { cache.put(token, {Actor(), {}}, cache.mark()); };
  put("a");
  put("b");
  EXPECT_NE(cache.find("a"), nullptr);
  put("c");
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("b"), nullptr);
}

TEST(SessionCache, HardRule_NothingIsOlderThanTwoSeconds) {
  testing::FakeClock clock;
  SessionCache cache(clock);
  cache.put("token", {Actor(), {}}, cache.mark());
  clock.advance_ms(1999);
  EXPECT_NE(cache.find("token"), nullptr);
  clock.advance_ms(1);
  EXPECT_EQ(cache.find("token"), nullptr);
}

}  // namespace
}  // namespace ws::people
