#include "people/text_service.h"

#include "people/rig_test.h"

namespace ws::people {
namespace {

class Texts : public PeopleRig {
 protected:
  void queue(const PersonId& person) {
    ASSERT_TRUE(database
                    ->write_now([&](db::Tx& tx) -> Outcome {
                      people::text(tx, random, person, "recovery_asked", clock.now());
                      return Done{};
                    })
                    .ok());
  }
  std::int64_t waiting() { return number("SELECT COUNT(*) FROM text_messages"); }

  TextService texts{{*database, clock, vault, sender}};
};

TEST_P(Texts, LeaveAfterTheCommitForTheMobileOfThatTime) {
  queue(wu);
  const std::string mobile =
      vault.open(text("SELECT mobile_sealed FROM persons WHERE id = '" + wu.str() + "'"), mobile_context).value();
  exec("UPDATE persons SET mobile_sealed = '' WHERE id = $1", wu);
  EXPECT_TRUE(sender.texts.empty()) << "nothing is sent inside the transaction";
  EXPECT_EQ(texts.tick(), 1);
  EXPECT_EQ(sender.texts.size(), 1U);
  EXPECT_NE(sender.texts[mobile].find("换到另一个手机号"), std::string::npos);
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(texts.tick(), 0);
  EXPECT_EQ(sender.sent, 1);
  queue(wu);
  EXPECT_EQ(waiting(), 0) << "who has no mobile gets none";
}

TEST_P(Texts, AreTriedAgainLaterAndGivenUpInTheEnd) {
  sender.broken = true;
  queue(wu);
  EXPECT_EQ(texts.tick(), 0);
  EXPECT_EQ(texts.tick(), 0);
  EXPECT_EQ(sender.sent, 1) << "not again at once";
  clock.advance_ms(5 * minute_ms);
  sender.broken = false;
  EXPECT_EQ(texts.tick(), 1);
  sender.broken = true;
  queue(wu);
  for (int turn = 0; turn < 20; ++turn, clock.advance_ms(5 * minute_ms)) texts.tick();
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(sender.sent, 2 + 6);
  EXPECT_EQ(text("SELECT action FROM audit_log ORDER BY seq DESC LIMIT 1"), "text.not_sent");
}

INSTANTIATE_TEST_SUITE_P(Engines, Texts, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::people
