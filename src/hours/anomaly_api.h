#pragma once
#include "hours/anomaly_service.h"
#include "http/http.h"

namespace ws::hours {

/// /api/hours/anomalies. `service` must outlive the routes.
void add_routes(http::Routes& routes, AnomalyService& service);

}  // namespace ws::hours
