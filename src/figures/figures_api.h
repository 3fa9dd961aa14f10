#pragma once

#include "figures/export_service.h"
#include "figures/figures_service.h"
#include "http/http.h"

namespace ws::figures {

void add_routes(http::Routes& routes, FiguresService& figures, ExportService& exports);

}  // namespace ws::figures
