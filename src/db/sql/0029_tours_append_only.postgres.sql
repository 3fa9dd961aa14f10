-- Append-only means the database itself refuses.
CREATE TRIGGER tour_events_append_only BEFORE UPDATE OR DELETE ON tour_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
