-- The ledger learns of more sources than orders, of who wrote an entry, from what evidence, and by which version of the policy it
-- was counted.
ALTER TABLE hours_entries DROP CONSTRAINT hours_entries_source_check;
ALTER TABLE hours_entries
  ADD COLUMN signup_id TEXT,
  ADD COLUMN team_id TEXT REFERENCES teams(id),
  ADD COLUMN title TEXT NOT NULL DEFAULT '',
  ADD COLUMN evidence TEXT NOT NULL DEFAULT '',
  ADD COLUMN note TEXT NOT NULL DEFAULT '',
  ADD COLUMN author_id TEXT,
  ADD COLUMN planned_starts_ms BIGINT,
  ADD COLUMN planned_ends_ms BIGINT,
  ADD COLUMN policy_version BIGINT NOT NULL DEFAULT 1,
  ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE hours_events ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

ALTER TABLE hours_entries DISABLE TRIGGER hours_entries_append_only;
ALTER TABLE hours_events DISABLE TRIGGER hours_events_append_only;
UPDATE hours_entries h SET salt = replace(gen_random_uuid()::text, '-', ''),
  author_id = (SELECT e.actor_id FROM hours_events e WHERE e.entry_id = h.id AND e.position = 1);
UPDATE hours_entries h SET title = o.title, team_id = o.team_id, planned_starts_ms = o.starts_ms, planned_ends_ms = o.ends_ms
FROM orders o WHERE o.id = h.order_id;
UPDATE hours_events SET seq = numbered.seq FROM (
  SELECT id, (SELECT value FROM counters WHERE name = 'ledger') + ROW_NUMBER() OVER (ORDER BY at_ms, position, id) AS seq
  FROM hours_events) AS numbered
WHERE numbered.id = hours_events.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE hours_entries ENABLE TRIGGER hours_entries_append_only;
ALTER TABLE hours_events ENABLE TRIGGER hours_events_append_only;

ALTER TABLE hours_entries ALTER COLUMN title DROP DEFAULT, ALTER COLUMN evidence DROP DEFAULT, ALTER COLUMN note DROP DEFAULT,
  ALTER COLUMN policy_version DROP DEFAULT, ALTER COLUMN salt DROP DEFAULT,
  ADD FOREIGN KEY (author_id) REFERENCES persons(id),
  ADD CHECK (source IN ('order', 'presence', 'roll_call', 'late_entry', 'reversal')),
  ADD CHECK (order_id IS NULL OR signup_id IS NULL),
  ADD CHECK ((source = 'reversal') = (reverses IS NOT NULL)),
  ADD CHECK (source <> 'late_entry' OR (author_id IS NOT NULL AND evidence <> '' AND note <> ''));
DROP INDEX hours_entries_volunteer;
