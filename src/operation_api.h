#pragma once
// What operators and programs need beside the features: health, metrics, the contract, and the three application
// faces.

#include <functional>
#include <string>

#include "db/db.h"
#include "http/server.h"

namespace ws::operation {

struct Parts {
  db::Database& database;
  std::function<http::Server::Figures()> figures;
  std::string assets;
};
/// /healthz (alive), /readyz (database answers), /metrics (Prometheus text), /api/openapi.yaml, /desk, /admin,
/// /screen.
void add_routes(http::Routes& routes, Parts parts);

}  // namespace ws::operation
