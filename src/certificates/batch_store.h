#pragma once
// Rows of batches.

#include <optional>
#include <string>
#include <vector>

#include "certificates/certificate_model.h"
#include "db/db.h"

namespace ws::certificates::store {

struct Batch {
  CertificateBatchId id;
  SiteId site;  ///< in whose name the papers are issued
  std::string title;
  std::string from, to;
  PersonId asked_by;
  Instant asked;
  std::int64_t total = 0;
  std::int64_t issued = 0;
  std::int64_t refused = 0;
  std::optional<Instant> finished;
};
void insert_batch(db::Tx& tx, const Batch& batch, const std::vector<PersonId>& volunteers);
std::optional<Batch> find_batch(db::Reader& reader, const CertificateBatchId& batch);
/// Newest first.
std::vector<Batch> batches_of(db::Reader& reader, const PersonId& asked_by, std::int64_t limit);
std::vector<Batch> open_batches(db::Reader& reader, std::int64_t limit);
/// False if it is finished already.
bool finish_batch(db::Tx& tx, const CertificateBatchId& batch, Instant now);

struct BatchItem {
  std::int64_t position = 0;
  PersonId volunteer;
  std::string volunteer_name;
  CertificateId certificate;
  std::string number;
  std::string refusal;  ///< a reason code; "" if none
};
/// In order; at most `limit`. `waiting`: only those nobody has seen to.
enum class Items { all, waiting };
std::vector<BatchItem> items_of(db::Reader& reader, const CertificateBatchId& batch, Items which, std::int64_t limit);
/// False if it was settled already.
bool settle_item(db::Tx& tx, const CertificateBatchId& batch, std::int64_t position, const CertificateId& certificate,
                 const std::string& refusal);

}  // namespace ws::certificates::store
