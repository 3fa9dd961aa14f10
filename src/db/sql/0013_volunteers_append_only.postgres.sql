-- Append-only means the database itself refuses.
CREATE TRIGGER volunteer_events_append_only BEFORE UPDATE OR DELETE ON volunteer_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
