#include "certificates/batch_store.h"

namespace ws::certificates::store {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO certificate_batches (id, site_id, title, from_day, to_day, asked_by, asked_ms, total) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view insert_item =
    "INSERT INTO certificate_batch_items (batch_id, position, volunteer_id) VALUES ($1, $2, $3)";
const std::string select_batch =
    "SELECT b.id, b.site_id, b.title, b.from_day, b.to_day, b.asked_by, b.asked_ms, b.total, "
    "(SELECT COUNT(*) FROM certificate_batch_items i WHERE i.batch_id = b.id AND i.certificate_id IS NOT NULL), "
    "(SELECT COUNT(*) FROM certificate_batch_items i WHERE i.batch_id = b.id AND i.refusal <> ''), b.finished_ms "
    "FROM certificate_batches b ";
const std::string select_one = select_batch + "WHERE b.id = $1";
const std::string select_asked = select_batch + "WHERE b.asked_by = $1 ORDER BY b.id DESC LIMIT $2";
const std::string select_open = select_batch + "WHERE b.finished_ms IS NULL ORDER BY b.id LIMIT $1";
constexpr std::string_view update_finished =
    "UPDATE certificate_batches SET finished_ms = $2 WHERE id = $1 AND finished_ms IS NULL";
const std::string select_items =
    "SELECT i.position, i.volunteer_id, p.name, i.certificate_id, r.number, i.refusal FROM certificate_batch_items i "
    "JOIN persons p ON p.id = i.volunteer_id LEFT JOIN certificate_papers r ON r.certificate_id = i.certificate_id "
    "WHERE i.batch_id = $1 ";
const std::string select_all_items = select_items + "ORDER BY i.position LIMIT $2";
const std::string select_waiting_items =
    select_items + "AND i.certificate_id IS NULL AND i.refusal = '' ORDER BY i.position LIMIT $2";
constexpr std::string_view update_item =
    "UPDATE certificate_batch_items SET certificate_id = $3, refusal = $4 WHERE batch_id = $1 AND position = $2 "
    "AND certificate_id IS NULL AND refusal = ''";

Batch batch_of(const db::Row& row) {
  Batch batch;
  batch.id = row.id<CertificateBatchId>(0);
  batch.site = row.id<SiteId>(1);
  batch.title = row.text(2);
  batch.from = row.text(3);
  batch.to = row.text(4);
  batch.asked_by = row.id<PersonId>(5);
  batch.asked = {row.i64(6)};
  batch.total = row.i64(7);
  batch.issued = row.i64(8);
  batch.refused = row.i64(9);
  if (!row.is_null(10)) batch.finished = Instant{row.i64(10)};
  return batch;
}

std::vector<Batch> batches_of(const db::Rows& rows) {
  std::vector<Batch> found;
  for (const db::Row& row : rows) found.push_back(batch_of(row));
  return found;
}

}  // namespace

void insert_batch(db::Tx& tx, const Batch& batch, const std::vector<PersonId>& volunteers) {
  tx.exec(insert_row, batch.id, batch.site, batch.title, batch.from, batch.to, batch.asked_by, batch.asked,
          batch.total);
  for (std::size_t i = 0; i < volunteers.size(); ++i) tx.push(insert_item, batch.id, i + 1, volunteers[i]);
}

std::optional<Batch> find_batch(db::Reader& reader, const CertificateBatchId& batch) {
  const auto row = reader.find(select_one, batch);
  if (!row) return std::nullopt;
  return batch_of(*row);
}

std::vector<Batch> batches_of(db::Reader& reader, const PersonId& asked_by, std::int64_t limit) {
  return batches_of(reader.query(select_asked, asked_by, limit));
}

std::vector<Batch> open_batches(db::Reader& reader, std::int64_t limit) {
  return batches_of(reader.query(select_open, limit));
}

bool finish_batch(db::Tx& tx, const CertificateBatchId& batch, Instant now) {
  return tx.exec(update_finished, batch, now) == 1;
}

std::vector<BatchItem> items_of(db::Reader& reader, const CertificateBatchId& batch, Items which,
                                std::int64_t limit) {
  std::vector<BatchItem> items;
  for (const db::Row& row : reader.query(which == Items::all ? select_all_items : select_waiting_items, batch, limit))
    items.push_back(
        {row.i64(0), row.id<PersonId>(1), row.text(2), row.id<CertificateId>(3), row.text(4), row.text(5)});
  return items;
}

bool settle_item(db::Tx& tx, const CertificateBatchId& batch, std::int64_t position, const CertificateId& certificate,
                 const std::string& refusal) {
  return tx.exec(update_item, batch, position, certificate, refusal) == 1;
}

}  // namespace ws::certificates::store
