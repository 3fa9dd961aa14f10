#include "base/sm3.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/json.h"
#include "testing/source_dir.h"

namespace ws {
namespace {

TEST(Sm3, HardRule_IsTheStandards) {
  std::ifstream file(testing::source_dir() + "/data/standards-vectors.json");
  const json::Document vectors(std::string{std::istreambuf_iterator<char>(file), {}});
  EXPECT_EQ(to_hex(sm3("abc")), vectors.text("sm3.abc"));
}

TEST(Sm3, HexadecimalGoesBothWays) {
  const std::string bytes = sm3("");
  EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  EXPECT_EQ(to_hex(std::string("\0\x7f\xff", 3)), "007fff");
  EXPECT_THROW(from_hex("abc"), std::invalid_argument);
  EXPECT_THROW(from_hex("zz"), std::invalid_argument);
}

}  // namespace
}  // namespace ws
