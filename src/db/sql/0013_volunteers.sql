-- The life of a volunteer: how somebody came to be one, who answers for a child, what qualifies and insures them, how a lost account
-- is found again, how somebody leaves.
ALTER TABLE persons ADD COLUMN birth_date TEXT NOT NULL DEFAULT '';
-- Since when nothing here says any more who this was; the ledger keeps the identifier.
ALTER TABLE persons ADD COLUMN withdrawn_ms BIGINT;
-- The team or organisation through which somebody registered, whoever filled the form in, and by which lane.
ALTER TABLE volunteers ADD COLUMN team_id TEXT REFERENCES teams(id);
ALTER TABLE volunteers ADD COLUMN entered_by TEXT REFERENCES persons(id);
ALTER TABLE volunteers ADD COLUMN lane TEXT NOT NULL DEFAULT 'online';
ALTER TABLE volunteers ADD COLUMN since_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE volunteers ADD COLUMN events BIGINT NOT NULL DEFAULT 0;
UPDATE volunteers SET since_ms = COALESCE(registered_ms, 0);
CREATE INDEX volunteers_state ON volunteers(state, person_id);
INSERT INTO counters (name, value) SELECT 'volunteers', COUNT(*) FROM volunteers;
-- A skill that counts only while a verified document says so.
ALTER TABLE skills ADD COLUMN needs_qualification BIGINT NOT NULL DEFAULT 0;
CREATE TABLE volunteer_events (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (person_id, position)
);
-- Who answers for a child. The guardian's own account says yes, and may take it back.
CREATE TABLE guardianships (
  child_id TEXT NOT NULL REFERENCES persons(id),
  guardian_id TEXT NOT NULL REFERENCES persons(id),
  relation TEXT NOT NULL CHECK (relation IN ('mother', 'father', 'grandparent', 'other')),
  state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'declined', 'revoked')),
  asked_ms BIGINT NOT NULL,
  decided_ms BIGINT,
  PRIMARY KEY (child_id, guardian_id),
  CHECK (child_id <> guardian_id)
);
CREATE INDEX guardianships_guardian ON guardianships(guardian_id, state);
-- The yes to one activity, for those who need one for each.
CREATE TABLE guardian_consents (
  child_id TEXT NOT NULL REFERENCES persons(id),
  activity_id TEXT NOT NULL REFERENCES activities(id),
  state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'declined', 'revoked')),
  asked_ms BIGINT NOT NULL,
  guardian_id TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  PRIMARY KEY (child_id, activity_id)
);
-- Days are local dates as text, so that they compare as they read; until_day '' has no end.
CREATE TABLE volunteer_qualifications (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  skill TEXT NOT NULL REFERENCES skills(code),
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  issued_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('entered', 'verified', 'declined')),
  entered_ms BIGINT NOT NULL,
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX volunteer_qualifications_person ON volunteer_qualifications(person_id, skill);
CREATE TABLE volunteer_insurances (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  insurer TEXT NOT NULL,
  policy_number TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL CHECK (until_day >= from_day),
  entered_by TEXT NOT NULL REFERENCES persons(id),
  entered_ms BIGINT NOT NULL
);
CREATE INDEX volunteer_insurances_person ON volunteer_insurances(person_id, until_day);
-- Somebody says that an account is theirs. Rows of those who named nobody (account_id NULL) bound how often one may ask.
CREATE TABLE account_recoveries (
  id TEXT PRIMARY KEY,
  asked_by TEXT NOT NULL REFERENCES persons(id),
  account_id TEXT REFERENCES persons(id),
  note TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'declined')),
  asked_ms BIGINT NOT NULL,
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX account_recoveries_asked_by ON account_recoveries(asked_by, asked_ms);
CREATE INDEX account_recoveries_open ON account_recoveries(state, id) WHERE account_id IS NOT NULL;
