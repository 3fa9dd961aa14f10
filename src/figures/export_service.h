#pragma once
// Files made of figures: asked for with a reason, made in the background with progress, kept for the policy's days.
//
// A file lies on the disk of the process that made it, below the data directory.

#include <stop_token>

#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "figures/export_store.h"
#include "figures/figures_service.h"
#include "idempotency/public.h"

namespace ws::figures {

struct ExportParts {
  db::Database& database;
  const Clock& clock;
  Random& random;
  const Policy& policy;
  std::string directory;
};

class ExportService {
 public:
  explicit ExportService(ExportParts parts) : parts_(std::move(parts)) {}

  struct Choice {
    std::string content;  ///< report; or entries: what lies behind a figure
    std::string format;   ///< xlsx, csv, pdf
    bool names = false;   ///< whole names of people instead of masked ones
    std::string language;
    std::string reason;
  };
  /// Answers the new identifier; the audit log keeps the reason. Refuses what reports refuse, "figures.names",
  /// "figures.too_many", "figures.exports_open".
  Task<Result<std::string>> ask(Actor actor, idempotency::Key key, Wish wish, Choice choice);

  /// The actor's own, newest first, at most 20.
  std::vector<store::Export> mine(const Actor& actor) const;
  /// Refuses "figures.export_not_found".
  Result<store::Export> find(const Actor& actor, const FiguresExportId& id) const;
  struct File {
    std::string path, name, type;
  };
  /// Refuses "figures.export_not_found", "figures.export_open", "figures.export_gone".
  Result<File> file(const Actor& actor, const FiguresExportId& id) const;

  /// Makes the oldest file that waits, to its end, or forgets files whose days are over; how many it saw to. When
  /// told to stop it leaves the file to be made anew.
  int work(std::stop_token stopping = {});

 private:
  Result<std::string> ask_in(db::Tx& tx, const Actor& actor, const Wish& wish, const Choice& choice, Instant now);
  std::int64_t rows_of(db::Reader& reader, const Behind& behind, const Choice& choice) const;
  std::string path_of(const store::Export& one) const;
  void make(const store::Export& one, const std::stop_token& stopping);
  void keep_progress(const store::Export& one, std::int64_t done);
  void give_up(const store::Export& one);
  void tell(db::Tx& tx, const store::Export& one, std::string_view kind, Instant now);
  int forget();

  const ExportParts parts_;
};

}  // namespace ws::figures
