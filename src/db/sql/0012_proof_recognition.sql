-- Stars: reached by hours, applied for, reviewed, publicised, granted; never lost. The row holds where an application stands now,
-- star_events how it came there.
CREATE TABLE star_applications (
  id TEXT PRIMARY KEY,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 9),
  minutes BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applied', 'declined', 'publicised', 'granted')),
  applied_ms BIGINT NOT NULL,
  reviewer_id TEXT REFERENCES persons(id),
  publicised_ms BIGINT,
  until_ms BIGINT,
  granted_ms BIGINT,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX star_applications_once ON star_applications(volunteer_id, level) WHERE state <> 'declined';
CREATE INDEX star_applications_site ON star_applications(site_id, id);
CREATE INDEX star_applications_public ON star_applications(until_ms, id) WHERE state = 'publicised';
CREATE TABLE star_events (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES star_applications(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('applied', 'declined', 'publicised', 'objected', 'dismissed', 'upheld', 'granted')),
  reason TEXT NOT NULL
);
CREATE INDEX star_events_application ON star_events(application_id, id);
-- What people say against a publicised star; an open one holds it.
CREATE TABLE star_objections (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES star_applications(id),
  by_id TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT REFERENCES persons(id),
  answered_ms BIGINT,
  UNIQUE (application_id, by_id)
);
-- Thanks said once for each milestone; nobody is compared with anybody.
CREATE TABLE milestones (
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  kind TEXT NOT NULL CHECK (kind IN ('services', 'hours')),
  reached BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (person_id, kind, reached)
);
CREATE INDEX hours_events_effective ON hours_events(at_ms) WHERE state = 'effective';
-- Training that roles may require, held offline: what there is, and who took part, recorded by one and confirmed by another.
CREATE TABLE training_courses (
  code TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  valid_months BIGINT NOT NULL CHECK (valid_months BETWEEN 0 AND 120),
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL
);
CREATE TABLE training_records (
  id TEXT PRIMARY KEY,
  course TEXT NOT NULL REFERENCES training_courses(code),
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  day TEXT NOT NULL,
  trainer TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('recorded', 'confirmed', 'rejected')),
  recorded_by TEXT NOT NULL REFERENCES persons(id),
  recorded_ms BIGINT NOT NULL,
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  reason TEXT NOT NULL DEFAULT '',
  CHECK (decided_by IS NULL OR decided_by <> recorded_by)
);
CREATE UNIQUE INDEX training_records_once ON training_records(course, volunteer_id, day) WHERE state <> 'rejected';
CREATE INDEX training_records_volunteer ON training_records(volunteer_id, course, state);
CREATE INDEX training_records_site ON training_records(site_id, id);
