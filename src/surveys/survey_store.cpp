#include "surveys/survey_store.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "people/public.h"

namespace ws::surveys::store {
namespace {

const std::string survey_fields =
    "s.id, s.site_id, s.title, s.why, s.handling, s.audience, s.state, s.opens_ms, s.closes_ms, s.results_public, "
    "s.replies, s.made_ms, s.version";
constexpr std::size_t after_survey = 13;
const std::string select_survey = "SELECT " + survey_fields + " FROM surveys s WHERE s.id = $1";
constexpr std::string_view insert_survey =
    "INSERT INTO surveys (id, site_id, title, why, handling, audience, state, opens_ms, closes_ms, results_public, "
    "made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view update_survey =
    "UPDATE surveys SET title = $2, why = $3, handling = $4, audience = $5, opens_ms = $6, closes_ms = $7, "
    "results_public = $8, version = version + 1 WHERE id = $1 AND version = $9";
constexpr std::string_view move_survey =
    "UPDATE surveys SET state = $3, version = version + 1 WHERE id = $1 AND state = $2";
constexpr std::string_view end_survey =
    "UPDATE surveys SET closes_ms = CASE WHEN closes_ms > $2 AND opens_ms < $2 THEN $2 ELSE closes_ms END "
    "WHERE id = $1";

constexpr std::string_view select_questions =
    "SELECT code, kind, words, help, required, shape, if_question, if_option FROM survey_questions "
    "WHERE survey_id = $1 ORDER BY position";
constexpr std::string_view upsert_question =
    "INSERT INTO survey_questions (survey_id, code, position, kind, words, help, required, shape, if_question, "
    "if_option) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (survey_id, code) DO UPDATE SET "
    "position = excluded.position, kind = excluded.kind, words = excluded.words, help = excluded.help, required = "
    "excluded.required, shape = excluded.shape, if_question = excluded.if_question, if_option = excluded.if_option";
constexpr std::string_view select_codes = "SELECT code FROM survey_questions WHERE survey_id = $1";
constexpr std::string_view delete_question = "DELETE FROM survey_questions WHERE survey_id = $1 AND code = $2";
constexpr std::string_view select_answered =
    "SELECT question, COUNT(DISTINCT reply_id) FROM survey_answers WHERE survey_id = $1 GROUP BY question";

constexpr std::string_view insert_event =
    "INSERT INTO survey_events (id, survey_id, at_ms, actor_id, kind, question, words_before, words_after) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view select_events =
    "SELECT e.at_ms, p.name, e.kind, e.question, e.words_before, e.words_after FROM survey_events e "
    "LEFT JOIN persons p ON p.id = e.actor_id WHERE e.survey_id = $1 ORDER BY e.id DESC LIMIT 50";

constexpr std::string_view insert_reply_row =
    "INSERT INTO survey_replies (id, survey_id, lane, day, entered_by) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view count_reply = "UPDATE surveys SET replies = replies + 1 WHERE id = $1";
constexpr std::string_view insert_answer =
    "INSERT INTO survey_answers (reply_id, survey_id, question, part, choice, amount, words) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view select_replies =
    "SELECT id, lane, day FROM survey_replies WHERE survey_id = $1 AND id > $2 ORDER BY id LIMIT $3";
constexpr std::string_view select_answers =
    "SELECT reply_id, question, part, choice, amount, words FROM survey_answers WHERE survey_id = $1 AND reply_id >= "
    "$2 AND reply_id <= $3 ORDER BY reply_id, question, part, choice";

const std::string insert_participant =
    "INSERT INTO survey_participants (survey_id, person_id) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM "
    "survey_participants p WHERE p.survey_id = $1 AND p.person_id " +
    people::own_accounts("$2") + ") ON CONFLICT DO NOTHING";
const std::string select_participant =
    "SELECT 1 FROM survey_participants WHERE survey_id = $1 AND person_id " + people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view insert_device =
    "INSERT INTO survey_devices (survey_id, device_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING";
constexpr std::string_view select_device = "SELECT 1 FROM survey_devices WHERE survey_id = $1 AND device_hash = $2";

constexpr std::string_view count_paper =
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN lane = 'paper' THEN 1 ELSE 0 END), 0) FROM survey_replies "
    "WHERE survey_id = $1";
