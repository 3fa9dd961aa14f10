-- Pacts (公约): people say yes to words. Every version stays as it was; a yes belongs to the version that was read. pact_joinings holds who is joined
-- now and nothing of who was; pact_counts how many of them there are, kept in the same transaction.
CREATE TABLE pacts (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'closed')),
  current BIGINT NOT NULL DEFAULT 0,
  because TEXT NOT NULL DEFAULT '',
  published_ms BIGINT,
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK ((state = 'draft') = (current = 0)),
  CHECK (state = 'draft' OR published_ms IS NOT NULL)
);
CREATE INDEX pacts_of_site ON pacts(site_id, id);
CREATE INDEX pacts_by_state ON pacts(state, id);
CREATE TABLE pact_versions (
  pact_id TEXT NOT NULL REFERENCES pacts(id),
  number BIGINT NOT NULL CHECK (number >= 1),
  state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'published')),
  title TEXT NOT NULL,
  preamble TEXT NOT NULL,
  because TEXT NOT NULL DEFAULT '',
  published_ms BIGINT,
  PRIMARY KEY (pact_id, number),
  CHECK ((state = 'published') = (published_ms IS NOT NULL))
);
CREATE UNIQUE INDEX pact_versions_open ON pact_versions(pact_id) WHERE state <> 'published';
CREATE TABLE pact_clauses (
  pact_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (pact_id, number, position),
  FOREIGN KEY (pact_id, number) REFERENCES pact_versions(pact_id, number)
);
CREATE TABLE pact_events (
  id TEXT PRIMARY KEY,
  pact_id TEXT NOT NULL REFERENCES pacts(id),
  number BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT NOT NULL REFERENCES persons(id),
  kind TEXT NOT NULL CHECK (kind IN ('written', 'submitted', 'returned', 'published', 'closed', 'paper_entered', 'paper_struck')),
  reason TEXT NOT NULL
);
CREATE INDEX pact_events_of ON pact_events(pact_id, id);
CREATE TABLE pact_joinings (
  pact_id TEXT NOT NULL REFERENCES pacts(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  number BIGINT NOT NULL,
  joined_ms BIGINT NOT NULL,
  PRIMARY KEY (pact_id, person_id)
);
CREATE INDEX pact_joinings_of ON pact_joinings(person_id);
CREATE TABLE pact_counts (
  pact_id TEXT NOT NULL REFERENCES pacts(id),
  number BIGINT NOT NULL,
  joined BIGINT NOT NULL CHECK (joined >= 0),
  PRIMARY KEY (pact_id, number)
);
-- Signed on paper by people without a phone: how many, where and when. Never mixed with people's own yes. A wrong one is struck out and stays.
CREATE TABLE pact_papers (
  id TEXT PRIMARY KEY,
  pact_id TEXT NOT NULL REFERENCES pacts(id),
  number BIGINT NOT NULL,
  signatures BIGINT NOT NULL CHECK (signatures >= 1),
  day TEXT NOT NULL,
  place TEXT NOT NULL,
  note TEXT NOT NULL,
  entered_by TEXT NOT NULL REFERENCES persons(id),
  entered_ms BIGINT NOT NULL,
  struck_by TEXT REFERENCES persons(id),
  struck_ms BIGINT,
  because TEXT NOT NULL DEFAULT ''
);
CREATE INDEX pact_papers_of ON pact_papers(pact_id, id);
