-- Append-only means the database itself refuses.
CREATE TRIGGER broadcast_events_no_update BEFORE UPDATE ON broadcast_events BEGIN SELECT RAISE(ABORT, 'broadcast_events is append-only'); END;
CREATE TRIGGER broadcast_events_no_delete BEFORE DELETE ON broadcast_events BEGIN SELECT RAISE(ABORT, 'broadcast_events is append-only'); END;
