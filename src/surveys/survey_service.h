#pragma once
// The use cases of surveys: making, asking, answering, counting.

#include "base/clock.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "surveys/survey_access.h"

namespace ws::surveys {

class SurveyService {
 public:
  SurveyService(db::Database& database, const Clock& clock, Random& random, Limits limits)
      : database_(database), clock_(clock), random_(random), limits_(limits) {}

  // ---- staff

  struct Page {
    std::vector<store::Row> rows;
    std::optional<std::string> next;
  };
  Page list(const Actor& actor, std::optional<State> state, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    store::Row row;
    Survey survey;
    std::map<std::string, std::int64_t> answered;
    std::vector<store::Event> events;
    std::int64_t invited = 0;
    std::optional<Instant> reminded;
    bool may_edit = false;
  };
  /// Refuses "survey.not_found".
  Result<Detail> find(const Actor& actor, const SurveyId& survey) const;
  /// Answers the identifier. Refuses "site.not_found", "site.not_yours" and what check_form refuses.
  Task<Result<std::string>> make(Actor actor, idempotency::Key key, SiteId site, Form form);
  /// Refuses as well "survey.not_yours", "survey.changed_meanwhile", "survey.question_answered"; what is over,
  /// "survey.closed".
  Task<Result<std::string>> edit(Actor actor, idempotency::Key key, SurveyId survey, Form form, std::int64_t version);
  /// From draft to open, or from open to closed. Refuses "survey.state"; "survey.times" for what would be over at
  /// once.
  Task<Result<std::string>> move(Actor actor, idempotency::Key key, SurveyId survey, State to);
  /// Answers that came on paper, for as long as the survey was not closed by hand. Refuses what judge finds, with
  /// the question as field; "survey.closed".
  Task<Result<std::string>> enter_paper(Actor actor, idempotency::Key key, SurveyId survey, std::vector<Given> given);

  struct Shown {
    Survey survey;
    Results results;
    bool single_answers = false;  ///< the actor may see them; else the figures are protected
    std::int64_t smallest = 0;
  };
  Result<Shown> results(const Actor& actor, const SurveyId& survey) const;
  struct Words {
    std::vector<store::Words> rows;
    std::optional<std::string> next;
  };
  /// For who may see single answers. Refuses "survey.not_found", "survey.not_yours", "survey.no_question".
  Result<Words> words(const Actor& actor, const SurveyId& survey, const std::string& question,
                      const std::string& cursor, std::int64_t limit) const;

  // ---- who answers

  struct Open {
    std::vector<store::Row> invited;  ///< to which the actor is, and has not answered
    std::vector<store::Row> asked, told;
  };
  Open open(const Actor& actor) const;
  struct Asking {
    store::Row row;
    Survey survey;
    Standing standing = Standing::over;
    bool answered = false;  ///< by this person or device
    std::optional<Results> results;
  };
  /// Refuses "survey.not_found".
  Result<Asking> asking(const access::Sender& sender, const SurveyId& survey) const;
  /// Answers the survey's identifier. Refuses "survey.not_found", "survey.not_asking", "survey.answered_before",
  /// "session.required", and what judge finds, with the question as field.
  Task<Result<std::string>> reply(access::Sender sender, idempotency::Key key, SurveyId survey,
                                  std::vector<Given> given);

 private:
  Result<std::string> edit_in(db::Tx& tx, const Actor& actor, const SurveyId& id, const Form& form,
                              std::int64_t version, Instant now);
  Result<std::string> reply_in(db::Tx& tx, const access::Sender& sender, const SurveyId& id,
                               const std::vector<Given>& given, Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Limits limits_;
};

/// With the labels of the questions' own options, in their order, also those that nobody chose.
Results labelled(Results results);

}  // namespace ws::surveys
