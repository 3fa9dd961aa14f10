-- Columns, and articles from writing to the public page. Of an article each saved text stays (article_versions); what was judged and decided stays too.
CREATE TABLE news_columns (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  summary TEXT NOT NULL,
  reviews BIGINT NOT NULL CHECK (reviews BETWEEN 0 AND 3),
  proofreads BIGINT NOT NULL CHECK (proofreads BETWEEN 0 AND 3),
  position BIGINT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1)),
  version BIGINT NOT NULL DEFAULT 1
);
-- Pictures. The files lie beside the database, named by the hash of what was uploaded.
CREATE TABLE media (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  hash TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  title TEXT NOT NULL,
  alt TEXT NOT NULL,
  credit TEXT NOT NULL,
  people TEXT NOT NULL CHECK (people IN ('none', 'crowd', 'consented')),
  consent_note TEXT NOT NULL,
  uploaded_by TEXT NOT NULL REFERENCES persons(id),
  uploaded_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (people <> 'consented' OR consent_note <> '')
);
CREATE TABLE articles (
  id TEXT PRIMARY KEY,
  column_id TEXT NOT NULL REFERENCES news_columns(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  author_id TEXT NOT NULL REFERENCES persons(id),
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'in_proofread', 'approved', 'scheduled', 'published', 'withdrawn')),
  stage BIGINT NOT NULL DEFAULT 0,
  round BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  publish_due_ms BIGINT,
  withdraw_due_ms BIGINT,
  published_ms BIGINT,
  reason TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL,
  CHECK (state <> 'scheduled' OR publish_due_ms IS NOT NULL),
  CHECK (state <> 'published' OR published_ms IS NOT NULL)
);
CREATE INDEX articles_changed ON articles(changed_ms, id);
CREATE INDEX articles_of_site ON articles(site_id, changed_ms);
CREATE INDEX articles_published ON articles(published_ms, id) WHERE state = 'published';
CREATE INDEX articles_of_column ON articles(column_id, published_ms, id) WHERE state = 'published';
CREATE INDEX articles_due ON articles(publish_due_ms) WHERE state = 'scheduled';
CREATE INDEX articles_ending ON articles(withdraw_due_ms) WHERE state = 'published';
CREATE TABLE article_versions (
  article_id TEXT NOT NULL REFERENCES articles(id),
  number BIGINT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  source TEXT NOT NULL,
  editor TEXT NOT NULL,
  cover_id TEXT REFERENCES media(id),
  body TEXT NOT NULL,
  saved_by TEXT NOT NULL REFERENCES persons(id),
  saved_ms BIGINT NOT NULL,
  PRIMARY KEY (article_id, number)
);
CREATE INDEX article_versions_by ON article_versions(saved_by, article_id);
-- One person passes one stage of a round, and each stage is passed once.
CREATE TABLE article_reviews (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id),
  round BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('review', 'proofread')),
  stage BIGINT NOT NULL,
  version BIGINT NOT NULL,
  person_id TEXT NOT NULL REFERENCES persons(id),
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'returned')),
  comment TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX article_reviews_person ON article_reviews(article_id, round, person_id) WHERE verdict = 'passed';
CREATE UNIQUE INDEX article_reviews_stage ON article_reviews(article_id, round, kind, stage) WHERE verdict = 'passed';
CREATE INDEX article_reviews_of ON article_reviews(article_id, id);
CREATE TABLE article_events (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX article_events_of ON article_events(article_id, id);
-- Passages that look like personal data and may stand, because somebody with the right to said why.
CREATE TABLE article_confirmations (
  article_id TEXT NOT NULL REFERENCES articles(id),
  passage TEXT NOT NULL,
  reason TEXT NOT NULL,
  confirmed_by TEXT NOT NULL REFERENCES persons(id),
  confirmed_ms BIGINT NOT NULL,
  PRIMARY KEY (article_id, passage)
);
-- How often a page was shown, by local day; nothing of who saw it.
CREATE TABLE article_views (
  article_id TEXT NOT NULL REFERENCES articles(id),
  day TEXT NOT NULL,
  views BIGINT NOT NULL,
  PRIMARY KEY (article_id, day)
);
