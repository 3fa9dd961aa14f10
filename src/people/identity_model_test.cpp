#include "people/identity_model.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/identity.h"
#include "base/json.h"
#include "testing/source_dir.h"

namespace ws::people {
namespace {

const Instant today{1'795'402'800'000};

json::Document vectors() {
  std::ifstream file(ws::testing::source_dir() + "/data/standards-vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  return json::Document(text.str());
}

TEST(IdentityModel, Standard_GB11643ResidentIdentityNumbers) {
  const auto valid = vectors().texts("gb11643_resident_id.valid");
  const auto invalid = vectors().texts("gb11643_resident_id.invalid");
  ASSERT_FALSE(valid.empty());
  ASSERT_FALSE(invalid.empty());
  for (const std::string& number : valid)
    EXPECT_TRUE(normal_identity_number("resident_id", number, today).ok()) << number;
  for (const std::string& number : invalid)
    EXPECT_EQ(normal_identity_number("resident_id", number, today).error().reason, "identity.bad_number") << number;
}

TEST(IdentityModel, Standard_GB32100CreditCodesWarnAndNeverBlock) {
  const auto valid = vectors().texts("gb32100_credit_code.valid");
  const auto odd = vectors().texts("gb32100_credit_code.warn_only");
  ASSERT_FALSE(valid.empty());
  ASSERT_FALSE(odd.empty());
  for (const std::string& code : valid) EXPECT_EQ(check_credit_code(code), CreditCode::valid) << code;
  for (const std::string& code : odd) EXPECT_EQ(check_credit_code(code), CreditCode::odd) << code;
}

TEST(IdentityModel, ALowerCaseCheckCharacterAndBlanksAreForgiven) {
  EXPECT_EQ(normal_identity_number("resident_id", "11010519491231002x", today).value(), "11010519491231002X");
  EXPECT_EQ(normal_identity_number("resident_id", "110105 19491231 002X", today).value(), "11010519491231002X");
}

TEST(IdentityModel, OfOtherDocumentsOnlyTheShapeIsKnown) {
  EXPECT_EQ(normal_identity_number("passport", "e12345678", today).value(), "E12345678");
  EXPECT_FALSE(normal_identity_number("passport", "E1;DROP", today).ok());
  EXPECT_FALSE(normal_identity_number("passport", "E123", today).ok());
  EXPECT_EQ(normal_identity_number("library_card", "12345678", today).error().reason, "identity.bad_type");
}

}  // namespace
}  // namespace ws::people
