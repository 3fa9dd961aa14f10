#include "showcase/showcase_service.h"

#include <algorithm>
#include <utility>

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"
#include "search/public.h"

namespace ws::showcase {
namespace {

constexpr std::int64_t tick_limit = 200;
constexpr std::int64_t most_badges = 12;

ShowcaseService::Page page_of(std::vector<store::Entry> items, std::int64_t limit) {
  ShowcaseService::Page page{std::move(items), std::nullopt};
  if (page.items.size() <= static_cast<std::size_t>(limit)) return page;
  page.items.resize(static_cast<std::size_t>(limit));
  page.next = page.items.back().id.str();
  return page;
}

Error changed_meanwhile() {
  return Error::conflict("showcase.changed_meanwhile");
}

}  // namespace

// ---- reads

std::optional<ShowcaseService::Deeds> ShowcaseService::deeds_of(db::Reader& reader, const Plan& plan) const {
  if (plan.kind == Kind::exemplary_case) return std::nullopt;
  const bool project = plan.kind == Kind::brand_project;
  const auto year = parts_.figures.year(reader, project ? figures::ScopeKind::project : figures::ScopeKind::team,
                                        project ? plan.project.str() : plan.team.str(), plan.year);
  Deeds deeds;
  if (year)
    if (const auto recorded = year->hours.find("recorded"); recorded != year->hours.end())
      deeds = {recorded->second.services, recorded->second.people, recorded->second.minutes, 0};
  deeds.activities =
      store::activities_of(reader, plan, start_of_day({plan.year, 1, 1}), start_of_day({plan.year + 1, 1, 1}));
  return deeds;
}

ShowcaseService::Page ShowcaseService::list(const Actor& actor, const Filter& filter, const std::string& cursor,
                                            std::int64_t limit) const {
  const store::Filter asked{filter.kind, filter.state, access::seen(actor), cursor, limit};
  return parts_.database.read([&](db::Reader& reader) { return page_of(store::list(reader, asked), limit); });
}

Result<ShowcaseService::Detail> ShowcaseService::find(const Actor& actor, const ShowcaseId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, actor, id);
    if (!found) return found.error();
    const Standing standing = access::standing_of(reader, actor, *found);
    auto deeds = deeds_of(reader, found->plan);
    return Detail{std::move(*found), std::move(deeds), store::events(reader, id), store::objections(reader, id),
                  standing};
  });
}

ShowcaseService::Page ShowcaseService::list(const PublicFilter& filter, const std::string& cursor,
                                            std::int64_t limit) const {
  const store::PublicFilter asked{filter.state, filter.kind, filter.year, cursor, limit};
  return parts_.database.read([&](db::Reader& reader) { return page_of(store::list(reader, asked), limit); });
}

std::vector<int> ShowcaseService::years() const {
  return parts_.database.read([](db::Reader& reader) { return store::years(reader); });
}

Result<ShowcaseService::Reading> ShowcaseService::read(const Actor& actor, const ShowcaseId& id) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Reading> {
    auto found = access::get_public(reader, id);
    if (!found) return found.error();
    auto deeds = deeds_of(reader, found->plan);
    auto own = actor.signed_in() ? store::objections_of(reader, id, actor.person) : std::vector<store::Objection>{};
    return Reading{std::move(*found), std::move(deeds), std::move(own)};
  });
}

std::vector<store::Entry> ShowcaseService::shown_of(const ProjectId& project) const {
  return parts_.database.read([&](db::Reader& reader) { return store::shown_of(reader, project, most_badges); });
}

std::vector<store::Entry> ShowcaseService::shown_of(const TeamId& team) const {
  return parts_.database.read([&](db::Reader& reader) { return store::shown_of(reader, team, most_badges); });
}

std::vector<store::Entry> ShowcaseService::shown_at(const SiteId& site, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) { return store::shown_of(reader, site, limit); });
}

// ---- steps

