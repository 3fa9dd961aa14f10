-- Courses: what is taught, by whom, when. A session has places of its own (docs/decisions/0026).
CREATE TABLE course_categories (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position BIGINT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1))
);
CREATE TABLE lecturers (
  person_id TEXT PRIMARY KEY REFERENCES persons(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  state TEXT NOT NULL CHECK (state IN ('applied', 'approved', 'declined')),
  about TEXT NOT NULL,
  proofs TEXT NOT NULL,
  applied_ms BIGINT NOT NULL,
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  reason TEXT NOT NULL DEFAULT '',
  CHECK (decided_by IS NULL OR decided_by <> person_id),
  CHECK ((state = 'applied') = (decided_by IS NULL))
);
CREATE INDEX lecturers_state ON lecturers(state, person_id);
CREATE TABLE lecturer_categories (
  person_id TEXT NOT NULL REFERENCES lecturers(person_id),
  category TEXT NOT NULL REFERENCES course_categories(code),
  PRIMARY KEY (person_id, category)
);
CREATE TABLE lecturer_times (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES lecturers(person_id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms)
);
CREATE INDEX lecturer_times_of ON lecturer_times(person_id, starts_ms);
CREATE TABLE courses (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  category TEXT NOT NULL REFERENCES course_categories(code),
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  for_whom TEXT NOT NULL,
  lecturer_id TEXT NOT NULL REFERENCES lecturers(person_id),
  training_course TEXT REFERENCES training_courses(code),
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'closed')),
  made_by TEXT NOT NULL REFERENCES persons(id),
  made_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX courses_of_site ON courses(site_id, id);
CREATE INDEX courses_published ON courses(category, id) WHERE state = 'published';
CREATE INDEX courses_of_lecturer ON courses(lecturer_id, id);
-- `capacity` 0: without a limit (online). Whoever has a place counts in `taken`, whoever waits in `waiting`; `arrivals` numbers all who came.
CREATE TABLE course_sessions (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  mode TEXT NOT NULL CHECK (mode IN ('site', 'online')),
  place_site_id TEXT REFERENCES sites(id),
  place TEXT NOT NULL,
  capacity BIGINT NOT NULL CHECK (capacity >= 0),
  taken BIGINT NOT NULL DEFAULT 0,
  waiting BIGINT NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  arrivals BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('planned', 'announced', 'live', 'ended', 'replay_published', 'cancelled')),
  replay TEXT NOT NULL DEFAULT '',
  broadcast_id TEXT,
  activity_id TEXT REFERENCES activities(id),
  feedback_id TEXT REFERENCES surveys(id),
  CHECK (capacity = 0 OR taken BETWEEN 0 AND capacity),
  CHECK (taken >= 0),
  CHECK (mode = 'online' OR (capacity > 0 AND place_site_id IS NOT NULL))
);
CREATE INDEX course_sessions_of ON course_sessions(course_id, starts_ms);
CREATE INDEX course_sessions_coming ON course_sessions(starts_ms) WHERE state IN ('announced', 'live');
CREATE TABLE session_places (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES course_sessions(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'cancelled', 'attended', 'absent')),
  arrival BIGINT NOT NULL,
  came_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_places_once ON session_places(session_id, person_id) WHERE state <> 'cancelled';
CREATE INDEX session_places_line ON session_places(session_id, state, arrival);
CREATE INDEX session_places_person ON session_places(person_id, id);
CREATE TABLE session_events (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES course_sessions(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  person_id TEXT REFERENCES persons(id),
  reason TEXT NOT NULL
);
CREATE INDEX session_events_of ON session_events(session_id, id);
INSERT INTO course_categories (code, name, name_en, position, active) VALUES
  ('phone', '智能手机与防骗', 'Smartphones and fraud', 1, 1),
  ('health', '健康与急救', 'Health and first aid', 2, 1),
  ('arts', '文艺与手工', 'Arts and crafts', 3, 1),
  ('farm', '农技与园艺', 'Farming and gardening', 4, 1),
  ('family', '家庭与亲子', 'Family and children', 5, 1),
  ('volunteering', '志愿服务培训', 'Training for volunteers', 6, 1);
