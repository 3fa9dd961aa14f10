#include "surveys/survey_export_service.h"

#include <filesystem>

#include "audit/public.h"
#include "figures/public.h"

namespace ws::surveys {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t replies_at_once = 500;
constexpr std::int64_t forgotten_at_once = 50;

/// A column of the table: a question, or a row of its matrix, or an option of its ranking.
struct Place {
  const Question* question;
  std::string part;
};

std::vector<Place> places_of(const Survey& survey) {
  std::vector<Place> places;
  for (const Question& question : survey.form.questions) {
    const auto& parts = question.kind == Kind::ranking ? question.options : question.rows;
    for (const Option& part : parts)
      if (question.kind == Kind::ranking || question.kind == Kind::matrix) places.push_back({&question, part.code});
    if (question.kind != Kind::ranking && question.kind != Kind::matrix) places.push_back({&question, ""});
  }
  return places;
}

const std::string& label_of(const std::vector<Option>& options, const std::string& code) {
  for (const Option& option : options)
    if (option.code == code) return option.label;
  return code;
}

std::string title_of(const Place& place) {
  const Question& question = *place.question;
  if (place.part.empty()) return question.code + " " + question.words;
  const auto& parts = question.kind == Kind::ranking ? question.options : question.rows;
  return question.code + " " + question.words + " / " + label_of(parts, place.part);
}

bool is_number(const Question& question) {
  return question.kind == Kind::number || question.kind == Kind::rating || question.kind == Kind::ranking;
}

figures::Cell cell_of(const Place& place, const std::vector<Answer>& answers) {
  const Question& question = *place.question;
  std::string said;
  for (const Answer& answer : answers) {
    if (answer.question != question.code) continue;
    if (question.kind == Kind::ranking ? answer.choice != place.part : answer.part != place.part) continue;
    if (answer.amount) return *answer.amount;
    const std::string words = answer.words.empty() ? label_of(question.options, answer.choice) : answer.words;
    said += (said.empty() ? "" : "；") + words;
  }
  return said;
}

figures::Heading heading_of(const Survey& survey, const std::vector<Place>& places, const std::string& language,
                            Instant now) {
  const bool english = language == "en";
  figures::Heading heading;
  heading.title = survey.form.title;
  heading.lines.push_back(survey.form.why);
  heading.lines.push_back(survey.form.handling);
  heading.columns = {{english ? "Reply" : "答卷", 1, true}, {english ? "Lane" : "来源"}, {english ? "Day" : "日期"}};
  for (const Place& place : places) heading.columns.push_back({title_of(place), 2, is_number(*place.question)});
  heading.foot = survey.form.title;
  heading.at = now;
  return heading;
}

}  // namespace

Task<Result<std::string>> ExportService::make(Actor actor, idempotency::Key key, SurveyId survey, Choice choice) {
  const Instant now = parts_.clock.now();
  const store::Export fresh{SurveyExportId::fresh(now, parts_.random), survey, actor.person, choice.format};
  auto use_case = [actor, key, fresh, choice, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_edit(tx, actor, fresh.survey);
      if (!found) return found.error();
      store::insert(tx, fresh, now);
      audit::record(tx,
                    {actor.person, "survey.exported", "survey", fresh.survey.str(), choice.reason,
                     found->form.title + " " + choice.format},
                    now);
      return fresh.id.str();
    });
  };
  Result<std::string> noted = co_await parts_.database.write(use_case);
  if (!noted) co_return noted;
  const store::Export noted_one{SurveyExportId(*noted), survey, actor.person, choice.format};
  if (fs::exists(path_of(noted_one))) co_return noted;
  const auto whole = parts_.database.read([&](db::Reader& reader) { return store::find(reader, survey); });
  auto writing = parts_.workers.run([this, noted_one, whole, language = choice.language] {
    write(noted_one, *whole, language);
    return Done{};
  });
  const auto written = co_await writing;
  if (!written) co_return written.error();
  co_return noted;
}

/// Some hundred replies at a time; the file appears whole, under its name, at the end.
void ExportService::write(const store::Export& one, const Survey& survey, const std::string& language) const {
  fs::create_directories(parts_.directory);
  const std::string path = path_of(one);
  const std::string unfinished = path + ".part";
  const auto places = places_of(survey);
  const auto sheet = figures::open_sheet(one.format == "csv" ? figures::Format::csv : figures::Format::xlsx,
                                         unfinished, heading_of(survey, places, language, parts_.clock.now()));
  std::string after;
  std::int64_t number = 0;
  for (;;) {
    const auto replies = parts_.database.read(
        [&](db::Reader& reader) { return store::replies(reader, survey.id, after, replies_at_once); });
    for (const store::Reply& reply : replies) {
      const bool paper = reply.lane == "paper";
      std::vector<figures::Cell> cells{
          ++number, std::string(language == "en" ? (paper ? "paper" : "online") : (paper ? "纸质" : "线上")),
          reply.day};
      for (const Place& place : places) cells.push_back(cell_of(place, reply.answers));
      sheet->row(cells);
    }
    if (static_cast<std::int64_t>(replies.size()) < replies_at_once) break;
    after = replies.back().id.str();
  }
  sheet->finish();
  fs::rename(unfinished, path);
}

std::string ExportService::path_of(const store::Export& one) const {
  return parts_.directory + "/survey-" + one.id.str() + "." + one.format;
}

Result<ExportService::File> ExportService::file(const Actor& actor, const SurveyExportId& id) const {
  const auto found = parts_.database.read([&](db::Reader& reader) { return store::find_export(reader, id); });
  if (!found || found->asked_by != actor.person || !fs::exists(path_of(*found)))
    return Error::not_found("survey.export_gone");
  const bool csv = found->format == "csv";
  return File{path_of(*found), "survey-" + id.str() + "." + found->format,
              csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
}

int ExportService::forget() {
  const Instant before = parts_.clock.now().plus_ms(-parts_.policy.export_days * day_ms);
  std::vector<store::Export> gone;
  const auto written = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    gone = store::forget_exports(tx, before, forgotten_at_once);
    return Done{};
  });
  if (!written) return 0;
  for (const store::Export& one : gone) fs::remove(path_of(one));
  return static_cast<int>(gone.size());
}

}  // namespace ws::surveys
