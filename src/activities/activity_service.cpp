#include "activities/activity_service.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "activities/roster_model.h"
#include "audit/public.h"
#include "base/text.h"
#include "outbox/public.h"
#include "people/public.h"
#include "search/public.h"
#include "sites/public.h"
#include "teams/public.h"

namespace ws::activities {
namespace {

constexpr std::int64_t tick_limit = 500;
constexpr std::int64_t longest_calendar_ms = 62 * day_ms;
constexpr std::int64_t most_calendar_entries = 1000;
constexpr std::int64_t most_found = 100;
constexpr std::int64_t most_candidates = 20;
constexpr std::int64_t most_exported = 20'000;

store::Box box_around(const Near& near) {
  constexpr double metres_a_degree = 111'000;  // slightly less than any real one: the box is never too small
  const double degrees = static_cast<double>(near.radius_m) / metres_a_degree;
  const double narrowing = std::max(0.01, std::cos(static_cast<double>(near.lat_e6) / 1e6 * std::numbers::pi / 180));
  const auto lat = static_cast<std::int64_t>(std::ceil(degrees * 1e6));
  const auto lon = static_cast<std::int64_t>(std::ceil(degrees * 1e6 / narrowing));
  return {near.lat_e6 - lat, near.lat_e6 + lat, near.lon_e6 - lon, near.lon_e6 + lon};
}

}  // namespace

Task<Result<std::string>> ActivityService::run(idempotency::Key key, Body body) {
  const Instant now = clock_.now();
  auto job = [this, key = std::move(key), body = std::move(body), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return body(tx, steps_, now); });
  };
  auto waiting = db_.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

store::Page ActivityService::list(store::Filter filter, const std::optional<Near>& near) const {
  if (near) filter.box = box_around(*near);
  store::Page page = db_.read([&](db::Reader& reader) {
    if (!filter.q.empty()) {
      filter.among.emplace();
      for (const search::Hit& hit : search::find(reader, filter.q, "activity", most_found))
        filter.among->push_back(ActivityId(hit.ref));
      filter.q.clear();
    }
    return store::list(reader, filter, clock_.now());
  });
  if (!near) return page;
  for (store::RowView& row : page.rows)
    row.distance_m = sites::distance_m(near->lat_e6, near->lon_e6, *row.lat_e6, *row.lon_e6);
  std::erase_if(page.rows, [&](const store::RowView& row) { return *row.distance_m > near->radius_m; });
  return page;
}

store::Page ActivityService::managed(const Actor& actor, store::Filter filter) const {
  filter.own = filter.waits ? worker(actor) : access::own_of(actor, {Role::clerk, Role::dispatcher, Role::leader});
  return db_.read([&](db::Reader& reader) { return store::list(reader, filter, clock_.now()); });
}

/// Leaders over a site see and do nothing: nothing waits for them.
store::Filter::Own ActivityService::worker(const Actor& actor) const {
  store::Filter::Own own = access::own_of(actor, {Role::clerk, Role::dispatcher});
  own.now = clock_.now();
  own.staffed_before = own.now.plus_ms(rules_.policy.activity_staffing_alert_hours * hour_ms);
  return own;
}

std::vector<Waiting> ActivityService::waiting(const Actor& actor) const {
  store::Filter filter;
  filter.own = worker(actor);
  return db_.read([&](db::Reader& reader) {
    std::vector<Waiting> all;
    for (const auto& [waits, kind] : store::waits_texts) {
      filter.waits = waits;
      store::Page page = store::list(reader, filter, clock_.now());
      if (page.rows.empty()) continue;
      Waiting& one = all.emplace_back(Waiting{kind, {}, page.next.has_value()});
      for (store::RowView& row : page.rows) {
        const std::int64_t count = store::count_waiting(reader, row.id, waits, *filter.own);
        one.rows.push_back({std::move(row), count});
      }
    }
    return all;
  });
}

