-- Lists of people that somebody uploaded. A row's fields are sealed while it waits, and gone once it is settled: then the person has them.
CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('people', 'roster')),
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  file_name TEXT NOT NULL,
  statement TEXT NOT NULL,
  asked_by TEXT NOT NULL REFERENCES persons(id),
  asked_ms BIGINT NOT NULL,
  state TEXT NOT NULL DEFAULT 'judged' CHECK (state IN ('judged', 'running', 'finished', 'failed', 'cancelled', 'expired')),
  mode TEXT CHECK (mode IN ('all', 'good')),
  total BIGINT NOT NULL,
  good BIGINT NOT NULL,
  known BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  settled BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  finished_ms BIGINT
);
CREATE INDEX imports_asked_by ON imports(asked_by, id);
CREATE INDEX imports_open ON imports(state, asked_ms) WHERE state IN ('judged', 'running');
CREATE TABLE import_rows (
  import_id TEXT NOT NULL REFERENCES imports(id),
  position BIGINT NOT NULL,
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('good', 'known', 'bad')),
  problems TEXT NOT NULL,
  fields_sealed TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'written', 'failed', 'left_out')),
  person_id TEXT REFERENCES persons(id),
  PRIMARY KEY (import_id, position)
);
CREATE INDEX import_rows_waiting ON import_rows(import_id, position) WHERE outcome = '';
