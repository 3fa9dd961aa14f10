-- Append-only means the database itself refuses.
CREATE TRIGGER broadcast_events_append_only BEFORE UPDATE OR DELETE ON broadcast_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
