-- Broadcasts: what somebody says live from a site, from planning to the replay. The pictures lie as files beside the database (DATA/live while it
-- is on, DATA/recordings for the replay); the key of the stream is derived and never kept, key_turn says which one counts.
CREATE TABLE broadcasts (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  lecturer TEXT NOT NULL,
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  state TEXT NOT NULL CHECK (state IN ('planned', 'announced', 'live', 'ended', 'replay_published')),
  key_turn BIGINT NOT NULL DEFAULT 0,
  live_ms BIGINT,
  interrupted_ms BIGINT,
  trouble TEXT NOT NULL DEFAULT '',
  ended_ms BIGINT,
  replay_ms BIGINT,
  replay_tries BIGINT NOT NULL DEFAULT 0,
  segments_cleared BIGINT NOT NULL DEFAULT 0,
  slow_s BIGINT NOT NULL DEFAULT 0,
  likes BIGINT NOT NULL DEFAULT 0,
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (state IN ('planned', 'announced') OR live_ms IS NOT NULL),
  CHECK (state NOT IN ('ended', 'replay_published') OR ended_ms IS NOT NULL),
  CHECK (state <> 'replay_published' OR replay_ms IS NOT NULL)
);
CREATE INDEX broadcasts_of_site ON broadcasts(site_id, id);
CREATE INDEX broadcasts_by_state ON broadcasts(state, starts_ms, id);
CREATE TABLE broadcast_events (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX broadcast_events_of ON broadcast_events(broadcast_id, id);
-- What people say in the room. What is held is seen by moderators alone; what is removed stays, with who removed it and why.
CREATE TABLE broadcast_messages (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  said_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('shown', 'held', 'removed')),
  reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT
);
CREATE INDEX broadcast_messages_of ON broadcast_messages(broadcast_id, id);
CREATE INDEX broadcast_messages_by ON broadcast_messages(person_id, broadcast_id, id);
-- Who may not speak in a room until it ends, and why: they are told.
CREATE TABLE broadcast_mutes (
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  reason TEXT NOT NULL,
  muted_by TEXT NOT NULL REFERENCES persons(id),
  muted_ms BIGINT NOT NULL,
  PRIMARY KEY (broadcast_id, person_id)
);
-- One row for each time that a page was watched (a person-time); viewer is a random mark of a browser, or of an account, for this broadcast alone.
CREATE TABLE broadcast_visits (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  viewer TEXT NOT NULL,
  replay BIGINT NOT NULL CHECK (replay IN (0, 1)),
  first_ms BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  watched_s BIGINT NOT NULL
);
CREATE INDEX broadcast_visits_of ON broadcast_visits(broadcast_id, viewer);
