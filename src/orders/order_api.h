#pragma once

#include "http/http.h"
#include "http/rate_limit.h"
#include "orders/order_service.h"

namespace ws::orders {

/// Registers everything below /api/orders, /api/offers, /api/my/orders, /api/desk, /api/worklist and
/// /api/sites/{id}/code. `code_tries` counts the check-ins of each volunteer: six digits must not be guessed.
void add_routes(http::Routes& routes, OrderService& service, http::RateLimiter& code_tries);

/// The number of hours entries that wait for this actor's confirmation, for the worklist.
using PendingHours = std::function<std::int64_t(const Actor&)>;
void add_worklist(http::Routes& routes, OrderService& service, PendingHours pending);

}  // namespace ws::orders
