#pragma once
// The use cases of courses: categories, lecturers, courses, sessions and their places.

#include "base/task.h"
#include "courses/feedback_service.h"
#include "courses/place_steps_service.h"
#include "idempotency/public.h"
#include "live/public.h"

namespace ws::courses {

class CourseService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Rules& rules;
    live::BroadcastService& broadcasts;  ///< by which sessions are watched
    surveys::Limits feedback = {};
    Limits limits = {};
    std::string public_address = {};  ///< "https://…" without a slash at its end
  };
  explicit CourseService(Parts parts) : parts_(std::move(parts)), places_(parts_.random, parts_.rules) {}
  using Answer = Task<Result<std::string>>;

  // ---- categories
  std::vector<Category> categories(bool closed_too) const;
  /// Makes or changes it. Refuses what check_category refuses.
  Answer keep(Actor actor, idempotency::Key key, Category category);

  // ---- lecturers
  struct OwnLecturer {
    std::optional<store::Lecturer> lecturer;
    std::vector<store::Time> times;
    std::vector<store::Course> courses;
    std::vector<Session> sessions;  ///< of the courses, by start: those to come, and of the last 30 days
  };
  OwnLecturer own_lecturer(const Actor& actor) const;
  /// Refuses what check_application refuses, "lecturer.waits", "site.not_found", "course.no_category".
  Answer apply(Actor actor, idempotency::Key key, Application application);
  /// An empty reason approves. Refuses "lecturer.not_found", "lecturer.own", "lecturer.not_waiting".
  Answer decide(Actor actor, idempotency::Key key, PersonId person, std::string reason);
  struct Lecturers {
    std::vector<store::Lecturer> rows;
    std::optional<std::string> next;
  };
  Lecturers lecturers(const Actor& actor, std::optional<LecturerState> state, const std::string& cursor,
                      std::int64_t limit) const;
  /// For the lecturer's site. Refuses "lecturer.not_found".
  Result<std::vector<store::Time>> times(const Actor& actor, const PersonId& person) const;
  /// When somebody could teach. Refuses "lecturer.not_found", "session.times", "lecturer.many_times".
  Answer add_time(Actor actor, idempotency::Key key, Instant starts, Instant ends);
  Answer remove_time(Actor actor, idempotency::Key key, LecturerTimeId id);

  // ---- courses
  struct Page {
    std::vector<store::Course> rows;
    std::optional<std::string> next;
  };
  /// What everybody may see.
  Page list(const std::string& category, const std::string& cursor, std::int64_t limit) const;
  /// Drafts too, of the actor's subtrees.
  Page managed(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    access::SeenCourse seen;
    std::vector<Session> sessions;             ///< planned ones for its own people only
    std::map<std::string, store::Place> mine;  ///< by session
  };
  /// Refuses "course.not_found".
  Result<Detail> find(const Actor& actor, const CourseId& course) const;
  /// Refuses "site.not_found", "site.not_yours", "course.no_category", "course.no_lecturer", "training.no_course".
  Answer make(Actor actor, idempotency::Key key, SiteId site, Plan plan);
  Answer edit(Actor actor, idempotency::Key key, CourseId course, Plan plan, CourseState state, std::int64_t version);

  // ---- sessions
  Answer plan(Actor actor, idempotency::Key key, CourseId course, SessionPlan plan);
  /// The broadcast by which it is watched; an empty one takes it away. Refuses "session.not_found",
  /// "session.not_yours", "session.state" and, of a broadcast of others, "live.not_found", "live.not_yours".
  Answer link(Actor actor, idempotency::Key key, CourseSessionId session, live::BroadcastId broadcast);
  /// Another time, place or number of places, with a reason. Whoever has a place or waits is told, those too whom it
  /// does not fit any more; the broadcast moves with it. Refuses "session.not_found", "session.not_yours",
  /// "session.changed_meanwhile", "session.below_roster", what check_change refuses and what its broadcast does.
  Answer change(Actor actor, idempotency::Key key, CourseSessionId session, SessionChange change);
  /// `words`: the reason of a cancellation, the address of a replay. Refuses "session.not_found",
  /// "session.not_yours", "session.state", "session.too_early", "course.not_published", "session.replay".
  Answer move(Actor actor, idempotency::Key key, CourseSessionId session, Step step, std::string words);
  /// Who was there; all others with a place were not. While it is live or after it. The same list again changes
  /// nothing.
  Answer attend(Actor actor, idempotency::Key key, CourseSessionId session, std::vector<SessionPlaceId> there);
  /// What those said who were there, as far as it gives nobody away. For its site and its lecturer. Refuses
  /// "session.not_found", "session.not_yours", "session.no_feedback" before the end.
  struct Feedback {
    surveys::Told told;
    std::int64_t smallest = 0;  ///< nothing is shown of fewer
  };
  Result<Feedback> feedback(const Actor& actor, const CourseSessionId& session) const;
  /// The survey of those who were there; empty before the end.
  SurveyId feedback_of(const CourseSessionId& session) const;
  struct Places {
    std::vector<store::PlaceRow> rows;
    std::optional<std::string> next;
  };
  Result<Places> places(const Actor& actor, const CourseSessionId& session, const std::string& after,
                        std::int64_t limit) const;

  // ---- places
  /// As PlaceSteps says.
  Answer sign_up(Actor actor, idempotency::Key key, CourseSessionId session);
  Answer accept(Actor actor, idempotency::Key key, SessionPlaceId place);
  Answer leave(Actor actor, idempotency::Key key, SessionPlaceId place);
  std::vector<store::Own> own(const Actor& actor) const;
  /// Offers that ran out go on to the next; whoever is free by now is offered what is free. Answers how many moved.
  int tick();

  /// A calendar file. Refuses "session.not_found".
  Result<std::string> calendar_of(const Actor& actor, const CourseSessionId& session) const;

 private:
  template <class F>
  Answer run(idempotency::Key key, F body);
  Outcome check(db::Reader& reader, const Plan& plan) const;
  Result<std::string> change_in(db::Tx& tx, const Actor& actor, const CourseSessionId& id,
                                const SessionChange& change, Instant now);
  void settle(db::Tx& tx, const access::SeenSession& seen, const Actor& actor, Instant now);

  const Parts parts_;
  const PlaceSteps places_;
};

}  // namespace ws::courses