Result<Detail> ActivityService::detail(const Actor& actor, const ActivityId& id) const {
  return db_.read([&](db::Reader& reader) -> Result<Detail> {
    auto seen = access::see(reader, actor, id);
    if (!seen) return seen.error();
    Detail page;
    page.row = store::find_row(reader, id, clock_.now()).value();
    page.shifts = store::shifts(reader, id);
    page.standing = seen->standing;
    page.actions = actions(seen->activity, seen->standing);
    if (seen->standing.sees_all() || seen->standing.placed)
      page.private_details = seen->activity.plan.private_details;
    if (seen->standing.sees_all()) page.events = store::events(reader, id);
    if (seen->standing.sees_all()) page.signed_up = store::count_active(reader, id);
    if (actor.volunteer) page.mine = store::signups_in(reader, actor.person, id);
    page.activity = std::move(seen->activity);
    return page;
  });
}

std::map<std::string, std::string> ActivityService::obstacles(const Actor& actor, const Detail& detail) const {
  return db_.read([&](db::Reader& reader) { return obstacles(reader, actor, detail); });
}

std::optional<std::map<std::string, std::string>> ActivityService::newcomer_obstacles(const Actor& actor,
                                                                                      const Detail& detail) const {
  return db_.read([&](db::Reader& reader) -> std::optional<std::map<std::string, std::string>> {
    if (store::has_asked(reader, actor.person, detail.activity.id)) return std::nullopt;
    return obstacles(reader, actor, detail);
  });
}

std::map<std::string, std::string> ActivityService::obstacles(db::Reader& reader, const Actor& actor,
                                                              const Detail& detail) const {
  std::map<std::string, std::string> found;
  const Instant now = clock_.now();
  for (const Shift& shift : detail.shifts) {
    if (shift.starts <= now) continue;
    for (const ShiftRole& role : shift.roles) {
      const Applicant applicant = store::applicant(reader, actor.person, detail.activity, shift, role.plan);
      const Outcome may = check_applicant(detail.activity, shift, role, applicant, Override::none, rules_.policy);
      if (!may) found.emplace(role.id.str(), may.error().reason);
    }
  }
  return found;
}

std::int64_t ActivityService::mark() const {
  return db_.read([](db::Reader& reader) { return outbox::last_seq(reader); });
}

namespace {

Outcome check_range(Instant from, Instant until) {
  if (until <= from || until.ms - from.ms > longest_calendar_ms) return Error::invalid("list.bad_range", "until_ms");
  return Done{};
}

}  // namespace

Result<std::vector<store::CalendarEntry>> ActivityService::calendar(Instant from, Instant until,
                                                                    const SiteId& within) const {
  if (auto right = check_range(from, until); !right) return right.error();
  return db_.read([&](db::Reader& reader) -> Result<std::vector<store::CalendarEntry>> {
    return store::calendar(reader, from, until, within, {}, most_calendar_entries);
  });
}

Result<std::vector<store::CalendarEntry>> ActivityService::managed_calendar(const Actor& actor, Instant from,
                                                                            Instant until,
                                                                            const SiteId& within) const {
  if (auto right = check_range(from, until); !right) return right.error();
  const auto own = access::own_of(actor, {Role::clerk, Role::dispatcher, Role::leader});
  return db_.read([&](db::Reader& reader) -> Result<std::vector<store::CalendarEntry>> {
    return store::calendar(reader, from, until, within, own, most_calendar_entries);
  });
}

store::SignupPage ActivityService::my_signups(const Actor& actor, bool coming, const std::string& cursor,
                                              std::int64_t limit) const {
  const auto since = coming ? std::optional(clock_.now()) : std::nullopt;
  return db_.read([&](db::Reader& reader) { return store::signups_of(reader, actor.person, since, cursor, limit); });
}

