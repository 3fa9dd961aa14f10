#include <gtest/gtest.h>

#include "surveys/survey_model.h"

namespace ws::surveys {
namespace {

Question question(std::string code, Kind kind, std::vector<std::string> options = {}) {
  Question one;
  one.code = std::move(code);
  one.kind = kind;
  one.words = "想学什么？";
  for (std::string& option : options) one.options.push_back({option, "选项 " + option});
  return one;
}

Form form(std::vector<Question> questions) {
  Form one;
  one.title = "春季课程需求";
  one.why = "开课前先问大家";
  one.handling = "只用来排课";
  one.opens = {1};
  one.closes = {2};
  one.questions = std::move(questions);
  return one;
}

std::string refusal(const Form& of) {
  const Outcome outcome = check_form(of);
  return outcome ? "" : outcome.error().reason + " " + outcome.error().field;
}

std::string fault(const Question& of, std::vector<Given> given) {
  for (Given& one : given) one.question = of.code;
  const Judged judged = judge({of}, given);
  return judged.faults.empty() ? "" : judged.faults.front().reason;
}

TEST(SurveyForm, SaysWhichQuestionIsWrong) {
  EXPECT_EQ(refusal(form({question("q1", Kind::single, {"a", "b"})})), "");
  EXPECT_EQ(refusal(form({})), "survey.no_questions questions");
  EXPECT_EQ(refusal(form({question("Q 1", Kind::text)})), "survey.bad_code questions[0].code");
  EXPECT_EQ(refusal(form({question("q1", Kind::text), question("q1", Kind::text)})),
            "survey.code_twice questions[1].code");
  EXPECT_EQ(refusal(form({question("q1", Kind::single, {"a"})})), "survey.options questions[0].options");
  EXPECT_EQ(refusal(form({question("q1", Kind::single, {"a", "other"})})), "survey.bad_code questions[0].options");
  EXPECT_EQ(refusal(form({question("q1", Kind::text, {"a", "b"})})), "survey.options questions[0].options");
  EXPECT_EQ(refusal(form({question("q1", Kind::matrix, {"a", "b"})})), "survey.rows questions[0].rows");
  Question range = question("q1", Kind::number);
  range.least = 5;
  range.most = 4;
  EXPECT_EQ(refusal(form({range})), "survey.range questions[0].least");
  Question many = question("q1", Kind::multiple, {"a", "b"});
  many.least = 3;
  EXPECT_EQ(refusal(form({many})), "survey.range questions[0].least");
  std::vector<Question> long_one;
  for (int i = 0; i < 10; ++i) {
    std::vector<std::string> options;
    for (int o = 0; o < 20; ++o) options.push_back("o" + std::to_string(o));
    long_one.push_back(question("q" + std::to_string(i), Kind::multiple, options));
  }
  EXPECT_EQ(refusal(form(long_one)), "survey.too_long questions") << "more fields than a form may send";
}

TEST(SurveyForm, BranchesLookBackAndNeverInACircle) {
  Question first = question("q1", Kind::single, {"a", "b"});
  Question second = question("q2", Kind::rating);
  Question third = question("q3", Kind::text);
  second.if_question = "q1";
  second.if_option = "a";
  third.if_question = "q2";
  third.if_option = "5";
  EXPECT_EQ(refusal(form({first, second, third})), "");
  EXPECT_EQ(refusal(form({second, first, third})), "survey.branch_forward questions[0].if_question");
  third.if_option = "6";
  EXPECT_EQ(refusal(form({first, second, third})), "survey.branch_option questions[2].if_option");
  third.if_option = "5";
  Question loop = first;
  loop.if_question = "q2";
  loop.if_option = "1";
  EXPECT_EQ(refusal(form({loop, second, third})), "survey.branch_cycle questions[0].if_question");
  loop.if_question = "q1";
  loop.if_option = "a";
  EXPECT_EQ(refusal(form({loop, second, third})), "survey.branch_cycle questions[0].if_question");
  loop.if_question = "q9";
  EXPECT_EQ(refusal(form({loop})), "survey.branch_forward questions[0].if_question");
  third.if_question = "q1";
  third.if_option = "c";
  EXPECT_EQ(refusal(form({first, second, third})), "survey.branch_option questions[2].if_option");
}

TEST(SurveyForm, HardRule_AQuestionWithAnswersKeepsItsMeaning) {
  const Form before = form({question("q1", Kind::single, {"a", "b"}), question("q2", Kind::text)});
  Form after = before;
  after.questions[0].words = "您想学什么？";
  after.questions[0].options.push_back({"c", "选项 c"});
  EXPECT_TRUE(check_change(before, after, {"q1", "q2"}).ok());
  ASSERT_EQ(rewordings(before, after).size(), 1u);
  EXPECT_EQ(rewordings(before, after)[0].question, "q1");
  after.questions[0].options.erase(after.questions[0].options.begin());
  EXPECT_EQ(check_change(before, after, {"q1"}).error().reason, "survey.question_answered");
  EXPECT_TRUE(check_change(before, after, {"q2"}).ok()) << "nobody has answered q1";
  after = before;
  after.questions[1].kind = Kind::number;
  EXPECT_EQ(check_change(before, after, {"q2"}).error().field, "questions[1].kind");
  after.questions.pop_back();
  EXPECT_EQ(check_change(before, after, {"q2"}).error().reason, "survey.question_answered");
  after = before;
  after.questions[1].if_question = "q1";
  after.questions[1].if_option = "a";
  EXPECT_EQ(check_change(before, after, {"q2"}).error().reason, "survey.question_answered");
}

TEST(SurveyReply, EveryKindSaysWhatIsWrong) {
  Question single = question("q", Kind::single, {"a", "b"});
  single.required = true;
  single.other = true;
  EXPECT_EQ(fault(single, {}), "survey.answer_required");
  EXPECT_EQ(fault(single, {{"", "", "z", ""}}), "survey.answer_unknown");
  EXPECT_EQ(fault(single, {{"", "", "a", ""}, {"", "", "b", ""}}), "survey.answer_many");
  EXPECT_EQ(fault(single, {{"", "", "other", ""}}), "survey.answer_other");
  EXPECT_EQ(fault(single, {{"", "", "other", ""}, {"", "", "", "太极"}}), "");
  Question multiple = question("q", Kind::multiple, {"a", "b", "c"});
  multiple.least = 2;
  multiple.most = 2;
  EXPECT_EQ(fault(multiple, {}), "") << "not required";
  EXPECT_EQ(fault(multiple, {{"", "", "a", ""}}), "survey.answer_few");
  EXPECT_EQ(fault(multiple, {{"", "", "a", ""}, {"", "", "b", ""}, {"", "", "c", ""}}), "survey.answer_many");
  Question number = question("q", Kind::number);
  number.least = 0;
  number.most = 120;
  EXPECT_EQ(fault(number, {{"", "", "", "六十"}}), "survey.answer_number");
  EXPECT_EQ(fault(number, {{"", "", "", "121"}}), "survey.answer_range");
  EXPECT_EQ(fault(number, {{"", "", "", " 68 "}}), "");
  EXPECT_EQ(fault(question("q", Kind::date), {{"", "", "", "2027-02-30"}}), "survey.answer_date");
  EXPECT_EQ(fault(question("q", Kind::rating), {{"", "", "6", ""}}), "survey.answer_unknown");
  EXPECT_EQ(fault(question("q", Kind::text), {{"", "", "", std::string(201, 'x')}}), "survey.answer_long");
  EXPECT_EQ(fault(question("q", Kind::long_text), {{"", "", "", "第一行\n第二行"}}), "");
  Question matrix = question("q", Kind::matrix, {"a", "b"});
  matrix.rows = {{"r1", "上午"}, {"r2", "下午"}};
  matrix.required = true;
  EXPECT_EQ(fault(matrix, {{"", "r1", "a", ""}}), "survey.answer_rows");
  EXPECT_EQ(fault(matrix, {{"", "r1", "a", ""}, {"", "r1", "b", ""}}), "survey.answer_many");
  EXPECT_EQ(fault(matrix, {{"", "r3", "a", ""}}), "survey.answer_unknown");
  EXPECT_EQ(fault(matrix, {{"", "r1", "a", ""}, {"", "r2", "b", ""}}), "");
  const Question ranking = question("q", Kind::ranking, {"a", "b"});
  EXPECT_EQ(fault(ranking, {{"", "", "a", "1"}, {"", "", "b", "1"}}), "survey.answer_places");
  EXPECT_EQ(fault(ranking, {{"", "", "a", "1"}}), "survey.answer_places");
  EXPECT_EQ(fault(ranking, {{"", "", "a", "2"}, {"", "", "b", "1"}}), "");
  EXPECT_EQ(fault(ranking, {}), "");
}

TEST(SurveyReply, HardRule_WhatTheBranchLeavesOutIsIgnored) {
  Question first = question("q1", Kind::single, {"yes", "no"});
  Question second = question("q2", Kind::text);
  second.required = true;
  second.if_question = "q1";
  second.if_option = "yes";
  Question third = question("q3", Kind::text);
  const std::vector<Question> questions{first, second, third};
  const Judged left_out = judge(questions, {{"q1", "", "no", ""}, {"q2", "", "", "悄悄话"}, {"q9", "", "", "x"}});
  EXPECT_TRUE(left_out.faults.empty());
  ASSERT_EQ(left_out.answers.size(), 1u);
  EXPECT_EQ(left_out.answers[0].question, "q1");
  const Judged asked = judge(questions, {{"q1", "", "yes", ""}});
  ASSERT_EQ(asked.faults.size(), 1u);
  EXPECT_EQ(asked.faults[0].question, "q2");
}

Results counted(std::vector<std::int64_t> counts) {
  Results results;
  QuestionResult& one = results.questions.emplace_back();
  one.question = question("q1", Kind::single, {"a", "b", "c", "d"});
  for (std::size_t i = 0; i < counts.size(); ++i) {
    one.cells.push_back({"", one.question.options[i].code, "", counts[i], 0});
    one.answered += counts[i];
  }
  results.replies = one.answered;
  return results;
}

std::string shown(const Results& results) {
  std::string text;
  for (const Cell& cell : results.questions.at(0).cells)
    text += (text.empty() ? "" : " ") + (cell.count ? std::to_string(*cell.count) : "?");
  return text;
}

TEST(SurveyResults, HardRule_NothingIsToldOfSmallGroups) {
  EXPECT_TRUE(protect(counted({2, 2}), 5).hidden);
  EXPECT_TRUE(protect(counted({2, 2}), 5).questions.empty());
  EXPECT_EQ(protect(counted({2, 2}), 5).replies, 0);
  EXPECT_EQ(shown(protect(counted({10, 20, 0, 30}), 5)), "10 20 0 30");
  EXPECT_EQ(shown(protect(counted({3, 20, 10, 30}), 5)), "? 20 ? 30") << "one alone could be reckoned from the rest";
  EXPECT_EQ(shown(protect(counted({1, 2, 10, 30}), 5)), "? ? ? 30") << "two of three people are too few as well";
  EXPECT_EQ(shown(protect(counted({3, 4, 10, 30}), 5)), "? ? 10 30");
  Results few = counted({4, 0});
  few.replies = 100;
  EXPECT_TRUE(protect(few, 5).questions.at(0).hidden);
  EXPECT_TRUE(protect(few, 5).questions.at(0).cells.empty());
}

TEST(SurveyResults, HardRule_AMeanDoesNotGiveAwayWhatIsHidden) {
  Results results = counted({3, 20, 10, 30});
  results.questions[0].question.kind = Kind::rating;
  results.questions[0].sum = 200;
  results.questions[0].amounts = 63;
  EXPECT_EQ(protect(results, 5).questions[0].amounts, 0);
}

}  // namespace
}  // namespace ws::surveys
