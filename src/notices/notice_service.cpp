#include "notices/notice_service.h"

namespace ws::notices {

NoticePage NoticeService::list(const Actor& actor, const std::string& cursor, std::int64_t limit) {
  const Instant now = clock_.now();
  auto rows =
      database_.read([&](db::Reader& reader) { return list_notices(reader, actor.person, cursor, limit + 1); });
  NoticePage page;
  if (static_cast<std::int64_t>(rows.size()) > limit) {
    rows.pop_back();
    page.next = rows.back().id;
  }
  for (NoticeRow& row : rows) {
    Text text = render(row.kind, row.params, now);
    page.items.push_back({std::move(row.id), row.at_ms, std::move(row.kind), std::move(row.order_id),
                          std::move(row.activity_id), std::move(text), row.read});
  }
  return page;
}

Task<Result<std::string>> NoticeService::read_until(Actor actor, idempotency::Key key, NoticeId until) {
  const Instant now = clock_.now();
  auto written = database_.write([person = actor.person, key, until, now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      mark_read(tx, person, until, now);
      return until.str();
    });
  });
  Result<std::string> done = co_await written;
  co_return done;
}

}  // namespace ws::notices
