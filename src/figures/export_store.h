#pragma once
// Rows of exports.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "figures/figures_model.h"

namespace ws::figures::store {

struct Export {
  FiguresExportId id;
  PersonId asked_by;
  Instant asked;
  std::string title;
  std::string question;  ///< a Behind as JSON
  std::string content;   ///< report, entries
  std::string format;    ///< xlsx, csv, pdf
  bool names = false;
  std::string language;
  std::string reason;
  std::string state = "waiting";
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t bytes = 0;
  std::optional<Instant> expires;
};
void insert(db::Tx& tx, const Export& fresh);
std::optional<Export> find(db::Reader& reader, const FiguresExportId& id);
/// Newest first, at most `limit`.
std::vector<Export> list_of(db::Reader& reader, const PersonId& asked_by, std::int64_t limit);
std::int64_t count_open(db::Reader& reader, const PersonId& asked_by);

/// The oldest that waits, or whose worker was not seen since `lost`.
std::optional<Export> next_open(db::Reader& reader, Instant lost);
/// False if another took it, since it was looked at.
bool take(db::Tx& tx, const FiguresExportId& id, Instant lost, Instant now);
void progress(db::Tx& tx, const FiguresExportId& id, std::int64_t done, Instant now);
void finish(db::Tx& tx, const FiguresExportId& id, std::int64_t done, std::int64_t bytes, Instant now,
            Instant expires);
/// It waits again.
void give_back(db::Tx& tx, const FiguresExportId& id);
void fail(db::Tx& tx, const FiguresExportId& id, Instant now);
/// Ready ones whose days are over.
std::vector<Export> list_expired(db::Reader& reader, Instant now, std::int64_t limit);
void expire(db::Tx& tx, const FiguresExportId& id);

}  // namespace ws::figures::store
