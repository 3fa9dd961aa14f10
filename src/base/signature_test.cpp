#include "base/signature.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/canonical_json.h"
#include "base/sm3.h"

namespace ws {
namespace {

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return out;
}

TEST(Signature, Sm3OfThePublishedVector) {
  EXPECT_EQ(hexadecimal(sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

TEST(Signature, Sm2OfThePublishedVector) {
  // GB/T 32918.5-2017, A.2: "message digest" signed under the recommended curve and the default identifier.
  const std::string key =
      "04"
      "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
      "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
  const std::string signature =
      "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
      "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
  EXPECT_TRUE(signature_fits(Signing::sm2, from_hex(key), "message digest", from_hex(signature)));
  EXPECT_FALSE(signature_fits(Signing::sm2, from_hex(key), "message digesT", from_hex(signature)));
}

TEST(Signature, Ed25519OfThePublishedVector) {
  // RFC 8032, 7.1, test 2.
  const std::string key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
  const std::string signature =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  EXPECT_TRUE(signature_fits(Signing::ed25519, from_hex(key), "\x72", from_hex(signature)));
  EXPECT_FALSE(signature_fits(Signing::ed25519, from_hex(key), "\x73", from_hex(signature)));
}

TEST(Signature, Ed25519OfAPublishedSeed) {
  // RFC 8032, 7.1, test 2.
  const SigningKey key =
      SigningKey::from_seed(from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(hexadecimal(key.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_TRUE(signature_fits(Signing::ed25519, key.public_key(), "\x72", key.sign("\x72")));
  EXPECT_THROW(SigningKey::from_seed("short"), std::runtime_error);
}

class SignatureOf : public ::testing::TestWithParam<Signing> {};

TEST_P(SignatureOf, FitsItsMessageAndKeyAlone) {
  const SigningKey key = SigningKey::fresh(GetParam());
  const SigningKey other = SigningKey::fresh(GetParam());
  const std::string signature = key.sign("志愿服务记录证明");
  EXPECT_EQ(signature.size(), 64u);
  EXPECT_TRUE(signature_fits(GetParam(), key.public_key(), "志愿服务记录证明", signature));
  EXPECT_FALSE(signature_fits(GetParam(), key.public_key(), "志愿服务记录证書", signature));
  EXPECT_FALSE(signature_fits(GetParam(), other.public_key(), "志愿服务记录证明", signature));
  EXPECT_FALSE(signature_fits(GetParam(), key.public_key(), "志愿服务记录证明", signature.substr(1)));
  EXPECT_FALSE(signature_fits(GetParam(), "no key", "志愿服务记录证明", signature));
}

TEST_P(SignatureOf, KeyIsKeptForItsOwnerOnlyAndReadAgain) {
  const auto path = std::filesystem::temp_directory_path() / ("ws_key_" + SigningKey::fresh(GetParam()).id());
  const SigningKey key = SigningKey::fresh(GetParam());
  key.keep(path);
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THROW(key.keep(path), std::runtime_error) << "never written over";
  const SigningKey read = SigningKey::from_file(path);
  EXPECT_EQ(read.id(), key.id());
  EXPECT_EQ(read.signing(), GetParam());
  EXPECT_TRUE(signature_fits(GetParam(), key.public_key(), "x", read.sign("x")));
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SignatureOf, ::testing::Values(Signing::ed25519, Signing::sm2),
                         [](const auto& tested) { return std::string(to_text(tested.param)); });

TEST(Signature, TextFormsOfBytes) {
  EXPECT_EQ(base64url(std::string("\xfb\xff\xfe", 3)), "-__-");
  EXPECT_EQ(from_base64url("-__-"), std::string("\xfb\xff\xfe", 3));
  EXPECT_EQ(from_base64url("+//+"), std::nullopt);
  EXPECT_EQ(base58("Hello World!"), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(base58(from_hex("0000287fb4cd")), "11233QC4");
  EXPECT_EQ(from_base58("11233QC4"), from_hex("0000287fb4cd"));
  EXPECT_EQ(from_base58("0OIl"), std::nullopt);
}

TEST(CanonicalJson, HasOneSpelling) {
  EXPECT_EQ(json::canonical("{\"b\":[1,  true,null],\"a\":\"\\u20ac\\n\\u003c\\u000b\",\"A\":{}}"),
            "{\"A\":{},\"a\":\"€\\n<\\u000b\",\"b\":[1,true,null]}");
  EXPECT_THROW(json::canonical("1.5"), std::runtime_error);
  EXPECT_THROW(json::canonical("9007199254740993"), std::runtime_error);
  EXPECT_THROW(json::canonical("{\"名\":1}"), std::runtime_error);
}

}  // namespace
}  // namespace ws
