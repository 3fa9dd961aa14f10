#include "courses/course_access.h"

#include <algorithm>

#include "people/public.h"
#include "sites/public.h"

namespace ws::courses::access {
namespace {

/// Whichever of their accounts it is.
bool is_same(db::Reader& reader, const PersonId& person, const PersonId& other) {
  if (person.empty()) return false;
  const auto accounts = people::accounts_of(reader, person);
  return std::find(accounts.begin(), accounts.end(), other) != accounts.end();
}

Standing standing_of(db::Reader& reader, const Actor& actor, const store::Course& course) {
  return {sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, course.site),
          sites::covers(reader, actor, {Role::leader}, course.site),
          is_same(reader, actor.person, course.plan.lecturer)};
}

}  // namespace

Result<SeenCourse> see(db::Reader& reader, const Actor& actor, const CourseId& course, Instant now) {
  auto found = store::find(reader, course, now);
  if (!found) return Error::not_found("course.not_found");
  const Standing standing = standing_of(reader, actor, *found);
  if (found->state == CourseState::draft && !standing.keeper && !standing.reader && !standing.lecturer)
    return Error::not_found("course.not_found");
  return SeenCourse{std::move(*found), standing};
}

Result<SeenCourse> see_to_keep(db::Reader& reader, const Actor& actor, const CourseId& course, Instant now) {
  auto found = see(reader, actor, course, now);
  if (found && !found->standing.keeper) return Error::forbidden("course.not_yours");
  return found;
}

Result<SeenSession> see_session(db::Reader& reader, const Actor& actor, const CourseSessionId& id, Instant now) {
  const auto session = store::find_session(reader, id);
  if (!session) return Error::not_found("session.not_found");
  auto of = see(reader, actor, session->course, now);
  if (!of) return Error::not_found("session.not_found");
  const Standing& standing = of->standing;
  if (session->state == SessionState::planned && !standing.keeper && !standing.reader && !standing.lecturer)
    return Error::not_found("session.not_found");
  return SeenSession{*session, std::move(*of)};
}

Result<SeenSession> see_session_to_hold(db::Reader& reader, const Actor& actor, const CourseSessionId& id,
                                        Instant now) {
  auto found = see_session(reader, actor, id, now);
  if (found && !found->of.standing.keeper && !found->of.standing.lecturer)
    return Error::forbidden("session.not_yours");
  return found;
}

Result<SeenSession> see_session_to_keep(db::Reader& reader, const Actor& actor, const CourseSessionId& id,
                                        Instant now) {
  auto found = see_session(reader, actor, id, now);
  if (found && !found->of.standing.keeper) return Error::forbidden("session.not_yours");
  return found;
}

Result<OwnPlace> hold_own_place(db::Tx& tx, const Actor& actor, const SessionPlaceId& id) {
  const auto found = store::find_place(tx, id);
  if (!found || !is_same(tx, actor.person, found->person)) return Error::not_found("session.no_place");
  store::hold(tx, found->session);
  return OwnPlace{store::find_place(tx, id).value(), store::find_session(tx, found->session).value()};
}

Outcome check_may_keep_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

Result<store::Lecturer> get_lecturer(db::Reader& reader, const Actor& actor, const PersonId& person) {
  auto found = store::find_lecturer(reader, person);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->application.site))
    return Error::not_found("lecturer.not_found");
  return std::move(*found);
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

std::vector<SiteId> kept(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

}  // namespace ws::courses::access
