-- Append-only means the database itself refuses.
CREATE TRIGGER signup_marks_no_update BEFORE UPDATE ON signup_marks BEGIN SELECT RAISE(ABORT, 'signup_marks is append-only'); END;
CREATE TRIGGER signup_marks_no_delete BEFORE DELETE ON signup_marks BEGIN SELECT RAISE(ABORT, 'signup_marks is append-only'); END;
CREATE TRIGGER shift_closings_no_update BEFORE UPDATE ON shift_closings BEGIN SELECT RAISE(ABORT, 'shift_closings is append-only'); END;
CREATE TRIGGER shift_closings_no_delete BEFORE DELETE ON shift_closings BEGIN SELECT RAISE(ABORT, 'shift_closings is append-only'); END;
