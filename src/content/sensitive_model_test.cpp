#include "content/sensitive_model.h"

#include <gtest/gtest.h>

#include "content/content_model.h"

namespace ws::content {
namespace {

const Instant today{1'795'402'800'000};  // 2026-11-23

std::string found(const std::string& passage) {
  std::string out;
  for (const Finding& one : find_personal({passage}, today))
    out += std::string(out.empty() ? "" : " ") + std::string(to_text(one.kind)) + ":" + one.text;
  return out;
}

TEST(PersonalData, HardRule_IdentityNumbersAreFoundHoweverTheyAreWritten) {
  EXPECT_EQ(found("身份证号51012419880314903X。"), "id_number:51012419880314903X");
  EXPECT_EQ(found("证号 510124 19880314 903x"), "id_number:51012419880314903X");
  EXPECT_EQ(found("５１０１２４１９８８０３１４９０３Ｘ"), "id_number:51012419880314903X");
  EXPECT_EQ(found("编号510124198803149031"), "") << "the check character is wrong";
  EXPECT_EQ(found("流水号9510124198511029044"), "") << "part of a longer number";
}

TEST(PersonalData, HardRule_MobileNumbersAreFoundAndOtherNumbersAreNot) {
  EXPECT_EQ(found("请联系19900000001王老师"), "mobile:19900000001");
  EXPECT_EQ(found("+86 199-0000-0001"), "mobile:19900000001");
  EXPECT_EQ(found("199 0000 0001，028-87654321"), "mobile:19900000001");
  EXPECT_EQ(found("服务热线 12345，座机 028-87654321，订单 2026112300012"), "");
  EXPECT_EQ(found("51012419880314903X 19900000001"), "id_number:51012419880314903X mobile:19900000001");
}

TEST(PersonalData, HardRule_AChildsNameIsFoundTogetherWithItsSchool) {
  EXPECT_NE(found("郫都区实验小学的王小明同学朗诵了诗歌"), "");
  EXPECT_NE(found("来自书院小学的学生李子涵，讲了一个故事"), "");
  EXPECT_NE(found("犀浦幼儿园，5岁的陈果和妈妈一起来"), "");
  EXPECT_EQ(found("王小明同学朗诵了诗歌"), "") << "no school";
  EXPECT_EQ(found("郫都区实验小学的同学们朗诵了诗歌"), "") << "no name";
  EXPECT_EQ(found("书院小学王某某同学朗诵了诗歌"), "") << "withheld";
  EXPECT_EQ(found("书院小学放学了。王小明同学在茶馆"), "") << "not in one sentence";
  EXPECT_EQ(found("老师学习小组走进学校，学生志愿者讲安全"), "");
}

TEST(PersonalData, APlaceIsSaidInCharacters) {
  const auto all = find_personal({"没有", "电话：199 0000 0001。"}, today);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].passage, 1u);
  EXPECT_EQ(all[0].start, 3u);
  EXPECT_EQ(all[0].length, 13u);
}

Column column(int reviews, int proofreads) {
  Column found;
  found.slug = "x";
  found.reviews = reviews;
  found.proofreads = proofreads;
  return found;
}

TEST(ArticleWay, HardRule_PassesEachReviewAndProofreadingOfItsColumn) {
  const Column all = column(3, 3);
  std::string way;
  for (Station at = first_station(all); at.state != State::approved; at = next_station(all, at))
    way += std::string(to_text(at.state)) + std::to_string(at.stage) + " ";
  EXPECT_EQ(way, "in_review1 in_review2 in_review3 in_proofread1 in_proofread2 in_proofread3 ");
  EXPECT_EQ(first_station(column(0, 0)), (Station{State::approved, 0}));
  EXPECT_EQ(first_station(column(0, 1)), (Station{State::in_proofread, 1}));
  EXPECT_EQ(next_station(column(1, 0), {State::in_review, 1}), (Station{State::approved, 0}));
  EXPECT_EQ(next_station(column(1, 1), {State::in_review, 2}), (Station{State::in_proofread, 1}))
      << "the column asks for less by now";
}

TEST(ArticleWay, HardRule_NobodyJudgesTheirOwnOrTwice) {
  Article article;
  article.state = State::in_review;
  article.stage = 1;
  const Column two = column(2, 1);
  EXPECT_TRUE(may_judge(article, two, {false, false, true, false}).ok());
  EXPECT_EQ(may_judge(article, two, {true, false, true, true}).error().reason, "article.own");
  EXPECT_EQ(may_judge(article, two, {false, true, true, true}).error().reason, "article.passed_before");
  EXPECT_EQ(may_judge(article, two, {false, false, false, false}).error().reason, "article.not_a_reviewer");
  article.stage = 2;
  EXPECT_EQ(may_judge(article, two, {false, false, true, false}).error().reason, "article.owner_decides");
  EXPECT_TRUE(may_judge(article, two, {false, false, true, true}).ok());
  article.state = State::in_proofread;
  article.stage = 1;
  EXPECT_TRUE(may_judge(article, two, {}).ok()) << "any colleague proofreads";
  article.state = State::draft;
  EXPECT_EQ(may_judge(article, two, {false, false, true, true}).error().reason, "article.not_waiting");
}

TEST(ArticleWay, IsReleasedWhenApprovedForATimeAhead) {
  Article article;
  article.state = State::approved;
  const auto at = [](std::int64_t days) { return std::optional(today.plus_ms(days * day_ms)); };
  EXPECT_TRUE(check_release(article, {}, {}, today).ok());
  EXPECT_TRUE(check_release(article, at(1), at(2), today).ok());
  EXPECT_EQ(check_release(article, at(0), {}, today).error().reason, "article.due");
  EXPECT_EQ(check_release(article, at(500), {}, today).error().field, "publish_ms");
  EXPECT_EQ(check_release(article, at(2), at(2), today).error().field, "withdraw_ms");
  article.state = State::in_proofread;
  EXPECT_EQ(check_release(article, {}, {}, today).error().reason, "article.not_approved");
  EXPECT_EQ(check_column(column(1, 1)).ok(), true);
  Column bad = column(1, 1);
  for (const char* slug : {"", "A", "a b", "-a", "栏目"}) {
    bad.slug = slug;
    EXPECT_EQ(check_column(bad).error().reason, "column.slug") << slug;
  }
}

}  // namespace
}  // namespace ws::content
