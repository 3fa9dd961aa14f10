#pragma once
// Who may do what. A published course is everybody's to see, a draft its site's staff's and its lecturer's. Its
// site's clerks and dispatchers keep it; its lecturer begins and ends the sessions and says who was there.

#include "base/actor.h"
#include "courses/course_store.h"

namespace ws::courses::access {

struct Standing {
  bool keeper = false;    ///< clerk or dispatcher over its site
  bool reader = false;    ///< leader over its site
  bool lecturer = false;  ///< teaches it
};
struct SeenCourse {
  store::Course course;
  Standing standing;
};
struct SeenSession {
  Session session;
  SeenCourse of;
};
/// Refuses "course.not_found".
Result<SeenCourse> see(db::Reader& reader, const Actor& actor, const CourseId& course, Instant now);
/// Refuses "course.not_found", "course.not_yours".
Result<SeenCourse> see_to_keep(db::Reader& reader, const Actor& actor, const CourseId& course, Instant now);
/// Planned sessions are there for its site and its lecturer only. Refuses "session.not_found".
Result<SeenSession> see_session(db::Reader& reader, const Actor& actor, const CourseSessionId& id, Instant now);
/// For its site, and for its lecturer. Refuses "session.not_found", "session.not_yours".
Result<SeenSession> see_session_to_hold(db::Reader& reader, const Actor& actor, const CourseSessionId& id,
                                        Instant now);
/// For its site only. Refuses "session.not_found", "session.not_yours".
Result<SeenSession> see_session_to_keep(db::Reader& reader, const Actor& actor, const CourseSessionId& id,
                                        Instant now);
/// The person's own, and its session, held until the transaction ends. Refuses "session.no_place".
struct OwnPlace {
  store::Place place;
  Session session;
};
Result<OwnPlace> hold_own_place(db::Tx& tx, const Actor& actor, const SessionPlaceId& id);

/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_keep_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// An application that waits for the actor, or that they may look at: dispatchers over its site. Refuses
/// "lecturer.not_found".
Result<store::Lecturer> get_lecturer(db::Reader& reader, const Actor& actor, const PersonId& person);
/// Subtrees whose courses the actor sees; whose lecturers they look after.
std::vector<SiteId> seen(const Actor& actor);
std::vector<SiteId> kept(const Actor& actor);

}  // namespace ws::courses::access
