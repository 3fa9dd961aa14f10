#include "seed/survey_history.h"

#include <algorithm>
#include <stdexcept>

#include "base/run_task.h"
#include "seed/story.h"
#include "surveys/public.h"

namespace ws::seed {
namespace {

using surveys::Given;
using surveys::Kind;
using surveys::Question;

std::vector<surveys::Option> options_of(const json::Document& told, std::string_view field) {
  std::vector<surveys::Option> options;
  for (const json::Document& one : told.items(field)) options.push_back({need(one, "code"), need(one, "label")});
  return options;
}

Question question_of(const json::Document& told) {
  Question question;
  question.code = need(told, "code");
  question.kind = surveys::parse_kind(need(told, "kind")).value();
  question.words = need(told, "words");
  question.help = told.text("help").value_or("");
  question.required = told.boolean("required").value_or(false);
  question.options = options_of(told, "options");
  question.rows = options_of(told, "rows");
  question.other = told.boolean("other").value_or(false);
  question.least = told.integer("least");
  question.most = told.integer("most");
  question.if_question = told.text("if_question").value_or("");
  question.if_option = told.text("if_option").value_or("");
  return question;
}

/// Somebody's answers, drawn by the weights of the data file.
class Resident {
 public:
  Resident(Random& random, std::vector<Given>& given) : random_(random), given_(given) {}

  void answer(const Question& question, const json::Document& told) {
    if (!question.required && random_.below(5) == 0) return;
    switch (question.kind) {
      case Kind::single:
        return choose(question, told, 1);
      case Kind::multiple:
        return choose(question, told, 1 + random_.below(static_cast<std::uint64_t>(question.most.value_or(2))));
      case Kind::matrix:
        for (const auto& row : question.rows)
          say(question, row.code, question.options[drawn(weights(told))].code, "");
        return;
      case Kind::rating:
        return say(question, "", std::to_string(drawn(told.integers("weights")) + 1), "");
      case Kind::ranking:
        return rank(question, told);
      case Kind::number:
        return say(question, "", "", std::to_string(between(*told.integer("from"), *told.integer("to"))));
      case Kind::text:
      case Kind::long_text:
        if (const auto words = told.texts("said"); !words.empty() && random_.below(3) == 0)
          say(question, "", "", words[random_.below(words.size())]);
        return;
      case Kind::date:
        return;
    }
  }

 private:
  static std::vector<std::int64_t> weights(const json::Document& told) {
    std::vector<std::int64_t> all;
    for (const json::Document& option : told.items("options")) all.push_back(option.integer("weight").value());
    return all;
  }
  std::size_t drawn(const std::vector<std::int64_t>& weights) {
    std::int64_t whole = 0;
    for (const std::int64_t weight : weights) whole += weight;
    auto left = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(whole)));
    std::size_t at = 0;
    while (left >= weights[at]) left -= weights[at++];
    return at;
  }
  std::int64_t between(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(to - from + 1)));
  }
  void say(const Question& question, std::string part, std::string choice, std::string words) {
    given_.push_back({question.code, std::move(part), std::move(choice), std::move(words)});
  }
  void choose(const Question& question, const json::Document& told, std::uint64_t count) {
    auto left = weights(told);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::size_t at = drawn(left);
      say(question, "", question.options[at].code, "");
      left[at] = 0;
    }
    const auto words = told.texts("said");
    if (question.other && !words.empty() && count < 2 && random_.below(6) == 0)
      say(question, "", std::string(surveys::other_option), words[random_.below(words.size())]);
  }
  void rank(const Question& question, const json::Document& told) {
    auto left = weights(told);
    for (std::size_t place = 1; place <= left.size(); ++place) {
      const std::size_t at = drawn(left);
      say(question, "", question.options[at].code, std::to_string(place));
      left[at] = 0;
    }
  }

  Random& random_;
  std::vector<Given>& given_;
};

class Story {
 public:
  Story(db::Database& database, const HistoryOptions& options)
      : told_(read_text(options.data / "pidu" / "surveys.json")),
        now_(options.now),
        random_(options.seed),
        clock_(options.now),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        surveys_(database, clock_, random_, {}) {}

  SurveyResult run() {
    for (const json::Document& told : told_.items("surveys")) tell(told);
    return result_;
  }

 private:
  std::string done(Result<std::string> result, const std::string& what) {
    if (!result) throw std::runtime_error("surveys.json: " + what + ": " + result.error().reason);
    return std::move(*result);
  }
  static idempotency::Key key() { return {{}, "", "seed.surveys", ""}; }

  void tell(const json::Document& told) {
    const Actor author = actor_named(known_, need(told, "author"));
    const std::string state = need(told, "state");
    const Instant opened = now_.plus_ms(-told.integer("opened_days_ago").value() * day_ms);
    surveys::Form form;
    form.title = need(told, "title");
    form.why = need(told, "why");
    form.handling = need(told, "handling");
    form.audience = surveys::parse_audience(need(told, "audience")).value();
    form.opens = opened;
    form.closes = state == "closed" ? now_.plus_ms(-told.integer("closed_days_ago").value() * day_ms)
                                    : now_.plus_ms(told.integer("closes_in_days").value() * day_ms);
    form.results_public = told.boolean("results_public").value();
    const auto questions = told.items("questions");
    for (const json::Document& question : questions) form.questions.push_back(question_of(question));
    clock_.at = opened;
    const SurveyId id(done(run_task(surveys_.make(author, key(), author.grants.at(0).site, form)), form.title));
    ++result_.surveys;
    if (state == "draft") return;
    done(run_task(surveys_.move(author, key(), id, surveys::State::open)), form.title);
    reply(author, id, form, questions, told);
    if (state == "closed") done(run_task(surveys_.move(author, key(), id, surveys::State::closed)), form.title);
  }

  void reply(const Actor& author, const SurveyId& id, const surveys::Form& form,
             const std::vector<json::Document>& questions, const json::Document& told) {
    const std::int64_t count = told.integer("replies").value();
    const std::int64_t on_paper = told.integer("on_paper").value();
    const std::int64_t last = std::min(now_.ms, form.closes.ms - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      clock_.at = form.opens.plus_ms((last - form.opens.ms) * i / count);
      std::vector<Given> given;
      Resident resident(random_, given);
      for (std::size_t at = 0; at < questions.size(); ++at) resident.answer(form.questions[at], questions[at]);
      if (i % count < on_paper)
        done(run_task(surveys_.enter_paper(author, key(), id, given)), form.title);
      else
        done(run_task(surveys_.reply({{}, "seed-" + std::to_string(i)}, key(), id, given)), form.title);
      ++result_.replies;
    }
    clock_.at = {last};
  }

  json::Document told_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  surveys::SurveyService surveys_;
  SurveyResult result_;
};

}  // namespace

SurveyResult replay_surveys(db::Database& database, const HistoryOptions& options) {
  return Story(database, options).run();
}

}  // namespace ws::seed
