// Surveys: what is asked now, the form of one, and its figures when they are for everybody. The form works without
// script; questions that hang on others then say in words when they are to be answered.
#include <algorithm>

#include "base/text.h"
#include "base/vault.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using surveys::Given;
using surveys::Kind;
using surveys::Question;

constexpr std::size_t reply_limit = 512 * 1024;
constexpr std::string_view device_cookie = "ws-survey";
constexpr std::int64_t device_keeps_s = 180 * 24 * 3600;

std::string day_words(Instant at, Language language) {
  const LocalDate day = local_date(at);
  if (language == "en") return to_text(day);
  return std::to_string(day.month) + " 月 " + std::to_string(day.day) + " 日";
}

std::string url_of(const SurveyId& id) {
  return "/surveys/" + id.str();
}

// ---- who answers

/// A random mark of this survey alone, kept by the browser below its address: the same phone cannot be known again in
/// another survey.
std::string mark_of(const Request& request) {
  std::string mark(request.cookie(device_cookie));
  const bool plain = mark.size() == 32 && std::all_of(mark.begin(), mark.end(), [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                     });
  return plain ? mark : std::string();
}

surveys::access::Sender sender_of(const Request& request, const SurveyId& id, const std::string& mark) {
  return {request.actor.person, mark.empty() ? std::string() : sha256_hex(id.str() + mark)};
}

void keep_mark(Pages& pages, Response& response, const SurveyId& id, const std::string& mark) {
  response.with("Set-Cookie", std::string(device_cookie) + "=" + mark + "; Path=" + url_of(id) +
                                  "; Max-Age=" + std::to_string(device_keeps_s) + "; HttpOnly; SameSite=Lax" +
                                  (pages.parts.door.secure ? "; Secure" : ""));
}

// ---- the form's fields: q.CODE, o.CODE for "something else", m.CODE.ROW, r.CODE.OPTION

std::vector<Given> given_of(const surveys::Survey& survey, const http::Form& form) {
  std::map<std::string, Kind, std::less<>> kinds;
  for (const Question& question : survey.form.questions) kinds[question.code] = question.kind;
  std::vector<Given> given;
  for (const auto& [name, value] : form.fields()) {
    const auto parts = split(name, '.');
    if (parts.size() < 2 || parts[0].size() != 1) continue;
    const auto kind = kinds.find(parts[1]);
    if (kind == kinds.end()) continue;
    Given one;
    one.question = parts[1];
    const bool chosen =
        kind->second == Kind::single || kind->second == Kind::multiple || kind->second == Kind::rating;
    if (parts[0] == "q")
      (chosen ? one.choice : one.words) = value;
    else if (parts[0] == "o")
      one.words = value;
    else if (parts[0] == "m" && parts.size() == 3)
      one.part = parts[2], one.choice = value;
    else if (parts[0] == "r" && parts.size() == 3)
      one.choice = parts[2], one.words = value;
    else
      continue;
    given.push_back(std::move(one));
  }
  return given;
}

/// What was filled at one question.
class Filled {
 public:
  Filled(const std::vector<Given>& given, const Question& question) {
    for (const Given& one : given)
      if (one.question == question.code) said_.push_back(&one);
  }
  bool chose(std::string_view part, std::string_view choice) const {
    return std::any_of(said_.begin(), said_.end(),
                       [&](const Given* one) { return one->part == part && one->choice == choice; });
  }
  std::string words(std::string_view choice = {}) const {
    for (const Given* one : said_)
      if (one->choice == choice && !one->words.empty()) return one->words;
    return {};
  }

 private:
  std::vector<const Given*> said_;
};