Result<Roster> ActivityService::roster(const Actor& actor, const ActivityId& id, const std::string& state,
                                       const std::string& cursor, std::int64_t limit) const {
  return db_.read([&](db::Reader& reader) -> Result<Roster> {
    const auto seen = access::see(reader, actor, id);
    if (!seen) return seen.error();
    if (!seen->standing.sees_all()) return Error::forbidden("activity.not_yours");
    auto page = store::roster(reader, id, state, cursor, limit);
    Roster roster;
    roster.next = std::move(page.next);
    for (store::RosterRow& row : page.rows) {
      std::string masked = mask_mobile(vault_.open(row.mobile_sealed, people::mobile_context).value_or(""));
      roster.entries.push_back({std::move(row), std::move(masked)});
    }
    return roster;
  });
}

Result<std::vector<Candidate>> ActivityService::candidates(const Actor& actor, const ShiftRoleId& id,
                                                           const std::string& words) const {
  return db_.read([&](db::Reader& reader) -> Result<std::vector<Candidate>> {
    const auto role = store::find_role(reader, id);
    if (!role) return Error::not_found("role.not_found");
    const auto seen = access::see(reader, actor, role->activity);
    if (!seen) return Error::not_found("role.not_found");
    if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
    const Activity& activity = seen->activity;
    const auto roots = access::placing_roots(actor);
    const auto members =
        activity.plan.team.empty() ? std::vector<PersonId>{} : teams::members(reader, activity.plan.team);
    std::vector<Candidate> found;
    for (store::CandidateRow& row : store::candidates(reader, roots, members, words, most_candidates)) {
      const Applicant applicant = store::applicant(reader, row.person, activity, role->shift, role->role.plan);
      const auto may = check_applicant(activity, role->shift, role->role, applicant, Override::none, rules_.policy);
      found.push_back({std::move(row), may ? std::nullopt : std::optional(may.error())});
    }
    return found;
  });
}

Task<Result<Contact>> ActivityService::reveal(Actor actor, SignupId id, std::string reason) {
  const Instant now = clock_.now();
  auto job = [this, actor = std::move(actor), id, reason = std::move(reason), now](db::Tx& tx) -> Result<Contact> {
    const auto seen = access::see_signup(tx, actor, id);
    if (!seen) return seen.error();
    if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
    if (seen->signup.state == SignupState::cancelled) return Error::conflict("signup.state");
    const auto stored = store::contact_of(tx, seen->signup.person);
    audit::record(
        tx, {actor.person, "signup.contact_revealed", "signup", id.str(), reason, seen->seen.activity.number}, now);
    return Contact{stored.name, vault_.open(stored.mobile_sealed, people::mobile_context).value_or("")};
  };
  auto waiting = db_.write(std::move(job));
  co_return co_await waiting;
}

Task<Result<std::string>> ActivityService::export_roster(Actor actor, ActivityId id, std::string reason,
                                                         Mobiles mobiles) {
  const Instant now = clock_.now();
  auto job = [this, actor = std::move(actor), id, reason = std::move(reason), mobiles,
              now](db::Tx& tx) -> Result<std::string> {
    const auto seen = access::see(tx, actor, id);
    if (!seen) return seen.error();
    if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
    std::vector<RosterLine> lines;
    for (const store::RosterRow& row : store::whole_roster(tx, id, most_exported)) {
      const std::string mobile = vault_.open(row.mobile_sealed, people::mobile_context).value_or("");
      lines.push_back({{row.starts_ms},
                       {row.ends_ms},
                       row.role_name,
                       row.name,
                       row.number,
                       mobiles == Mobiles::shown ? mobile : mask_mobile(mobile),
                       parse_signup_state(row.state).value(),
                       row.companions,
                       row.reserved});
    }
    const std::string_view what =
        mobiles == Mobiles::shown ? "activity.roster_exported_with_mobiles" : "activity.roster_exported";
    audit::record(tx,
                  {actor.person, what, "activity", id.str(), reason,
                   seen->activity.number + " · " + std::to_string(lines.size())},
                  now);
    return roster_csv(lines);
  };
  auto waiting = db_.write(std::move(job));
  co_return co_await waiting;
}

