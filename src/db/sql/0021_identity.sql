-- Whoever takes a place brings an insurance of their own (volunteer_insurances) for its day, unless the activity has one.
ALTER TABLE activities ADD COLUMN own_insurance BIGINT NOT NULL DEFAULT 0 CHECK (own_insurance IN (0, 1));
-- Short messages on their way to a mobile: what somebody must learn who cannot sign in. A row goes once the gateway took it, or after its
-- last try.
CREATE TABLE text_messages (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  mobile_sealed TEXT NOT NULL,
  due_ms BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX text_messages_due ON text_messages(due_ms);
