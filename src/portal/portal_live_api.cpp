// Live broadcasts: what is on, what comes, what can be watched again; and the page of one of them.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t replays_per_page = 12;

/// As every other page, and sound and picture that a script puts together (hls.js).
constexpr std::string_view player_policy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

void add_broadcast(Pages& pages, View& list, const live::Broadcast& broadcast, Language language) {
  list.set("ID", broadcast.id.str())
      .set("NAME", broadcast.plan.title)
      .set("SUMMARY", broadcast.plan.summary)
      .set("LECTURER", broadcast.plan.lecturer)
      .set("SITE_ID", broadcast.plan.site.str())
      .set("SITE_NAME", broadcast.site_name);
  pages.set_instant(list, broadcast.live.value_or(broadcast.plan.starts), language);
}

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string cursor(request.q("cursor"));
  if (!cursor.empty() && !is_ulid(cursor)) return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  const auto shelf = pages.parts.services.broadcasts.shelf(cursor, replays_per_page);
  View view = pages.view(request, Nav::none);
  if (!shelf.on_air.empty()) view.show("HAS_ON_AIR");
  for (const live::Broadcast& one : shelf.on_air) add_broadcast(pages, view.add("ON_AIR"), one, language);
  show_either(view, !shelf.announced.empty(), "ANNOUNCED");
  for (const live::Broadcast& one : shelf.announced) add_broadcast(pages, view.add("ANNOUNCED"), one, language);
  show_either(view, !shelf.replays.rows.empty(), "REPLAYS");
  for (const live::Broadcast& one : shelf.replays.rows) add_broadcast(pages, view.add("REPLAYS"), one, language);
  add_pager(view, {"/live", {}, "cursor", cursor, shelf.replays.next});
  return pages.render(request, "live.html", view, Keep::shortly);
}

/// What is walked through together while it is on; its sound is enough then.
void add_guided_tour(Pages& pages, View& view, const live::Broadcast& broadcast) {
  const bool open = broadcast.state == live::State::announced || broadcast.state == live::State::live;
  const auto tour = open ? pages.parts.services.guides.tour_at(broadcast.id.str()) : std::nullopt;
  const auto found = tour ? pages.parts.services.tours.read(*tour) : Error::not_found("tour.not_found");
  if (found) add_sphere(view, found->scenes, found->tour, broadcast.id.str());
}

Response broadcast_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = live::BroadcastId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("live.not_found"));
  const auto found = pages.parts.services.broadcasts.read(*id);
  if (!found) return pages.refusal(request, found.error());
  View view = pages.view(request, Nav::none);
  add_broadcast(pages, view, *found, language);
  view.set("STATE", std::string(live::to_text(found->state)));
  view.set("STARTS_MS", found->plan.starts.ms);
  const live::State state = found->state;
  if (state == live::State::live) view.show("IS_LIVE");
  if (state == live::State::replay_published) view.show("IS_REPLAY");
  if (state != live::State::live && state != live::State::replay_published) view.show("HIDE_VIDEO");
  if (state != live::State::announced) view.show("HIDE_ANNOUNCED");
  if (state != live::State::live) view.show("HIDE_LIVE");
  if (state != live::State::ended) view.show("HIDE_ENDED");
  if (!found->interrupted) view.show("HIDE_WAITING");
  view.set("LIKES", grouped(found->likes));
  add_guided_tour(pages, view, *found);
  return pages.render(request, "broadcast.html", view, Keep::shortly)
      .with("Content-Security-Policy", std::string(player_policy));
}

}  // namespace

void add_live_routes(http::Routes& routes, Pages& pages) {
  const auto page = [&](const char* pattern, Response (*make)(Pages&, const Request&)) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, make](Request& request) { return make(pages, request); }));
  };
  page("/live", list_page);
  page("/live/{id}", broadcast_page);
}

}  // namespace ws::portal