ActivityService::TemplatePage ActivityService::templates(const Actor& actor, const std::string& cursor,
                                                         std::int64_t limit) const {
  const auto own = access::own_of(actor, {Role::clerk, Role::dispatcher});
  TemplatePage page;
  page.rows = db_.read([&](db::Reader& reader) { return store::templates(reader, own, cursor, limit + 1); });
  if (static_cast<std::int64_t>(page.rows.size()) <= limit) return page;
  page.rows.pop_back();
  page.next = page.rows.back().id.str();
  return page;
}

Result<store::Template> ActivityService::find_template(const Actor& actor, const ActivityTemplateId& id) const {
  return db_.read([&](db::Reader& reader) { return access::get_template(reader, actor, id); });
}

Result<Draw> ActivityService::draw(const Actor& actor, const ShiftRoleId& id, const std::string& cursor,
                                   std::int64_t limit) const {
  return db_.read([&](db::Reader& reader) -> Result<Draw> {
    const auto role = store::find_role(reader, id);
    if (!role) return Error::not_found("role.not_found");
    const auto seen = access::see(reader, actor, role->activity);
    if (!seen) return Error::not_found("role.not_found");
    const Activity& activity = seen->activity;
    if (activity.plan.mode != Mode::lot) return Error::conflict("activity.no_draw");
    Draw draw{activity.draw_seed_hash, std::nullopt, activity.drawn, {}};
    if (!activity.drawn) return draw;
    draw.seed = activity.draw_seed;
    draw.page = store::lots(reader, id, cursor, limit);
    return draw;
  });
}

store::ProjectPage ActivityService::projects(const SiteId& within, const std::string& cursor,
                                             std::int64_t limit) const {
  return db_.read([&](db::Reader& reader) { return store::projects(reader, within, cursor, limit); });
}

Result<store::ProjectRow> ActivityService::project(const ProjectId& id) const {
  auto found = db_.read([&](db::Reader& reader) { return store::project_row(reader, id); });
  if (!found) return Error::not_found("project.not_found");
  return std::move(*found);
}

Result<std::vector<Occurrence>> ActivityService::preview(const Actor& actor, const ActivityId& id,
                                                         const SeriesEdit& edit) const {
  return db_.read([&](db::Reader& reader) { return steps_.preview(reader, actor, id, edit, clock_.now()); });
}

int ActivityService::tick() {
  const Instant now = clock_.now();
  int moved = 0;
  const auto each = [&](const auto& due, auto step) {
    for (const auto& one : due)
      moved += db_.write_now([&](db::Tx& tx) -> Outcome { return step(tx, one); }).ok() ? 1 : 0;
  };
  each(db_.read([&](db::Reader& reader) { return store::expired_offers(reader, now, tick_limit); }),
       [&](db::Tx& tx, const SignupId& id) { return steps_.signups().expire(tx, id, now); });
  each(db_.read([&](db::Reader& reader) { return store::due(reader, now, tick_limit); }),
       [&](db::Tx& tx, const ActivityId& id) { return steps_.turn(tx, id, now); });
  const Instant late = now.plus_ms(-rules_.policy.check_out_late_ms());
  each(db_.read([&](db::Reader& reader) { return store::inside_since(reader, late, tick_limit); }),
       [&](db::Tx& tx, const SignupId& id) { return steps_.presence().forgot_check_out(tx, id, now); });
  const Instant long_over = now.plus_ms(-rules_.policy.shift_closes_hours * hour_ms);
  each(db_.read([&](db::Reader& reader) { return store::open_since(reader, long_over, tick_limit); }),
       [&](db::Tx& tx, const ShiftId& id) { return steps_.presence().close_by_clock(tx, id, now); });
  each(db_.read([&](db::Reader& reader) { return store::due_clocks(reader, now, tick_limit); }),
       [&](db::Tx& tx, const store::ShiftClock& clock) { return steps_.ring(tx, clock, now); });
  return moved;
}

}  // namespace ws::activities
