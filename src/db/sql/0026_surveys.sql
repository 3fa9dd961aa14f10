-- Surveys. What people answered is kept apart from who took part: a reply carries no person, no device and no moment but its day, and
-- its identifier is random, so that the two cannot be put together again.
CREATE TABLE surveys (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  why TEXT NOT NULL,
  handling TEXT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('everyone', 'signed_in', 'invited')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
  opens_ms BIGINT NOT NULL,
  closes_ms BIGINT NOT NULL CHECK (closes_ms > opens_ms),
  results_public BIGINT NOT NULL CHECK (results_public IN (0, 1)),
  replies BIGINT NOT NULL DEFAULT 0,
  made_by TEXT NOT NULL REFERENCES persons(id),
  made_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX surveys_of_site ON surveys(site_id, id);
CREATE INDEX surveys_open ON surveys(closes_ms, id) WHERE state <> 'draft' AND audience <> 'invited';
-- A code never changes its meaning once somebody has answered. `shape` is the JSON of what may be answered.
CREATE TABLE survey_questions (
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  code TEXT NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'text', 'long_text', 'number', 'date', 'rating', 'matrix', 'ranking')),
  words TEXT NOT NULL,
  help TEXT NOT NULL,
  required BIGINT NOT NULL CHECK (required IN (0, 1)),
  shape TEXT NOT NULL,
  if_question TEXT,
  if_option TEXT,
  PRIMARY KEY (survey_id, code),
  CHECK ((if_question IS NULL) = (if_option IS NULL))
);
CREATE TABLE survey_replies (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  lane TEXT NOT NULL CHECK (lane IN ('online', 'paper')),
  day TEXT NOT NULL,
  entered_by TEXT REFERENCES persons(id),
  CHECK ((lane = 'paper') = (entered_by IS NOT NULL))
);
CREATE INDEX survey_replies_of ON survey_replies(survey_id, id);
-- One row for each thing said: an option chosen, a row of a matrix, a place in a ranking, a number, words.
CREATE TABLE survey_answers (
  reply_id TEXT NOT NULL REFERENCES survey_replies(id),
  survey_id TEXT NOT NULL,
  question TEXT NOT NULL,
  part TEXT NOT NULL,
  choice TEXT NOT NULL,
  amount BIGINT,
  words TEXT NOT NULL,
  PRIMARY KEY (reply_id, question, part, choice),
  FOREIGN KEY (survey_id, question) REFERENCES survey_questions(survey_id, code)
);
CREATE INDEX survey_answers_of ON survey_answers(survey_id, question, reply_id);
-- Once each. Neither table says what was answered, or when.
CREATE TABLE survey_participants (
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  PRIMARY KEY (survey_id, person_id)
);
CREATE TABLE survey_devices (
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  device_hash TEXT NOT NULL,
  PRIMARY KEY (survey_id, device_hash)
);
CREATE TABLE survey_invitations (
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  PRIMARY KEY (survey_id, person_id)
);
CREATE INDEX survey_invitations_of ON survey_invitations(person_id, survey_id);
CREATE TABLE survey_events (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  question TEXT NOT NULL,
  words_before TEXT NOT NULL,
  words_after TEXT NOT NULL
);
CREATE INDEX survey_events_of ON survey_events(survey_id, id);
CREATE TABLE survey_exports (
  id TEXT PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES surveys(id),
  asked_by TEXT NOT NULL REFERENCES persons(id),
  asked_ms BIGINT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv'))
);
CREATE INDEX survey_exports_asked ON survey_exports(asked_ms);
