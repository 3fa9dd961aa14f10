-- Append-only means the database itself refuses.
CREATE TRIGGER activity_events_append_only BEFORE UPDATE OR DELETE ON activity_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER signup_events_append_only BEFORE UPDATE OR DELETE ON signup_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
