-- The state leads, so that SQLite, which keeps no statistics here, takes this index and not orders_state: what can be
-- claimed is read in order of time without sorting everything that is dispatched.
DROP INDEX orders_open_claim;
CREATE INDEX orders_claimable ON orders(state, starts_ms) WHERE open_claim = 1;
