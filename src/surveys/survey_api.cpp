#include "surveys/survey_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::surveys {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::paging_of;
using http::Request;
using http::Response;

constexpr std::size_t form_limit = 512 * 1024;  ///< sixty questions with all their options
constexpr json::Range any_time{0, 4'102'444'800'000};
constexpr json::Range any_number{-1'000'000'000'000, 1'000'000'000'000};

Response refuse(const Error& error) {
  return Response::error(error);
}

std::optional<SurveyId> survey_of(const Request& request) {
  return SurveyId::parse(request.params.at(0));
}

Response no_survey() {
  return refuse(Error::not_found("survey.not_found"));
}

// ---- out

void write_options(json::Writer& out, std::string_view name, const std::vector<Option>& options) {
  out.key(name).array();
  for (const Option& option : options) out.begin().field("code", option.code).field("label", option.label).end();
  out.end_array();
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// Of one question, without the braces.
void write_question(json::Writer& out, const Question& question) {
  out.field("code", question.code)
      .field("kind", to_text(question.kind))
      .field("words", question.words)
      .field("help", question.help)
      .field("required", question.required);
  write_options(out, "options", question.options);
  write_options(out, "rows", question.rows);
  out.field("other", question.other)
      .field("least", question.least)
      .field("most", question.most)
      .field("if_question", or_null(question.if_question))
      .field("if_option", or_null(question.if_option));
}

/// Of a row of the list, without the braces.
void write_row(json::Writer& out, const store::Row& row) {
  const Survey& survey = row.survey;
  out.field("id", survey.id)
      .field("site_id", survey.site)
      .field("site_name", row.site_name)
      .field("title", survey.form.title)
      .field("audience", to_text(survey.form.audience))
      .field("state", to_text(survey.state))
      .field("opens_ms", survey.form.opens.ms)
      .field("closes_ms", survey.form.closes.ms)
      .field("results_public", survey.form.results_public)
      .field("questions_count", row.questions)
      .field("replies", survey.replies)
      .field("version", survey.version);
}

void write_event(json::Writer& out, const store::Event& event) {
  out.begin()
      .field("at_ms", event.at.ms)
      .field("actor_name", event.actor_name)
      .field("kind", event.kind)
      .field("question", or_null(event.question))
      .field("before", event.before)
      .field("after", event.after)
      .end();
}

void write_result(json::Writer& out, const QuestionResult& result) {
  const Question& question = result.question;
  out.begin()
      .field("code", question.code)
      .field("kind", to_text(question.kind))
      .field("words", question.words)
      .field("answered", result.answered)
      .field("hidden", result.hidden)
      .field("sum", result.sum)
      .field("amounts", result.amounts)
      .field("least", result.least)
      .field("most", result.most);
  write_options(out, "rows", question.rows);
  out.key("cells").array();
  for (const Cell& cell : result.cells)
    out.begin()
        .field("part", cell.part)
        .field("choice", cell.choice)
        .field("label", cell.label)
        .field("count", cell.count)
        .field("sum", cell.sum)
        .end();
  out.end_array().end();
}

// ---- in

std::vector<Option> read_options(json::Object& from, std::string_view name, std::size_t most,
                                 std::optional<Error>& refused) {
  std::vector<Option> options;
  if (!from.has(name)) return options;
  for (json::Object& one : from.objects(name, most)) {
    options.push_back({one.text("code", {1, 20}), one.text("label", {1, 100})});
    if (auto error = one.finish(); error && !refused) refused = error;
  }
  return options;
}

Question read_question(json::Object& from, std::optional<Error>& refused) {
  Question question;
  question.code = from.text("code", {1, 20});
  question.kind = parse_kind(from.one_of("kind", {"single", "multiple", "text", "long_text", "number", "date",
                                                  "rating", "matrix", "ranking"}))
                      .value_or(Kind::single);
  question.words = from.text("words", {1, 200});
  question.help = from.text_or("help", "", {0, 300});
  question.required = from.boolean_or("required", false);
  question.options = read_options(from, "options", most_options, refused);
  question.rows = read_options(from, "rows", most_rows, refused);
  question.other = from.boolean_or("other", false);
  question.least = from.opt_integer("least", any_number);
  question.most = from.opt_integer("most", any_number);
  question.if_question = from.text_or("if_question", "", {0, 20});
  question.if_option = from.text_or("if_option", "", {0, 20});
  return question;
}

Form read_form(json::Object& body, std::optional<Error>& refused) {
  Form form;
  form.title = body.text("title", {2, 60});
  form.why = body.text("why", {2, 500});
  form.handling = body.text("handling", {2, 500});
  form.audience =
      parse_audience(body.one_of("audience", {"everyone", "signed_in", "invited"})).value_or(Audience::everyone);
  form.opens = {body.integer("opens_ms", any_time)};
  form.closes = {body.integer("closes_ms", any_time)};
  form.results_public = body.boolean_or("results_public", false);
  for (json::Object& one : body.objects("questions", most_questions)) {
    form.questions.push_back(read_question(one, refused));
    if (auto error = one.finish(); error && !refused) refused = error;
  }
  return form;
}

// ---- routes

Response list(SurveyService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const std::string text(request.q("state"));
  const auto state = parse_state(text);
  if (!text.empty() && !state) return refuse(Error::invalid("field.unknown_value", "state"));
  const auto page = service.list(request.actor, state, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Row& row : page.rows) {
    out.begin();
    write_row(out, row);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response find(SurveyService& service, const Request& request) {
  const auto id = survey_of(request);
  if (!id) return no_survey();
  const auto found = service.find(request.actor, *id);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin();
  write_row(out, found->row);
  out.field("why", found->survey.form.why)
      .field("handling", found->survey.form.handling)
      .field("invited", found->invited)
      .field("may_edit", found->may_edit);
  out.key("reminded_ms");
  found->reminded ? out.value(found->reminded->ms) : out.null();
  out.key("questions").array();
  for (const Question& question : found->survey.form.questions) {
    const auto count = found->answered.find(question.code);
    out.begin();
    write_question(out, question);
    out.field("answered", count == found->answered.end() ? 0 : count->second).end();
  }
  out.end_array().key("events").array();
  for (const store::Event& event : found->events) write_event(out, event);
  return Response::json(out.end_array().end().take());
}

Task<Response> make(SurveyService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::optional<Error> refused;
  const auto site = body->id<SiteId>("site_id");
  Form form = read_form(*body, refused);
  if (const auto error = body->finish()) refused = error;
  if (refused) co_return refuse(*refused);
  auto making = service.make(request.actor, key_of(request, "surveys.make"), site, std::move(form));
  const auto result = co_await making;
  co_return done(result, 201);
}

Task<Response> edit(SurveyService& service, Request& request) {
  const auto id = survey_of(request);
  if (!id) co_return no_survey();
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::optional<Error> refused;
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  Form form = read_form(*body, refused);
  if (const auto error = body->finish()) refused = error;
  if (refused) co_return refuse(*refused);
  auto editing = service.edit(request.actor, key_of(request, "surveys.edit"), *id, std::move(form), version);
  const auto result = co_await editing;
  co_return done(result);
}

Task<Response> move(SurveyService& service, Request& request, State to) {
  const auto id = survey_of(request);
  if (!id) co_return no_survey();
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  if (const auto error = body->finish()) co_return refuse(*error);
  auto moving = service.move(request.actor, key_of(request, "surveys.move"), *id, to);
  const auto result = co_await moving;
  co_return done(result);
}

Task<Response> enter_paper(SurveyService& service, Request& request) {
  const auto id = survey_of(request);
  if (!id) co_return no_survey();
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::optional<Error> refused;
  std::vector<Given> given;
  for (json::Object& one : body->objects("answers", most_given)) {
    given.push_back({one.text("question", {1, 20}), one.text_or("part", "", {0, 20}),
                     one.text_or("choice", "", {0, 20}), one.text_or("words", "", {0, long_words})});
    if (auto error = one.finish(); error && !refused) refused = error;
  }
  if (const auto error = body->finish()) refused = error;
  if (refused) co_return refuse(*refused);
  auto entering = service.enter_paper(request.actor, key_of(request, "surveys.enter_paper"), *id, std::move(given));
  const auto result = co_await entering;
  co_return done(result, 201);
}

Response results(SurveyService& service, const Request& request) {
  const auto id = survey_of(request);
  if (!id) return no_survey();
  const auto found = service.results(request.actor, *id);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin()
      .field("replies", found->results.replies)
      .field("on_paper", found->results.on_paper)
      .field("hidden", found->results.hidden)
      .field("single_answers", found->single_answers)
      .field("smallest_group", found->smallest)
      .key("questions")
      .array();
  for (const QuestionResult& result : found->results.questions) write_result(out, result);
  return Response::json(out.end_array().end().take());
}

Response words(SurveyService& service, const Request& request) {
  const auto id = survey_of(request);
  if (!id) return no_survey();
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto found =
      service.words(request.actor, *id, std::string(request.q("question")), paging->cursor, paging->limit);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Words& one : found->rows) out.begin().field("id", one.reply).field("words", one.words).end();
  return Response::json(out.end_array().field("next", found->next).end().take());
}

Task<Response> make_export(ExportService& service, Request& request) {
  const auto id = survey_of(request);
  if (!id) co_return no_survey();
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  ExportService::Choice choice;
  choice.format = body->one_of("format", {"xlsx", "csv"});
  choice.reason = body->text("reason", {2, 200});
  if (const auto error = body->finish()) co_return refuse(*error);
  choice.language = request.language();
  auto making = service.make(request.actor, key_of(request, "surveys.export"), *id, std::move(choice));
  const auto result = co_await making;
  co_return done(result, 201);
}

Response export_file(ExportService& service, const Request& request) {
  const auto id = SurveyExportId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("survey.export_gone"));
  const auto found = service.file(request.actor, *id);
  if (!found) return refuse(found.error());
  Response response;
  response.file = found->path;
  response.content_type = found->type;
  return std::move(response)
      .with("Content-Disposition", "attachment; filename=\"" + found->name + "\"")
      .with("Cache-Control", "no-store");
}

}  // namespace

