#include "people/session_model.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/vault.h"

namespace ws::people {
namespace {

TEST(SessionModel, ATokenIs64LowerCaseHexadecimalDigits) {
  EXPECT_TRUE(is_session_token(SecretRandom().token_hex(32)));
  EXPECT_FALSE(is_session_token(""));
  EXPECT_FALSE(is_session_token(std::string(63, 'a')));
  EXPECT_FALSE(is_session_token(std::string(64, 'A')));
  EXPECT_FALSE(is_session_token(std::string(64, 'g')));
}

TEST(SessionModel, HardRule_AnUnknownLoginCostsTheSameWorkAsAWrongPassword) {
  // 0: a well-formed hash of exactly this cost. A malformed one would be refused at once and tell who has an account.
  EXPECT_EQ(crypto_pwhash_str_needs_rehash(std::string(nobody_hash).c_str(), 2, std::size_t{19} * 1024 * 1024), 0);
  const std::string real = hash_password("一个密码");
  EXPECT_EQ(nobody_hash.substr(0, nobody_hash.rfind('$') - 22),
            std::string_view(real).substr(0, real.rfind('$') - 22));
}

TEST(SessionModel, ACodeIsSixDigits) {
  EXPECT_TRUE(is_sign_in_code("004201"));
  EXPECT_FALSE(is_sign_in_code("00420"));
  EXPECT_FALSE(is_sign_in_code("00420a"));
}

TEST(SessionModel, AMissingCodeIsExpiredAndAnotherHashIsWrong) {
  EXPECT_EQ(judge_code(std::nullopt, "x").error().reason, "session.code_expired");
  EXPECT_EQ(judge_code(PendingCode{"a", 3}, "b").error().reason, "session.code_wrong");
  EXPECT_TRUE(judge_code(PendingCode{"a", 0}, "a").ok()) << "the last try counts";
}

TEST(SessionModel, OnlyANewAccountNeedsAName) {
  EXPECT_EQ(admit({false, false}, "").error().reason, "session.name_required");
  EXPECT_TRUE(admit({false, false}, "李芳").ok());
  EXPECT_TRUE(admit({true, false}, "").ok());
  EXPECT_EQ(admit({true, true}, "李芳").error().reason, "session.disabled");
}

TEST(SessionModel, UseIsWrittenDownOnceAnHour) {
  EXPECT_FALSE(seen_is_old({0}, {hour_ms - 1}));
  EXPECT_TRUE(seen_is_old({0}, {hour_ms}));
}

}  // namespace
}  // namespace ws::people
