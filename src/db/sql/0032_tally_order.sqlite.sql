-- A line's months stand beside each other, whatever the standing: a report reads the months it asks for and none of the years before.
CREATE TABLE hours_tallies_by_month (
  line TEXT NOT NULL,
  month BIGINT NOT NULL,
  standing TEXT NOT NULL,
  services BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (line, month, standing)
) WITHOUT ROWID;
INSERT INTO hours_tallies_by_month (line, month, standing, services, minutes)
  SELECT line, month, standing, services, minutes FROM hours_tallies;
DROP TABLE hours_tallies;
ALTER TABLE hours_tallies_by_month RENAME TO hours_tallies;
CREATE TABLE hours_tally_people_by_month (
  line TEXT NOT NULL,
  since BIGINT NOT NULL,
  month BIGINT NOT NULL,
  standing TEXT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (line, since, month, standing)
) WITHOUT ROWID;
INSERT INTO hours_tally_people_by_month (line, since, month, standing, people)
  SELECT line, since, month, standing, people FROM hours_tally_people;
DROP TABLE hours_tally_people;
ALTER TABLE hours_tally_people_by_month RENAME TO hours_tally_people;
