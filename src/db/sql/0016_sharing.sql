-- The address of a person's own calendar: whoever knows it may read, so only the hash of its secret is kept.
CREATE TABLE calendar_feeds (
  person_id TEXT PRIMARY KEY REFERENCES persons(id),
  token_hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL
);
-- Who wants a weekly digest. A row is a promise: due_ms moves on in the transaction that sends one, since_ms is up to when it looked for what is new.
CREATE TABLE digests (
  person_id TEXT PRIMARY KEY REFERENCES persons(id),
  due_ms BIGINT NOT NULL,
  since_ms BIGINT NOT NULL
);
CREATE INDEX digests_due ON digests(due_ms);
