-- Append-only means the database itself refuses.
CREATE TRIGGER article_versions_no_update BEFORE UPDATE ON article_versions BEGIN SELECT RAISE(ABORT, 'article_versions is append-only'); END;
CREATE TRIGGER article_versions_no_delete BEFORE DELETE ON article_versions BEGIN SELECT RAISE(ABORT, 'article_versions is append-only'); END;
CREATE TRIGGER article_reviews_no_update BEFORE UPDATE ON article_reviews BEGIN SELECT RAISE(ABORT, 'article_reviews is append-only'); END;
CREATE TRIGGER article_reviews_no_delete BEFORE DELETE ON article_reviews BEGIN SELECT RAISE(ABORT, 'article_reviews is append-only'); END;
CREATE TRIGGER article_events_no_update BEFORE UPDATE ON article_events BEGIN SELECT RAISE(ABORT, 'article_events is append-only'); END;
CREATE TRIGGER article_events_no_delete BEFORE DELETE ON article_events BEGIN SELECT RAISE(ABORT, 'article_events is append-only'); END;
