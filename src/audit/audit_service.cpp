#include "audit/audit_service.h"

#include "audit/log_store.h"

namespace ws::audit {

LogPage AuditService::list(LogFilter filter) {
  const std::int64_t limit = filter.limit++;
  LogPage page;
  page.items = database_.read([&](db::Reader& reader) { return list_log(reader, filter); });
  if (static_cast<std::int64_t>(page.items.size()) > limit) {
    page.items.pop_back();
    page.next = std::to_string(page.items.back().seq);
  }
  return page;
}

}  // namespace ws::audit
