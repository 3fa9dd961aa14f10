#include "courses/place_steps_service.h"

#include "activities/public.h"
#include "base/json.h"
#include "notices/public.h"

namespace ws::courses {
namespace {

/// How many of a line are read at once, and how many are passed over before the line is left alone.
constexpr std::int64_t line_page = 50;
constexpr std::int64_t most_passed_over = 1000;

bool holds_place(const std::string& state) {
  return state == "offered" || state == "confirmed" || state == "attended";
}

std::string title_of(db::Reader& reader, const Session& session, Instant now) {
  return store::find(reader, session.course, now)->plan.title;
}

}  // namespace

void PlaceSteps::tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Session& session,
                      const std::string& title, Instant now, const std::string& reason) const {
  json::Writer out;
  out.begin().field("title", title).field("at", session.plan.starts.ms).field("reason", reason);
  if (kind == "session.offered")
    out.field("until", activities::offer_expiry(rules_.policy, now, session.plan.starts).ms);
  notices::send(tx, {person, kind, {}, out.end().take()}, now, random_);
}

Outcome PlaceSteps::check_free(db::Reader& reader, const PersonId& person, const Session& session) {
  const SessionPlan& plan = session.plan;
  if (plan.mode != Mode::site) return Done{};
  for (const activities::Engagement& other : activities::engagements(reader, person, plan.starts, plan.ends))
    if (other.session != session.id.str())
      return activities::in_the_way(other.session.empty() ? "session.overlap_service" : "session.overlap", other);
  return Done{};
}

Result<std::string> PlaceSteps::sign_up(db::Tx& tx, const Actor& actor, const CourseSessionId& id,
                                        Instant now) const {
  store::hold(tx, id);
  const auto seen = access::see_session(tx, actor, id, now);
  if (!seen) return seen.error();
  const Session& session = seen->session;
  if (auto open = check_open(session, now); !open) return open.error();
  if (store::own_place(tx, id, actor.person)) return Error::conflict("session.twice");
  store::hold_person(tx, actor.person);
  if (auto free = check_free(tx, actor.person, session); !free) return free.error();
  // Somebody who was passed over may be free by now: the line goes first.
  if (session.waiting > 0) promote(tx, id, now);
  store::Place fresh{SessionPlaceId::fresh(now, random_), id, actor.person, "confirmed", 0, {}};
  if (const auto arrival = store::take(tx, id)) {
    fresh.arrival = *arrival;
  } else {
    fresh.state = "waitlisted";
    fresh.arrival = store::join_line(tx, id);
  }
  if (!store::insert(tx, fresh, now)) return Error::conflict("session.twice");
  store::append_event(tx, random_, id, actor.person, fresh.state, actor.person, "", now);
  tell(tx, actor.person, "session." + fresh.state, session, seen->of.course.plan.title, now);
  return fresh.id.str();
}

Result<std::string> PlaceSteps::accept(db::Tx& tx, const Actor& actor, const SessionPlaceId& id, Instant now) const {
  auto own = access::hold_own_place(tx, actor, id);
  if (!own) return own.error();
  const auto& [place, session] = *own;
  const bool on = session.state == SessionState::announced || session.state == SessionState::live;
  if (!on || place.state != "offered" || *place.offered_until <= now) return Error::conflict("session.no_offer");
  store::hold_person(tx, place.person);
  if (auto free = check_free(tx, place.person, session); !free) return free.error();
  store::set_state(tx, id, "offered", "confirmed");
  store::append_event(tx, random_, place.session, actor.person, "accepted", place.person, "", now);
  return id.str();
}

Result<std::string> PlaceSteps::leave(db::Tx& tx, const Actor& actor, const SessionPlaceId& id, Instant now) const {
  auto own = access::hold_own_place(tx, actor, id);
  if (!own) return own.error();
  const auto& [place, session] = *own;
  const bool is_offer = place.state == "offered";
  const bool open = session.state == SessionState::announced || (is_offer && session.state == SessionState::live);
  if (!open || (!is_offer && place.state != "confirmed" && place.state != "waitlisted"))
    return Error::conflict("session.place_state");
  give_up(tx, place, session, actor.person, is_offer ? "declined" : "left", now);
  return id.str();
}

