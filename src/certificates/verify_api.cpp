#include "base/json.h"
#include "certificates/certificate_api.h"

namespace ws::certificates {
namespace {

using http::Access;
using http::Request;
using http::Response;

Response verify(CertificateService& service, http::RateLimiter& tries, const Request& request) {
  if (const Outcome allowed = tries.take(request.peer); !allowed) return Response::error(allowed.error());
  const auto seen = service.verify(request.params.at(0));
  if (!seen) return Response::error(seen.error());
  json::Writer out;
  out.begin()
      .field("number", seen->number)
      .field("status", seen->status)
      .field("name_masked", seen->name_masked)
      .field("from", seen->from)
      .field("to", seen->to)
      .field("minutes", seen->minutes)
      .field("services", seen->services)
      .field("issuer", seen->issuer)
      .field("issued_ms", seen->issued.ms)
      .key("ended_ms");
  seen->ended ? out.value(seen->ended->ms) : out.null();
  return Response::json(out.end().take());
}

Response document(std::string body, std::string content_type) {
  Response response = Response::json(std::move(body));
  response.content_type = std::move(content_type);
  return std::move(response)
      .with("Cache-Control", "public, max-age=300")
      .with("Access-Control-Allow-Origin", "*");  // verifiers stand on pages of their own
}

}  // namespace

void add_public_routes(http::Routes& routes, CertificateService& service, http::RateLimiter& tries) {
  routes.get("/api/verify/{number}", Access::everyone,
             http::handler([&service, &tries](Request& request) { return verify(service, tries, request); }));
  routes.get("/.well-known/certificate-keys.json", Access::everyone, http::handler([&service](Request&) {
               return document(key_document(service.keys().published()), "application/json; charset=utf-8");
             }));
  routes.get("/.well-known/did.json", Access::everyone, http::handler([&service](Request&) {
               return document(did_document(service.address(), service.keys().published()), "application/did+json");
             }));
}

}  // namespace ws::certificates
