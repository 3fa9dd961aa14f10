-- Append-only means the database itself refuses.
CREATE TRIGGER article_versions_append_only BEFORE UPDATE OR DELETE ON article_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER article_reviews_append_only BEFORE UPDATE OR DELETE ON article_reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER article_events_append_only BEFORE UPDATE OR DELETE ON article_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