Outcome PlaceSteps::expire(db::Tx& tx, const SessionPlaceId& id, Instant now) const {
  const auto known = store::find_place(tx, id);
  store::hold(tx, known->session);
  const store::Place place = store::find_place(tx, id).value();
  if (place.state != "offered" || *place.offered_until > now) return Error::conflict("session.no_offer");
  const Session session = store::find_session(tx, place.session).value();
  give_up(tx, place, session, {}, "expired", now);
  tell(tx, place.person, "session.offer_expired", session, title_of(tx, session, now), now);
  return Done{};
}

/// What the place held goes to those who wait: here, and where its person waits elsewhere.
void PlaceSteps::give_up(db::Tx& tx, const store::Place& place, const Session& session, const PersonId& by,
                         std::string_view step, Instant now) const {
  store::set_state(tx, place.id, place.state, "cancelled");
  store::append_event(tx, random_, place.session, by, step, place.person, "", now);
  if (!holds_place(place.state)) return store::leave_line(tx, place.session);
  store::give_back(tx, place.session);
  const SessionPlan& plan = session.plan;
  if (plan.mode == Mode::site) activities::free_again(tx, random_, rules_, place.person, plan.starts, plan.ends, now);
  promote(tx, place.session, now);
}

void PlaceSteps::offer(db::Tx& tx, const store::Place& place, const Session& session, Instant now) const {
  store::leave_line(tx, session.id);
  store::offer(tx, place.id, activities::offer_expiry(rules_.policy, now, session.plan.starts));
  store::append_event(tx, random_, session.id, {}, "offered", place.person, "", now);
  tell(tx, place.person, "session.offered", session, title_of(tx, session, now), now);
}

void PlaceSteps::promote(db::Tx& tx, const CourseSessionId& id, Instant now) const {
  Session session = store::find_session(tx, id).value();
  if (!check_open(session, now)) return;
  std::int64_t after = 0;
  for (std::int64_t seen = 0; session.has_room() && seen < most_passed_over;) {
    const auto line = store::in_line(tx, id, after, line_page);
    if (line.empty()) return;
    for (const store::Place& next : line) {
      after = next.arrival;
      ++seen;
      if (!session.has_room()) return;
      store::hold_person(tx, next.person);
      if (!check_free(tx, next.person, session) || !store::take(tx, id)) continue;
      offer(tx, next, session, now);
      ++session.taken;
    }
  }
}

/// Those with a place are no longer promised `then`.
void PlaceSteps::free_all(db::Tx& tx, const Session& then, Instant now) const {
  if (then.plan.mode != Mode::site) return;
  for (const std::string_view state : {"confirmed", "offered"})
    for (const PersonId& person : store::with_place(tx, then.id, state))
      activities::free_again(tx, random_, rules_, person, then.plan.starts, then.plan.ends, now);
}

void PlaceSteps::moved(db::Tx& tx, const Session& before, const std::string& title, const std::string& reason,
                       Instant now) const {
  const Session session = store::find_session(tx, before.id).value();
  store::shorten_offers(tx, session.id, session.plan.starts);
  for (const std::string_view state : {"confirmed", "offered", "waitlisted"})
    for (const PersonId& person : store::with_place(tx, session.id, state)) {
      const Outcome free = check_free(tx, person, session);
      if (free)
        tell(tx, person, "session.moved", session, title, now, reason);
      else
        tell(tx, person, "session.moved_overlap", session, title, now, free.error().alternative->title);
    }
  if (session.plan.starts != before.plan.starts || session.plan.ends != before.plan.ends) free_all(tx, before, now);
  promote(tx, session.id, now);
}

void PlaceSteps::call_off(db::Tx& tx, const Session& session, const std::string& title, const std::string& reason,
                          Instant now) const {
  for (const std::string_view state : {"confirmed", "offered", "waitlisted"})
    for (const PersonId& person : store::with_place(tx, session.id, state))
      tell(tx, person, "session.cancelled", session, title, now, reason);
  free_all(tx, session, now);
}

bool PlaceSteps::may_promote(db::Reader& reader, const CourseSessionId& id, Instant now) const {
  const auto session = store::find_session(reader, id);
  if (!session || !check_open(*session, now) || !session->has_room()) return false;
  for (const store::Place& next : store::in_line(reader, id, 0, line_page))
    if (check_free(reader, next.person, *session)) return true;
  return false;
}

}  // namespace ws::courses
