#pragma once
// Orders as the contract writes them (api/openapi.yaml: OrderRow, OrderDetail, DeskCard …).

#include <string>

#include "base/json.h"
#include "orders/order_service.h"

namespace ws::orders {

void write_row(json::Writer& out, const RowView& row);
std::string changed_json(const Changed& changed);
std::string page_json(const Page& page);
std::string detail_json(const Detail& detail);
std::string suggestions_json(const std::vector<dispatch::Suggestion>& suggestions);
std::string desk_json(const Desk& desk);
std::string cards_json(const std::vector<DeskCard>& cards);
std::string worklist_json(const Worklist& worklist, std::int64_t pending_hours);

}  // namespace ws::orders
