-- The four-step service order. `orders` holds where each order stands now; order_events holds how it came there and is never changed.
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  requester_id TEXT NOT NULL REFERENCES persons(id),
  lane TEXT NOT NULL CHECK (lane IN ('online', 'phone', 'paper')),
  placed_by TEXT NOT NULL REFERENCES persons(id),
  menu_item_id TEXT REFERENCES menu_items(id),
  category TEXT NOT NULL REFERENCES categories(code),
  skill TEXT REFERENCES skills(code),
  title TEXT NOT NULL,
  need TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites(id),
  place TEXT NOT NULL CHECK (place IN ('home', 'site')),
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  contact_name TEXT NOT NULL,
  contact_mobile_sealed TEXT NOT NULL,
  address_sealed TEXT NOT NULL,
  volunteers_needed BIGINT NOT NULL,
  crew_count BIGINT NOT NULL DEFAULT 0 CHECK (crew_count BETWEEN 0 AND volunteers_needed),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL CHECK (ends_ms > starts_ms),
  state TEXT NOT NULL CHECK (state IN ('submitted', 'rejected', 'triaged', 'dispatched', 'accepted', 'scheduled', 'in_service',
    'completed', 'rated', 'archived', 'withdrawn', 'returned')),
  state_since_ms BIGINT NOT NULL,
  open_claim BIGINT NOT NULL DEFAULT 0,
  team_id TEXT REFERENCES teams(id),
  handler_id TEXT REFERENCES persons(id),
  triage_due_ms BIGINT NOT NULL,
  accept_due_ms BIGINT,
  overall_due_ms BIGINT NOT NULL,
  next_due_ms BIGINT,
  next_clock TEXT,
  escalate_at_ms BIGINT,
  escalated BIGINT NOT NULL DEFAULT 0,
  rating BIGINT CHECK (rating BETWEEN 1 AND 5),
  rating_reason TEXT NOT NULL DEFAULT '',
  complaint_open BIGINT NOT NULL DEFAULT 0,
  round BIGINT NOT NULL DEFAULT 1,
  events BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  completed_ms BIGINT
);
CREATE INDEX orders_requester ON orders(requester_id, id);
CREATE INDEX orders_site_state ON orders(site_id, state, id);
CREATE INDEX orders_due ON orders(next_due_ms) WHERE next_due_ms IS NOT NULL;
CREATE INDEX orders_escalate ON orders(escalate_at_ms) WHERE escalate_at_ms IS NOT NULL;
CREATE INDEX orders_in_service ON orders(ends_ms) WHERE state = 'in_service';
CREATE INDEX orders_state ON orders(state, id);
CREATE INDEX orders_open_claim ON orders(starts_ms) WHERE open_claim = 1 AND state = 'dispatched';
CREATE INDEX orders_item_rating ON orders(menu_item_id, state);
CREATE INDEX orders_team ON orders(team_id, state);
CREATE INDEX orders_created ON orders(created_ms);
CREATE TABLE order_events (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (order_id, position)
);
CREATE TABLE dispatch_offers (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders(id),
  team_id TEXT REFERENCES teams(id),
  volunteer_id TEXT REFERENCES volunteers(person_id),
  offered_by TEXT NOT NULL REFERENCES persons(id),
  offered_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
  reason TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  CHECK ((team_id IS NULL) <> (volunteer_id IS NULL))
);
CREATE INDEX dispatch_offers_order ON dispatch_offers(order_id, state);
CREATE INDEX dispatch_offers_volunteer ON dispatch_offers(volunteer_id, state);
CREATE INDEX dispatch_offers_team ON dispatch_offers(team_id, state);
CREATE INDEX dispatch_offers_expiry ON dispatch_offers(expires_ms) WHERE state = 'offered';
-- Who goes. Times are the order's; a row is removed only when the order is returned or dispatched anew (order_events keep it).
CREATE TABLE order_crew (
  order_id TEXT NOT NULL REFERENCES orders(id),
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  PRIMARY KEY (order_id, volunteer_id)
);
CREATE INDEX order_crew_volunteer ON order_crew(volunteer_id, starts_ms);
-- Evidence of presence, append-only: in and out, by what means, told by whom.
CREATE TABLE presence_marks (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders(id),
  round BIGINT NOT NULL,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out')),
  means TEXT NOT NULL CHECK (means IN ('code', 'site_code', 'requester', 'staff', 'planned_end')),
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  UNIQUE (order_id, round, volunteer_id, kind)
);
-- The ledger. Minutes are facts: an entry is never updated or deleted; a correction is a reversing entry. Where an entry stands
-- is its last event.
CREATE TABLE hours_entries (
  id TEXT PRIMARY KEY,
  seq BIGINT NOT NULL UNIQUE,
  volunteer_id TEXT NOT NULL REFERENCES volunteers(person_id),
  order_id TEXT REFERENCES orders(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  source TEXT NOT NULL CHECK (source IN ('order', 'reversal')),
  reverses TEXT UNIQUE REFERENCES hours_entries(id),
  starts_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  present_minutes BIGINT NOT NULL,
  why TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX hours_entries_volunteer ON hours_entries(volunteer_id, starts_ms);
CREATE INDEX hours_entries_order ON hours_entries(order_id);
CREATE TABLE hours_events (
  id TEXT PRIMARY KEY,
  entry_id TEXT NOT NULL REFERENCES hours_entries(id),
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'publicised', 'effective', 'disputed', 'reversed')),
  reason TEXT NOT NULL,
  UNIQUE (entry_id, position)
);
INSERT INTO counters (name, value) VALUES ('ledger', 0);
CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons(id),
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  order_id TEXT,
  params TEXT NOT NULL,
  read_ms BIGINT
);
CREATE INDEX notices_person ON notices(person_id, id);
CREATE INDEX notices_unread ON notices(person_id) WHERE read_ms IS NULL;
