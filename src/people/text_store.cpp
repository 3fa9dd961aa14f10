#include "people/text_store.h"

namespace ws::people {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO text_messages (id, kind, mobile_sealed, due_ms) SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), "
    "p.mobile_sealed, CAST($3 AS BIGINT) FROM persons p WHERE p.id = $4 AND p.mobile_sealed <> ''";
constexpr std::string_view select_due = "SELECT 1 FROM text_messages WHERE due_ms <= $1 LIMIT 1";
constexpr std::string_view take_rows =
    "UPDATE text_messages SET tries = tries + 1, due_ms = $2 WHERE id IN (SELECT id FROM text_messages WHERE due_ms "
    "<= $1 ORDER BY due_ms, id LIMIT $3) AND due_ms <= $1 RETURNING id, kind, mobile_sealed, tries";
constexpr std::string_view delete_row = "DELETE FROM text_messages WHERE id = $1";

}  // namespace

void insert_text(db::Tx& tx, Random& random, const PersonId& person, std::string_view kind, Instant now) {
  tx.push(insert_row, new_ulid(now, random), kind, now, person);
}

bool has_due_text(db::Reader& reader, Instant now) {
  return reader.find(select_due, now).has_value();
}

std::vector<WaitingText> take_texts(db::Tx& tx, Instant now, Instant again, std::int64_t limit) {
  std::vector<WaitingText> taken;
  for (const db::Row& row : tx.query(take_rows, now, again, limit))
    taken.push_back({row.text(0), row.text(1), row.text(2), row.i64(3)});
  return taken;
}

void delete_text(db::Tx& tx, const std::string& id) {
  tx.push(delete_row, id);
}

}  // namespace ws::people
