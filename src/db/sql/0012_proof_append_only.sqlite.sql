CREATE TRIGGER certificates_no_update BEFORE UPDATE ON certificates BEGIN SELECT RAISE(ABORT, 'certificates is append-only'); END;
CREATE TRIGGER certificates_no_delete BEFORE DELETE ON certificates BEGIN SELECT RAISE(ABORT, 'certificates is append-only'); END;
CREATE TRIGGER certificate_events_no_update BEFORE UPDATE ON certificate_events BEGIN SELECT RAISE(ABORT, 'certificate_events is append-only'); END;
CREATE TRIGGER certificate_events_no_delete BEFORE DELETE ON certificate_events BEGIN SELECT RAISE(ABORT, 'certificate_events is append-only'); END;
CREATE TRIGGER certificate_papers_no_update BEFORE UPDATE ON certificate_papers BEGIN SELECT RAISE(ABORT, 'certificate_papers is append-only'); END;
CREATE TRIGGER certificate_papers_no_delete BEFORE DELETE ON certificate_papers BEGIN SELECT RAISE(ABORT, 'certificate_papers is append-only'); END;
CREATE TRIGGER certificate_entries_no_update BEFORE UPDATE ON certificate_entries BEGIN SELECT RAISE(ABORT, 'certificate_entries is append-only'); END;
CREATE TRIGGER certificate_entries_no_delete BEFORE DELETE ON certificate_entries BEGIN SELECT RAISE(ABORT, 'certificate_entries is append-only'); END;
