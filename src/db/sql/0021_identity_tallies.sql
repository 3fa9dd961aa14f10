-- Two accounts of one person are one of the people (docs/decisions/0022): the tallies of people are made anew where any accounts were merged
-- before. As 0019_figures_tallies.sql has it, but by whose account it is.
DELETE FROM hours_tally_people WHERE EXISTS (SELECT 1 FROM persons WHERE merged_into IS NOT NULL);
CREATE TABLE hours_tally_facts AS
WITH RECURSIVE up (team_id, above_id, depth) AS (
  SELECT id, id, 0 FROM teams UNION ALL
  SELECT up.team_id, t.parent_id, up.depth + 1 FROM up JOIN teams t ON t.id = up.above_id WHERE t.parent_id IS NOT NULL AND up.depth < 8),
served (entry_id, person_id, site_id, team_id, project_id, source, month, counted) AS (
  SELECT e.entry_id, COALESCE(p.merged_into, p.id), e.site_id, e.team_id, e.project_id, e.source, e.month, e.counted
  FROM hours_standing e JOIN persons p ON p.id = e.volunteer_id
  WHERE e.counted <> '' AND EXISTS (SELECT 1 FROM persons m WHERE m.merged_into IS NOT NULL)),
lines (line, entry_id) AS (
  SELECT 'site:' || t.ancestor_id, e.entry_id FROM served e JOIN site_tree t ON t.site_id = e.site_id UNION
  SELECT 'site:' || t.ancestor_id || '/' || e.source, e.entry_id FROM served e JOIN site_tree t ON t.site_id = e.site_id UNION
  SELECT 'at:' || e.site_id, e.entry_id FROM served e UNION
  SELECT 'team:' || up.above_id, e.entry_id FROM served e JOIN up ON up.team_id = e.team_id UNION
  SELECT 'project:' || e.project_id, e.entry_id FROM served e WHERE e.project_id IS NOT NULL UNION
  SELECT 'area:' || a.area_id, e.entry_id FROM served e JOIN site_tree t ON t.site_id = e.site_id
    JOIN area_sites a ON a.site_id = t.ancestor_id)
SELECT l.line, e.counted AS standing, e.month, e.person_id FROM lines l JOIN served e ON e.entry_id = l.entry_id
UNION ALL
SELECT l.line, 'recorded', e.month, e.person_id FROM lines l JOIN served e ON e.entry_id = l.entry_id;
INSERT INTO hours_tally_people (line, standing, month, since, people)
WITH RECURSIVE back (months) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT months + 1 FROM back WHERE months < 59),
following (line, standing, month, previous) AS (
  SELECT line, standing, month, LAG(month, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY line, standing, person_id ORDER BY month)
  FROM (SELECT DISTINCT line, standing, person_id, month FROM hours_tally_facts) AS once)
SELECT line, standing, month, 0, COUNT(*) FROM following WHERE previous = 0 GROUP BY line, standing, month
UNION ALL
SELECT f.line, f.standing, f.month, f.month - b.months, COUNT(*) FROM following f JOIN back b ON b.months < f.month - f.previous
WHERE f.previous <> 0 GROUP BY f.line, f.standing, f.month, f.month - b.months;
DROP TABLE hours_tally_facts;
