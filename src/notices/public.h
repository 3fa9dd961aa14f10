#pragma once
// A person's inbox. A notice is written in the transaction of what it tells about, and announced through the outbox.

#include <string>
#include <string_view>

#include "base/random.h"
#include "db/db.h"

namespace ws::notices {

struct Notice {
  PersonId to;
  std::string_view kind;  ///< a key of data/notices.json: {"order.accepted": {"zh": "…{title}…", "en": …}}
  OrderId order;
  /// JSON object of values for the placeholders: a text; {"zh": …, "en": …}; or a number, which is an instant in
  /// milliseconds and said as people say times. A text for which the catalogue has "<placeholder>.<text>" is said in
  /// its words: {"clock": "triage"}.
  std::string params;
  ActivityId activity = {};
};

void send(db::Tx& tx, const Notice& notice, Instant now, Random& random);
std::int64_t unread(db::Reader& reader, const PersonId& person);

/// Deletes at most `most` notices that were read before `before`. Returns how many went.
std::int64_t forget_read(db::Tx& tx, Instant before, std::int64_t most);

}  // namespace ws::notices

// The use cases, for the faces that show them.
#include "notices/notice_service.h"
