#pragma once
// Effects that must happen after a commit are rows written with it. A pump reads them by sequence, so a crash or a
// lost wake-up delays an effect and never loses it.

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

namespace ws::outbox {

struct Message {
  std::string_view topic;  ///< "order.moved", "notice"
  SiteId site;             ///< whose subtree it concerns; empty for none
  PersonId person;         ///< whom it is for; empty for none
  std::string payload;     ///< JSON
};

void publish(db::Tx& tx, const Message& message, Instant now);

struct Delivered {
  std::int64_t seq;
  std::string topic;
  SiteId site;
  PersonId person;
  std::string payload;
};
/// At most `limit` messages after `seq`, in order.
std::vector<Delivered> after(db::Reader& reader, std::int64_t seq, std::int64_t limit);
std::int64_t last_seq(db::Reader& reader);

/// Deletes at most `most` of the oldest messages from before `before`; the last 20,000 stay whatever their age, so
/// that who resumes from one of them misses nothing. Returns how many went.
std::int64_t forget(db::Tx& tx, Instant before, std::int64_t most);

}  // namespace ws::outbox
