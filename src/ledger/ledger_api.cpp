#include "ledger/ledger_api.h"

#include "base/json.h"
#include "base/local_time.h"
#include "base/sm3.h"

namespace ws::ledger {
namespace {

using http::Access;
using http::Request;
using http::Response;

constexpr std::int64_t days_in_feed = 60;
constexpr std::size_t day_size = 10;  // "2026-11-23"

void write_root(json::Writer& out, const Root& root) {
  out.begin()
      .field("day", root.day)
      .field("size", root.size)
      .field("root", root.root)
      .field("previous_root", root.previous_root)
      .field("sealed_ms", root.sealed_ms)
      .end();
}

void write_path(json::Writer& out, const std::vector<Hash>& path) {
  out.key("path").array();
  for (const Hash& hash : path) out.value(to_hex(hash));
  out.end_array();
}

Response roots(LedgerService& service, const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  const std::string cursor(request.q("cursor"));
  if (!cursor.empty() && cursor.size() != day_size)
    return Response::error(Error::invalid("list.bad_cursor", "cursor"));
  const auto page = service.roots(cursor, *limit);
  json::Writer out;
  out.begin().field("hash", "SM3").field("format", 1).key("items").array();
  for (const Root& root : page.items) write_root(out, root);
  out.end_array().field("next", page.next).end();
  return Response::json(out.take());
}

std::string feed_of(const std::vector<Root>& roots) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
      "<title>志愿服务时长账本每日根值</title>\n<id>urn:wushuang:ledger</id>\n<author><name>五双</name>"
      "</author>\n<link rel=\"self\" href=\"/ledger/roots.atom\"/>\n<updated>";
  xml += to_iso({roots.empty() ? 0 : roots.front().sealed_ms}) + "</updated>\n";
  for (const Root& root : roots)
    xml += "<entry><id>urn:wushuang:ledger:" + root.day + "</id><title>" + root.day + "</title><updated>" +
           to_iso({root.sealed_ms}) + "</updated><content type=\"text\">SM3 " + root.root + " " +
           std::to_string(root.size) + " " + root.previous_root + "</content></entry>\n";
  return xml + "</feed>\n";
}

Response feed(LedgerService& service) {
  Response response = Response::text(feed_of(service.roots("", days_in_feed).items));
  response.content_type = "application/atom+xml; charset=utf-8";
  return response;
}

Response proof(LedgerService& service, const Request& request) {
  const auto proven = service.prove(request.actor, request.params[0]);
  if (!proven) return Response::error(proven.error());
  json::Writer out;
  out.begin().field("hash", "SM3").field("format", 1).key("root");
  write_root(out, proven->root);
  out.field("entry_id", proven->entry.id)
      .field("person_id", proven->entry.volunteer)
      .field("salt", proven->entry.salt)
      .field("content", content_of(proven->entry))
      .key("leaves")
      .array();
  for (const auto& leaf : proven->leaves) {
    out.begin().field("index", leaf.index).field("leaf", leaf.text);
    write_path(out, leaf.path);
    out.end();
  }
  out.end_array().end();
  return Response::json(out.take()).with("Cache-Control", "no-store");
}

Response consistency(LedgerService& service, const Request& request) {
  const auto proven = service.consistency(std::string(request.q("from")), std::string(request.q("to")));
  if (!proven) return Response::error(proven.error());
  json::Writer out;
  out.begin().field("hash", "SM3").field("format", 1).key("older");
  write_root(out, proven->older);
  out.key("newer");
  write_root(out, proven->newer);
  write_path(out, proven->path);
  out.end();
  return Response::json(out.take());
}

}  // namespace

void add_routes(http::Routes& routes, LedgerService& service) {
  routes.get("/api/ledger/roots", Access::everyone,
             http::handler([&service](Request& request) { return roots(service, request); }));
  routes.get("/api/ledger/consistency", Access::everyone,
             http::handler([&service](Request& request) { return consistency(service, request); }));
  routes.get("/ledger/roots.atom", Access::everyone, http::handler([&service](Request&) { return feed(service); }));
  routes.get("/api/hours/{id}/proof", Access::volunteer,
             http::handler([&service](Request& request) { return proof(service, request); }));
}

}  // namespace ws::ledger
