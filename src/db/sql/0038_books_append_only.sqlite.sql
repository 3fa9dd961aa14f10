-- Append-only means the database itself refuses.
CREATE TRIGGER book_events_no_update BEFORE UPDATE ON book_events BEGIN SELECT RAISE(ABORT, 'book_events is append-only'); END;
CREATE TRIGGER book_events_no_delete BEFORE DELETE ON book_events BEGIN SELECT RAISE(ABORT, 'book_events is append-only'); END;
