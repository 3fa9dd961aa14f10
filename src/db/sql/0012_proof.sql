-- Proof of service. A certificate is asked for once and its paper, once issued, never changes; where it stands is its last event.
CREATE TABLE certificates (
  id TEXT PRIMARY KEY,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL CHECK (to_day >= from_day),
  purpose TEXT NOT NULL,
  replaces TEXT UNIQUE REFERENCES certificates(id),
  requested_by TEXT NOT NULL REFERENCES persons(id),
  requested_ms BIGINT NOT NULL
);
CREATE INDEX certificates_volunteer ON certificates(volunteer_id, id);
CREATE INDEX certificates_site ON certificates(site_id, id);
CREATE TABLE certificate_events (
  id TEXT PRIMARY KEY,
  certificate_id TEXT NOT NULL REFERENCES certificates(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('requested', 'declined', 'issued', 'revoked')),
  reason TEXT NOT NULL,
  UNIQUE (certificate_id, position)
);
-- Requests that wait for staff; one at a time for each volunteer.
CREATE TABLE certificate_waiting (
  volunteer_id TEXT PRIMARY KEY REFERENCES volunteers(person_id),
  certificate_id TEXT NOT NULL UNIQUE REFERENCES certificates(id)
);
-- What was issued: canonical content, its signature, the short form in the QR code, and the credential made of it.
CREATE TABLE certificate_papers (
  certificate_id TEXT PRIMARY KEY REFERENCES certificates(id),
  number TEXT NOT NULL UNIQUE,
  minutes BIGINT NOT NULL CHECK (minutes > 0),
  content TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  short_form TEXT NOT NULL,
  credential TEXT NOT NULL,
  issued_ms BIGINT NOT NULL
);
-- The entries a paper was made of.
CREATE TABLE certificate_entries (
  certificate_id TEXT NOT NULL REFERENCES certificates(id),
  entry_id TEXT NOT NULL REFERENCES hours_entries(id),
  PRIMARY KEY (certificate_id, entry_id)
);
CREATE INDEX certificate_entries_entry ON certificate_entries(entry_id);
-- Public keys stay published after they are retired, so that old papers can be verified.
CREATE TABLE signing_keys (
  id TEXT PRIMARY KEY,
  algorithm TEXT NOT NULL CHECK (algorithm IN ('ed25519', 'sm2')),
  public_key TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  retired_ms BIGINT
);
-- Many certificates as one piece of work.
CREATE TABLE certificate_batches (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL CHECK (to_day >= from_day),
  asked_by TEXT NOT NULL REFERENCES persons(id),
  asked_ms BIGINT NOT NULL,
  total BIGINT NOT NULL,
  finished_ms BIGINT
);
CREATE INDEX certificate_batches_open ON certificate_batches(id) WHERE finished_ms IS NULL;
CREATE INDEX certificate_batches_asked ON certificate_batches(asked_by, id);
CREATE TABLE certificate_batch_items (
  batch_id TEXT NOT NULL REFERENCES certificate_batches(id),
  position BIGINT NOT NULL,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  certificate_id TEXT REFERENCES certificates(id),
  refusal TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (batch_id, position),
  UNIQUE (batch_id, volunteer_id)
);
