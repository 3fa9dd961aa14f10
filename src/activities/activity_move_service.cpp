#include "activities/activity_move_service.h"

#include <algorithm>

#include "base/json.h"
#include "notices/public.h"
#include "outbox/public.h"
#include "search/public.h"
#include "teams/public.h"

namespace ws::activities {
namespace {

/// No person is named: a screen shows what moves, not who.
std::string move_json(const Activity& activity, std::string_view kind, std::string_view from, std::string_view to,
                      Instant now) {
  json::Writer out;
  out.begin()
      .field("at_ms", now.ms)
      .field("activity_id", activity.id)
      .field("number", activity.number)
      .field("title", activity.plan.title)
      .field("kind", kind)
      .field("from_state", from)
      .field("to_state", to)
      .field("site_id", activity.plan.site)
      .field("site_name", activity.site_name)
      .end();
  return out.take();
}

}  // namespace

void Move::step(Step step, std::string reason, std::string detail) {
  const State from = activity_.state;
  const State to = next_state(from, step).value();
  if (to != from) {
    activity_.state = to;
    activity_.state_since = now_;
  }
  store::append(tx_, random_, activity_.id, ++activity_.events,
                {step, from, to, actor_, std::move(reason), std::move(detail)}, now_);
  outbox::publish(tx_,
                  {"activity.moved",
                   activity_.plan.site,
                   {},
                   move_json(activity_, to_text(step), to_text(from), to_text(to), now_)},
                  now_);
}

Outcome Move::save() {
  if (is_on(activity_.state))
    search::index(tx_, {"activity", activity_.id.str(), activity_.plan.title, activity_.plan.summary,
                        activity_.plan.place + " " + activity_.site_name + " " + activity_.number});
  else
    search::remove(tx_, "activity", activity_.id.str());
  return store::save(tx_, activity_, rules_);
}

void Move::signup(Signup& signup, SignupStep step, std::optional<SignupState> from, std::string reason) {
  if (from) {
    ++signup.events;
    store::save(tx_, signup);
  }
  const std::string_view was = from ? to_text(*from) : std::string_view();
  store::append(tx_, random_, signup, step, was, actor_, reason, now_);
  outbox::publish(tx_,
                  {"activity.moved",
                   activity_.plan.site,
                   {},
                   move_json(activity_, to_text(step), was, to_text(signup.state), now_)},
                  now_);
}

void Move::tell(const PersonId& person, std::string_view kind, Instant when, std::string_view reason) {
  if (person.empty() || person == actor_) return;
  json::Writer params;
  params.begin()
      .field("title", activity_.plan.title)
      .field("place", activity_.plan.place)
      .field("reason", reason)
      .field("when", when.ms)
      .end();
  notices::send(tx_, {person, kind, {}, params.take(), activity_.id}, now_, random_);
}

void Move::tell(const std::vector<PersonId>& people, std::string_view kind, Instant when, std::string_view reason) {
  for (const PersonId& person : people) tell(person, kind, when, reason);
}

std::vector<PersonId> Move::owners() {
  std::vector<PersonId> people{activity_.author};
  if (!activity_.plan.team.empty())
    for (PersonId& leader : teams::leaders(tx_, activity_.plan.team))
      if (std::find(people.begin(), people.end(), leader) == people.end()) people.push_back(std::move(leader));
  return people;
}

}  // namespace ws::activities
