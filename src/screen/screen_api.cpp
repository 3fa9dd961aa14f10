#include "screen/screen_api.h"

#include <charconv>

namespace ws::screen {
namespace {

using http::Access;
using http::Request;
using http::Response;

/// The site of the query; what is no identifier is no site, and answered as such.
SiteId wanted_site(const Request& request) {
  return SiteId::parse(request.q("site_id")).value_or(SiteId());
}

/// "after" of the query; -1 when there is none.
Result<std::int64_t> parse_after(std::string_view text) {
  if (text.empty()) return std::int64_t{-1};
  std::int64_t seq = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (failed != std::errc() || end != text.data() + text.size() || seq < 0)
    return Error::invalid("screen.bad_after", "after");
  return seq;
}

Result<http::Joining> join(ScreenService& service, ScreenPump& pump, const Request& request) {
  const auto after = parse_after(request.q("after"));
  if (!after) return after.error();
  const auto root = service.root(request.actor, wanted_site(request));
  if (!root) return root.error();
  pump.watch(root->str());
  return http::Joining{root->str(), service.missed(*root, *after)};
}

}  // namespace

void add_routes(http::Routes& routes, ScreenService& service) {
  routes.get("/api/screen", Access::staff, http::handler([&service](Request& request) {
               const auto root = service.root(request.actor, wanted_site(request));
               if (!root) return Response::error(root.error());
               return Response::json(state_words(service.state(*root)));
             }));
}

void add_sockets(http::Hub& hub, ScreenService& service, ScreenPump& pump) {
  hub.endpoint("/api/screen/live", Access::staff, [&](Request& request) { return join(service, pump, request); });
  hub.endpoint("/api/notices/live", Access::signed_in, [&pump](Request& request) -> Result<http::Joining> {
    pump.watch(request.actor.person.str());
    return http::Joining{request.actor.person.str(), {}};
  });
}

}  // namespace ws::screen
