-- What figures are made of, beside where an entry stands: the local month of the service (year * 12 + month - 1), what it was made
-- from, the project, and as what the tallies have counted it ('' not at all).
ALTER TABLE hours_standing
  ADD COLUMN month BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN source TEXT NOT NULL DEFAULT '',
  ADD COLUMN project_id TEXT,
  ADD COLUMN counted TEXT NOT NULL DEFAULT '';
UPDATE hours_standing SET
  month = CAST(extract(year FROM to_timestamp(starts_ms / 1000 + 28800) AT TIME ZONE 'UTC') AS BIGINT) * 12 +
    CAST(extract(month FROM to_timestamp(starts_ms / 1000 + 28800) AT TIME ZONE 'UTC') AS BIGINT) - 1;
CREATE TABLE hours_tallies (
  line TEXT NOT NULL,
  standing TEXT NOT NULL,
  month BIGINT NOT NULL,
  services BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (line, standing, month)
) WITH (fillfactor = 70);
CREATE TABLE hours_tally_people (
  line TEXT NOT NULL,
  standing TEXT NOT NULL,
  month BIGINT NOT NULL,
  since BIGINT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (line, standing, since, month)
) WITH (fillfactor = 70);
