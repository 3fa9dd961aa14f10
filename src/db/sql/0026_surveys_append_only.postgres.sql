-- Append-only means the database itself refuses.
CREATE TRIGGER survey_replies_append_only BEFORE UPDATE OR DELETE ON survey_replies FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER survey_answers_append_only BEFORE UPDATE OR DELETE ON survey_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER survey_events_append_only BEFORE UPDATE OR DELETE ON survey_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