void add_choices(View& view, const Question& question, const Filled& filled, Language language) {
  View& list = view.add(question.kind == Kind::single ? "SINGLE" : "MULTIPLE");
  for (const surveys::Option& option : question.options) {
    View& choice = list.add("OPTIONS");
    choice.set("VALUE", option.code).set("LABEL", option.label);
    if (filled.chose("", option.code)) choice.show("CHECKED");
  }
  if (!question.other) return;
  View& other = list.add("OTHER");
  other.set("F_OTHER", filled.words());
  if (filled.chose("", surveys::other_option)) other.show("CHECKED");
  other.set("OTHER_LABEL", say(language, "其他", "Something else"));
}

void add_rating(View& view, const Filled& filled) {
  View& list = view.add("RATING");
  for (int stars = 1; stars <= surveys::best_rating; ++stars) {
    View& star = list.add("STAR_CHOICES");
    star.set("STARS", std::to_string(stars));
    if (filled.chose("", std::to_string(stars))) star.show("CHECKED");
  }
}

void add_matrix(View& view, const Question& question, const Filled& filled) {
  View& table = view.add("MATRIX");
  for (const surveys::Option& part : question.rows) {
    View& row = table.add("ROWS");
    row.set("ROW_CODE", part.code).set("ROW_LABEL", part.label);
    for (const surveys::Option& option : question.options) {
      View& choice = row.add("OPTIONS");
      choice.set("VALUE", option.code).set("LABEL", option.label);
      if (filled.chose(part.code, option.code)) choice.show("CHECKED");
    }
  }
}

void add_ranking(View& view, const Question& question, const Filled& filled) {
  View& list = view.add("RANKING");
  for (const surveys::Option& option : question.options) {
    View& ranked = list.add("RANKED");
    ranked.set("RANKED_CODE", option.code).set("RANKED_LABEL", option.label);
    for (std::size_t place = 1; place <= question.options.size(); ++place) {
      View& choice = ranked.add("OPTIONS");
      choice.set("VALUE", std::to_string(place)).set("LABEL", std::to_string(place));
      if (filled.words(option.code) == std::to_string(place)) choice.show("SELECTED");
    }
  }
}

std::string label_of(const Question& question, const std::string& code, Language language) {
  if (code == surveys::other_option && question.other) return say(language, "其他", "Something else");
  if (question.kind == Kind::rating) return star_words(std::stoll(code), language);
  for (const surveys::Option& option : question.options)
    if (option.code == code) return option.label;
  return code;
}

/// How many may or must be chosen; the range of a number.
std::string bounds_words(const Question& question, Language language) {
  const auto least = question.least ? std::to_string(*question.least) : "";
  const auto most = question.most ? std::to_string(*question.most) : "";
  if (question.kind == Kind::multiple) {
    if (!most.empty() && !least.empty() && least != "1")
      return say(language, "可多选，选 " + least + "–" + most + " 项", "Choose " + least + " to " + most);
    if (!most.empty()) return say(language, "可多选，最多 " + most + " 项", "Choose up to " + most);
    if (!least.empty() && least != "1")
      return say(language, "可多选，至少 " + least + " 项", "Choose at least " + least);
    return say(language, "可多选", "Choose as many as you like");
  }
  if (question.kind == Kind::ranking)
    return say(language, "给每一项选一个名次，1 是最前面；不能重复", "Give each a place of its own; 1 comes first");
  if (question.kind != Kind::number || (least.empty() && most.empty())) return {};
  if (most.empty()) return say(language, "不小于 " + least, "At least " + least);
  if (least.empty()) return say(language, "不大于 " + most, "At most " + most);
  return say(language, least + " 到 " + most, least + " to " + most);
}

void add_condition(View& view, const surveys::Survey& survey, const Question& question, Language language) {
  if (question.if_question.empty()) return;
  const auto& all = survey.form.questions;
  const auto on =
      std::find_if(all.begin(), all.end(), [&](const Question& one) { return one.code == question.if_question; });
  const std::string number = std::to_string(on - all.begin() + 1);
  const std::string label = label_of(*on, question.if_option, language);
  view.add("ONLY_IF")
      .set("IF_QUESTION", question.if_question)
      .set("IF_OPTION", question.if_option)
      .set("ONLY_TEXT", say(language, "第 " + number + " 题选了“" + label + "”才需要回答",
                            "Only if you chose “" + label + "” at question " + number));
}

