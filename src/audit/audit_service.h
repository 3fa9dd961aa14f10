#pragma once
// The auditor's view of the log. Nobody changes it: there is nothing here that writes.

#include "audit/audit_model.h"
#include "db/db.h"

namespace ws::audit {

class AuditService {
 public:
  explicit AuditService(db::Database& database) : database_(database) {}
  LogPage list(LogFilter filter);

 private:
  db::Database& database_;
};

}  // namespace ws::audit
