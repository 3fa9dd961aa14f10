#pragma once

#include "http/http.h"
#include "surveys/invitation_service.h"
#include "surveys/survey_export_service.h"
#include "surveys/survey_service.h"

namespace ws::surveys {

void add_routes(http::Routes& routes, SurveyService& surveys, ExportService& exports);
void add_invitation_routes(http::Routes& routes, InvitationService& service);

}  // namespace ws::surveys
