-- Append-only means the database itself refuses.
CREATE TRIGGER pact_events_no_update BEFORE UPDATE ON pact_events BEGIN SELECT RAISE(ABORT, 'pact_events is append-only'); END;
CREATE TRIGGER pact_events_no_delete BEFORE DELETE ON pact_events BEGIN SELECT RAISE(ABORT, 'pact_events is append-only'); END;
-- What people said yes to stays as they read it.
CREATE TRIGGER pact_versions_stay BEFORE UPDATE ON pact_versions WHEN OLD.state = 'published' BEGIN SELECT RAISE(ABORT, 'a published version stays'); END;
CREATE TRIGGER pact_versions_no_delete BEFORE DELETE ON pact_versions WHEN OLD.state = 'published' BEGIN SELECT RAISE(ABORT, 'a published version stays'); END;
CREATE TRIGGER pact_papers_no_delete BEFORE DELETE ON pact_papers BEGIN SELECT RAISE(ABORT, 'pact_papers are kept'); END;
