-- Append-only means the database itself refuses.
CREATE TRIGGER book_events_append_only BEFORE UPDATE OR DELETE ON book_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
