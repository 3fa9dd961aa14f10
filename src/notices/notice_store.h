#pragma once
// Rows of notices.

#include <string>
#include <vector>

#include "base/id.h"
#include "db/db.h"

namespace ws::notices {

using NoticeId = Id<struct NoticeTag>;

struct NoticeRow {
  std::string id;
  std::int64_t at_ms = 0;
  std::string kind;
  std::string order_id;
  std::string activity_id;
  std::string params;
  bool read = false;
};

void insert_notice(db::Tx& tx, const NoticeId& id, const PersonId& to, std::string_view kind, const OrderId& order,
                   const ActivityId& activity, const std::string& params, Instant now);
/// At most 100.
std::int64_t count_unread(db::Reader& reader, const PersonId& person);
/// The oldest read ones, at most `most`.
std::int64_t delete_read(db::Tx& tx, Instant before, std::int64_t most);
/// Newest first; only identifiers below `before`, if that is not empty.
std::vector<NoticeRow> list_notices(db::Reader& reader, const PersonId& person, const std::string& before,
                                    std::int64_t limit);
void mark_read(db::Tx& tx, const PersonId& person, const NoticeId& until, Instant now);

}  // namespace ws::notices
