-- Append-only means the database itself refuses.
CREATE TRIGGER signup_marks_append_only BEFORE UPDATE OR DELETE ON signup_marks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shift_closings_append_only BEFORE UPDATE OR DELETE ON shift_closings FOR EACH ROW EXECUTE FUNCTION refuse_change();
