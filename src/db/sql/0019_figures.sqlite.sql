-- What figures are made of, beside where an entry stands: the local month of the service (year * 12 + month - 1), what it was made
-- from, the project, and as what the tallies have counted it ('' not at all).
ALTER TABLE hours_standing ADD COLUMN month BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hours_standing ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE hours_standing ADD COLUMN project_id TEXT;
ALTER TABLE hours_standing ADD COLUMN counted TEXT NOT NULL DEFAULT '';
UPDATE hours_standing SET
  month = CAST(strftime('%Y', starts_ms / 1000 + 28800, 'unixepoch') AS BIGINT) * 12 +
    CAST(strftime('%m', starts_ms / 1000 + 28800, 'unixepoch') AS BIGINT) - 1;
CREATE TABLE hours_tallies (
  line TEXT NOT NULL,
  standing TEXT NOT NULL,
  month BIGINT NOT NULL,
  services BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (line, standing, month)
) WITHOUT ROWID;
CREATE TABLE hours_tally_people (
  line TEXT NOT NULL,
  standing TEXT NOT NULL,
  month BIGINT NOT NULL,
  since BIGINT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (line, standing, since, month)
) WITHOUT ROWID;
