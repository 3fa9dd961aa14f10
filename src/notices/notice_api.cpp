#include "notices/notice_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::notices {
namespace {

using http::Request;
using http::Response;

void write_notice(json::Writer& writer, const NoticeView& notice) {
  writer.begin().field("id", notice.id).field("at_ms", notice.at_ms).field("kind", notice.kind);
  writer.field("order_id", OrderId(notice.order_id)).field("activity_id", ActivityId(notice.activity_id));
  writer.key("text").begin().field("zh", notice.text.zh).field("en", notice.text.en).end();
  writer.field("read", notice.read).end();
}

Response list(NoticeService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const NoticePage page = service.list(request.actor, paging->cursor, paging->limit);
  json::Writer writer;
  writer.begin().key("items").array();
  for (const NoticeView& notice : page.items) write_notice(writer, notice);
  writer.end_array().field("next", page.next).end();
  return Response::json(writer.take());
}

Task<Response> read(NoticeService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  const NoticeId until = object->id<NoticeId>("until_id");
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  idempotency::Key key{request.actor.person, std::string(request.header("Idempotency-Key")), "notices.read",
                       "POST " + request.target + "\n" + request.body};
  auto task = service.read_until(request.actor, std::move(key), until);
  const auto id = co_await task;
  if (!id) co_return Response::error(id.error());
  json::Writer writer;
  writer.begin().field("id", *id).end();
  co_return Response::json(writer.take());
}

}  // namespace

void add_routes(http::Routes& routes, NoticeService& service) {
  routes.get("/api/notices", http::Access::signed_in,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.post("/api/notices/read", http::Access::signed_in,
              [&service](Request& request) { return read(service, request); });
}

}  // namespace ws::notices
