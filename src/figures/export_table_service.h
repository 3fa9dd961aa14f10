#pragma once
// What the rows of an export are.

#include <functional>

#include "db/db.h"
#include "figures/export_store.h"
#include "figures/figures_service.h"
#include "figures/sheet_service.h"

namespace ws::figures {

std::string to_json(const Behind& behind);
/// Of our own making: throws on anything else.
Behind behind_from(const std::string& json);

/// Title, period, definitions and columns.
Heading heading_of(const store::Export& one, const Behind& behind);
/// Every row of the export into `sheet`, told of each page; how many there were.
std::int64_t write_rows(db::Reader& reader, const store::Export& one, const Behind& behind, Sheet& sheet,
                        const std::function<void(std::int64_t)>& so_far);

}  // namespace ws::figures
