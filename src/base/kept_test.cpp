#include "base/kept.h"

#include <gtest/gtest.h>

#include <optional>

#include "testing/fake_clock.h"

namespace ws {
namespace {

class KeptTest : public ::testing::Test {
 protected:
  /// Asks for "page" while the mark is `mark`; what is made says how often that was.
  std::string get(std::int64_t mark, const std::string& key = "page") {
    const auto value = kept.get(
        key, [mark] { return mark; }, [this] { return std::make_shared<const std::string>(std::to_string(++made)); });
    return *value;
  }
  testing::FakeClock clock;
  KeptTexts kept{2, clock};
  int made = 0;
};

TEST_F(KeptTest, IsMadeOnceUntilSomethingMoves) {
  EXPECT_EQ(get(1), "1");
  clock.advance_ms(9'000);
  EXPECT_EQ(get(1), "1");
  EXPECT_EQ(get(2), "2") << "something moved";
  EXPECT_EQ(get(2, "other"), "3");
}

TEST_F(KeptTest, AYoungOneIsGivenWhateverMoves) {
  EXPECT_EQ(get(1), "1");
  clock.advance_ms(499);
  EXPECT_EQ(get(2), "1");
  clock.advance_ms(1);
  EXPECT_EQ(get(2), "2");
}

TEST_F(KeptTest, NothingIsKeptForLong) {
  EXPECT_EQ(get(1), "1");
  clock.advance_ms(10'000);
  EXPECT_EQ(get(1), "2");
}

TEST_F(KeptTest, IsBoundedAndDoesNotKeepNothing) {
  for (const char* key : {"a", "b", "c"}) get(1, key);
  EXPECT_EQ(get(1, "c"), "3");
  EXPECT_EQ(get(1, "a"), "4") << "made room";
  const auto nothing = [] { return KeptTexts::Value(); };
  EXPECT_EQ(kept.get(
                "d", [] { return 1; }, nothing),
            nullptr);
  EXPECT_EQ(get(1, "d"), "5");
}

}  // namespace
}  // namespace ws
