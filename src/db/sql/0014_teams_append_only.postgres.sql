-- Append-only means the database itself refuses.
CREATE TRIGGER organisation_events_append_only BEFORE UPDATE OR DELETE ON organisation_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER team_events_append_only BEFORE UPDATE OR DELETE ON team_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
