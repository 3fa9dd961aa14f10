#include "stars/star_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "hours/public.h"
#include "notices/public.h"
#include "stars/star_access.h"

namespace ws::stars {
namespace {

constexpr std::int64_t tick_limit = 200;
constexpr std::int64_t objections_shown = 100;

StarService::Page page_of(std::vector<store::Application> items, std::int64_t limit) {
  StarService::Page page{std::move(items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().id.str();
  }
  return page;
}

}  // namespace

StarService::Mine StarService::mine(const Actor& actor) const {
  return database_.read([&](db::Reader& reader) {
    Mine mine;
    mine.minutes = hours::effective_sum(reader, actor.person).minutes;
    const auto applications = store::of_volunteer(reader, actor.person);
    for (int level = 1; const auto needed = minutes_for(level, rules_.policy); ++level) {
      Level line{level, *needed, mine.minutes >= *needed, {}};
      for (const store::Application& application : applications)
        if (application.level == level) line.application = application;
      mine.levels.push_back(std::move(line));
    }
    return mine;
  });
}

StarService::Page StarService::list(const Actor& actor, const std::string& state, const std::string& cursor,
                                    std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of(store::list(reader, {access::reviewed_roots(actor), state, cursor, limit + 1}), limit);
  });
}

StarService::Page StarService::publicised(const std::string& cursor, std::int64_t limit) const {
  return database_.read(
      [&](db::Reader& reader) { return page_of(store::publicised(reader, cursor, limit + 1), limit); });
}

Result<StarService::Detail> StarService::find(const Actor& actor, const StarId& star) const {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get_to_review(reader, actor, star);
    if (!found) return found.error();
    return Detail{std::move(*found), store::objections_to(reader, star, objections_shown)};
  });
}

Task<Result<std::string>> StarService::apply(Actor actor, idempotency::Key key, int level) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, level, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return apply_in(tx, actor, level, now); });
  };
  co_return co_await database_.write(use_case);
}

Result<std::string> StarService::apply_in(db::Tx& tx, const Actor& actor, int level, Instant now) {
  const auto home = store::find_home(tx, actor.person);
  if (!home || !home->registered) return Error::forbidden("star.not_volunteer");
  const std::int64_t minutes = hours::effective_sum(tx, actor.person).minutes;
  if (const Outcome may = may_apply(level, minutes, rules_.policy); !may) return may.error();
  store::Application fresh;
  fresh.id = StarId::fresh(now, random_);
  fresh.volunteer = actor.person;
  fresh.site = home->site;
  fresh.level = level;
  fresh.minutes = minutes;
  fresh.applied = now;
  if (!store::insert(tx, fresh)) return Error::conflict("star.already_applied");
  store::insert_event(tx, random_, fresh.id, actor.person, "applied", "", now);
  return fresh.id.str();
}

Task<Result<std::string>> StarService::approve(Actor actor, idempotency::Key key, StarId star) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, star, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return approve_in(tx, actor, star, now); });
  };
  co_return co_await database_.write(use_case);
}

Result<std::string> StarService::approve_in(db::Tx& tx, const Actor& actor, const StarId& star, Instant now) {
  const auto found = access::get_to_review(tx, actor, star);
  if (!found) return found.error();
  if (const Outcome may = may_review(found->standing(), actor.person); !may) return may.error();
  const std::int64_t minutes = hours::effective_sum(tx, found->volunteer).minutes;
  if (const Outcome still = may_apply(found->level, minutes, rules_.policy); !still) return still.error();
  const Policy& policy = rules_.policy;
  const Instant until = rules_.calendar.add_working_days(now, policy.star_publicity_working_days, policy.opens_minute,
                                                         policy.closes_minute);
  if (!store::publicise(tx, star, actor.person, now, until)) return Error::conflict("star.not_applied");
  store::insert_event(tx, random_, star, actor.person, "publicised", "", now);
  tell(tx, "star.publicised", *found, "", now);
  return star.str();
}

Task<Result<std::string>> StarService::decline(Actor actor, idempotency::Key key, StarId star, std::string reason) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, star, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_review(tx, actor, star);
      if (!found) return found.error();
      if (const Outcome may = may_review(found->standing(), actor.person); !may) return may.error();
      if (!store::decline(tx, star, State::applied, actor.person, reason)) return Error::conflict("star.not_applied");
      store::insert_event(tx, random_, star, actor.person, "declined", reason, now);
      tell(tx, "star.declined", *found, reason, now);
      return star.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> StarService::object(Actor actor, idempotency::Key key, StarId star, std::string text) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, star, text, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_public(tx, star);
      if (!found) return found.error();
      if (const Outcome may = may_object(found->standing()); !may) return may.error();
      const store::Objection fresh{new_ulid(now, random_), star, actor.person, "", text, now, "", {}};
      if (!store::insert_objection(tx, fresh)) return Error::conflict("star.already_objected");
      store::insert_event(tx, random_, star, actor.person, "objected", fresh.id, now);
      return fresh.id;
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> StarService::answer(Actor actor, idempotency::Key key, StarId star, Answer answer) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, star, answer, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return answer_in(tx, actor, star, answer, now); });
  };
  co_return co_await database_.write(use_case);
}

Result<std::string> StarService::answer_in(db::Tx& tx, const Actor& actor, const StarId& star, const Answer& answer,
                                           Instant now) {
  const auto found = access::get_to_review(tx, actor, star);
  if (!found) return found.error();
  const auto objections = store::objections_to(tx, star, objections_shown);
  const auto one = std::find_if(objections.begin(), objections.end(),
                                [&](const store::Objection& each) { return each.id == answer.objection; });
  if (one == objections.end()) return Error::not_found("star.objection_not_found");
  if (const Outcome may = may_answer(found->standing(), actor.person, one->by); !may) return may.error();
  if (!store::answer_objection(tx, one->id, actor.person, answer.reason, now))
    return Error::not_found("star.objection_not_found");
  store::insert_event(tx, random_, star, actor.person, answer.upheld ? "upheld" : "dismissed", answer.reason, now);
  audit::record(tx,
                {actor.person, answer.upheld ? "star.objection_upheld" : "star.objection_dismissed", "star",
                 star.str(), answer.reason, one->id},
                now);
  if (!answer.upheld) return star.str();
  if (!store::decline(tx, star, State::publicised, actor.person, answer.reason))
    return Error::conflict("star.not_publicised");
  tell(tx, "star.declined", *found, answer.reason, now);
  return star.str();
}

Outcome StarService::grant_in(db::Tx& tx, const StarId& star, Instant now) {
  if (!store::grant(tx, star, now)) return Error::conflict("star.not_publicised");
  store::insert_event(tx, random_, star, {}, "granted", "", now);
  tell(tx, "star.granted", store::find(tx, star).value(), "", now);
  return Done{};
}

int StarService::tick() {
  const Instant now = clock_.now();
  const auto due = database_.read([&](db::Reader& reader) { return store::due(reader, now, tick_limit); });
  int granted = 0;
  // What somebody objected to in between answers with a refusal here; that is no failure.
  for (const StarId& star : due)
    granted += database_.write_now([&](db::Tx& tx) { return grant_in(tx, star, now); }).ok() ? 1 : 0;
  return granted;
}

void StarService::tell(db::Tx& tx, std::string_view kind, const store::Application& application,
                       const std::string& reason, Instant now) {
  json::Writer out;
  out.begin().field("level", std::to_string(application.level)).field("reason", reason).end();
  notices::send(tx, {application.volunteer, kind, {}, out.take()}, now, random_);
}

}  // namespace ws::stars
