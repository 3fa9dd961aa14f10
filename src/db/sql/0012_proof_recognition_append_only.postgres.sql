CREATE TRIGGER star_events_append_only BEFORE UPDATE OR DELETE ON star_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- A star that was granted stays.
CREATE TRIGGER star_granted_stays BEFORE UPDATE ON star_applications FOR EACH ROW WHEN (OLD.state = 'granted') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER star_applications_no_delete BEFORE DELETE ON star_applications FOR EACH ROW EXECUTE FUNCTION refuse_change();
