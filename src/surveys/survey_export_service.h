#pragma once
// All replies of a survey as a table, row by row, for a reason that the audit log keeps. The file lies on the disk of
// the process that made it, for the policy's days.

#include "base/policy.h"
#include "base/worker_pool.h"
#include "surveys/survey_service.h"

namespace ws::surveys {

struct ExportParts {
  db::Database& database;
  const Clock& clock;
  Random& random;
  const Policy& policy;
  WorkerPool& workers;
  std::string directory;
};

class ExportService {
 public:
  explicit ExportService(ExportParts parts) : parts_(std::move(parts)) {}

  struct Choice {
    std::string format;  ///< xlsx, csv
    std::string language;
    std::string reason;
  };
  /// Answers the export's identifier when its file is there. Refuses "survey.not_found", "survey.not_yours",
  /// "server.busy".
  Task<Result<std::string>> make(Actor actor, idempotency::Key key, SurveyId survey, Choice choice);
  struct File {
    std::string path, name, type;
  };
  /// For who asked. Refuses "survey.export_gone".
  Result<File> file(const Actor& actor, const SurveyExportId& id) const;
  /// Takes away files whose days are over; how many.
  int forget();

 private:
  std::string path_of(const store::Export& one) const;
  void write(const store::Export& one, const Survey& survey, const std::string& language) const;

  const ExportParts parts_;
};

}  // namespace ws::surveys
