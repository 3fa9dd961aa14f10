-- Tallies of the ledger, kept with each of its steps (src/hours/tally_model.h says what a line is). hours_tally_people has, of each
-- month of a line, how many people served in it who had not served in it since the month `since` (0: never before). So the people of a
-- stretch of months, each counted once, are the sum over its months of those who had not served since it began.
-- Nothing here is of its own: `wushuang tally` makes it anew from hours_standing.
UPDATE hours_standing SET
  source = (SELECT h.source FROM hours_entries h WHERE h.id = hours_standing.entry_id),
  project_id = (SELECT a.project_id FROM hours_entries h JOIN signups s ON s.id = h.signup_id JOIN activities a ON a.id = s.activity_id
    WHERE h.id = hours_standing.entry_id),
  counted = CASE WHEN state IN ('pending', 'confirmed') THEN 'pending' WHEN state = 'reversed' THEN '' ELSE state END;
CREATE TABLE hours_tally_facts AS
WITH RECURSIVE up (team_id, above_id, depth) AS (
  SELECT id, id, 0 FROM teams UNION ALL
  SELECT up.team_id, t.parent_id, up.depth + 1 FROM up JOIN teams t ON t.id = up.above_id WHERE t.parent_id IS NOT NULL AND up.depth < 8),
lines (line, entry_id) AS (
  SELECT 'site:' || t.ancestor_id, e.entry_id FROM hours_standing e JOIN site_tree t ON t.site_id = e.site_id UNION
  SELECT 'site:' || t.ancestor_id || '/' || e.source, e.entry_id FROM hours_standing e JOIN site_tree t ON t.site_id = e.site_id UNION
  SELECT 'at:' || e.site_id, e.entry_id FROM hours_standing e UNION
  SELECT 'team:' || up.above_id, e.entry_id FROM hours_standing e JOIN up ON up.team_id = e.team_id UNION
  SELECT 'project:' || e.project_id, e.entry_id FROM hours_standing e WHERE e.project_id IS NOT NULL UNION
  SELECT 'area:' || a.area_id, e.entry_id FROM hours_standing e JOIN site_tree t ON t.site_id = e.site_id
    JOIN area_sites a ON a.site_id = t.ancestor_id)
SELECT l.line, e.counted AS standing, e.month, e.volunteer_id, e.minutes FROM lines l JOIN hours_standing e ON e.entry_id = l.entry_id
  WHERE e.counted <> ''
UNION ALL
SELECT l.line, 'recorded', e.month, e.volunteer_id, e.minutes FROM lines l JOIN hours_standing e ON e.entry_id = l.entry_id
  WHERE e.counted <> '';
INSERT INTO hours_tallies (line, standing, month, services, minutes)
SELECT line, standing, month, COUNT(*), CAST(SUM(minutes) AS BIGINT) FROM hours_tally_facts GROUP BY line, standing, month;
INSERT INTO hours_tally_people (line, standing, month, since, people)
WITH RECURSIVE back (months) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT months + 1 FROM back WHERE months < 59),
following (line, standing, month, previous) AS (
  SELECT line, standing, month, LAG(month, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY line, standing, volunteer_id ORDER BY month)
  FROM (SELECT DISTINCT line, standing, volunteer_id, month FROM hours_tally_facts) AS once)
SELECT line, standing, month, 0, COUNT(*) FROM following WHERE previous = 0 GROUP BY line, standing, month
UNION ALL
SELECT f.line, f.standing, f.month, f.month - b.months, COUNT(*) FROM following f JOIN back b ON b.months < f.month - f.previous
WHERE f.previous <> 0 GROUP BY f.line, f.standing, f.month, f.month - b.months;
DROP TABLE hours_tally_facts;

-- What a step reads of a volunteer's other entries; and how the lists behind a figure are walked, newest first.
CREATE INDEX hours_standing_tally ON hours_standing(volunteer_id, counted, month, site_id, team_id, project_id, source);
CREATE INDEX hours_standing_newest ON hours_standing(starts_ms, entry_id, site_id, counted, source);
CREATE INDEX hours_standing_of_site ON hours_standing(site_id, starts_ms, entry_id, counted, source);
CREATE INDEX hours_standing_of_team ON hours_standing(team_id, starts_ms, entry_id, counted, source) WHERE team_id IS NOT NULL;
CREATE INDEX hours_standing_of_project ON hours_standing(project_id, starts_ms, entry_id, counted, source) WHERE project_id IS NOT NULL;