Task<Result<std::string>> ShowcaseService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() { return step(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

void ShowcaseService::tell(db::Tx& tx, const PersonId& to, std::string_view kind, const store::Entry& entry,
                           const std::string& reason, Instant now) {
  json::Writer out;
  out.begin().field("title", entry.name).field("reason", reason).end();
  notices::send(tx, {to, kind, {}, out.take()}, now, parts_.random);
}

void ShowcaseService::tell_center(db::Tx& tx, std::string_view kind, const store::Entry& entry,
                                  const std::string& reason, Instant now) {
  for (const PersonId& person : people::holders(tx, Role::dispatcher, store::root_of(tx, entry.plan.site)))
    tell(tx, person, kind, entry, reason, now);
}

Outcome ShowcaseService::moved(db::Tx& tx, const store::Entry& after, const PersonId& actor, std::string_view kind,
                               const std::string& reason, Instant now) {
  if (!store::update(tx, after)) return changed_meanwhile();
  store::append_event(tx, parts_.random, after.id, actor, kind, reason, now);
  audit::record(tx, {actor, "showcase." + std::string(kind), "showcase", after.id.str(), reason, after.name}, now);
  return Done{};
}

Result<std::string> ShowcaseService::enter(db::Tx& tx, const Actor& actor, const ShowcaseId& id, Plan plan,
                                           Instant now) {
  if (const Outcome right = check_plan(plan, now); !right) return right.error();
  if (const Outcome may = access::check_may_nominate(tx, actor, plan); !may) return may.error();
  store::Entry fresh;
  fresh.id = id;
  fresh.plan = std::move(plan);
  fresh.nominated_by = actor.person;
  fresh.nominated = now;
  if (!store::insert(tx, fresh)) return Error::conflict("showcase.already_there");
  const store::Entry entered = store::find(tx, id).value();
  store::append_event(tx, parts_.random, id, actor.person, "nominated", entered.plan.reason, now);
  audit::record(tx, {actor.person, "showcase.nominated", "showcase", id.str(), entered.plan.reason, entered.name},
                now);
  tell_center(tx, "showcase.nominated", entered, entered.plan.reason, now);
  return id.str();
}

Task<Result<std::string>> ShowcaseService::nominate(Actor actor, idempotency::Key key, Plan plan) {
  const ShowcaseId id = ShowcaseId::fresh(parts_.clock.now(), parts_.random);
  return run(std::move(key),
             [this, actor, id, plan](db::Tx& tx, Instant now) { return enter(tx, actor, id, plan, now); });
}

Result<std::string> ShowcaseService::enter_anew(db::Tx& tx, const Actor& actor, const ShowcaseId& id, Plan plan,
                                                std::int64_t version, Instant now) {
  auto found = access::get(tx, actor, id);
  if (!found) return found.error();
  if (const Outcome may = may_change(access::standing_of(tx, actor, *found)); !may) return may.error();
  if (found->version != version) return changed_meanwhile();
  plan.kind = found->plan.kind;
  plan.site = found->plan.site;
  plan.project = found->plan.project;
  plan.team = found->plan.team;
  if (const Outcome right = check_plan(plan, now); !right) return right.error();
  if (const Outcome may = access::check_may_nominate(tx, actor, plan); !may) return may.error();
  found->plan = std::move(plan);
  found->state = State::nominated;
  found->because.clear();
  found->nominated_by = actor.person;
  found->nominated = now;
  found->reviewed_by = {};
  found->publicised = found->until = std::nullopt;
  if (!store::update(tx, *found)) return Error::conflict("showcase.already_there");
  const store::Entry entered = store::find(tx, id).value();
  store::append_event(tx, parts_.random, id, actor.person, "nominated", entered.plan.reason, now);
  tell_center(tx, "showcase.nominated", entered, entered.plan.reason, now);
  return id.str();
}

Task<Result<std::string>> ShowcaseService::change(Actor actor, idempotency::Key key, ShowcaseId id, Plan plan,
                                                  std::int64_t version) {
  return run(std::move(key), [this, actor, id, plan, version](db::Tx& tx, Instant now) {
    return enter_anew(tx, actor, id, plan, version, now);
  });
}

Task<Result<std::string>> ShowcaseService::approve(Actor actor, idempotency::Key key, ShowcaseId id) {
  return run(std::move(key), [this, actor, id](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, id);
    if (!found) return found.error();
    if (const Outcome may = may_review(access::standing_of(tx, actor, *found)); !may) return may.error();
    if (!found->there) return Error::conflict("showcase.gone");
    const Policy& policy = parts_.rules.policy;
    found->state = State::publicised;
    found->reviewed_by = actor.person;
    found->publicised = now;
    found->until = parts_.rules.calendar.add_working_days(now, static_cast<int>(parts_.limits.publicity_working_days),
                                                          policy.opens_minute, policy.closes_minute);
    if (const Outcome kept = moved(tx, *found, actor.person, "publicised", "", now); !kept) return kept.error();
    tell(tx, found->nominated_by, "showcase.publicised", *found, "", now);
    return id.str();
  });
}

Task<Result<std::string>> ShowcaseService::give_back(Actor actor, idempotency::Key key, ShowcaseId id,
                                                     std::string reason) {
  return run(std::move(key), [this, actor, id, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, id);
    if (!found) return found.error();
    if (const Outcome may = may_review(access::standing_of(tx, actor, *found)); !may) return may.error();
    found->state = State::returned;
    found->because = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "returned", reason, now); !kept) return kept.error();
    tell(tx, found->nominated_by, "showcase.returned", *found, reason, now);
    return id.str();
  });
}

