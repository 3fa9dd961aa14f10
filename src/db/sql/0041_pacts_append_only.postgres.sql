-- Append-only means the database itself refuses.
CREATE TRIGGER pact_events_append_only BEFORE UPDATE OR DELETE ON pact_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What people said yes to stays as they read it.
CREATE TRIGGER pact_versions_stay BEFORE UPDATE OR DELETE ON pact_versions FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pact_papers_no_delete BEFORE DELETE ON pact_papers FOR EACH ROW EXECUTE FUNCTION refuse_change();
