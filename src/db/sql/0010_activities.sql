-- Projects hold activities, an activity has shifts, a shift has roles, a role has places. There is no fee anywhere, by design.
CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  name TEXT NOT NULL,
  summary TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'closed')),
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX projects_site ON projects(site_id, id);
-- starts_ms and ends_ms span the shifts; due_ms is when a clock looks at it next. The seed of a draw by lot is kept back until the draw;
-- its hash is public from the publication on.
CREATE TABLE activities (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  project_id TEXT REFERENCES projects(id),
  series_id TEXT,
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  category TEXT NOT NULL REFERENCES categories(code),
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  conditions TEXT NOT NULL,
  risks TEXT NOT NULL,
  hazardous BIGINT NOT NULL CHECK (hazardous IN (0, 1)),
  insurance TEXT NOT NULL,
  place TEXT NOT NULL,
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  private_details TEXT NOT NULL,
  opens_ms BIGINT NOT NULL,
  closes_ms BIGINT NOT NULL CHECK (closes_ms > opens_ms),
  mode TEXT NOT NULL CHECK (mode IN ('first_come', 'approval', 'lot')),
  quota BIGINT NOT NULL CHECK (quota >= 0),
  draw_due_ms BIGINT,
  draw_seed TEXT NOT NULL DEFAULT '',
  draw_seed_hash TEXT NOT NULL DEFAULT '',
  drawn_ms BIGINT,
  state TEXT NOT NULL CHECK (state IN ('draft', 'review', 'recruiting', 'in_progress', 'awaiting_confirmation', 'publicised', 'archived',
    'cancelled', 'retracted')),
  state_since_ms BIGINT NOT NULL,
  author_id TEXT NOT NULL REFERENCES persons(id),
  submitted_by TEXT REFERENCES persons(id),
  reviewer_id TEXT REFERENCES persons(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  due_ms BIGINT,
  events BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  CHECK (reviewer_id IS NULL OR reviewer_id <> author_id),
  CHECK (hazardous = 0 OR insurance <> '' OR state IN ('draft', 'review', 'retracted'))
);
CREATE INDEX activities_site_state ON activities(site_id, state, starts_ms);
CREATE INDEX activities_starts ON activities(starts_ms, id);
CREATE INDEX activities_team ON activities(team_id, state);
CREATE INDEX activities_series ON activities(series_id, starts_ms) WHERE series_id IS NOT NULL;
CREATE INDEX activities_project ON activities(project_id, starts_ms);
CREATE INDEX activities_due ON activities(due_ms) WHERE due_ms IS NOT NULL;
CREATE TABLE activity_events (
  id TEXT PRIMARY KEY,
  activity_id TEXT NOT NULL REFERENCES activities(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (activity_id, position)
);
CREATE TABLE shifts (
  id TEXT PRIMARY KEY,
  activity_id TEXT NOT NULL REFERENCES activities(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  minimum_staff BIGINT NOT NULL CHECK (minimum_staff >= 0)
);
CREATE INDEX shifts_activity ON shifts(activity_id, starts_ms);
CREATE INDEX shifts_starts ON shifts(starts_ms);
-- The places. `taken` counts each signup in the states offered, confirmed, checked_in, checked_out, counted and absent as 1 + its
-- companions; `reserved` places are given by the activity's own people alone; `waiting` is the length of the waitlist; `arrivals` numbers
-- everybody who ever came, in the order of commits.
CREATE TABLE shift_roles (
  id TEXT PRIMARY KEY,
  shift_id TEXT NOT NULL REFERENCES shifts(id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  capacity BIGINT NOT NULL CHECK (capacity >= 1),
  reserved BIGINT NOT NULL,
  taken BIGINT NOT NULL DEFAULT 0,
  reserved_taken BIGINT NOT NULL DEFAULT 0,
  waiting BIGINT NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  arrivals BIGINT NOT NULL DEFAULT 0,
  skill TEXT REFERENCES skills(code),
  minimum_age BIGINT NOT NULL CHECK (minimum_age BETWEEN 0 AND 120),
  training TEXT NOT NULL,
  CHECK (taken BETWEEN 0 AND capacity),
  CHECK (reserved BETWEEN 0 AND capacity),
  CHECK (reserved_taken BETWEEN 0 AND reserved),
  CHECK (taken - reserved_taken BETWEEN 0 AND capacity - reserved)
);
CREATE INDEX shift_roles_shift ON shift_roles(shift_id, position);
-- starts_ms and ends_ms are the shift's, for finding overlaps by one index.
CREATE TABLE signups (
  id TEXT PRIMARY KEY,
  role_id TEXT NOT NULL REFERENCES shift_roles(id),
  shift_id TEXT NOT NULL REFERENCES shifts(id),
  activity_id TEXT NOT NULL REFERENCES activities(id),
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'checked_in', 'checked_out', 'counted', 'cancelled',
    'absent', 'excused')),
  companions BIGINT NOT NULL CHECK (companions >= 0),
  reserved BIGINT NOT NULL CHECK (reserved IN (0, 1)),
  arrival BIGINT NOT NULL,
  offered_until_ms BIGINT,
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  events BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  CHECK ((state = 'offered') = (offered_until_ms IS NOT NULL))
);
CREATE UNIQUE INDEX signups_once ON signups(shift_id, person_id) WHERE state NOT IN ('cancelled', 'excused');
CREATE INDEX signups_role ON signups(role_id, state, arrival);
CREATE INDEX signups_activity ON signups(activity_id, state);
CREATE INDEX signups_person ON signups(person_id, starts_ms);
CREATE INDEX signups_offers ON signups(offered_until_ms) WHERE state = 'offered';
CREATE TABLE signup_events (
  id TEXT PRIMARY KEY,
  signup_id TEXT NOT NULL REFERENCES signups(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (signup_id, position)
);
-- What must happen at a time before a shift: reminding its people, alerting when too few signed up. A row is a promise; done_ms keeps it.
CREATE TABLE shift_clocks (
  shift_id TEXT NOT NULL REFERENCES shifts(id),
  kind TEXT NOT NULL CHECK (kind IN ('reminder', 'staffing')),
  due_ms BIGINT NOT NULL,
  done_ms BIGINT,
  PRIMARY KEY (shift_id, kind, due_ms)
);
CREATE INDEX shift_clocks_due ON shift_clocks(due_ms) WHERE done_ms IS NULL;
ALTER TABLE notices ADD COLUMN activity_id TEXT;
