#include "live/appeal_store.h"

#include <stdexcept>

#include "people/public.h"

namespace ws::live::store {
namespace {

const std::string select_appeal =
    "SELECT a.id, a.broadcast_id, a.person_id, p.name, a.muted_ms, a.muted_by, a.text, a.made_ms, a.state, a.answer "
    "FROM broadcast_appeals a JOIN persons p ON p.id = a.person_id ";
const std::string select_one = select_appeal + "WHERE a.id = $1";
const std::string select_own = select_appeal + "WHERE a.broadcast_id = $1 AND a.person_id " +
                               people::own_accounts("$2") + "ORDER BY a.id DESC LIMIT 1";
const std::string select_all =
    select_appeal +
    "WHERE a.broadcast_id = $1 ORDER BY CASE a.state WHEN 'open' THEN 0 ELSE 1 END, a.id DESC LIMIT 100";
constexpr std::string_view insert_one =
    "INSERT INTO broadcast_appeals (id, broadcast_id, person_id, muted_ms, muted_by, text, made_ms, state) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 'open') ON CONFLICT DO NOTHING";
constexpr std::string_view update_answered =
    "UPDATE broadcast_appeals SET state = $2, answer = $3, answered_by = $4, answered_ms = $5 WHERE id = $1 AND "
    "state = 'open'";

Appeal appeal_of(const db::Row& row) {
  const auto state = parse_appeal_state(row.text(8));
  if (!state) throw std::logic_error("broadcast_appeals.state holds " + row.text(8));
  return {row.id<AppealId>(0), row.id<BroadcastId>(1), row.id<PersonId>(2),
          row.text(3),         {row.i64(4)},           row.id<PersonId>(5),
          row.text(6),         {row.i64(7)},           *state,
          row.text(9)};
}

}  // namespace

bool insert(db::Tx& tx, const Appeal& appeal) {
  return tx.exec(insert_one, appeal.id, appeal.broadcast, appeal.person, appeal.muted, appeal.muted_by, appeal.text,
                 appeal.made) == 1;
}

std::optional<Appeal> find_appeal(db::Reader& reader, const AppealId& appeal) {
  const auto row = reader.find(select_one, appeal);
  if (!row) return std::nullopt;
  return appeal_of(*row);
}

std::optional<Appeal> own_appeal(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  const auto row = reader.find(select_own, broadcast, person);
  if (!row) return std::nullopt;
  return appeal_of(*row);
}

std::vector<Appeal> appeals(db::Reader& reader, const BroadcastId& broadcast) {
  std::vector<Appeal> found;
  for (const db::Row& row : reader.query(select_all, broadcast)) found.push_back(appeal_of(row));
  return found;
}

bool answer(db::Tx& tx, const AppealId& appeal, AppealState state, const std::string& words, const PersonId& by,
            Instant now) {
  return tx.exec(update_answered, appeal, to_text(state), words, by, now) == 1;
}

}  // namespace ws::live::store
