-- The ledger learns of more sources than orders, of who wrote an entry, from what evidence, and by which version of the policy it
-- was counted. A CHECK cannot be changed here, so the table is made anew with every row as it was.
CREATE TABLE hours_entries_new (
  id TEXT PRIMARY KEY,
  seq BIGINT NOT NULL UNIQUE,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  order_id TEXT REFERENCES orders(id),
  signup_id TEXT,
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  source TEXT NOT NULL CHECK (source IN ('order', 'presence', 'roll_call', 'late_entry', 'reversal')),
  reverses TEXT UNIQUE REFERENCES hours_entries(id),
  title TEXT NOT NULL,
  evidence TEXT NOT NULL,
  note TEXT NOT NULL,
  author_id TEXT REFERENCES persons(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  planned_starts_ms BIGINT,
  planned_ends_ms BIGINT,
  minutes BIGINT NOT NULL,
  present_minutes BIGINT NOT NULL,
  why TEXT NOT NULL,
  policy_version BIGINT NOT NULL,
  salt TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  CHECK (order_id IS NULL OR signup_id IS NULL),
  CHECK ((source = 'reversal') = (reverses IS NOT NULL)),
  CHECK (source <> 'late_entry' OR (author_id IS NOT NULL AND evidence <> '' AND note <> ''))
);
INSERT INTO hours_entries_new (id, seq, volunteer_id, order_id, site_id, team_id, source, reverses, title, evidence, note, author_id,
  starts_ms, ends_ms, planned_starts_ms, planned_ends_ms, minutes, present_minutes, why, policy_version, salt, created_ms)
SELECT h.id, h.seq, h.volunteer_id, h.order_id, h.site_id, o.team_id, h.source, h.reverses, COALESCE(o.title, ''), '', '',
  (SELECT e.actor_id FROM hours_events e WHERE e.entry_id = h.id AND e.position = 1),
  h.starts_ms, h.ends_ms, o.starts_ms, o.ends_ms, h.minutes, h.present_minutes, h.why, 1, lower(hex(randomblob(16))), h.created_ms
FROM hours_entries h LEFT JOIN orders o ON o.id = h.order_id;
DROP TABLE hours_entries;
ALTER TABLE hours_entries_new RENAME TO hours_entries;
CREATE INDEX hours_entries_created ON hours_entries(created_ms);
CREATE INDEX hours_entries_order ON hours_entries(order_id);
CREATE TRIGGER hours_entries_no_update BEFORE UPDATE ON hours_entries BEGIN SELECT RAISE(ABORT, 'hours_entries is append-only'); END;
CREATE TRIGGER hours_entries_no_delete BEFORE DELETE ON hours_entries BEGIN SELECT RAISE(ABORT, 'hours_entries is append-only'); END;

DROP TRIGGER hours_events_no_update;
ALTER TABLE hours_events ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
UPDATE hours_events SET seq = numbered.seq FROM (
  SELECT id, (SELECT value FROM counters WHERE name = 'ledger') + ROW_NUMBER() OVER (ORDER BY at_ms, position, id) AS seq
  FROM hours_events) AS numbered
WHERE numbered.id = hours_events.id;
CREATE TRIGGER hours_events_no_update BEFORE UPDATE ON hours_events BEGIN SELECT RAISE(ABORT, 'hours_events is append-only'); END;