void add_question(View& view, const surveys::Survey& survey, std::size_t at, const std::vector<Given>& given,
                  Language language) {
  const Question& question = survey.form.questions[at];
  const Filled filled(given, question);
  view.set("CODE", question.code).set("NUMBER", std::to_string(at + 1)).set("WORDS", question.words);
  if (!question.required) view.show("OPTIONAL");
  if (!question.help.empty()) view.add("HELP").set("HELP_TEXT", question.help);
  if (const std::string bounds = bounds_words(question, language); !bounds.empty())
    view.add("BOUNDS").set("BOUNDS_TEXT", bounds);
  add_condition(view, survey, question, language);
  switch (question.kind) {
    case Kind::single:
    case Kind::multiple:
      return add_choices(view, question, filled, language);
    case Kind::rating:
      return add_rating(view, filled);
    case Kind::matrix:
      return add_matrix(view, question, filled);
    case Kind::ranking:
      return add_ranking(view, question, filled);
    case Kind::text:
      view.add("SHORT").set("F_WORDS", filled.words());
      return;
    case Kind::long_text:
      view.add("LONG").set("F_WORDS", filled.words());
      return;
    case Kind::number:
      view.add("AMOUNT").set("F_WORDS", filled.words());
      return;
    case Kind::date:
      view.add("DATE").set("F_WORDS", filled.words());
      return;
  }
}

// ---- figures for everybody

std::string percent_of(std::int64_t count, std::int64_t whole) {
  return whole == 0 ? "0" : std::to_string((count * 100 + whole / 2) / whole);
}

std::string one_decimal(std::int64_t sum, std::int64_t count) {
  const std::int64_t tenths = (sum * 10 + (sum < 0 ? -count : count) / 2) / count;
  return (tenths < 0 ? "-" : "") + std::to_string(std::abs(tenths) / 10) + "." +
         std::to_string(std::abs(tenths) % 10);
}

void add_cell(View& list, const surveys::QuestionResult& result, const surveys::Cell& cell, Language language) {
  View& row = list.add("CELLS");
  std::string label = label_of(result.question, cell.choice, language);
  for (const surveys::Option& part : result.question.rows)
    if (part.code == cell.part) label = part.label + " · " + label;
  row.set("LABEL", label);
  const bool ranked = result.question.kind == Kind::ranking;
  if (!cell.count) {
    row.set("SHARE", "0").set("COUNT", say(language, "人数少，不显示", "few, not shown"));
  } else if (ranked) {
    const auto places = static_cast<std::int64_t>(result.question.options.size());
    const std::int64_t most = places * *cell.count;
    row.set("SHARE", percent_of(most + *cell.count - cell.sum, most));
    row.set("COUNT", *cell.count == 0 ? "–"
                                      : say(language, "平均第 " + one_decimal(cell.sum, *cell.count) + " 位",
                                            "place " + one_decimal(cell.sum, *cell.count)));
  } else {
    const std::string share = percent_of(*cell.count, result.answered);
    row.set("SHARE", share).set("COUNT", grouped(*cell.count) + " · " + share + "%");
  }
}

