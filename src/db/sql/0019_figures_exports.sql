-- Files made of figures, as pieces of work: asked for with a reason, made in the background, kept for some days.
CREATE TABLE figures_exports (
  id TEXT PRIMARY KEY,
  asked_by TEXT NOT NULL REFERENCES persons(id),
  asked_ms BIGINT NOT NULL,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  content TEXT NOT NULL CHECK (content IN ('report', 'entries')),
  format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv', 'pdf')),
  names BIGINT NOT NULL CHECK (names IN (0, 1)),
  language TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'ready', 'failed', 'expired')),
  total BIGINT NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  seen_ms BIGINT NOT NULL,
  finished_ms BIGINT,
  expires_ms BIGINT
);
CREATE INDEX figures_exports_asked ON figures_exports(asked_by, id);
CREATE INDEX figures_exports_open ON figures_exports(id) WHERE state IN ('waiting', 'working');
CREATE INDEX figures_exports_kept ON figures_exports(expires_ms) WHERE state = 'ready';
-- What a report of orders reads, whole.
CREATE INDEX orders_figures ON orders(site_id, created_ms, category, requester_id, completed_ms, rating);
