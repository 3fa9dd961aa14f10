#include "courses/feedback_service.h"

namespace ws::courses {
namespace {

surveys::Question rating(std::string code, std::string words) {
  surveys::Question question;
  question.code = std::move(code);
  question.kind = surveys::Kind::rating;
  question.words = std::move(words);
  question.required = true;
  return question;
}

}  // namespace

surveys::Form feedback_form(const std::string& title, Instant now, std::int64_t days) {
  surveys::Form form;
  form.title = title;
  form.why = "这堂课对您有没有用、哪里可以更好，讲师和站点都想知道。";
  form.handling = "讲师和开课站点看统计和留言，用来改进下一堂课；不带姓名，不用来给人排名。";
  form.audience = surveys::Audience::invited;
  form.opens = now;
  form.closes = now.plus_ms(days * day_ms);
  form.questions.push_back(rating("useful", "这堂课对您有用吗？"));
  form.questions.push_back(rating("clear", "老师讲得清楚吗？"));
  surveys::Question pace;
  pace.code = "pace";
  pace.words = "快慢怎么样？";
  pace.options = {{"slow", "慢了"}, {"right", "刚好"}, {"fast", "快了"}};
  form.questions.push_back(pace);
  surveys::Question say;
  say.code = "say";
  say.kind = surveys::Kind::long_text;
  say.words = "还想学什么，或者哪里可以更好？";
  form.questions.push_back(say);
  return form;
}

}  // namespace ws::courses