constexpr std::string_view count_cells =
    "SELECT question, part, choice, COUNT(*), COALESCE(SUM(amount), 0), COUNT(amount), COALESCE(MIN(amount), 0), "
    "COALESCE(MAX(amount), 0) FROM survey_answers WHERE survey_id = $1 GROUP BY question, part, choice "
    "ORDER BY question, part, choice LIMIT 20000";
constexpr std::string_view select_words =
    "SELECT reply_id, words FROM survey_answers WHERE survey_id = $1 AND question = $2 AND reply_id > $3 AND words "
    "<> "
    "'' ORDER BY reply_id LIMIT $4";

const std::string row_select =
    "SELECT " + survey_fields +
    ", x.name, (SELECT COUNT(*) FROM survey_questions q WHERE q.survey_id = s.id) FROM surveys s "
    "JOIN sites x ON x.id = s.site_id ";
const std::string select_asked = row_select +
                                 "WHERE s.state = 'open' AND s.audience <> 'invited' AND s.opens_ms <= $1 AND "
                                 "s.closes_ms > $1 ORDER BY s.closes_ms, s.id LIMIT $2";
const std::string select_asked_of =
    row_select +
    "WHERE s.state = 'open' AND s.audience = 'invited' AND s.opens_ms <= $2 AND s.closes_ms > $2 AND s.id IN "
    "(SELECT i.survey_id FROM survey_invitations i WHERE i.person_id " +
    people::own_accounts("$1") +
    ") AND NOT EXISTS (SELECT 1 FROM survey_participants p WHERE p.survey_id = s.id AND p.person_id " +
    people::own_accounts("$1") + ") ORDER BY s.closes_ms, s.id LIMIT $3";
const std::string select_told = row_select +
                                "WHERE s.state <> 'draft' AND s.audience <> 'invited' AND s.results_public = 1 AND "
                                "(s.closes_ms <= $1 OR s.state = 'closed') ORDER BY s.closes_ms DESC, s.id LIMIT $2";
const std::string select_row = row_select + "WHERE s.id = $1";

constexpr std::string_view insert_export =
    "INSERT INTO survey_exports (id, survey_id, asked_by, asked_ms, format) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view select_export = "SELECT id, survey_id, asked_by, format FROM survey_exports WHERE id = $1";
constexpr std::string_view delete_exports =
    "DELETE FROM survey_exports WHERE id IN (SELECT id FROM survey_exports WHERE asked_ms < $1 ORDER BY asked_ms "
    "LIMIT $2) RETURNING id, survey_id, asked_by, format";

template <class T>
T known(const std::optional<T>& parsed, const std::string& text) {
  if (!parsed) throw std::logic_error("surveys hold " + text);
  return *parsed;
}

Survey survey_of(const db::Row& row) {
  Survey found;
  found.id = row.id<SurveyId>(0);
  found.site = row.id<SiteId>(1);
  found.form.title = row.text(2);
  found.form.why = row.text(3);
  found.form.handling = row.text(4);
  found.form.audience = known(parse_audience(row.text(5)), row.text(5));
  found.state = known(parse_state(row.text(6)), row.text(6));
  found.form.opens = {row.i64(7)};
  found.form.closes = {row.i64(8)};
  found.form.results_public = row.i64(9) == 1;
  found.replies = row.i64(10);
  found.made = {row.i64(11)};
  found.version = row.i64(12);
  return found;
}

void write_options(json::Writer& out, std::string_view name, const std::vector<Option>& options) {
  out.key(name).array();
  for (const Option& option : options) out.begin().field("code", option.code).field("label", option.label).end();
  out.end_array();
}

std::string shape_of(const Question& question) {
  json::Writer out;
  out.begin();
  write_options(out, "options", question.options);
  write_options(out, "rows", question.rows);
  out.field("other", question.other).field("least", question.least).field("most", question.most).end();
  return out.take();
}

std::vector<Option> options_of(const json::Document& shape, std::string_view name) {
  std::vector<Option> options;
  for (const json::Document& one : shape.items(name))
    options.push_back({one.text("code").value_or(""), one.text("label").value_or("")});
  return options;
}

