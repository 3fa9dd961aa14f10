-- A line's months stand beside each other, whatever the standing: a report reads the months it asks for and none of the years before.
ALTER TABLE hours_tallies DROP CONSTRAINT hours_tallies_pkey, ADD PRIMARY KEY (line, month, standing);
ALTER TABLE hours_tally_people DROP CONSTRAINT hours_tally_people_pkey, ADD PRIMARY KEY (line, since, month, standing);
