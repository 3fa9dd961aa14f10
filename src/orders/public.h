#pragma once
// What other features may do with orders: show them (portal, screen), and replay the demo's weeks (seed).

#include "orders/order_service.h"
#include "orders/steps_service.h"

namespace ws::orders {

/// The OrderRow of the contract, or nothing when there is no such order. For sockets whose audience was checked
/// already.
std::optional<std::string> row_json(db::Reader& reader, const OrderId& id);

}  // namespace ws::orders
