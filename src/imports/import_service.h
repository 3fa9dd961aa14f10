#pragma once
// Lists of people: judged, looked at, written by a job, reported.

#include "base/actor.h"
#include "base/policy.h"
#include "base/task.h"
#include "base/worker_pool.h"
#include "idempotency/public.h"
#include "imports/import_access.h"
#include "imports/import_judge_service.h"

namespace ws::imports {

/// Who uploads a list says with it that the consent forms of those on it are held.
inline constexpr std::string_view consent_statement = "consent_forms_held";

struct Upload {
  Kind kind = Kind::people;
  SiteId site;
  TeamId team;  ///< whom they join; empty: none
  std::string file_name, statement, bytes;
};

class ImportService {
 public:
  /// All must outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const Rules& rules;
    WorkerPool& judging;
  };
  explicit ImportService(const Parts& parts) : parts_(parts) {}

  /// Judges every row; nothing of it is written but the judgement. Answers the import's identifier. Refuses what
  /// check_may_upload, read_table and fields_of_header refuse, "import.statement", "server.busy".
  Task<Result<std::string>> upload(Actor actor, idempotency::Key key, Upload upload);

  struct Page {
    std::vector<store::Import> items;
    std::optional<std::string> next;
  };
  Page list(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  /// Refuses "import.not_found", as all below.
  Result<store::Import> find(const Actor& actor, const ImportId& import) const;
  struct Rows {
    std::vector<store::Row> items;
    std::optional<std::string> next;
  };
  Result<Rows> rows(const Actor& actor, const ImportId& import, std::optional<Verdict> verdict, std::int64_t after,
                    std::int64_t limit) const;
  struct Report {
    store::Import import;
    std::vector<store::Row> rows;
  };
  Result<Report> report(const Actor& actor, const ImportId& import) const;

  /// Begins the job. Refuses "import.not_judged", "import.has_bad" (all, but some rows are bad),
  /// "import.nothing_good".
  Task<Result<std::string>> start(Actor actor, idempotency::Key key, ImportId import, Mode mode);
  /// Before it began. Refuses "import.not_judged".
  Task<Result<std::string>> cancel(Actor actor, idempotency::Key key, ImportId import);

  /// Goes on with what runs, forgets what nobody started; answers how many rows were settled.
  int tick();

 private:
  Result<std::vector<Judged>> judge(const Upload& upload, const Actor& actor, Instant now) const;
  Result<std::string> keep(db::Tx& tx, const Upload& upload, const Actor& actor, const std::vector<Judged>& rows,
                           const std::vector<std::string>& sealed, const ImportId& id, Instant now) const;
  Result<PersonId> write_row(db::Tx& tx, const store::Import& import, const store::Row& row,
                             const std::map<std::string, std::string>& skills, Instant now) const;
  Outcome write_rows(db::Tx& tx, const store::Import& import, std::vector<store::Row>& rows, Instant now) const;
  void write_one(const store::Import& import, store::Row row, Instant now);
  int work_on(const store::Import& import);
  int write_all(const store::Import& import);
  void end(const store::Import& import, State to, Instant now);

  Parts parts_;
};

}  // namespace ws::imports
