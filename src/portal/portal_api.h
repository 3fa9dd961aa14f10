#pragma once
// The public face: pages from the server that work without JavaScript.

#include <memory>
#include <string>

#include "portal/portal_page_api.h"

namespace ws::portal {

/// Reads web/dist/manifest.json; throws std::runtime_error that says how to make it when it is not there.
http::Catalogue load_assets(const std::string& manifest);
/// Addresses that lead nowhere, for tests that look at pages without a built web. Never for serving people.
http::Catalogue unbuilt_assets();

class Portal {
 public:
  /// Throws std::runtime_error when an asset or the current privacy text is missing. Whatever the parts refer to
  /// outlives the portal, and the portal outlives the server.
  explicit Portal(PortalParts parts);
  ~Portal();

  void add_routes(http::Routes& routes);
  /// For ServerOptions::error_page. Never throws: with the database away it is a page of a few words.
  http::Response error_page(const http::Request& request, const Error& error);

 private:
  std::unique_ptr<Pages> pages_;
};

}  // namespace ws::portal
