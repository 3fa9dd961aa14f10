#include "teams/team_service.h"

#include "menu/public.h"
#include "teams/team_access.h"
#include "teams/team_store.h"

namespace ws::teams {
namespace {

constexpr std::int64_t most_members = 1000;

}  // namespace

Result<Page> TeamService::page(const Filter& filter, const std::string& cursor, std::int64_t limit) {
  if (!is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return database_.read([&](db::Reader& reader) {
    Page page;
    page.items = store::page(reader, filter, cursor, limit + 1);
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().code;
    }
    store::fill_figures(reader, page.items);
    return page;
  });
}

Result<Detail> TeamService::team(const TeamId& team) {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get_team(reader, team);
    if (!found) return found.error();
    std::vector<Team> one{std::move(*found)};
    store::fill_figures(reader, one);
    Detail detail{std::move(one.front()), store::children(reader, team), {}};
    store::fill_figures(reader, detail.sub_teams);
    for (menu::Ref& item : menu::items_of(reader, team))
      detail.menu.push_back({std::move(item.id), std::move(item.name)});
    return detail;
  });
}

Result<std::vector<Member>> TeamService::members(const Actor& actor, const TeamId& team) {
  return database_.read([&](db::Reader& reader) -> Result<std::vector<Member>> {
    const auto found = access::get_team_to_lead(reader, actor, team);
    if (!found) return found.error();
    return store::members(reader, team, most_members);
  });
}

}  // namespace ws::teams
