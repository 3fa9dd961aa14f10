#include "outbox/public.h"

namespace ws::outbox {
namespace {

// The counter's row serialises writers, so that sequence order is commit order on PostgreSQL too: a reader that saw n
// will never meet a smaller number later.
constexpr std::string_view next_number = "UPDATE counters SET value = value + 1 WHERE name = 'outbox'";
constexpr std::string_view insert_message =
    "INSERT INTO outbox (seq, at_ms, topic, site_id, person_id, payload) "
    "SELECT value, $1, $2, $3, $4, $5 FROM counters WHERE name = 'outbox'";
constexpr std::string_view select_after =
    "SELECT seq, topic, site_id, person_id, payload FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";
constexpr std::string_view delete_oldest =
    "DELETE FROM outbox WHERE seq IN (SELECT seq FROM (SELECT seq, at_ms FROM outbox ORDER BY seq LIMIT $2) oldest "
    "WHERE at_ms < $1 AND seq <= (SELECT value FROM counters WHERE name = 'outbox') - 20000)";
constexpr std::string_view select_last = "SELECT value FROM counters WHERE name = 'outbox'";

}  // namespace

void publish(db::Tx& tx, const Message& message, Instant now) {
  tx.push(next_number);
  tx.push(insert_message, now, message.topic, message.site, message.person, message.payload);
}

std::vector<Delivered> after(db::Reader& reader, std::int64_t seq, std::int64_t limit) {
  std::vector<Delivered> messages;
  for (const db::Row& row : reader.query(select_after, seq, limit))
    messages.push_back({row.i64(0), row.text(1), row.id<SiteId>(2), row.id<PersonId>(3), row.text(4)});
  return messages;
}

std::int64_t forget(db::Tx& tx, Instant before, std::int64_t most) {
  return tx.exec(delete_oldest, before, most);
}

std::int64_t last_seq(db::Reader& reader) {
  const auto row = reader.find(select_last);
  return row ? row->i64(0) : 0;
}

}  // namespace ws::outbox
