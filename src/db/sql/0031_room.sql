-- What goes on in a broadcast's room beside the chat: questions to who speaks, polls, hand-outs, appeals against a mute; and what is said of a replay.

-- A person has one vote for a question, all their accounts together; `votes` is kept beside them, in the same transaction.
CREATE TABLE broadcast_questions (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  asked_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'held', 'answered', 'hidden')),
  votes BIGINT NOT NULL DEFAULT 0 CHECK (votes >= 0),
  reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT REFERENCES persons(id),
  decided_ms BIGINT
);
CREATE INDEX broadcast_questions_of ON broadcast_questions(broadcast_id, votes, id);
CREATE INDEX broadcast_questions_by ON broadcast_questions(person_id, broadcast_id);
CREATE TABLE broadcast_question_votes (
  question_id TEXT NOT NULL REFERENCES broadcast_questions(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  voted_ms BIGINT NOT NULL,
  PRIMARY KEY (question_id, person_id)
);
CREATE INDEX broadcast_question_votes_by ON broadcast_question_votes(person_id, question_id);

-- One poll of a broadcast is open at a time. Who chose what is asked by nobody but that person.
CREATE TABLE broadcast_polls (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  question TEXT NOT NULL,
  opened_by TEXT NOT NULL REFERENCES persons(id),
  opened_ms BIGINT NOT NULL,
  closed_ms BIGINT
);
CREATE INDEX broadcast_polls_of ON broadcast_polls(broadcast_id, id);
CREATE UNIQUE INDEX broadcast_polls_open ON broadcast_polls(broadcast_id) WHERE closed_ms IS NULL;
CREATE TABLE broadcast_poll_choices (
  poll_id TEXT NOT NULL REFERENCES broadcast_polls(id),
  position BIGINT NOT NULL,
  label TEXT NOT NULL,
  votes BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (poll_id, position)
);
CREATE TABLE broadcast_poll_votes (
  poll_id TEXT NOT NULL REFERENCES broadcast_polls(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  position BIGINT NOT NULL,
  voted_ms BIGINT NOT NULL,
  PRIMARY KEY (poll_id, person_id)
);
CREATE INDEX broadcast_poll_votes_by ON broadcast_poll_votes(person_id, poll_id);

-- `target`: of a file the end of its name, of a picture or an article its identifier. Removed ones are no longer given out.
CREATE TABLE broadcast_handouts (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  kind TEXT NOT NULL CHECK (kind IN ('file', 'picture', 'article')),
  title TEXT NOT NULL,
  target TEXT NOT NULL,
  bytes BIGINT NOT NULL DEFAULT 0,
  added_by TEXT NOT NULL REFERENCES persons(id),
  added_ms BIGINT NOT NULL,
  removed_ms BIGINT
);
CREATE INDEX broadcast_handouts_of ON broadcast_handouts(broadcast_id, id) WHERE removed_ms IS NULL;

-- One appeal against one mute (which is known by when it was made), answered by somebody else than who muted.
CREATE TABLE broadcast_appeals (
  id TEXT PRIMARY KEY,
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  person_id TEXT NOT NULL REFERENCES persons(id),
  muted_ms BIGINT NOT NULL,
  muted_by TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'lifted', 'upheld')),
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT REFERENCES persons(id),
  answered_ms BIGINT,
  UNIQUE (broadcast_id, person_id, muted_ms)
);
CREATE INDEX broadcast_appeals_of ON broadcast_appeals(broadcast_id, state, id);

-- A replay: what is left out at its ends, by the time of the recording, which stays whole. `cut_turn` counts what was asked for, `cut_made` says
-- which of them is there to watch.
ALTER TABLE broadcasts ADD COLUMN trim_from_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN trim_until_ms BIGINT;
ALTER TABLE broadcasts ADD COLUMN cut_turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN cut_made BIGINT NOT NULL DEFAULT 0;
CREATE TABLE broadcast_chapters (
  broadcast_id TEXT NOT NULL REFERENCES broadcasts(id),
  at_ms BIGINT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (broadcast_id, at_ms)
);
-- WebVTT as it was checked.
CREATE TABLE broadcast_captions (
  broadcast_id TEXT PRIMARY KEY REFERENCES broadcasts(id),
  text TEXT NOT NULL,
  added_by TEXT NOT NULL REFERENCES persons(id),
  added_ms BIGINT NOT NULL
);

-- Where somebody was in the replay when they were last heard of: there it goes on when they come again.
ALTER TABLE broadcast_visits ADD COLUMN position_s BIGINT NOT NULL DEFAULT 0;
CREATE INDEX course_sessions_broadcast ON course_sessions(broadcast_id) WHERE broadcast_id IS NOT NULL;
