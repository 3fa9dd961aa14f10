#pragma once
#include "http/http.h"
#include "training/training_service.h"

namespace ws::training {

/// /api/training-… `service` must outlive the routes.
void add_routes(http::Routes& routes, TrainingService& service);

}  // namespace ws::training
