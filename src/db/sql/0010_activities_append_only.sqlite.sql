-- Append-only means the database itself refuses.
CREATE TRIGGER activity_events_no_update BEFORE UPDATE ON activity_events BEGIN SELECT RAISE(ABORT, 'activity_events is append-only'); END;
CREATE TRIGGER activity_events_no_delete BEFORE DELETE ON activity_events BEGIN SELECT RAISE(ABORT, 'activity_events is append-only'); END;
CREATE TRIGGER signup_events_no_update BEFORE UPDATE ON signup_events BEGIN SELECT RAISE(ABORT, 'signup_events is append-only'); END;
CREATE TRIGGER signup_events_no_delete BEFORE DELETE ON signup_events BEGIN SELECT RAISE(ABORT, 'signup_events is append-only'); END;
