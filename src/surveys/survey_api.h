#pragma once

#include "http/http.h"
#include "surveys/survey_export_service.h"
#include "surveys/survey_service.h"

namespace ws::surveys {

void add_routes(http::Routes& routes, SurveyService& surveys, ExportService& exports);

}  // namespace ws::surveys