Question question_of(const db::Row& row) {
  Question question;
  question.code = row.text(0);
  question.kind = known(parse_kind(row.text(1)), row.text(1));
  question.words = row.text(2);
  question.help = row.text(3);
  question.required = row.i64(4) == 1;
  const json::Document shape(row.text(5));
  question.options = options_of(shape, "options");
  question.rows = options_of(shape, "rows");
  question.other = shape.boolean("other").value_or(false);
  question.least = shape.integer("least");
  question.most = shape.integer("most");
  question.if_question = row.text(6);
  question.if_option = row.text(7);
  return question;
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void write_questions(db::Tx& tx, const Survey& survey) {
  std::int64_t position = 0;
  for (const Question& question : survey.form.questions)
    tx.exec(upsert_question, survey.id, question.code, position++, to_text(question.kind), question.words,
            question.help, question.required ? 1 : 0, shape_of(question), or_null(question.if_question),
            or_null(question.if_option));
}

Row row_of(const db::Row& row) {
  return {survey_of(row), row.text(after_survey), row.i64(after_survey + 1)};
}

std::vector<Row> rows_of(const db::Rows& rows) {
  std::vector<Row> found;
  for (const db::Row& row : rows) found.push_back(row_of(row));
  return found;
}

Export export_of(const db::Row& row) {
  return {row.id<SurveyExportId>(0), row.id<SurveyId>(1), row.id<PersonId>(2), row.text(3)};
}

}  // namespace

std::optional<Survey> find(db::Reader& reader, const SurveyId& survey) {
  const auto row = reader.find(select_survey, survey);
  if (!row) return std::nullopt;
  Survey found = survey_of(*row);
  for (const db::Row& question : reader.query(select_questions, survey))
    found.form.questions.push_back(question_of(question));
  return found;
}

void insert(db::Tx& tx, const Survey& survey, const PersonId& by) {
  const Form& form = survey.form;
  tx.exec(insert_survey, survey.id, survey.site, form.title, form.why, form.handling, to_text(form.audience),
          to_text(survey.state), form.opens, form.closes, form.results_public ? 1 : 0, by, survey.made);
  write_questions(tx, survey);
}

bool update(db::Tx& tx, const Survey& survey) {
  const Form& form = survey.form;
  if (tx.exec(update_survey, survey.id, form.title, form.why, form.handling, to_text(form.audience), form.opens,
              form.closes, form.results_public ? 1 : 0, survey.version) == 0)
    return false;
  std::set<std::string> kept;
  for (const Question& question : form.questions) kept.insert(question.code);
  for (const db::Row& row : tx.query(select_codes, survey.id))
    if (!kept.contains(row.text(0))) tx.exec(delete_question, survey.id, row.text(0));
  write_questions(tx, survey);
  return true;
}

bool move(db::Tx& tx, const SurveyId& survey, State from, State to, Instant now) {
  if (tx.exec(move_survey, survey, to_text(from), to_text(to)) == 0) return false;
  if (to == State::closed) tx.exec(end_survey, survey, now);
  return true;
}

std::map<std::string, std::int64_t> answered(db::Reader& reader, const SurveyId& survey) {
  std::map<std::string, std::int64_t> found;
  for (const db::Row& row : reader.query(select_answered, survey)) found[row.text(0)] = row.i64(1);
  return found;
}

void append_event(db::Tx& tx, Random& random, const SurveyId& survey, const PersonId& actor, std::string_view kind,
                  const Rewording& rewording, Instant now) {
  tx.push(insert_event, new_ulid(now, random), survey, now, actor, kind, rewording.question, rewording.before,
          rewording.after);
}

