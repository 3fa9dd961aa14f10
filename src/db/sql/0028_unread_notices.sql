-- Unread notices are counted from the index alone: SQLite takes an index as whole only if it holds every column asked for.
DROP INDEX notices_unread;
CREATE INDEX notices_unread ON notices(person_id, read_ms) WHERE read_ms IS NULL;
