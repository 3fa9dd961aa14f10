-- Append-only means the database itself refuses.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_events_append_only BEFORE UPDATE OR DELETE ON order_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER presence_marks_append_only BEFORE UPDATE OR DELETE ON presence_marks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER hours_entries_append_only BEFORE UPDATE OR DELETE ON hours_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER hours_events_append_only BEFORE UPDATE OR DELETE ON hours_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
