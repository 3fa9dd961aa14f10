-- Append-only means the database itself refuses.
CREATE TRIGGER showcase_events_no_update BEFORE UPDATE ON showcase_events BEGIN SELECT RAISE(ABORT, 'showcase_events is append-only'); END;
CREATE TRIGGER showcase_events_no_delete BEFORE DELETE ON showcase_events BEGIN SELECT RAISE(ABORT, 'showcase_events is append-only'); END;
CREATE TRIGGER showcase_entries_no_delete BEFORE DELETE ON showcase_entries BEGIN SELECT RAISE(ABORT, 'showcase_entries are kept'); END;
