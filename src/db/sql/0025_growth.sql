-- What is asked all day reads what is open and what is of today, however much has been. SQLite keeps no statistics here and takes the
-- index whose first column is compared with = or IN: so a flag or a state leads, even where it is the same in all rows of the index.
--
-- The clocks that run, with all that the worklist counts of them; the complaints that wait; where orders stand; who is inside.
DROP INDEX orders_due;
CREATE INDEX orders_clocks ON orders(next_due_ms, id, site_id, state) WHERE next_due_ms IS NOT NULL;
CREATE INDEX orders_complaints ON orders(complaint_open, id, site_id) WHERE complaint_open = 1;
DROP INDEX orders_standing;
CREATE INDEX orders_standing ON orders(state, site_id, escalated, next_due_ms) WHERE state IN ('submitted', 'triaged', 'dispatched',
  'accepted', 'scheduled', 'in_service', 'returned', 'completed', 'rated');
DROP INDEX signups_inside;
CREATE INDEX signups_inside ON signups(state, ends_ms, activity_id, person_id, companions) WHERE state = 'checked_in';
-- With the minutes, all that the tallies are made anew from is read from the index alone.
DROP INDEX hours_standing_tally;
CREATE INDEX hours_standing_tally ON hours_standing(volunteer_id, counted, month, site_id, team_id, project_id, source, minutes);