Task<Result<std::string>> ShowcaseService::object(Actor actor, idempotency::Key key, ShowcaseId id,
                                                  std::string text) {
  const auto objection = ShowcaseObjectionId::fresh(parts_.clock.now(), parts_.random);
  return run(std::move(key), [this, actor, id, text, objection](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_public(tx, id);
    if (!found) return found.error();
    if (const Outcome may = may_object(found->state); !may) return may.error();
    const auto own = store::objections_of(tx, id, actor.person);
    const bool open = std::any_of(own.begin(), own.end(), [](const auto& one) { return !one.answered; });
    if (open || !store::insert(tx, store::Objection{objection, id, actor.person, "", text, now, "", {}}))
      return Error::conflict("showcase.already_objected");
    store::append_event(tx, parts_.random, id, actor.person, "objected", objection.str(), now);
    tell_center(tx, "showcase.objected", *found, text, now);
    return objection.str();
  });
}

Result<std::string> ShowcaseService::answer_in(db::Tx& tx, const Actor& actor, const ShowcaseId& id,
                                               const Answer& answer, Instant now) {
  auto found = access::get(tx, actor, id);
  if (!found) return found.error();
  const auto objection = store::find_objection(tx, answer.objection);
  if (!objection || objection->entry != id || objection->answered)
    return Error::not_found("showcase.objection_not_found");
  const bool objected = people::person_of(tx, objection->by) == actor.person;
  if (const Outcome may = may_answer(access::standing_of(tx, actor, *found), objected); !may) return may.error();
  if (!store::answer(tx, objection->id, actor.person, answer.words, now))
    return Error::not_found("showcase.objection_not_found");
  if (answer.upheld) {
    found->state = State::returned;
    found->because = answer.words;
    if (const Outcome kept = moved(tx, *found, actor.person, "upheld", answer.words, now); !kept) return kept.error();
    tell(tx, found->nominated_by, "showcase.returned", *found, answer.words, now);
  } else {
    store::append_event(tx, parts_.random, id, actor.person, "dismissed", answer.words, now);
    audit::record(tx, {actor.person, "showcase.dismissed", "showcase", id.str(), answer.words, objection->id.str()},
                  now);
  }
  tell(tx, objection->by, answer.upheld ? "showcase.objection_upheld" : "showcase.objection_dismissed", *found,
       answer.words, now);
  return id.str();
}

Task<Result<std::string>> ShowcaseService::answer(Actor actor, idempotency::Key key, ShowcaseId id, Answer answer) {
  return run(std::move(key),
             [this, actor, id, answer](db::Tx& tx, Instant now) { return answer_in(tx, actor, id, answer, now); });
}

Task<Result<std::string>> ShowcaseService::revoke(Actor actor, idempotency::Key key, ShowcaseId id,
                                                  std::string reason) {
  return run(std::move(key), [this, actor, id, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, id);
    if (!found) return found.error();
    if (const Outcome may = may_revoke(access::standing_of(tx, actor, *found)); !may) return may.error();
    found->state = State::revoked;
    found->because = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "revoked", reason, now); !kept) return kept.error();
    search::remove(tx, "showcase", id.str());
    tell(tx, found->nominated_by, "showcase.revoked", *found, reason, now);
    return id.str();
  });
}

Outcome ShowcaseService::show_in(db::Tx& tx, const ShowcaseId& id, Instant now) {
  auto found = store::find(tx, id);
  // Somebody may have objected since it was looked for.
  if (!found || found->state != State::publicised || found->until > now || found->open_objections > 0)
    return Error::conflict("showcase.not_publicised");
  found->state = State::shown;
  found->shown = now;
  if (const Outcome kept = moved(tx, *found, {}, "shown", "", now); !kept) return kept;
  search::index(tx, {"showcase", id.str(), found->name, found->summary,
                     found->plan.words.done + " " + found->plan.words.outcome});
  tell(tx, found->nominated_by, "showcase.shown", *found, "", now);
  return Done{};
}

int ShowcaseService::tick() {
  const Instant now = parts_.clock.now();
  const auto due = parts_.database.read([&](db::Reader& reader) { return store::due(reader, now, tick_limit); });
  int shown = 0;
  for (const ShowcaseId& id : due)
    shown += parts_.database.write_now([&](db::Tx& tx) { return show_in(tx, id, now); }).ok() ? 1 : 0;
  return shown;
}

}  // namespace ws::showcase
