-- Append-only means the database itself refuses.
CREATE TRIGGER volunteer_events_no_update BEFORE UPDATE ON volunteer_events BEGIN SELECT RAISE(ABORT, 'volunteer_events is append-only'); END;
CREATE TRIGGER volunteer_events_no_delete BEFORE DELETE ON volunteer_events BEGIN SELECT RAISE(ABORT, 'volunteer_events is append-only'); END;
