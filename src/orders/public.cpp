#include "orders/public.h"

#include "orders/order_json_api.h"

namespace ws::orders {

std::optional<std::string> row_json(db::Reader& reader, const OrderId& id) {
  const auto row = find_row(reader, id);
  if (!row) return std::nullopt;
  json::Writer out;
  write_row(out, *row);
  return out.take();
}

}  // namespace ws::orders
