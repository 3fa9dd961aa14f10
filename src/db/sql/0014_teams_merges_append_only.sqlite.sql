-- Append-only means the database itself refuses.
CREATE TRIGGER person_merges_no_update BEFORE UPDATE ON person_merges BEGIN SELECT RAISE(ABORT, 'person_merges is append-only'); END;
CREATE TRIGGER person_merges_no_delete BEFORE DELETE ON person_merges BEGIN SELECT RAISE(ABORT, 'person_merges is append-only'); END;