void add_routes(http::Routes& routes, SurveyService& surveys, ExportService& exports) {
  routes.get("/api/surveys", Access::staff,
             http::handler([&surveys](Request& request) { return list(surveys, request); }));
  routes.add({http::Method::post, "/api/surveys", Access::clerk,
              [&surveys](Request& request) { return make(surveys, request); }, form_limit});
  routes.get("/api/surveys/{id}", Access::staff,
             http::handler([&surveys](Request& request) { return find(surveys, request); }));
  routes.add({http::Method::put, "/api/surveys/{id}", Access::clerk,
              [&surveys](Request& request) { return edit(surveys, request); }, form_limit});
  routes.post("/api/surveys/{id}/opening", Access::clerk,
              [&surveys](Request& request) { return move(surveys, request, State::open); });
  routes.post("/api/surveys/{id}/closing", Access::clerk,
              [&surveys](Request& request) { return move(surveys, request, State::closed); });
  routes.post("/api/surveys/{id}/paper-replies", Access::clerk,
              [&surveys](Request& request) { return enter_paper(surveys, request); });
  routes.get("/api/surveys/{id}/results", Access::staff,
             http::handler([&surveys](Request& request) { return results(surveys, request); }));
  routes.get("/api/surveys/{id}/words", Access::clerk,
             http::handler([&surveys](Request& request) { return words(surveys, request); }));
  routes.post("/api/surveys/{id}/exports", Access::clerk,
              [&exports](Request& request) { return make_export(exports, request); });
  routes.get("/api/survey-exports/{id}/file", Access::clerk,
             http::handler([&exports](Request& request) { return export_file(exports, request); }));
}

}  // namespace ws::surveys
