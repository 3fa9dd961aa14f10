-- Append-only means the database itself refuses.
CREATE TRIGGER organisation_events_no_update BEFORE UPDATE ON organisation_events BEGIN SELECT RAISE(ABORT, 'organisation_events is append-only'); END;
CREATE TRIGGER organisation_events_no_delete BEFORE DELETE ON organisation_events BEGIN SELECT RAISE(ABORT, 'organisation_events is append-only'); END;
CREATE TRIGGER team_events_no_update BEFORE UPDATE ON team_events BEGIN SELECT RAISE(ABORT, 'team_events is append-only'); END;
CREATE TRIGGER team_events_no_delete BEFORE DELETE ON team_events BEGIN SELECT RAISE(ABORT, 'team_events is append-only'); END;
