#include "operation_api.h"

#include <sstream>

namespace ws::operation {
namespace {

using http::Access;
using http::Request;
using http::Response;

std::string metrics_text(const http::Server::Figures& http, const db::Database::Figures& writer) {
  std::ostringstream out;
  const auto metric = [&out](std::string_view name, std::string_view type, std::int64_t value) {
    out << "# TYPE " << name << ' ' << type << '\n' << name << ' ' << value << '\n';
  };
  metric("wushuang_http_connections", "gauge", http.connections);
  metric("wushuang_http_requests_total", "counter", http.requests);
  metric("wushuang_http_errors_total", "counter", http.errors_5xx);
  metric("wushuang_sockets", "gauge", http.sockets);
  metric("wushuang_writer_batches_total", "counter", writer.batches);
  metric("wushuang_writer_use_cases_total", "counter", writer.use_cases);
  metric("wushuang_writer_queue_length", "gauge", writer.queue_length);
  out << "# TYPE wushuang_http_latency_ms histogram\n";
  for (const auto& [bound, count] : http.latency_ms)
    out << "wushuang_http_latency_ms_bucket{le=\"" << bound << "\"} " << count << '\n';
  out << "wushuang_http_latency_ms_bucket{le=\"+Inf\"} " << http.requests << '\n';
  out << "wushuang_http_latency_ms_count " << http.requests << '\n';
  return out.str();
}

Response file(const std::string& path, std::string content_type, std::string caching) {
  Response response;
  response.file = path;
  response.content_type = std::move(content_type);
  return std::move(response).with("Cache-Control", std::move(caching));
}

/// An application face: one document for all of its addresses; its router does the rest.
void add_face(http::Routes& routes, const std::string& name, const std::string& assets) {
  const auto page = http::handler([path = assets + "/web/dist/" + name + ".html"](Request&) {
    return file(path, "text/html; charset=utf-8", "no-cache");
  });
  routes.get("/" + name, Access::everyone, page);
  routes.get("/" + name + "/{rest...}", Access::everyone, page);
}

}  // namespace

void add_routes(http::Routes& routes, Parts parts) {
  routes.get("/healthz", Access::everyone, http::handler([](Request&) { return Response::text("ok\n"); }));
  routes.get("/readyz", Access::everyone, http::handler([&database = parts.database](Request&) {
               return database.ready()
                          ? Response::text("ready\n")
                          : Response::text("the database does not answer, or its disk is nearly full\n", 503);
             }));
  routes.get("/metrics", Access::everyone,
             http::handler([&database = parts.database, figures = parts.figures](Request&) {
               Response response = Response::text(metrics_text(figures(), database.figures()));
               response.content_type = "text/plain; version=0.0.4; charset=utf-8";
               return response;
             }));
  routes.get("/api/openapi.yaml", Access::everyone, http::handler([assets = parts.assets](Request&) {
               return file(assets + "/api/openapi.yaml", "application/yaml", "no-cache");
             }));
  for (const char* name : {"desk", "admin", "screen"}) add_face(routes, name, parts.assets);
  // A service worker is asked for anew each time, so that a phone never keeps an old one.
  struct Fixed {
    std::string name;
    std::string type;
    std::string caching;
  };
  for (const Fixed& fixed : {Fixed{"icons.svg", "image/svg+xml", "public, max-age=3600"},
                             Fixed{"favicon.svg", "image/svg+xml", "public, max-age=3600"},
                             Fixed{"desk.webmanifest", "application/manifest+json", "public, max-age=3600"},
                             Fixed{"desk-sw.js", "text/javascript; charset=utf-8", "no-cache"},
                             Fixed{"verify-sw.js", "text/javascript; charset=utf-8", "no-cache"}})
    routes.get("/" + fixed.name, Access::everyone,
               http::handler([path = parts.assets + "/web/dist/" + fixed.name, fixed](Request&) {
                 return file(path, fixed.type, fixed.caching);
               }));
}

}  // namespace ws::operation
