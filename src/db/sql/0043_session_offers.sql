-- A place that comes free in a session is held for the first who waits until `offered_until_ms`. A session that moves has another `version`.
CREATE TABLE session_places_offered (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES course_sessions(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'offered', 'cancelled', 'attended', 'absent')),
  arrival BIGINT NOT NULL,
  came_ms BIGINT NOT NULL,
  offered_until_ms BIGINT,
  CHECK ((state = 'offered') = (offered_until_ms IS NOT NULL))
);
INSERT INTO session_places_offered (id, session_id, person_id, state, arrival, came_ms)
  SELECT id, session_id, person_id, state, arrival, came_ms FROM session_places;
DROP TABLE session_places;
ALTER TABLE session_places_offered RENAME TO session_places;
CREATE UNIQUE INDEX session_places_once ON session_places(session_id, person_id) WHERE state <> 'cancelled';
CREATE INDEX session_places_line ON session_places(session_id, state, arrival);
CREATE INDEX session_places_person ON session_places(person_id, id);
-- Where somebody is promised to be, for whoever would promise them elsewhere.
CREATE INDEX session_places_held ON session_places(person_id, session_id) WHERE state IN ('offered', 'confirmed', 'attended');
CREATE INDEX session_places_offers ON session_places(offered_until_ms) WHERE state = 'offered';
ALTER TABLE course_sessions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX course_sessions_line ON course_sessions(starts_ms) WHERE state = 'announced' AND waiting > 0;
