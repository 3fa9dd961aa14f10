-- Append-only means the database itself refuses.
CREATE TRIGGER tour_events_no_update BEFORE UPDATE ON tour_events BEGIN SELECT RAISE(ABORT, 'tour_events is append-only'); END;
CREATE TRIGGER tour_events_no_delete BEFORE DELETE ON tour_events BEGIN SELECT RAISE(ABORT, 'tour_events is append-only'); END;
