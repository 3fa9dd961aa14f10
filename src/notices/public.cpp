#include "notices/public.h"

#include "base/json.h"
#include "notices/notice_store.h"
#include "outbox/public.h"

namespace ws::notices {

void send(db::Tx& tx, const Notice& notice, Instant now, Random& random) {
  const NoticeId id = NoticeId::fresh(now, random);
  insert_notice(tx, id, notice.to, notice.kind, notice.order, notice.activity, notice.params, now);
  json::Writer payload;
  payload.begin().field("id", id).field("kind", notice.kind).end();
  outbox::publish(tx, {"notice", {}, notice.to, payload.take()}, now);
}

std::int64_t forget_read(db::Tx& tx, Instant before, std::int64_t most) {
  return delete_read(tx, before, most);
}

std::int64_t unread(db::Reader& reader, const PersonId& person) {
  return count_unread(reader, person);
}

}  // namespace ws::notices
