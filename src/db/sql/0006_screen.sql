-- What the command screen asks all day long: where orders stand, and what today brought. Each is one index range.
CREATE INDEX orders_standing ON orders(site_id, state, escalated, next_due_ms) WHERE state IN ('submitted', 'triaged', 'dispatched',
  'accepted', 'scheduled', 'in_service', 'returned', 'completed', 'rated');
CREATE INDEX orders_completed ON orders(completed_ms, site_id) WHERE completed_ms IS NOT NULL;
CREATE INDEX order_events_today ON order_events(at_ms, order_id) WHERE kind IN ('accepted', 'claimed', 'rated');
CREATE INDEX hours_entries_created ON hours_entries(created_ms);
CREATE INDEX outbox_moved ON outbox(site_id, seq) WHERE topic = 'order.moved';
