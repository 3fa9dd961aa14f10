-- Venues: rooms and devices of sites that can be booked (docs/decisions/0030). `units` is how many of a device there are.
CREATE TABLE venues (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL CHECK (kind IN ('room', 'device')),
  name TEXT NOT NULL,
  summary TEXT NOT NULL,
  rules TEXT NOT NULL,
  access TEXT NOT NULL,
  units BIGINT NOT NULL CHECK (units BETWEEN 1 AND 50),
  capacity BIGINT NOT NULL CHECK (capacity BETWEEN 1 AND 2000),
  slot_minutes BIGINT NOT NULL CHECK (slot_minutes BETWEEN 15 AND 480 AND slot_minutes % 15 = 0),
  longest_minutes BIGINT NOT NULL CHECK (longest_minutes >= slot_minutes),
  days_ahead BIGINT NOT NULL,
  open_per_person BIGINT NOT NULL,
  approval BIGINT NOT NULL CHECK (approval IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
  made_by TEXT NOT NULL REFERENCES persons(id),
  made_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (kind = 'device' OR units = 1)
);
CREATE INDEX venues_of_site ON venues(site_id, id);
CREATE INDEX venues_open ON venues(id) WHERE state = 'open';
CREATE TABLE venue_hours (
  venue_id TEXT NOT NULL REFERENCES venues(id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute BIGINT NOT NULL CHECK (from_minute >= 0),
  until_minute BIGINT NOT NULL CHECK (until_minute > from_minute AND until_minute <= 1440),
  PRIMARY KEY (venue_id, weekday, from_minute)
);
-- A day that is not as its weekday: other hours, or none at all.
CREATE TABLE venue_days (
  venue_id TEXT NOT NULL REFERENCES venues(id),
  day TEXT NOT NULL,
  from_minute BIGINT,
  until_minute BIGINT,
  note TEXT NOT NULL,
  PRIMARY KEY (venue_id, day),
  CHECK ((from_minute IS NULL) = (until_minute IS NULL))
);
CREATE TABLE venue_closures (
  id TEXT PRIMARY KEY,
  venue_id TEXT NOT NULL REFERENCES venues(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES persons(id),
  made_ms BIGINT NOT NULL,
  lifted_ms BIGINT
);
CREATE INDEX venue_closures_of ON venue_closures(venue_id, ends_ms) WHERE lifted_ms IS NULL;
-- `unit_list`: the units it has, or had to its end ("1,3"); whose they are is said by venue_claims alone. `reminder_ms`: when to remind; nothing when that is done, or was never due.
CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  venue_id TEXT NOT NULL REFERENCES venues(id),
  person_id TEXT REFERENCES persons(id),
  guest_name TEXT NOT NULL,
  team_id TEXT REFERENCES teams(id),
  organisation_id TEXT REFERENCES organisations(id),
  series_id TEXT,
  purpose TEXT NOT NULL,
  heads BIGINT NOT NULL CHECK (heads >= 1),
  units BIGINT NOT NULL CHECK (units >= 1),
  unit_list TEXT NOT NULL,
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'declined', 'cancelled', 'checked_in', 'ended', 'no_show')),
  lane TEXT NOT NULL CHECK (lane IN ('online', 'phone', 'paper')),
  note TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES persons(id),
  made_ms BIGINT NOT NULL,
  reminder_ms BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK ((person_id IS NULL) = (guest_name <> '')),
  CHECK (team_id IS NULL OR organisation_id IS NULL)
);
CREATE INDEX bookings_of_venue ON bookings(venue_id, starts_ms);
CREATE INDEX bookings_of_person ON bookings(person_id, starts_ms);
CREATE INDEX bookings_by_state ON bookings(state, starts_ms);
CREATE INDEX bookings_to_remind ON bookings(reminder_ms) WHERE reminder_ms IS NOT NULL;
-- Whose a unit is in each quarter of an hour. The key is what makes a double booking impossible, whatever becomes of opening hours and slots.
CREATE TABLE venue_claims (
  venue_id TEXT NOT NULL REFERENCES venues(id),
  unit BIGINT NOT NULL CHECK (unit >= 1),
  quarter BIGINT NOT NULL,
  booking_id TEXT NOT NULL REFERENCES bookings(id),
  PRIMARY KEY (venue_id, unit, quarter)
);
CREATE INDEX venue_claims_time ON venue_claims(venue_id, quarter);
CREATE INDEX venue_claims_of ON venue_claims(booking_id);
CREATE TABLE booking_events (
  id TEXT PRIMARY KEY,
  booking_id TEXT NOT NULL REFERENCES bookings(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX booking_events_of ON booking_events(booking_id, id);
-- Whoever books goes through their row one after another: two phones of one person cannot both take the last of what they may have.
CREATE TABLE bookers (person_id TEXT PRIMARY KEY REFERENCES persons(id), turn BIGINT NOT NULL);
-- Not coming again and again pauses somebody's booking at one site for some days. It ends by itself; nothing else hangs on it.
CREATE TABLE booking_pauses (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  starts_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL CHECK (until_ms > starts_ms),
  no_shows BIGINT NOT NULL,
  lifted_ms BIGINT,
  appealed_ms BIGINT,
  appeal TEXT NOT NULL DEFAULT '',
  answered_by TEXT REFERENCES persons(id),
  answered_ms BIGINT,
  answer TEXT NOT NULL DEFAULT '',
  CHECK (answered_by IS NULL OR answered_by <> person_id)
);
CREATE INDEX booking_pauses_of ON booking_pauses(person_id, site_id, until_ms);
CREATE INDEX booking_pauses_at ON booking_pauses(site_id, id);
