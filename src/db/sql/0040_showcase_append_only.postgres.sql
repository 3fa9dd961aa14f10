-- Append-only means the database itself refuses.
CREATE TRIGGER showcase_events_append_only BEFORE UPDATE OR DELETE ON showcase_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER showcase_entries_no_delete BEFORE DELETE ON showcase_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
