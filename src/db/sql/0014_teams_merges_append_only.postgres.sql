-- Append-only means the database itself refuses.
CREATE TRIGGER person_merges_append_only BEFORE UPDATE OR DELETE ON person_merges FOR EACH ROW EXECUTE FUNCTION refuse_change();
