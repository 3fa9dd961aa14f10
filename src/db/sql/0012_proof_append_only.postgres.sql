CREATE TRIGGER certificates_append_only BEFORE UPDATE OR DELETE ON certificates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER certificate_events_append_only BEFORE UPDATE OR DELETE ON certificate_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER certificate_papers_append_only BEFORE UPDATE OR DELETE ON certificate_papers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER certificate_entries_append_only BEFORE UPDATE OR DELETE ON certificate_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
