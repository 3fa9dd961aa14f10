#include "notices/notice_store.h"

namespace ws::notices {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO notices (id, person_id, at_ms, kind, order_id, activity_id, params) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
// Every page says the number: it stops counting where nobody reads it any more ("99+").
constexpr std::string_view select_unread =
    "SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE person_id = $1 AND read_ms IS NULL LIMIT 100) u";
constexpr std::string_view select_before =
    "SELECT id, at_ms, kind, order_id, activity_id, params, read_ms FROM notices WHERE person_id = $1 AND id < $2 "
    "ORDER BY id DESC LIMIT $3";
constexpr std::string_view delete_read_before =
    "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE read_ms < $1 ORDER BY read_ms LIMIT $2)";
constexpr std::string_view update_read =
    "UPDATE notices SET read_ms = $3 WHERE person_id = $1 AND id <= $2 AND read_ms IS NULL";

// Sorts after every identifier.
constexpr std::string_view above_all = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ";

}  // namespace

void insert_notice(db::Tx& tx, const NoticeId& id, const PersonId& to, std::string_view kind, const OrderId& order,
                   const ActivityId& activity, const std::string& params, Instant now) {
  tx.push(insert_row, id, to, now, kind, order, activity, params);
}

std::int64_t count_unread(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_unread, person);
  return row ? row->i64(0) : 0;
}

std::int64_t delete_read(db::Tx& tx, Instant before, std::int64_t most) {
  return tx.exec(delete_read_before, before, most);
}

std::vector<NoticeRow> list_notices(db::Reader& reader, const PersonId& person, const std::string& before,
                                    std::int64_t limit) {
  std::vector<NoticeRow> notices;
  for (const db::Row& row :
       reader.query(select_before, person, before.empty() ? std::string(above_all) : before, limit))
    notices.push_back({row.text(0), row.i64(1), row.text(2), row.text(3), row.text(4), row.text(5), !row.is_null(6)});
  return notices;
}

void mark_read(db::Tx& tx, const PersonId& person, const NoticeId& until, Instant now) {
  tx.push(update_read, person, until, now);
}

}  // namespace ws::notices
