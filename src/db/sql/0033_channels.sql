-- Channels beside our own pages, and each article's way there. The secret is sealed with the master key.
CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL CHECK (kind IN ('wechat')),
  name TEXT NOT NULL,
  account TEXT NOT NULL,
  secret TEXT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1)),
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (kind, account)
);
-- What is published in these columns goes there by itself.
CREATE TABLE channel_columns (
  channel_id TEXT NOT NULL REFERENCES channels(id),
  column_id TEXT NOT NULL REFERENCES news_columns(id),
  PRIMARY KEY (channel_id, column_id)
);
CREATE INDEX channel_columns_of ON channel_columns(column_id);
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  channel_id TEXT NOT NULL REFERENCES channels(id),
  article_id TEXT NOT NULL REFERENCES articles(id),
  article_version BIGINT NOT NULL,
  sent_version BIGINT NOT NULL DEFAULT 0,
  wanted BIGINT NOT NULL CHECK (wanted IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'drafted', 'submitting', 'submitted', 'shown', 'gone', 'failed')),
  attempts BIGINT NOT NULL DEFAULT 0,
  due_ms BIGINT,
  draft TEXT NOT NULL DEFAULT '',
  task TEXT NOT NULL DEFAULT '',
  remote TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  trouble TEXT NOT NULL DEFAULT '',
  trouble_detail TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  changed_ms BIGINT NOT NULL,
  UNIQUE (article_id, channel_id),
  CHECK (state <> 'shown' OR remote <> '')
);
CREATE INDEX deliveries_due ON deliveries(due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX deliveries_changed ON deliveries(changed_ms, id);
CREATE INDEX deliveries_of ON deliveries(channel_id, state);
CREATE TABLE delivery_events (
  id TEXT PRIMARY KEY,
  delivery_id TEXT NOT NULL REFERENCES deliveries(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  state TEXT NOT NULL,
  trouble TEXT NOT NULL
);
CREATE INDEX delivery_events_of ON delivery_events(delivery_id, id);
