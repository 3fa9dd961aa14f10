-- One numbering for entries and events: `seq` is the place in the ledger, and seq - 1 the leaf of its Merkle tree.
UPDATE counters SET value = value + (SELECT COUNT(*) FROM hours_events) WHERE name = 'ledger';
CREATE UNIQUE INDEX hours_events_seq ON hours_events(seq);
CREATE INDEX hours_entries_volunteer ON hours_entries(volunteer_id, starts_ms);
CREATE INDEX hours_entries_volunteer_seq ON hours_entries(volunteer_id, seq);
CREATE INDEX hours_entries_signup ON hours_entries(signup_id) WHERE signup_id IS NOT NULL;
CREATE INDEX hours_entries_late ON hours_entries(created_ms, author_id) WHERE source = 'late_entry';
CREATE INDEX hours_events_confirmed ON hours_events(at_ms, actor_id) WHERE state = 'confirmed';

-- Where each entry stands: its last event, laid out for lists and sums. It holds nothing of its own; verify-ledger compares it.
CREATE TABLE hours_standing (
  entry_id TEXT PRIMARY KEY REFERENCES hours_entries(id),
  seq BIGINT NOT NULL,
  volunteer_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  team_id TEXT,
  starts_ms BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  state TEXT NOT NULL,
  position BIGINT NOT NULL,
  due_ms BIGINT
);
INSERT INTO hours_standing (entry_id, seq, volunteer_id, site_id, team_id, starts_ms, minutes, state, position, due_ms)
SELECT h.id, h.seq, h.volunteer_id, h.site_id, h.team_id, h.starts_ms, h.minutes, e.state, e.position,
  CASE WHEN e.state = 'confirmed' THEN e.at_ms END
FROM hours_entries h JOIN hours_events e ON e.entry_id = h.id
WHERE NOT EXISTS (SELECT 1 FROM hours_events n WHERE n.entry_id = e.entry_id AND n.position > e.position);
CREATE INDEX hours_standing_volunteer ON hours_standing(volunteer_id, state, starts_ms, minutes);
CREATE INDEX hours_standing_site ON hours_standing(site_id, state, starts_ms, volunteer_id, minutes);
CREATE INDEX hours_standing_team ON hours_standing(team_id, state, starts_ms, volunteer_id, minutes) WHERE team_id IS NOT NULL;
CREATE INDEX hours_standing_pending ON hours_standing(site_id, seq) WHERE state = 'pending';
CREATE INDEX hours_standing_public ON hours_standing(site_id, seq) WHERE state = 'publicised';
CREATE INDEX hours_standing_due ON hours_standing(due_ms, seq) WHERE due_ms IS NOT NULL;

-- "Why was this not counted?": of an entry, or of a service that brought none; raised by the volunteer, or by a neighbour who
-- objects to what is publicised. Answered once. `returns_to`: where the entry stood ('' for an absence).
CREATE TABLE hours_disputes (
  id TEXT PRIMARY KEY,
  entry_id TEXT REFERENCES hours_entries(id),
  order_id TEXT REFERENCES orders(id),
  signup_id TEXT,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  title TEXT NOT NULL,
  raised_by TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  claimed_starts_ms BIGINT,
  claimed_ends_ms BIGINT,
  raised_ms BIGINT NOT NULL,
  returns_to TEXT NOT NULL,
  answered_by TEXT REFERENCES persons(id),
  answered_ms BIGINT,
  outcome TEXT CHECK (outcome IN ('stands', 'corrected')),
  rule TEXT,
  answer TEXT,
  replacement_id TEXT REFERENCES hours_entries(id),
  CHECK (order_id IS NULL OR signup_id IS NULL),
  CHECK ((outcome IS NULL) = (answered_by IS NULL))
);
CREATE INDEX hours_disputes_open ON hours_disputes(site_id, id) WHERE outcome IS NULL;
CREATE INDEX hours_disputes_volunteer ON hours_disputes(volunteer_id, id);
CREATE UNIQUE INDEX hours_disputes_entry ON hours_disputes(entry_id) WHERE outcome IS NULL AND entry_id IS NOT NULL;
CREATE UNIQUE INDEX hours_disputes_order ON hours_disputes(order_id, volunteer_id) WHERE entry_id IS NULL AND order_id IS NOT NULL;
CREATE UNIQUE INDEX hours_disputes_signup ON hours_disputes(signup_id) WHERE entry_id IS NULL AND signup_id IS NOT NULL;

-- How many late entries somebody has written in a month ("2026-11").
CREATE TABLE hours_late_used (
  person_id TEXT NOT NULL REFERENCES persons(id),
  month TEXT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (person_id, month)
);

-- The Merkle tree over the ledger (docs/ledger.md). Perfect subtrees of 256 leaves and more; one of 256 keeps its leaves' hashes.
CREATE TABLE ledger_nodes (
  level BIGINT NOT NULL CHECK (level >= 8),
  position BIGINT NOT NULL,
  hash TEXT NOT NULL,
  leaves TEXT NOT NULL,
  PRIMARY KEY (level, position)
);
-- One root a day, over the first `size` leaves. `tail`: hashes of the leaves after the last whole 256.
CREATE TABLE ledger_roots (
  day TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  root TEXT NOT NULL,
  previous_root TEXT NOT NULL,
  tail TEXT NOT NULL,
  sealed_ms BIGINT NOT NULL
);
