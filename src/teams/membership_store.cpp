#include "teams/membership_store.h"

#include <stdexcept>

namespace ws::teams::store {
namespace {

const std::string select_membership =
    "SELECT m.person_id, p.name, v.number, t.id, t.name, m.leader, m.since_ms FROM team_members m "
    "JOIN teams t ON t.id = m.team_id JOIN volunteers v ON v.person_id = m.person_id "
    "JOIN persons p ON p.id = m.person_id ";
const std::string select_one = select_membership + "WHERE m.team_id = $1 AND m.person_id = $2";
const std::string select_of_person =
    select_membership + "WHERE m.person_id = $1 AND t.active = 1 ORDER BY t.name, t.id LIMIT 100";
const std::string select_page =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id WHERE t.active = 1) " +
    select_membership +
    "WHERE m.team_id IN (SELECT id FROM down) AND (v.number > $2 OR (v.number = $2 AND t.id > $3)) "
    "ORDER BY v.number, t.id LIMIT $4";
constexpr std::string_view select_skills = "SELECT skill FROM volunteer_skills WHERE person_id = $1 ORDER BY skill";
constexpr std::string_view select_leader_names =
    "SELECT p.name FROM team_members m JOIN persons p ON p.id = m.person_id WHERE m.team_id = $1 AND m.leader = 1 "
    "ORDER BY m.since_ms, p.id LIMIT 20";
constexpr std::string_view select_counts =
    "SELECT COUNT(*), CAST(COALESCE(SUM(leader), 0) AS BIGINT) FROM team_members WHERE team_id = $1";
constexpr std::string_view select_registered =
    "SELECT 1 FROM volunteers WHERE person_id = $1 AND state = 'registered'";
constexpr std::string_view insert_member =
    "INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (team_id, person_id) DO NOTHING";
constexpr std::string_view delete_member = "DELETE FROM team_members WHERE team_id = $1 AND person_id = $2";
constexpr std::string_view update_leader =
    "UPDATE team_members SET leader = $3 WHERE team_id = $1 AND person_id = $2 AND leader <> $3";

const std::string select_request =
    "SELECT r.id, t.id, t.name, r.person_id, p.name, v.number, r.text, r.state, r.asked_ms, r.answered_ms, r.reason "
    "FROM team_requests r JOIN teams t ON t.id = r.team_id JOIN persons p ON p.id = r.person_id "
    "JOIN volunteers v ON v.person_id = r.person_id ";
const std::string select_request_by_id = select_request + "WHERE r.id = $1";
const std::string select_latest =
    select_request + "WHERE r.team_id = $1 AND r.person_id = $2 ORDER BY r.id DESC LIMIT 1";
const std::string select_requests =
    select_request +
    "WHERE r.team_id = $1 AND ($2 = '' OR r.state = $2) AND (CAST($3 AS TEXT) = '' OR r.id < $3) "
    "ORDER BY r.id DESC LIMIT $4";
const std::string select_requests_of = select_request + "WHERE r.person_id = $1 ORDER BY r.id DESC LIMIT $2";
constexpr std::string_view count_requests =
    "SELECT COUNT(*) FROM team_requests WHERE person_id = $1 AND state = 'pending'";
constexpr std::string_view insert_request_row =
    "INSERT INTO team_requests (id, team_id, person_id, text, asked_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (team_id, person_id) WHERE state = 'pending' DO NOTHING";
constexpr std::string_view update_answer =
    "UPDATE team_requests SET state = $2, answered_by = $3, reason = $4, answered_ms = $5 "
    "WHERE id = $1 AND state = 'pending'";
constexpr std::string_view close_pending =
    "UPDATE team_requests SET state = 'refused', answered_by = $2, reason = $3, answered_ms = $4 "
    "WHERE team_id = $1 AND state = 'pending' RETURNING person_id";

Membership membership_of(const db::Row& row) {
  return {row.id<PersonId>(0), row.text(1), row.text(2), {row.text(3), row.text(4)}, row.i64(5) != 0, {row.i64(6)}};
}

std::vector<Membership> with_skills(db::Reader& reader, const db::Rows& rows) {
  std::vector<Membership> found;
  for (const db::Row& row : rows) {
    found.push_back(membership_of(row));
    for (const db::Row& skill : reader.query(select_skills, found.back().person))
      found.back().skills.push_back(skill.text(0));
  }
  return found;
}

Request request_of(const db::Row& row) {
  const auto state = parse_request_state(row.text(7));
  if (!state) throw std::logic_error("team_requests.state holds " + row.text(7));
  Request request{row.id<TeamRequestId>(0),
                  {row.text(1), row.text(2)},
                  row.id<PersonId>(3),
                  row.text(4),
                  row.text(5),
                  row.text(6),
                  *state,
                  {row.i64(8)},
                  {},
                  row.text(10)};
  if (!row.is_null(9)) request.answered = Instant{row.i64(9)};
  return request;
}

std::vector<Request> requests_from(const db::Rows& rows) {
  std::vector<Request> found;
  for (const db::Row& row : rows) found.push_back(request_of(row));
  return found;
}

}  // namespace

