#include "volunteers/recovery_store.h"

namespace ws::volunteers::store {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO account_recoveries (id, asked_by, account_id, note, state, asked_ms) "
    "VALUES ($1, $2, $3, $4, 'asked', $5)";
constexpr std::string_view count_since =
    "SELECT COUNT(*) FROM account_recoveries WHERE asked_by = $1 AND asked_ms > $2";
const std::string select_rows =
    "SELECT r.id, r.asked_by, b.name, b.mobile_sealed, r.account_id, a.name, v.number, a.mobile_sealed, r.note, "
    "r.asked_ms, CASE WHEN r.state = 'asked' THEN 1 ELSE 0 END FROM account_recoveries r "
    "JOIN persons b ON b.id = r.asked_by JOIN persons a ON a.id = r.account_id "
    "JOIN volunteers v ON v.person_id = r.account_id ";
const std::string select_one = select_rows + "WHERE r.id = $1";
constexpr std::string_view update_decided =
    "UPDATE account_recoveries SET state = $2, decided_by = $3, reason = $4, decided_ms = $5 "
    "WHERE id = $1 AND state = 'asked'";
constexpr std::string_view delete_old =
    "DELETE FROM account_recoveries WHERE id IN (SELECT id FROM account_recoveries WHERE asked_ms < $1 "
    "AND (state <> 'asked' OR account_id IS NULL) ORDER BY id LIMIT $2)";

std::string select_open(std::size_t roots) {
  std::string places;
  for (std::size_t i = 0; i < roots; ++i) places += (i ? ", $" : "$") + std::to_string(3 + i);
  return select_rows +
         "WHERE r.state = 'asked' AND r.id > $1 AND EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = v.site_id "
         "AND t.ancestor_id IN (" +
         places + ")) ORDER BY r.id LIMIT $2";
}

Recovery to_recovery(const db::Row& row) {
  return {row.id<RecoveryId>(0), row.id<PersonId>(1), row.text(2), row.text(3),  row.id<PersonId>(4), row.text(5),
          row.text(6),           row.text(7),         row.text(8), {row.i64(9)}, row.i64(10) != 0};
}

}  // namespace

void insert_recovery(db::Tx& tx, const RecoveryId& id, const PersonId& asked_by, const PersonId& account,
                     const std::string& note, Instant now) {
  tx.push(insert_row, id, asked_by, account, note, now);
}

std::int64_t count_recoveries(db::Reader& reader, const PersonId& asked_by, Instant since) {
  return reader.find(count_since, asked_by, since)->i64(0);
}

std::optional<Recovery> find_recovery(db::Reader& reader, const RecoveryId& id) {
  const auto row = reader.find(select_one, id);
  return row ? std::optional(to_recovery(*row)) : std::nullopt;
}

std::vector<Recovery> open_recoveries(db::Reader& reader, const std::vector<SiteId>& roots, const std::string& after,
                                      std::int64_t limit) {
  std::vector<Recovery> found;
  if (roots.empty()) return found;
  db::Params params = db::params_of(after, limit);
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  for (const db::Row& row : reader.run(select_open(roots.size()), params)) found.push_back(to_recovery(row));
  return found;
}

bool decide_recovery(db::Tx& tx, const RecoveryId& id, std::string_view state, const PersonId& by,
                     const std::string& reason, Instant now) {
  return tx.exec(update_decided, id, state, by, reason, now) == 1;
}

std::int64_t forget_recoveries(db::Tx& tx, Instant before, std::int64_t most) {
  return tx.exec(delete_old, before, most);
}

}  // namespace ws::volunteers::store
