#include "people/session_store.h"

namespace ws::people {
namespace {

constexpr std::string_view select_live =
    "SELECT s.id, s.person_id, s.seen_ms, s.expires_ms, v.state, g.role, g.site_id, g.team_id FROM sessions s "
    "JOIN persons p ON p.id = s.person_id LEFT JOIN volunteers v ON v.person_id = s.person_id "
    "LEFT JOIN grants g ON g.person_id = s.person_id AND g.revoked_ms IS NULL "
    "WHERE s.token_hash = $1 AND s.expires_ms > $2 AND p.disabled_ms IS NULL ORDER BY g.granted_ms, g.id";
constexpr std::string_view insert_row =
    "INSERT INTO sessions (id, token_hash, person_id, created_ms, seen_ms, expires_ms) VALUES ($1, $2, $3, $4, $4, "
    "$5)";
// All but the newest: identifiers sort by time, and the new one stays whatever its neighbours of the same
// millisecond.
constexpr std::string_view drop_oldest =
    "DELETE FROM sessions WHERE person_id = $1 AND id IN (SELECT id FROM sessions WHERE person_id = $1 AND id <> $2 "
    "ORDER BY created_ms DESC, id DESC LIMIT 1000 OFFSET $3)";
constexpr std::string_view delete_of_person = "DELETE FROM sessions WHERE person_id = $1";
constexpr std::string_view delete_row = "DELETE FROM sessions WHERE id = $1";
constexpr std::string_view touch_row =
    "UPDATE sessions SET seen_ms = $2, expires_ms = $3 WHERE id = $1 AND seen_ms <= $4";
constexpr std::string_view delete_over_sessions = "DELETE FROM sessions WHERE expires_ms <= $1";
constexpr std::string_view delete_over_codes = "DELETE FROM sign_in_codes WHERE expires_ms <= $1";

constexpr std::string_view put_row =
    "INSERT INTO sign_in_codes (mobile_key, code_hash, expires_ms, tries_left, sent_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (mobile_key) DO UPDATE SET code_hash = excluded.code_hash, expires_ms = excluded.expires_ms, "
    "tries_left = excluded.tries_left, sent_ms = excluded.sent_ms WHERE sign_in_codes.sent_ms <= $6";
constexpr std::string_view take_row =
    "UPDATE sign_in_codes SET tries_left = tries_left - 1 WHERE mobile_key = $1 AND tries_left > 0 AND expires_ms > "
    "$2 "
    "RETURNING code_hash, tries_left";
constexpr std::string_view give_back_row =
    "UPDATE sign_in_codes SET tries_left = tries_left + 1 WHERE mobile_key = $1";
constexpr std::string_view delete_code_row = "DELETE FROM sign_in_codes WHERE mobile_key = $1";

}  // namespace

std::optional<LiveSession> find_live_session(db::Reader& reader, const std::string& token_hash, Instant now) {
  const db::Rows rows = reader.query(select_live, token_hash, now);
  if (rows.empty()) return std::nullopt;
  LiveSession live;
  live.actor.session = rows.front().text(0);
  live.actor.person = rows.front().id<PersonId>(1);
  live.seen.ms = rows.front().i64(2);
  live.expires.ms = rows.front().i64(3);
  live.actor.volunteer = rows.front().text(4) == "registered";
  for (const db::Row& row : rows)
    if (const auto role = parse_role(row.text(5)))
      live.actor.grants.push_back({*role, row.id<SiteId>(6), row.id<TeamId>(7)});
  return live;
}

void insert_session(db::Tx& tx, const SessionId& id, const std::string& token_hash, const PersonId& person,
                    Instant now) {
  tx.push(insert_row, id, token_hash, person, now, now.plus_ms(session_idle_ms));
  tx.push(drop_oldest, person, id, sessions_per_person - 1);
}

void delete_sessions_of(db::Tx& tx, const PersonId& person) {
  tx.push(delete_of_person, person);
}

void delete_session(db::Tx& tx, const std::string& session) {
  tx.push(delete_row, session);
}

void touch_session(db::Tx& tx, const std::string& session, Instant now) {
  tx.push(touch_row, session, now, now.plus_ms(session_idle_ms), now.plus_ms(-seen_every_ms));
}

std::int64_t delete_over(db::Tx& tx, Instant now) {
  return tx.exec(delete_over_sessions, now) + tx.exec(delete_over_codes, now);
}

bool put_code(db::Tx& tx, const std::string& mobile_key, const std::string& code_hash, Instant now) {
  return tx.exec(put_row, mobile_key, code_hash, now.plus_ms(code_lifetime_ms), code_tries, now,
                 now.plus_ms(-code_resend_ms)) == 1;
}

std::optional<PendingCode> take_try(db::Tx& tx, const std::string& mobile_key, Instant now) {
  const auto row = tx.find(take_row, mobile_key, now);
  if (!row) return std::nullopt;
  return PendingCode{row->text(0), row->i64(1)};
}

void give_try_back(db::Tx& tx, const std::string& mobile_key) {
  tx.push(give_back_row, mobile_key);
}

void delete_code(db::Tx& tx, const std::string& mobile_key) {
  tx.push(delete_code_row, mobile_key);
}

}  // namespace ws::people