std::optional<Membership> find_membership(db::Reader& reader, const TeamId& team, const PersonId& person) {
  const auto row = reader.find(select_one, team, person);
  if (!row) return std::nullopt;
  return membership_of(*row);
}

std::string cursor_of(const Membership& membership) {
  return membership.number + " " + membership.team.id;
}

std::vector<Membership> memberships(db::Reader& reader, const TeamId& team, const std::string& after,
                                    std::int64_t limit) {
  const std::size_t blank = std::min(after.find(' '), after.size());
  const std::string number = after.substr(0, blank);
  const std::string last_team = blank == after.size() ? "" : after.substr(blank + 1);
  return with_skills(reader, reader.query(select_page, team, number, last_team, limit));
}

std::vector<Membership> memberships_of(db::Reader& reader, const PersonId& person) {
  std::vector<Membership> found;
  for (const db::Row& row : reader.query(select_of_person, person)) found.push_back(membership_of(row));
  return found;
}

std::vector<std::string> leader_names(db::Reader& reader, const TeamId& team) {
  std::vector<std::string> names;
  for (const db::Row& row : reader.query(select_leader_names, team)) names.push_back(row.text(0));
  return names;
}

Counts count(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_counts, team);
  return {row->i64(0), row->i64(1)};
}

bool is_registered(db::Reader& reader, const PersonId& person) {
  return reader.find(select_registered, person).has_value();
}

bool add_member(db::Tx& tx, const TeamId& team, const PersonId& person, bool leader, Instant now) {
  return tx.exec(insert_member, team, person, leader, now) == 1;
}

bool remove_member(db::Tx& tx, const TeamId& team, const PersonId& person) {
  return tx.exec(delete_member, team, person) == 1;
}

bool set_leader(db::Tx& tx, const TeamId& team, const PersonId& person, bool leader) {
  return tx.exec(update_leader, team, person, leader) == 1;
}

std::optional<Request> find_request(db::Reader& reader, const TeamRequestId& request) {
  const auto row = reader.find(select_request_by_id, request);
  if (!row) return std::nullopt;
  return request_of(*row);
}

std::optional<Request> latest_request(db::Reader& reader, const TeamId& team, const PersonId& person) {
  const auto row = reader.find(select_latest, team, person);
  if (!row) return std::nullopt;
  return request_of(*row);
}

std::vector<Request> requests(db::Reader& reader, const TeamId& team, std::optional<RequestState> state,
                              const std::string& before, std::int64_t limit) {
  const std::string wanted(state ? to_text(*state) : "");
  return requests_from(reader.query(select_requests, team, wanted, before, limit));
}

std::vector<Request> requests_of(db::Reader& reader, const PersonId& person, std::int64_t limit) {
  return requests_from(reader.query(select_requests_of, person, limit));
}

std::int64_t count_pending(db::Reader& reader, const PersonId& person) {
  return reader.find(count_requests, person)->i64(0);
}

bool insert_request(db::Tx& tx, const TeamRequestId& id, const TeamId& team, const PersonId& person,
                    const std::string& text, Instant now) {
  return tx.exec(insert_request_row, id, team, person, text, now) == 1;
}

bool answer_request(db::Tx& tx, const TeamRequestId& id, RequestState state, const PersonId& by,
                    const std::string& reason, Instant now) {
  return tx.exec(update_answer, id, to_text(state), by, reason, now) == 1;
}

std::vector<PersonId> close_requests(db::Tx& tx, const TeamId& team, const PersonId& by, const std::string& reason,
                                     Instant now) {
  std::vector<PersonId> people;
  for (const db::Row& row : tx.query(close_pending, team, by, reason, now)) people.push_back(row.id<PersonId>(0));
  return people;
}

}  // namespace ws::teams::store