void add_results(View& view, const surveys::Results& results, Language language) {
  View& shown = view.add("RESULTS");
  shown.set("REPLIES_TEXT", results.hidden ? say(language, "答卷太少，不公布数字，免得看出是谁答的。",
                                                 "Too few replied for figures that give nobody away.")
                                           : say(language, "共 " + grouped(results.replies) + " 份答卷",
                                                 grouped(results.replies) + " replies"));
  for (const surveys::QuestionResult& result : results.questions) {
    View& one = shown.add("COUNTED");
    one.set("CODE", result.question.code).set("WORDS", result.question.words);
    const bool counted = !result.hidden && result.answered > 0;
    std::string note =
        result.hidden || result.answered == 0
            ? say(language, "回答的人少，不显示", "Too few answered to be shown")
            : say(language, grouped(result.answered) + " 人回答", grouped(result.answered) + " answered");
    if (counted && result.amounts > 0 && result.question.kind != Kind::ranking)
      note += say(language, "，平均 " + one_decimal(result.sum, result.amounts),
                  ", mean " + one_decimal(result.sum, result.amounts));
    if (surveys::is_free(result.question.kind))
      note += say(language, "。文字只给开展调查的工作人员看", ". Words are read by the staff who ask");
    one.set("NOTE", note);
    if (!counted || result.cells.empty()) continue;
    View& table = one.add("TABLE");
    for (const surveys::Cell& cell : result.cells) add_cell(table, result, cell, language);
  }
}

// ---- pages

void set_asked(View& card, const surveys::store::Row& row, Language language) {
  card.set("ID", row.survey.id.str()).set("NAME", row.survey.form.title).set("SUMMARY", row.survey.form.why);
  card.set("SITE_NAME", row.site_name);
  card.set("QUESTIONS_TEXT",
           say(language, std::to_string(row.questions) + " 个问题", std::to_string(row.questions) + " questions"));
  card.set("UNTIL_TEXT", say(language, day_words(row.survey.form.closes, language) + "截止",
                             "until " + day_words(row.survey.form.closes, language)));
  if (row.survey.form.audience == surveys::Audience::signed_in) card.show("ACCOUNT");
}

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto open = pages.parts.services.surveys.open(request.actor);
  View view = pages.view(request, Nav::none);
  if (!open.invited.empty()) view.show("HAS_INVITED");
  for (const auto& row : open.invited) set_asked(view.add("INVITED"), row, language);
  show_either(view, !open.asked.empty(), "ASKED");
  for (const auto& row : open.asked) set_asked(view.add("ASKED"), row, language);
  if (!open.told.empty()) view.show("HAS_TOLD");
  for (const auto& row : open.told) {
    View& card = view.add("TOLD");
    card.set("ID", row.survey.id.str()).set("NAME", row.survey.form.title).set("SITE_NAME", row.site_name);
    card.set("UNTIL_TEXT", day_words(row.survey.form.closes, language));
  }
  return pages.render(request, "surveys.html", view);
}

void add_standing(View& view, const surveys::SurveyService::Asking& asking, const Request& request,
                  Language language) {
  const surveys::Form& form = asking.survey.form;
  if (request.q("done") == "1") {
    view.show("THANKS");
  } else if (asking.standing == surveys::Standing::coming) {
    view.add("COMING").set("OPENS_TEXT", day_words(form.opens, language));
  } else if (asking.standing == surveys::Standing::over) {
    view.show("OVER");
  } else if (form.audience != surveys::Audience::everyone && !request.actor.signed_in()) {
    view.add("SIGN_IN").set("SIGN_IN_URL", address("/sign-in", {{"next", url_of(asking.survey.id)}}));
  } else if (asking.answered) {
    view.show("ANSWERED");
  } else {
    view.show("ASKING");
  }
}

