#include "portal/portal_api.h"

#include <filesystem>
#include <stdexcept>

namespace ws::portal {

http::Catalogue load_assets(const std::string& manifest) {
  if (!std::filesystem::exists(manifest))
    throw std::runtime_error("the web is not built: " + manifest + " is missing (./dev build makes it)");
  return http::load_catalogue(manifest);
}

http::Catalogue unbuilt_assets() {
  http::Catalogue assets;
  for (const std::string_view marker : required_assets) assets.emplace(marker, "/assets/" + std::string(marker));
  return assets;
}

Portal::Portal(PortalParts parts) : pages_(std::make_unique<Pages>(std::move(parts))) {}
Portal::~Portal() = default;

void Portal::add_routes(http::Routes& routes) {
  add_home_routes(routes, *pages_);
  add_menu_routes(routes, *pages_);
  add_place_routes(routes, *pages_);
  add_team_routes(routes, *pages_);
  add_new_order_routes(routes, *pages_);
  add_order_routes(routes, *pages_);
  add_activities_routes(routes, *pages_);
  add_activity_routes(routes, *pages_);
  add_news_routes(routes, *pages_);
  add_topic_routes(routes, *pages_);
  add_book_routes(routes, *pages_);
  add_live_routes(routes, *pages_);
  add_visit_routes(routes, *pages_);
  add_showcase_routes(routes, *pages_);
  add_pact_routes(routes, *pages_);
  add_survey_routes(routes, *pages_);
  add_course_routes(routes, *pages_);
  add_venue_routes(routes, *pages_);
  add_my_booking_routes(routes, *pages_);
  add_draw_routes(routes, *pages_);
  add_my_activities_routes(routes, *pages_);
  add_my_routes(routes, *pages_);
  add_hours_routes(routes, *pages_);
  add_figures_routes(routes, *pages_);
  add_proof_routes(routes, *pages_);
  add_recognition_routes(routes, *pages_);
  add_ledger_routes(routes, *pages_);
  add_sign_in_routes(routes, *pages_);
  add_join_routes(routes, *pages_);
  add_volunteer_routes(routes, *pages_);
  add_text_routes(routes, *pages_);
}

http::Response Portal::error_page(const http::Request& request, const Error& error) {
  try {
    return pages_->refusal(request, error);
  } catch (const std::exception& trouble) {
    // The page itself needs the database, and that may be what was refused.
    http::Response plain =
        http::Response::text(http::sentence(error.reason, request.language()) + "\n", http::status_of(error.code));
    plain.reason = error.reason;
    plain.detail = error.detail.empty() ? trouble.what() : error.detail;
    return plain;
  }
}

}  // namespace ws::portal
