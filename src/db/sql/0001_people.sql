-- People, how they sign in, and what they may do. Personal numbers are sealed (…_sealed: ciphertext, base64) and found by a keyed
-- hash (…_key), never by their text.
CREATE TABLE persons (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  mobile_sealed TEXT NOT NULL,
  mobile_key TEXT NOT NULL UNIQUE,
  id_type TEXT NOT NULL DEFAULT '',
  id_number_sealed TEXT NOT NULL DEFAULT '',
  id_number_key TEXT UNIQUE,
  birth_year BIGINT NOT NULL DEFAULT 0,
  login TEXT UNIQUE,
  password_hash TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  site_id TEXT,
  created_ms BIGINT NOT NULL,
  disabled_ms BIGINT
);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions(person_id);
CREATE TABLE sign_in_codes (
  mobile_key TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  tries_left BIGINT NOT NULL,
  sent_ms BIGINT NOT NULL
);
CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons(id),
  role TEXT NOT NULL,
  site_id TEXT,
  team_id TEXT,
  granted_by TEXT,
  granted_ms BIGINT NOT NULL,
  revoked_ms BIGINT
);
CREATE UNIQUE INDEX grants_once ON grants(person_id, role, COALESCE(site_id, ''), COALESCE(team_id, '')) WHERE revoked_ms IS NULL;
CREATE TABLE consents (
  person_id TEXT NOT NULL REFERENCES persons(id),
  text_version TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  by_person_id TEXT,
  lane TEXT NOT NULL,
  PRIMARY KEY (person_id, text_version)
);
CREATE TABLE audit_log (
  seq BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log(subject_kind, subject_id);
CREATE INDEX audit_log_actor ON audit_log(actor_id, seq);
-- Last numbers handed out: audit_log.seq, outbox.seq, orders.number.
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counters (name, value) VALUES ('audit', 0), ('outbox', 0);
CREATE TABLE idempotency (
  actor_id TEXT NOT NULL,
  key TEXT NOT NULL,
  use_case TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  result TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (actor_id, key)
);
CREATE INDEX idempotency_at ON idempotency(at_ms);
-- Effects that must happen after a commit: pushes to screens and inboxes, messages by other channels. seq is monotonic in commit order.
CREATE TABLE outbox (
  seq BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  topic TEXT NOT NULL,
  site_id TEXT,
  person_id TEXT,
  payload TEXT NOT NULL
);
