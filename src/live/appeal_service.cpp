#include "live/appeal_service.h"

#include <set>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/public.h"
#include "people/public.h"

namespace ws::live {
namespace {

constexpr int most_characters = 300;

bool is_same_person(db::Reader& reader, const PersonId& one, const PersonId& other) {
  return people::person_of(reader, one) == people::person_of(reader, other);
}

}  // namespace

AppealService::Answer AppealService::run(idempotency::Key key,
                                         std::function<Result<std::string>(db::Tx&, Instant)> body) {
  const Instant now = clock_.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return body(tx, now); });
  };
  co_return co_await database_.write(use_case);
}

void AppealService::tell(db::Tx& tx, const PersonId& to, std::string_view kind, const Broadcast& broadcast,
                         const std::string& words, Instant now) {
  json::Writer params;
  params.begin().field("title", broadcast.plan.title).field("reason", words).end();
  notices::send(tx, {to, kind, {}, params.take()}, now, random_);
}

AppealService::Answer AppealService::appeal(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                            std::string text) {
  const AppealId id = AppealId::fresh(clock_.now(), random_);
  auto appealing =
      run(std::move(key),
          [this, actor, broadcast, id, text = trim(text)](db::Tx& tx, Instant now) -> Result<std::string> {
            const auto found = access::get_public(tx, broadcast);
            if (!found) return found.error();
            if (const Outcome right = check_said(text, most_characters); !right) return right.error();
            const auto mute = store::find_mute(tx, broadcast, actor.person);
            if (!mute) return Error::conflict("live.not_muted");
            const Appeal fresh{id, broadcast, mute->person, {}, mute->at, mute->by, text, now, AppealState::open, {}};
            if (!store::insert(tx, fresh)) return Error::conflict("live.appealed");
            std::set<PersonId> told;
            for (const Role role : {Role::clerk, Role::dispatcher})
              for (const PersonId& holder : people::holders(tx, role, found->plan.site))
                if (!is_same_person(tx, holder, mute->by) && told.insert(holder).second)
                  tell(tx, holder, "live.appeal_made", *found, text, now);
            return id.str();
          });
  co_return co_await appealing;
}

Result<std::optional<Appeal>> AppealService::own(const Actor& actor, const BroadcastId& broadcast) const {
  return database_.read([&](db::Reader& reader) -> Result<std::optional<Appeal>> {
    if (const auto found = access::get_public(reader, broadcast); !found) return found.error();
    return store::own_appeal(reader, broadcast, actor.person);
  });
}

Result<std::vector<Appeal>> AppealService::list(const Actor& actor, const BroadcastId& broadcast) const {
  return database_.read([&](db::Reader& reader) -> Result<std::vector<Appeal>> {
    if (const auto found = access::get_to_run(reader, actor, broadcast); !found) return found.error();
    return store::appeals(reader, broadcast);
  });
}

AppealService::Answer AppealService::answer(Actor actor, idempotency::Key key, AppealId appeal, AppealState state,
                                            std::string words) {
  auto answering =
      run(std::move(key), [this, actor, appeal, state, words](db::Tx& tx, Instant now) -> Result<std::string> {
        const auto found = store::find_appeal(tx, appeal);
        if (!found) return Error::not_found("live.appeal_not_found");
        const auto broadcast = access::get_to_run(tx, actor, found->broadcast);
        if (!broadcast && broadcast.error().code == ErrorCode::not_found)
          return Error::not_found("live.appeal_not_found");
        if (!broadcast) return broadcast.error();
        for (const PersonId& party : {found->muted_by, found->person})
          if (is_same_person(tx, party, actor.person)) return Error::forbidden("live.own_mute");
        if (!store::answer(tx, appeal, state, words, actor.person, now))
          return Error::conflict("live.appeal_answered");
        // A later mute is another matter.
        const auto mute = store::find_mute(tx, found->broadcast, found->person);
        if (state == AppealState::lifted && mute && mute->at == found->muted)
          store::unmute(tx, found->broadcast, mute->person);
        const std::string kind = "live.appeal_" + std::string(to_text(state));
        tell(tx, found->person, kind, *broadcast, words, now);
        audit::record(tx, {actor.person, kind, "person", found->person.str(), words, found->broadcast.str()}, now);
        return appeal.str();
      });
  co_return co_await answering;
}

}  // namespace ws::live
