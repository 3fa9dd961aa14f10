-- Two accounts of one person. The ledger's rows stay as they are: whoever sums a person's entries follows merged_into.
ALTER TABLE persons ADD COLUMN merged_into TEXT REFERENCES persons(id);
CREATE INDEX persons_merged ON persons(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX persons_namesakes ON persons(name, birth_date);
CREATE TABLE merges (
  id TEXT PRIMARY KEY,
  merged_id TEXT NOT NULL REFERENCES persons(id),
  survivor_id TEXT NOT NULL REFERENCES persons(id),
  state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'refused', 'merged', 'undone')),
  reason TEXT NOT NULL,
  proposed_by TEXT NOT NULL REFERENCES persons(id),
  proposed_ms BIGINT NOT NULL,
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  undone_by TEXT REFERENCES persons(id),
  undone_ms BIGINT,
  CHECK (merged_id <> survivor_id),
  CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX merges_once ON merges(merged_id) WHERE state IN ('proposed', 'merged');
CREATE INDEX merges_survivor ON merges(survivor_id, state);
-- The trail: what a merge moved, what it let stay, and what its undoing put back.
CREATE TABLE person_merges (
  id TEXT PRIMARY KEY,
  merge_id TEXT NOT NULL REFERENCES merges(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT NOT NULL REFERENCES persons(id),
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  ref TEXT NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (merge_id, position)
);
