#pragma once
// Places in a session inside a transaction that somebody else opened: taken, offered to who waits, given back.
//
// The rules are those of activities (activities/signup_model.h): who comes first is served first; what comes free is
// offered from the front of the line in the same transaction, and held until the offer expires; whoever is promised
// elsewhere at that time is passed over and keeps their place in the line. Each step holds its session first, so that
// all steps of one session follow each other on either engine.

#include "base/policy.h"
#include "courses/course_access.h"

namespace ws::courses {

class PlaceSteps {
 public:
  PlaceSteps(Random& random, const Rules& rules) : random_(random), rules_(rules) {}

  /// Takes a place or joins the line; answers the place. Refuses "session.not_found", "session.closed",
  /// "session.twice" and what check_free refuses.
  Result<std::string> sign_up(db::Tx& tx, const Actor& actor, const CourseSessionId& session, Instant now) const;
  /// The person's yes to an offer. Refuses "session.no_place", "session.no_offer" and what check_free refuses.
  Result<std::string> accept(db::Tx& tx, const Actor& actor, const SessionPlaceId& place, Instant now) const;
  /// Their no to an offer, or they leave. Refuses "session.no_place", "session.place_state".
  Result<std::string> leave(db::Tx& tx, const Actor& actor, const SessionPlaceId& place, Instant now) const;
  /// An offer's time is over. Refuses "session.no_offer".
  Outcome expire(db::Tx& tx, const SessionPlaceId& place, Instant now) const;

  /// Offers what is free to those who wait. The session is held.
  void promote(db::Tx& tx, const CourseSessionId& session, Instant now) const;
  /// The session moved from what it was `before`: whoever has a place or waits is told, whom it does not fit any more
  /// are told that. They keep what they have until they say. The session is held.
  void moved(db::Tx& tx, const Session& before, const std::string& title, const std::string& reason,
             Instant now) const;
  /// It is cancelled: all of them are told, and free again.
  void call_off(db::Tx& tx, const Session& session, const std::string& title, const std::string& reason,
                Instant now) const;
  /// Is somebody in the line whom promote() would offer a place?
  bool may_promote(db::Reader& reader, const CourseSessionId& session, Instant now) const;
  /// One can be at one place only: "session.overlap", "session.overlap_service", with what is in the way. What is
  /// watched from anywhere is in nobody's way.
  static Outcome check_free(db::Reader& reader, const PersonId& person, const Session& session);

  /// Words of a notice: the course's title, `at`, and a reason or when an offer ends.
  void tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Session& session,
            const std::string& title, Instant now, const std::string& reason = {}) const;

 private:
  void free_all(db::Tx& tx, const Session& then, Instant now) const;
  void offer(db::Tx& tx, const store::Place& place, const Session& session, Instant now) const;
  void give_up(db::Tx& tx, const store::Place& place, const Session& session, const PersonId& by,
               std::string_view step, Instant now) const;

  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::courses
