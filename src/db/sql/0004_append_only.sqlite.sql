-- Append-only means the database itself refuses.
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER order_events_no_update BEFORE UPDATE ON order_events BEGIN SELECT RAISE(ABORT, 'order_events is append-only'); END;
CREATE TRIGGER order_events_no_delete BEFORE DELETE ON order_events BEGIN SELECT RAISE(ABORT, 'order_events is append-only'); END;
CREATE TRIGGER presence_marks_no_update BEFORE UPDATE ON presence_marks BEGIN SELECT RAISE(ABORT, 'presence_marks is append-only'); END;
CREATE TRIGGER presence_marks_no_delete BEFORE DELETE ON presence_marks BEGIN SELECT RAISE(ABORT, 'presence_marks is append-only'); END;
CREATE TRIGGER hours_entries_no_update BEFORE UPDATE ON hours_entries BEGIN SELECT RAISE(ABORT, 'hours_entries is append-only'); END;
CREATE TRIGGER hours_entries_no_delete BEFORE DELETE ON hours_entries BEGIN SELECT RAISE(ABORT, 'hours_entries is append-only'); END;
CREATE TRIGGER hours_events_no_update BEFORE UPDATE ON hours_events BEGIN SELECT RAISE(ABORT, 'hours_events is append-only'); END;
CREATE TRIGGER hours_events_no_delete BEFORE DELETE ON hours_events BEGIN SELECT RAISE(ABORT, 'hours_events is append-only'); END;
