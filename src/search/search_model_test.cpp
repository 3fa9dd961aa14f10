#include "search/search_model.h"

#include <gtest/gtest.h>

#include "search/public.h"

namespace ws::search {
namespace {

TEST(SearchModel, a_word_becomes_one_phrase_of_its_grams) {
  EXPECT_EQ(to_fts5("智能"), "\"智 智能 能\"");
  EXPECT_EQ(to_tsquery("智能"), "('智' <-> '智能' <-> '能')");
}

TEST(SearchModel, every_word_is_wanted) {
  EXPECT_EQ(to_fts5("手机 cpr"), "\"手 手机 机\" AND \"cpr\"");
  EXPECT_EQ(to_tsquery("手机 cpr"), "('手' <-> '手机' <-> '机') & ('cpr')");
}

TEST(SearchModel, nothing_searchable_is_no_query) {
  for (const char* words : {"", "   ", "\"' OR * -", "，。！"}) {
    SCOPED_TRACE(words);
    const std::string fts5 = to_fts5(words);
    EXPECT_TRUE(fts5.empty() || fts5 == "\"or\"") << fts5;
    EXPECT_EQ(to_tsquery(words).empty(), fts5.empty());
  }
}

TEST(SearchModel, title_and_body_stand_at_different_weights_with_a_gap_between) {
  EXPECT_EQ(to_tsvector("理发", "App"), "'理':1A '理发':2A '发':3A 'app':5 ");
}

TEST(SearchModel, a_long_document_keeps_within_the_positions_of_the_engine) {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += "服务";
  const std::string vector = to_tsvector("标题", body);
  EXPECT_EQ(vector.find(":" + std::to_string(most_grams + 1)), std::string::npos);
}

TEST(SearchModel, wildcards_of_a_list_filter_are_taken_literally) {
  const auto patterns = like_patterns("50% A_b");
  EXPECT_EQ(patterns[0], "%50!%%");
  EXPECT_EQ(patterns[1], "%a!_b%");
  EXPECT_EQ(patterns[2], "%");
}

}  // namespace
}  // namespace ws::search
