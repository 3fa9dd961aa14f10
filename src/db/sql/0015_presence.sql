-- Evidence of presence at a shift. at_ms is when it was, by the server's reckoning; claimed_ms what the phone's clock said of a mark that was
-- made without a connection; received_ms when the server heard of it. What a signup comes to is made from its marks alone (presence_model.h).
CREATE TABLE signup_marks (
  id TEXT PRIMARY KEY,
  signup_id TEXT NOT NULL REFERENCES signups(id),
  shift_id TEXT NOT NULL REFERENCES shifts(id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'absent', 'excused')),
  source TEXT NOT NULL CHECK (source IN ('code', 'typed', 'kiosk', 'staff_scan', 'offline_code', 'offline_pass', 'walk_in', 'roll_call', 'planned_end')),
  at_ms BIGINT NOT NULL,
  received_ms BIGINT NOT NULL,
  claimed_ms BIGINT,
  actor_id TEXT REFERENCES persons(id),
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  accuracy_m BIGINT CHECK (accuracy_m >= 0),
  UNIQUE (signup_id, position),
  CHECK (at_ms <= received_ms OR claimed_ms IS NULL),
  CHECK ((lat_e6 IS NULL) = (lon_e6 IS NULL))
);
CREATE INDEX signup_marks_shift ON signup_marks(shift_id, signup_id, position);
-- A shift is closed once: what everybody's presence came to stands in the ledger since then.
CREATE TABLE shift_closings (
  shift_id TEXT PRIMARY KEY REFERENCES shifts(id),
  closed_ms BIGINT NOT NULL,
  closed_by TEXT REFERENCES persons(id),
  counted BIGINT NOT NULL,
  absent BIGINT NOT NULL
);
-- Who is still inside, and who waits for the shift to be closed: for the clocks.
CREATE INDEX signups_inside ON signups(ends_ms) WHERE state = 'checked_in';
CREATE INDEX signups_open ON signups(ends_ms) WHERE state IN ('confirmed', 'checked_in', 'checked_out');
