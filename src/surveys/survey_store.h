#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "surveys/survey_model.h"

namespace ws::surveys::store {

/// With its questions.
std::optional<Survey> find(db::Reader& reader, const SurveyId& survey);
void insert(db::Tx& tx, const Survey& survey, const PersonId& by);
/// Form and questions. False if it was changed since `survey.version`.
bool update(db::Tx& tx, const Survey& survey);
/// False if it is in another state than `from`.
bool move(db::Tx& tx, const SurveyId& survey, State from, State to, Instant now);

/// Codes of the questions that somebody answered, and how many.
std::map<std::string, std::int64_t> answered(db::Reader& reader, const SurveyId& survey);

struct Event {
  Instant at;
  std::string actor_name;
  std::string kind;  ///< made, edited, reworded, opened, closed, invited (`after`: how many), reminded
  std::string question, before, after;
};
void append_event(db::Tx& tx, Random& random, const SurveyId& survey, const PersonId& actor, std::string_view kind,
                  const Rewording& rewording, Instant now);
/// Newest first, at most 50.
std::vector<Event> events(db::Reader& reader, const SurveyId& survey);

// ---- replies

struct Reply {
  SurveyReplyId id;
  std::string lane;  ///< online, paper
  std::string day;
  PersonId entered_by;  ///< of paper only
  std::vector<Answer> answers;
};
void insert_reply(db::Tx& tx, const SurveyId& survey, const Reply& reply);
/// Replies after `after` by their random identifiers, with their answers.
std::vector<Reply> replies(db::Reader& reader, const SurveyId& survey, const std::string& after, std::int64_t limit);

/// Once each; false if they took part before. A person is asked of all their accounts.
bool add_participant(db::Tx& tx, const SurveyId& survey, const PersonId& person);
bool add_device(db::Tx& tx, const SurveyId& survey, const std::string& device_hash);
bool took_part(db::Reader& reader, const SurveyId& survey, const PersonId& person);
bool has_device(db::Reader& reader, const SurveyId& survey, const std::string& device_hash);

// ---- results

/// Everything that can be counted; cells in no order, without labels.
Results results(db::Reader& reader, const Survey& survey);
struct Words {
  SurveyReplyId reply;
  std::string words;
};
/// What was typed at a question, by random identifiers after `after`.
std::vector<Words> words(db::Reader& reader, const SurveyId& survey, const std::string& question,
                         const std::string& after, std::int64_t limit);

// ---- lists

struct Row {
  Survey survey;  ///< without questions
  std::string site_name;
  std::int64_t questions = 0;
};
struct Filter {
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::optional<State> state;
  std::string cursor;
  std::int64_t limit = 20;
};
/// Newest first.
std::vector<Row> list(db::Reader& reader, const Filter& filter);
/// What everybody may know of: asked now, and those whose results are public; not those for the invited. Those that
/// end first come first.
std::vector<Row> asked(db::Reader& reader, Instant now, std::int64_t limit);
std::vector<Row> told(db::Reader& reader, Instant now, std::int64_t limit);
/// To what the person is invited and has not answered.
std::vector<Row> asked_of(db::Reader& reader, const PersonId& person, Instant now, std::int64_t limit);
std::optional<Row> find_row(db::Reader& reader, const SurveyId& survey);

// ---- exports

struct Export {
  SurveyExportId id;
  SurveyId survey;
  PersonId asked_by;
  std::string format;
};
void insert(db::Tx& tx, const Export& one, Instant now);
std::optional<Export> find_export(db::Reader& reader, const SurveyExportId& id);
/// Takes away those asked before; answers them.
std::vector<Export> forget_exports(db::Tx& tx, Instant before, std::int64_t limit);

}  // namespace ws::surveys::store
