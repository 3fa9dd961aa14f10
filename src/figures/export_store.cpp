#include "figures/export_store.h"

namespace ws::figures::store {
namespace {

constexpr std::string_view insert_one =
    "INSERT INTO figures_exports (id, asked_by, asked_ms, title, question, content, format, names, language, reason, "
    "state, total, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $3)";
const std::string select_any =
    "SELECT id, asked_by, asked_ms, title, question, content, format, names, language, reason, state, total, done, "
    "bytes, expires_ms FROM figures_exports ";
const std::string select_one = select_any + "WHERE id = $1";
const std::string select_asked = select_any + "WHERE asked_by = $1 ORDER BY id DESC LIMIT $2";
const std::string select_next =
    select_any + "WHERE state IN ('waiting', 'working') AND (state = 'waiting' OR seen_ms < $1) ORDER BY id LIMIT 1";
const std::string select_expired = select_any + "WHERE state = 'ready' AND expires_ms <= $1 LIMIT $2";
constexpr std::string_view count_waiting =
    "SELECT COUNT(*) FROM figures_exports WHERE state IN ('waiting', 'working') AND asked_by = $1";
constexpr std::string_view update_taken =
    "UPDATE figures_exports SET state = 'working', done = 0, seen_ms = $3 WHERE id = $1 AND (state = 'waiting' OR "
    "(state = 'working' AND seen_ms < $2))";
constexpr std::string_view update_progress = "UPDATE figures_exports SET done = $2, seen_ms = $3 WHERE id = $1";
constexpr std::string_view update_ready =
    "UPDATE figures_exports SET state = 'ready', done = $2, bytes = $3, finished_ms = $4, expires_ms = $5 WHERE id = "
    "$1";
constexpr std::string_view update_waiting = "UPDATE figures_exports SET state = 'waiting' WHERE id = $1";
constexpr std::string_view update_failed =
    "UPDATE figures_exports SET state = 'failed', finished_ms = $2 WHERE id = $1";
constexpr std::string_view update_expired = "UPDATE figures_exports SET state = 'expired' WHERE id = $1";

Export to_export(const db::Row& row) {
  Export found;
  found.id = row.id<FiguresExportId>(0);
  found.asked_by = row.id<PersonId>(1);
  found.asked = {row.i64(2)};
  found.title = row.text(3);
  found.question = row.text(4);
  found.content = row.text(5);
  found.format = row.text(6);
  found.names = row.i64(7) != 0;
  found.language = row.text(8);
  found.reason = row.text(9);
  found.state = row.text(10);
  found.total = row.i64(11);
  found.done = row.i64(12);
  found.bytes = row.i64(13);
  if (const auto expires = row.opt_i64(14)) found.expires = Instant{*expires};
  return found;
}

std::vector<Export> to_exports(const db::Rows& rows) {
  std::vector<Export> found;
  for (const db::Row& row : rows) found.push_back(to_export(row));
  return found;
}

std::optional<Export> to_optional(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return to_export(*row);
}

}  // namespace

void insert(db::Tx& tx, const Export& fresh) {
  tx.exec(insert_one, fresh.id, fresh.asked_by, fresh.asked, fresh.title, fresh.question, fresh.content, fresh.format,
          fresh.names, fresh.language, fresh.reason, fresh.total);
}
std::optional<Export> find(db::Reader& reader, const FiguresExportId& id) {
  return to_optional(reader.find(select_one, id));
}
std::vector<Export> list_of(db::Reader& reader, const PersonId& asked_by, std::int64_t limit) {
  return to_exports(reader.query(select_asked, asked_by, limit));
}
std::int64_t count_open(db::Reader& reader, const PersonId& asked_by) {
  return reader.find(count_waiting, asked_by)->i64(0);
}
std::optional<Export> next_open(db::Reader& reader, Instant lost) {
  return to_optional(reader.find(select_next, lost));
}
bool take(db::Tx& tx, const FiguresExportId& id, Instant lost, Instant now) {
  return tx.exec(update_taken, id, lost, now) == 1;
}
void progress(db::Tx& tx, const FiguresExportId& id, std::int64_t done, Instant now) {
  tx.exec(update_progress, id, done, now);
}
void finish(db::Tx& tx, const FiguresExportId& id, std::int64_t done, std::int64_t bytes, Instant now,
            Instant expires) {
  tx.exec(update_ready, id, done, bytes, now, expires);
}
void give_back(db::Tx& tx, const FiguresExportId& id) {
  tx.exec(update_waiting, id);
}
void fail(db::Tx& tx, const FiguresExportId& id, Instant now) {
  tx.exec(update_failed, id, now);
}
std::vector<Export> list_expired(db::Reader& reader, Instant now, std::int64_t limit) {
  return to_exports(reader.query(select_expired, now, limit));
}
void expire(db::Tx& tx, const FiguresExportId& id) {
  tx.exec(update_expired, id);
}

}  // namespace ws::figures::store
