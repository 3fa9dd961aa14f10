#include "teams/team_service.h"

#include "base/json.h"
#include "base/text.h"
#include "hours/public.h"
#include "menu/public.h"
#include "sites/public.h"

namespace ws::teams {
namespace {

constexpr std::int64_t most_members = 1000;
constexpr std::int64_t own_requests_shown = 20;

/// Cuts a list read with one more than was asked for; `mark` says how the next page is asked for.
template <class T, class Mark>
PageOf<T> paged(std::vector<T> items, std::int64_t limit, Mark mark) {
  PageOf<T> page{std::move(items), {}};
  if (static_cast<std::int64_t>(page.items.size()) <= limit) return page;
  page.items.pop_back();
  page.next = mark(page.items.back());
  return page;
}

void fill_hours(db::Reader& reader, Team& team) {
  const hours::TeamSum sum = hours::effective_sum_of_teams(reader, store::subtree(reader, team.id));
  team.hours = Deeds{sum.served, sum.people, sum.minutes};
}

}  // namespace

Task<Result<std::string>> TeamService::run(idempotency::Key key, Body body) {
  const Instant now = clock_.now();
  auto job = [this, key = std::move(key), body = std::move(body), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const Result<Changed> changed = body(tx, steps_, now);
      if (!changed) return changed.error();
      json::Writer out;
      out.begin().field("id", changed->id).field("state", changed->state).end();
      return out.take();
    });
  };
  auto waiting = database_.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Result<Page> TeamService::page(const Filter& filter, const std::string& cursor, std::int64_t limit) const {
  if (!is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return database_.read([&](db::Reader& reader) {
    Page page =
        paged(store::page(reader, filter, cursor, limit + 1), limit, [](const Team& team) { return team.code; });
    store::fill_figures(reader, page.items);
    return page;
  });
}

Result<PageOf<Managed>> TeamService::managed(const Actor& actor, const ManagedFilter& filter,
                                             const std::string& cursor, std::int64_t limit) const {
  if (!is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  const auto roots = sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
  return database_.read([&](db::Reader& reader) {
    auto page = paged(store::managed(reader, filter, roots, actor.person, cursor, limit + 1), limit,
                      [](const Managed& managed) { return managed.team.code; });
    std::vector<Team> teams;
    for (Managed& managed : page.items) teams.push_back(std::move(managed.team));
    store::fill_figures(reader, teams);
    for (std::size_t i = 0; i < teams.size(); ++i) page.items[i].team = std::move(teams[i]);
    return page;
  });
}

Result<Detail> TeamService::team(const Actor& actor, const TeamId& team) const {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto seen = access::see(reader, actor, team);
    if (!seen) return seen.error();
    std::vector<Team> one{std::move(seen->team)};
    store::fill_figures(reader, one);
    Detail detail;
    detail.team = std::move(one.front());
    detail.sub_teams = store::children(reader, team);
    store::fill_figures(reader, detail.sub_teams);
    fill_hours(reader, detail.team);
    for (Team& sub : detail.sub_teams) fill_hours(reader, sub);
    for (menu::Ref& item : menu::items_of(reader, team))
      detail.menu.push_back({std::move(item.id), std::move(item.name)});
    detail.own.standing = seen->standing;
    // By name to those who belong to it; a stranger sees that there is somebody.
    const bool known = seen->standing.member || seen->standing.leads();
    for (std::string& name : store::leader_names(reader, team))
      detail.leaders.push_back(known ? std::move(name) : mask_name(name));
    if (actor.signed_in()) detail.own.request = store::latest_request(reader, team, actor.person);
    return detail;
  });
}

Result<std::vector<Member>> TeamService::members(const Actor& actor, const TeamId& team) const {
  return database_.read([&](db::Reader& reader) -> Result<std::vector<Member>> {
    const auto seen = access::see_to_lead(reader, actor, team);
    if (!seen) return seen.error();
    return store::members(reader, team, most_members);
  });
}

Result<PageOf<Membership>> TeamService::memberships(const Actor& actor, const TeamId& team, const std::string& cursor,
                                                    std::int64_t limit) const {
  if (!is_cursor(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return database_.read([&](db::Reader& reader) -> Result<PageOf<Membership>> {
    const auto seen = access::see_to_lead(reader, actor, team);
    if (!seen) return seen.error();
    return paged(store::memberships(reader, team, cursor, limit + 1), limit, store::cursor_of);
  });
}

Result<PageOf<Request>> TeamService::requests(const Actor& actor, const TeamId& team,
                                              std::optional<RequestState> state, const std::string& cursor,
                                              std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) -> Result<PageOf<Request>> {
    const auto seen = access::see_to_lead(reader, actor, team);
    if (!seen) return seen.error();
    return paged(store::requests(reader, team, state, cursor, limit + 1), limit,
                 [](const Request& request) { return request.id.str(); });
  });
}

Result<PageOf<Event>> TeamService::events(const Actor& actor, const TeamId& team, const std::string& cursor,
                                          std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) -> Result<PageOf<Event>> {
    const auto seen = access::see(reader, actor, team);
    if (!seen) return seen.error();
    if (!seen->standing.sees_all()) return Error::forbidden("team.not_yours");
    return paged(store::events(reader, team, cursor, limit + 1), limit, [](const Event& event) { return event.id; });
  });
}

TeamService::Mine TeamService::mine(const Actor& actor) const {
  return database_.read([&](db::Reader& reader) {
    return Mine{store::memberships_of(reader, actor.person),
                store::requests_of(reader, actor.person, own_requests_shown)};
  });
}

}  // namespace ws::teams