Response survey_page(Pages& pages, const Request& request, const surveys::SurveyService::Asking& asking,
                     const std::vector<Given>& given, const std::vector<FieldError>& errors, const Error* refusal) {
  const Language language = request.language();
  const surveys::Survey& survey = asking.survey;
  View view = pages.view(request, Nav::none, url_of(survey.id));
  view.set("ID", survey.id.str()).set("NAME", survey.form.title).set("SUMMARY", survey.form.why);
  view.set("HANDLING", survey.form.handling).set("SITE_NAME", asking.row.site_name);
  view.set("SITE_ID", survey.site.str()).set("UNTIL_TEXT", day_words(survey.form.closes, language));
  view.show(survey.form.audience == surveys::Audience::everyone ? "BY_DEVICE" : "BY_PERSON");
  if (survey.form.results_public) view.show("RESULTS_LATER");
  add_standing(view, asking, request, language);
  add_errors(view, errors, language);
  if (refusal) add_refusal(view, *refusal, language);
  for (std::size_t at = 0; at < survey.form.questions.size(); ++at) {
    View& question = view.add("QUESTIONS");
    add_question(question, survey, at, given, language);
    for (const FieldError& error : errors)
      if (error.field == survey.form.questions[at].code)
        question.add("Q_ERROR").set("Q_ERROR_TEXT", http::sentence(error.reason, language));
  }
  if (asking.results) add_results(view, *asking.results, language);
  const int status = !errors.empty() ? 422 : refusal ? http::status_of(refusal->code) : 200;
  Response response = pages.render(request, "survey.html", view, Keep::never, status);
  if (refusal) response.reason = refusal->reason;
  if (!errors.empty()) response.reason = errors.front().reason;
  return response;
}

Response one_page(Pages& pages, const Request& request) {
  const auto id = SurveyId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("survey.not_found"));
  std::string mark = mark_of(request);
  const auto asking = pages.parts.services.surveys.asking(sender_of(request, *id, mark), *id);
  if (!asking) return pages.refusal(request, asking.error());
  Response response = survey_page(pages, request, *asking, {}, {}, nullptr);
  if (mark.empty() && asking->standing == surveys::Standing::asking &&
      asking->survey.form.audience == surveys::Audience::everyone)
    keep_mark(pages, response, *id, pages.secrets.token_hex(16));
  return response;
}

Task<Response> answer(Pages& pages, Request& request) {
  const auto id = SurveyId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("survey.not_found"));
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  std::string mark = mark_of(request);
  const bool fresh = mark.empty();
  if (fresh) mark = pages.secrets.token_hex(16);
  const auto sender = sender_of(request, *id, mark);
  auto& service = pages.parts.services.surveys;
  const auto asking = service.asking(sender, *id);
  if (!asking) co_return pages.refusal(request, asking.error());
  const auto given = given_of(asking->survey, sent->form);
  if (const Outcome may = pages.parts.door.may_answer(request.peer); !may)
    co_return survey_page(pages, request, *asking, given, {}, &may.error());
  std::vector<FieldError> errors;
  for (const surveys::Fault& fault : surveys::judge(asking->survey.form.questions, given).faults)
    errors.push_back({fault.question, fault.reason});
  if (!errors.empty()) co_return survey_page(pages, request, *asking, given, errors, nullptr);
  // Of a survey for everybody nothing is written down under a person, not even the key of this form. And never what
  // was answered: a hash of so few choices could be guessed.
  const bool open_to_all = asking->survey.form.audience == surveys::Audience::everyone;
  const idempotency::Key key{open_to_all ? PersonId() : request.actor.person, sent->key, "surveys.reply", id->str()};
  auto replying = service.reply(sender, key, *id, given);
  const auto replied = co_await replying;
  if (!replied && replied.error().code == ErrorCode::unauthenticated)
    co_return pages.refusal(request, replied.error());
  if (!replied) co_return survey_page(pages, request, *asking, given, {}, &replied.error());
  Response response = Response::redirect(url_of(*id) + "?done=1");
  if (fresh && open_to_all) keep_mark(pages, response, *id, mark);
  co_return response;
}

}  // namespace

void add_survey_routes(http::Routes& routes, Pages& pages) {
  routes.get("/surveys", Access::everyone,
             http::handler([&pages](Request& request) { return list_page(pages, request); }));
  routes.get("/surveys/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return one_page(pages, request); }));
  routes.add({http::Method::post, "/surveys/{id}/replies", Access::everyone,
              [&pages](Request& request) { return answer(pages, request); }, reply_limit});
}

}  // namespace ws::portal
