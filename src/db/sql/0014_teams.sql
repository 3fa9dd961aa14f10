-- Organisations that stand behind teams. A college belongs to a university; the site is the one whose staff look after the entry.
CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('social_organisation', 'university', 'college', 'department')),
  parent_id TEXT REFERENCES organisations(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  name TEXT NOT NULL UNIQUE,
  credit_code TEXT UNIQUE,
  summary TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK ((kind = 'college') = (parent_id IS NOT NULL))
);
CREATE INDEX organisations_parent ON organisations(parent_id, name) WHERE parent_id IS NOT NULL;
CREATE TABLE organisation_events (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX organisation_events_organisation ON organisation_events(organisation_id, id);

-- A team's life. `active` stays what other features read: 1 exactly while the state is 'active'.
ALTER TABLE teams ADD COLUMN state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('draft', 'review', 'active', 'dissolved'));
ALTER TABLE teams ADD COLUMN organisation_id TEXT REFERENCES organisations(id);
ALTER TABLE teams ADD COLUMN takes_requests BIGINT NOT NULL DEFAULT 1;
ALTER TABLE teams ADD COLUMN founded_by TEXT REFERENCES persons(id);
ALTER TABLE teams ADD COLUMN submitted_by TEXT REFERENCES persons(id);
ALTER TABLE teams ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
UPDATE teams SET state = 'dissolved' WHERE active = 0;
CREATE INDEX teams_organisation ON teams(organisation_id, code) WHERE organisation_id IS NOT NULL;
CREATE INDEX teams_site ON teams(site_id, code);

-- Every step of a team and of those in it: founded, reviewed, joined, left, led. `person_id`: whom it concerns.
CREATE TABLE team_events (
  id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL REFERENCES teams(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  person_id TEXT REFERENCES persons(id),
  reason TEXT NOT NULL
);
CREATE INDEX team_events_team ON team_events(team_id, id);

-- Who asks to join. Answered once; a refused or withdrawn one may be followed by another.
CREATE TABLE team_requests (
  id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL REFERENCES teams(id),
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  text TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn')),
  asked_ms BIGINT NOT NULL,
  answered_ms BIGINT,
  answered_by TEXT REFERENCES persons(id),
  reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX team_requests_once ON team_requests(team_id, person_id) WHERE state = 'pending';
CREATE INDEX team_requests_team ON team_requests(team_id, state, id);
CREATE INDEX team_requests_person ON team_requests(person_id, id);
