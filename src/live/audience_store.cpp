#include "live/audience_store.h"

#include <stdexcept>

#include "people/public.h"

namespace ws::live::store {
namespace {

// ---- questions

const std::string select_question =
    "SELECT q.id, q.broadcast_id, q.person_id, p.name, q.text, q.asked_ms, q.state, q.votes, q.reason "
    "FROM broadcast_questions q JOIN persons p ON p.id = q.person_id ";
const std::string select_one_question = select_question + "WHERE q.id = $1";
// "open" comes before "answered" when read backwards.
const std::string select_shown = select_question +
                                 "WHERE q.broadcast_id = $1 AND q.state IN ('open', 'answered') ORDER BY q.state "
                                 "DESC, q.votes DESC, q.id LIMIT $2";
const std::string select_questions =
    select_question +
    "WHERE q.broadcast_id = $1 ORDER BY CASE q.state WHEN 'held' THEN 0 WHEN 'open' THEN 1 WHEN 'answered' THEN 2 "
    "ELSE 3 END, q.votes DESC, q.id LIMIT $2";
constexpr std::string_view insert_question =
    "INSERT INTO broadcast_questions (id, broadcast_id, person_id, text, asked_ms, state) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view update_question =
    "UPDATE broadcast_questions SET state = $2, reason = $3, decided_by = $4, decided_ms = $5 WHERE id = $1";
const std::string count_all = "SELECT COUNT(CASE WHEN state <> 'hidden' THEN 1 END), COUNT(CASE WHEN person_id " +
                              people::own_accounts("$2") +
                              "THEN 1 END) FROM broadcast_questions WHERE broadcast_id = $1";
const std::string insert_vote =
    "INSERT INTO broadcast_question_votes (question_id, person_id, voted_ms) SELECT CAST($1 AS TEXT), CAST($2 AS "
    "TEXT), "
    "CAST($3 AS BIGINT) WHERE NOT EXISTS "
    "(SELECT 1 FROM broadcast_question_votes v WHERE v.question_id = $1 AND v.person_id " +
    people::own_accounts("$2") + ") ON CONFLICT DO NOTHING";
const std::string delete_votes =
    "DELETE FROM broadcast_question_votes WHERE question_id = $1 AND person_id " + people::own_accounts("$2");
constexpr std::string_view add_votes = "UPDATE broadcast_questions SET votes = votes + $2 WHERE id = $1";
const std::string select_voted =
    "SELECT DISTINCT v.question_id FROM broadcast_question_votes v JOIN broadcast_questions q ON q.id = "
    "v.question_id "
    "WHERE q.broadcast_id = $1 AND v.person_id " +
    people::own_accounts("$2") + "ORDER BY v.question_id LIMIT $3";

Question question_of(const db::Row& row) {
  const auto state = parse_question_state(row.text(6));
  if (!state) throw std::logic_error("broadcast_questions.state holds " + row.text(6));
  return {row.id<QuestionId>(0),
          row.id<BroadcastId>(1),
          row.id<PersonId>(2),
          row.text(3),
          row.text(4),
          {row.i64(5)},
          *state,
          row.i64(7),
          row.text(8)};
}

std::vector<Question> questions_of(const db::Rows& rows) {
  std::vector<Question> found;
  for (const db::Row& row : rows) found.push_back(question_of(row));
  return found;
}

// ---- polls

constexpr std::string_view insert_poll =
    "INSERT INTO broadcast_polls (id, broadcast_id, question, opened_by, opened_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING";
constexpr std::string_view insert_choice =
    "INSERT INTO broadcast_poll_choices (poll_id, position, label) VALUES ($1, $2, $3)";
const std::string select_poll = "SELECT id, broadcast_id, question, opened_ms, closed_ms FROM broadcast_polls ";
const std::string select_one_poll = select_poll + "WHERE id = $1";
const std::string select_polls = select_poll + "WHERE broadcast_id = $1 ORDER BY id DESC LIMIT $2";
constexpr std::string_view select_choices =
    "SELECT label, votes FROM broadcast_poll_choices WHERE poll_id = $1 ORDER BY position";
constexpr std::string_view close_poll =
    "UPDATE broadcast_polls SET closed_ms = $2 WHERE id = $1 AND closed_ms IS NULL";
constexpr std::string_view close_open_poll =
    "UPDATE broadcast_polls SET closed_ms = $2 WHERE broadcast_id = $1 AND closed_ms IS NULL RETURNING id";
const std::string insert_poll_vote =
    "INSERT INTO broadcast_poll_votes (poll_id, person_id, position, voted_ms) SELECT CAST($1 AS TEXT), CAST($2 AS "
    "TEXT), "
    "CAST($3 AS BIGINT), CAST($4 AS BIGINT) WHERE NOT EXISTS "
    "(SELECT 1 FROM broadcast_poll_votes v WHERE v.poll_id = $1 AND v.person_id " +
    people::own_accounts("$2") +
    ") AND EXISTS (SELECT 1 FROM broadcast_polls p WHERE p.id = $1 AND p.closed_ms IS NULL) ON CONFLICT DO NOTHING";
constexpr std::string_view add_choice =
    "UPDATE broadcast_poll_choices SET votes = votes + 1 WHERE poll_id = $1 AND position = $2";
const std::string select_chosen =
    "SELECT v.poll_id, MIN(v.position) FROM broadcast_poll_votes v JOIN broadcast_polls p ON p.id = v.poll_id "
    "WHERE p.broadcast_id = $1 AND v.person_id " +
    people::own_accounts("$2") + "GROUP BY v.poll_id ORDER BY v.poll_id LIMIT $3";

Poll poll_of(db::Reader& reader, const db::Row& row) {
  Poll poll{row.id<PollId>(0), row.id<BroadcastId>(1), row.text(2), {}, {row.i64(3)}, {}};
  if (!row.is_null(4)) poll.closed = Instant{row.i64(4)};
  for (const db::Row& choice : reader.query(select_choices, poll.id))
    poll.choices.push_back({choice.text(0), choice.i64(1)});
  return poll;
}

}  // namespace

std::optional<Question> find_question(db::Reader& reader, const QuestionId& question) {
  const auto row = reader.find(select_one_question, question);
  if (!row) return std::nullopt;
  return question_of(*row);
}

void insert(db::Tx& tx, const Question& question) {
  tx.exec(insert_question, question.id, question.broadcast, question.person, question.text, question.asked,
          to_text(question.state));
}

void decide(db::Tx& tx, const QuestionId& question, QuestionState state, const std::string& reason,
            const PersonId& by, Instant now) {
  tx.exec(update_question, question, to_text(state), reason, by, now);
}

Asked count_questions(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  const auto row = reader.find(count_all, broadcast, person);
  return {row->i64(0), row->i64(1)};
}

std::vector<Question> shown_questions(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit) {
  return questions_of(reader.query(select_shown, broadcast, limit));
}

std::vector<Question> questions(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit) {
  return questions_of(reader.query(select_questions, broadcast, limit));
}

bool vote(db::Tx& tx, const QuestionId& question, const PersonId& person, Instant now) {
  if (tx.exec(insert_vote, question, person, now) == 0) return false;
  tx.exec(add_votes, question, 1);
  return true;
}

bool take_vote_back(db::Tx& tx, const QuestionId& question, const PersonId& person) {
  const std::int64_t gone = tx.exec(delete_votes, question, person);
  if (gone > 0) tx.exec(add_votes, question, -gone);
  return gone > 0;
}

std::vector<QuestionId> voted(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  std::vector<QuestionId> found;
  for (const db::Row& row : reader.query(select_voted, broadcast, person, most_questions))
    found.push_back(row.id<QuestionId>(0));
  return found;
}

bool insert(db::Tx& tx, const Poll& poll, const PersonId& by) {
  if (tx.exec(insert_poll, poll.id, poll.broadcast, poll.question, by, poll.opened) == 0) return false;
  for (std::size_t at = 0; at < poll.choices.size(); ++at)
    tx.exec(insert_choice, poll.id, at, poll.choices[at].label);
  return true;
}

std::optional<Poll> find_poll(db::Reader& reader, const PollId& poll) {
  const auto row = reader.find(select_one_poll, poll);
  if (!row) return std::nullopt;
  return poll_of(reader, *row);
}

std::vector<Poll> polls(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit) {
  std::vector<Poll> found;
  for (const db::Row& row : reader.query(select_polls, broadcast, limit)) found.push_back(poll_of(reader, row));
  return found;
}

bool close(db::Tx& tx, const PollId& poll, Instant now) {
  return tx.exec(close_poll, poll, now) == 1;
}

std::optional<PollId> close_open(db::Tx& tx, const BroadcastId& broadcast, Instant now) {
  const auto row = tx.find(close_open_poll, broadcast, now);
  if (!row) return std::nullopt;
  return row->id<PollId>(0);
}

bool choose(db::Tx& tx, const PollId& poll, std::int64_t position, const PersonId& person, Instant now) {
  if (tx.exec(insert_poll_vote, poll, person, position, now) == 0) return false;
  tx.exec(add_choice, poll, position);
  return true;
}

std::vector<OwnChoice> chosen(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  std::vector<OwnChoice> found;
  for (const db::Row& row : reader.query(select_chosen, broadcast, person, most_polls))
    found.push_back({row.id<PollId>(0), row.i64(1)});
  return found;
}

}  // namespace ws::live::store
