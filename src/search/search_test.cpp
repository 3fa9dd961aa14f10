#include <gtest/gtest.h>

#include <algorithm>

#include "search/public.h"
#include "search/search_service.h"
#include "testing/database.h"

namespace ws::search {
namespace {

class Search : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    database->migrate();
    put({"menu_item", "I1", "大学生课业辅导", "四点半以后，大学生到社区陪孩子写作业。", "Homework help"});
    put({"menu_item", "I2", "智能手机教学", "教老年人用微信、打车、挂号。", "Smartphone lessons"});
    put({"menu_item", "I3", "CPR 急救培训", "学会心肺复苏与AED，也讲120怎么打。", "First aid"});
    put({"site", "S1", "区图书馆实践基地", "讲座、绘本；每周末大学生带读，也教手机。", "郫筒街道"});
    put({"site", "S2", "望丛社区新时代文明实践站", "居民可以来量血压。", "三道堰镇"});
    put({"team", "T1", "学生手机队", "教手机。", ""});
    put({"team", "T2", "𠮷田书法队", "写'春联'和\\福字\\；😀", ""});
  }
  void put(Document document) {
    const auto done = database->write_now([&document](db::Tx& tx) -> Outcome {
      index(tx, document);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  std::vector<std::string> refs(std::string_view words, std::string_view kind = "", std::int64_t limit = 50) {
    return database->read([&](db::Reader& reader) {
      std::vector<std::string> found;
      for (const Hit& hit : find(reader, words, kind, limit)) found.push_back(hit.ref);
      return found;
    });
  }

  testing::TestDatabase place{GetParam()};
  std::unique_ptr<db::Database> database = place.open();
};
using Refs = std::vector<std::string>;

TEST_P(Search, finds_a_word_inside_a_longer_word) {
  EXPECT_EQ(refs("大学生"), (Refs{"I1", "S1"}));
  EXPECT_EQ(refs("学生"), (Refs{"T1", "I1", "S1"})) << "大学生 holds 学生";
}

TEST_P(Search, does_not_find_characters_that_do_not_stand_together) {
  EXPECT_EQ(refs("手能"), Refs{});
  EXPECT_EQ(refs("学大"), Refs{});
  EXPECT_EQ(refs("生课业"), Refs{"I1"});
}

TEST_P(Search, puts_hits_in_the_title_first_then_the_shorter_title) {
  EXPECT_EQ(refs("手机"), (Refs{"T1", "I2", "S1"}));
}

TEST_P(Search, wants_every_word_wherever_it_stands) {
  EXPECT_EQ(refs("大学生 手机"), Refs{"S1"});
  EXPECT_EQ(refs("手机 血压"), Refs{});
}

TEST_P(Search, finds_latin_words_and_numbers_beside_chinese_in_any_case) {
  EXPECT_EQ(refs("cpr"), Refs{"I3"});
  EXPECT_EQ(refs("CPR急救"), Refs{"I3"});
  EXPECT_EQ(refs("aed"), Refs{"I3"});
  EXPECT_EQ(refs("120"), Refs{"I3"});
  EXPECT_EQ(refs("smartphone"), Refs{"I2"});
}

TEST_P(Search, finds_a_single_character) {
  EXPECT_EQ(refs("读"), Refs{"S1"});
}

TEST_P(Search, finds_rare_characters_beyond_the_basic_plane) {
  EXPECT_EQ(refs("𠮷田"), Refs{"T2"});
}

TEST_P(Search, takes_the_signs_of_query_languages_as_no_words) {
  EXPECT_EQ(refs("\"手机\""), (Refs{"T1", "I2", "S1"}));
  EXPECT_EQ(refs("手机' | ('"), (Refs{"T1", "I2", "S1"}));
  EXPECT_EQ(refs("title:手机"), Refs{});
  EXPECT_EQ(refs("手*"), (Refs{"T1", "I2", "S1"}));
  EXPECT_EQ(refs("春联"), Refs{"T2"});
  for (const char* words : {"\"", "'", "\\", "(", ")", "*", "NEAR(", "-", "^", ":", "!", "&", "|", "<->"}) {
    SCOPED_TRACE(words);
    EXPECT_NO_THROW(refs(words));
  }
}

TEST_P(Search, keeps_to_a_kind_and_a_limit) {
  EXPECT_EQ(refs("手机", "site"), Refs{"S1"});
  EXPECT_EQ(refs("手机", "", 2), (Refs{"T1", "I2"}));
}

TEST_P(Search, replaces_a_document_and_forgets_a_removed_one) {
  put({"menu_item", "I2", "平板电脑教学", "教平板。", ""});
  EXPECT_EQ(refs("智能"), Refs{});
  EXPECT_EQ(refs("平板"), Refs{"I2"});
  const auto done = database->write_now([](db::Tx& tx) -> Outcome {
    remove(tx, "menu_item", "I2");
    remove(tx, "menu_item", "never there");
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(refs("平板"), Refs{});
}

TEST_P(Search, a_refused_use_case_leaves_the_index_as_it_was) {
  const auto done = database->write_now([](db::Tx& tx) -> Outcome {
    index(tx, {"menu_item", "I9", "磨刀服务", "磨刀。", ""});
    return Error::conflict("menu.changed_meanwhile");
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(refs("磨刀"), Refs{});
}

TEST_P(Search, refuses_unknown_kinds_and_long_words) {
  SearchService service(*database);
  EXPECT_EQ(service.find("手机", "person").error().reason, "search.unknown_kind");
  std::string words;
  for (int i = 0; i < 65; ++i) words += "字";
  EXPECT_EQ(service.find(words, "").error().reason, "search.too_long");
  EXPECT_EQ(service.find("手机", "site").value().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, Search, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::search
