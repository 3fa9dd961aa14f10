#include "sites/site_service.h"

#include "audit/public.h"
#include "menu/public.h"
#include "search/public.h"
#include "sites/site_access.h"
#include "sites/site_store.h"

namespace ws::sites {
namespace {

bool known_kind(std::string_view kind) {
  return kind.empty() || kind == "center" || kind == "office" || kind == "station" || kind == "base";
}

void index_site(db::Tx& tx, const Site& site, const std::string& summary, const std::string& address) {
  search::index(tx, {"site", site.id.str(), site.name, summary, address + " " + site.town_name});
}

/// That plans and venues are there.
Outcome check_references(db::Reader& reader, const SiteId& site, const Edit& edit) {
  for (std::size_t i = 0; i < edit.rooms.size(); ++i)
    if (!edit.rooms[i].venue.empty() && !store::has_venue(reader, site, edit.rooms[i].venue))
      return Error::invalid("site.unknown_venue", "rooms[" + std::to_string(i) + "].venue_id");
  for (std::size_t i = 0; edit.plans && i < edit.plans->size(); ++i)
    if (!store::has_picture(reader, (*edit.plans)[i].media))
      return Error::invalid("site.unknown_picture", "plans[" + std::to_string(i) + "].media_id");
  return Done{};
}

}  // namespace

Result<std::vector<Site>> SiteService::list(const Filter& filter) {
  if (!known_kind(filter.kind)) return Error::invalid("site.unknown_kind", "kind");
  return database_.read([&](db::Reader& reader) { return store::list(reader, filter); });
}

Result<Detail> SiteService::site(const SiteId& site) {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get_site(reader, site);
    if (!found) return found.error();
    Detail detail{
        std::move(*found), store::rooms(reader, site), {}, store::areas_of(reader, site), store::plans(reader, site)};
    for (menu::Ref& item : menu::items_of(reader, site))
      detail.menu.push_back({std::move(item.id), std::move(item.name)});
    return detail;
  });
}

std::vector<Area> SiteService::areas() {
  return database_.read([](db::Reader& reader) { return store::areas(reader); });
}

Result<Boundary> SiteService::boundary() {
  auto found = database_.read([](db::Reader& reader) { return store::boundary(reader); });
  if (!found) return Error::not_found("map.no_boundary");
  return std::move(*found);
}

Task<Result<std::string>> SiteService::edit(Actor actor, SiteId site, Edit edit, idempotency::Key key) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, site, edit, key, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_site_to_edit(tx, actor, site);
      if (!found) return found.error();
      if (auto right = check_edit(*found, edit); !right) return right.error();
      if (!store::update(tx, site, edit)) return Error::conflict("site.changed_meanwhile");
      if (auto there = check_references(tx, site, edit); !there) return there.error();
      if (edit.plans) store::replace_plans(tx, site, *edit.plans);
      store::replace_rooms(tx, site, edit.rooms, now, random_);
      if (auto offers = menu::set_site_offers(tx, site, edit.menu_items, now, random_); !offers)
        return offers.error();
      index_site(tx, *found, edit.summary, edit.address);
      audit::record(tx, {actor.person, "site.edited", "site", site.str(), "", ""}, now);
      return site.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> SiteService::change_state(Actor actor, SiteId site, SiteState to, std::string reason,
                                                    idempotency::Key key) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, site, to, reason, key, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_site_to_move(tx, actor, site);
      if (!found) return found.error();
      if (auto right = check_move(found->state, to); !right) return right.error();
      if (!store::move(tx, site, found->state, to)) return Error::conflict("site.state_not_allowed");
      store::add_event(tx, site, actor.person, found->state, to, reason, now, random_);
      // A closed site is not found any more; its page stays for those who have the address.
      if (to == SiteState::closed)
        search::remove(tx, "site", site.str());
      else
        index_site(tx, *found, found->summary, found->address);
      audit::record(tx, {actor.person, "site.state_changed", "site", site.str(), reason, std::string(to_text(to))},
                    now);
      return site.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::sites