std::vector<Event> events(db::Reader& reader, const SurveyId& survey) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, survey))
    found.push_back({{row.i64(0)}, row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  return found;
}

void insert_reply(db::Tx& tx, const SurveyId& survey, const Reply& reply) {
  tx.exec(insert_reply_row, reply.id, survey, reply.lane, reply.day, reply.entered_by);
  for (const Answer& answer : reply.answers)
    tx.push(insert_answer, reply.id, survey, answer.question, answer.part, answer.choice, answer.amount,
            answer.words);
  tx.exec(count_reply, survey);
}

std::vector<Reply> replies(db::Reader& reader, const SurveyId& survey, const std::string& after, std::int64_t limit) {
  std::vector<Reply> found;
  for (const db::Row& row : reader.query(select_replies, survey, after, limit)) {
    Reply reply;
    reply.id = row.id<SurveyReplyId>(0);
    reply.lane = row.text(1);
    reply.day = row.text(2);
    found.push_back(std::move(reply));
  }
  if (found.empty()) return found;
  std::size_t at = 0;
  for (const db::Row& row : reader.query(select_answers, survey, found.front().id, found.back().id)) {
    while (found.at(at).id.str() != row.text(0)) ++at;
    found[at].answers.push_back({row.text(1), row.text(2), row.text(3), row.opt_i64(4), row.text(5)});
  }
  return found;
}

bool add_participant(db::Tx& tx, const SurveyId& survey, const PersonId& person) {
  return tx.exec(insert_participant, survey, person) == 1;
}

bool add_device(db::Tx& tx, const SurveyId& survey, const std::string& device_hash) {
  return tx.exec(insert_device, survey, device_hash) == 1;
}

bool took_part(db::Reader& reader, const SurveyId& survey, const PersonId& person) {
  return reader.find(select_participant, survey, person).has_value();
}

bool has_device(db::Reader& reader, const SurveyId& survey, const std::string& device_hash) {
  return reader.find(select_device, survey, device_hash).has_value();
}

Results results(db::Reader& reader, const Survey& survey) {
  Results found;
  const auto replies = reader.find(count_paper, survey.id);
  found.replies = replies->i64(0);
  found.on_paper = replies->i64(1);
  const auto counts = answered(reader, survey.id);
  std::map<std::string, std::size_t> places;
  for (const Question& question : survey.form.questions) {
    places[question.code] = found.questions.size();
    QuestionResult& result = found.questions.emplace_back();
    result.question = question;
    if (const auto count = counts.find(question.code); count != counts.end()) result.answered = count->second;
  }
  for (const db::Row& row : reader.query(count_cells, survey.id)) {
    QuestionResult& result = found.questions.at(places.at(row.text(0)));
    result.cells.push_back({row.text(1), row.text(2), "", row.i64(3), row.i64(4)});
    if (row.i64(5) == 0) continue;
    result.least = result.amounts == 0 ? row.i64(6) : std::min(result.least, row.i64(6));
    result.most = result.amounts == 0 ? row.i64(7) : std::max(result.most, row.i64(7));
    result.sum += row.i64(4);
    result.amounts += row.i64(5);
  }
  return found;
}

std::vector<Words> words(db::Reader& reader, const SurveyId& survey, const std::string& question,
                         const std::string& after, std::int64_t limit) {
  std::vector<Words> found;
  for (const db::Row& row : reader.query(select_words, survey, question, after, limit))
    found.push_back({row.id<SurveyReplyId>(0), row.text(1)});
  return found;
}

std::vector<Row> list(db::Reader& reader, const Filter& filter) {
  db::Params params;
  const auto next = [&params](db::Value value) {
    params.push_back(std::move(value));
    return "$" + std::to_string(params.size());
  };
  std::string roots;
  for (const SiteId& site : filter.within) roots += (roots.empty() ? "" : ", ") + next(site.str());
  std::string sql = row_select +
                    "WHERE EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = s.site_id AND t.ancestor_id IN (" +
                    roots + "))";
  if (filter.state) sql += " AND s.state = " + next(std::string(to_text(*filter.state)));
  if (!filter.cursor.empty()) sql += " AND s.id < " + next(filter.cursor);
  sql += " ORDER BY s.id DESC LIMIT " + next(filter.limit);
  return rows_of(reader.run(sql, params));
}

std::vector<Row> asked(db::Reader& reader, Instant now, std::int64_t limit) {
  return rows_of(reader.query(select_asked, now, limit));
}

std::vector<Row> asked_of(db::Reader& reader, const PersonId& person, Instant now, std::int64_t limit) {
  return rows_of(reader.query(select_asked_of, person, now, limit));
}

std::vector<Row> told(db::Reader& reader, Instant now, std::int64_t limit) {
  return rows_of(reader.query(select_told, now, limit));
}

std::optional<Row> find_row(db::Reader& reader, const SurveyId& survey) {
  const auto row = reader.find(select_row, survey);
  if (!row) return std::nullopt;
  return row_of(*row);
}

void insert(db::Tx& tx, const Export& one, Instant now) {
  tx.exec(insert_export, one.id, one.survey, one.asked_by, now, one.format);
}

std::optional<Export> find_export(db::Reader& reader, const SurveyExportId& id) {
  const auto row = reader.find(select_export, id);
  if (!row) return std::nullopt;
  return export_of(*row);
}

std::vector<Export> forget_exports(db::Tx& tx, Instant before, std::int64_t limit) {
  std::vector<Export> gone;
  for (const db::Row& row : tx.query(delete_exports, before, limit)) gone.push_back(export_of(row));
  return gone;
}

}  // namespace ws::surveys::store
