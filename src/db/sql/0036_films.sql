-- Films of the library: received in parts, made by ffmpeg, shown in articles. The files lie beside the database; those that are shown are named by the hash of what they hold.
CREATE TABLE films (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  alt TEXT NOT NULL,
  credit TEXT NOT NULL,
  people TEXT NOT NULL CHECK (people IN ('none', 'crowd', 'consented')),
  consent_note TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('receiving', 'waiting', 'making', 'ready', 'failed')),
  reason TEXT NOT NULL DEFAULT '',
  upload_bytes BIGINT NOT NULL CHECK (upload_bytes > 0),
  received_bytes BIGINT NOT NULL DEFAULT 0 CHECK (received_bytes BETWEEN 0 AND upload_bytes),
  percent BIGINT NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  tries BIGINT NOT NULL DEFAULT 0,
  due_ms BIGINT NOT NULL,
  hash TEXT NOT NULL DEFAULT '',
  duration_ms BIGINT NOT NULL DEFAULT 0,
  width BIGINT NOT NULL DEFAULT 0,
  height BIGINT NOT NULL DEFAULT 0,
  has_sound BIGINT NOT NULL DEFAULT 0 CHECK (has_sound IN (0, 1)),
  large_bytes BIGINT NOT NULL DEFAULT 0,
  small_bytes BIGINT NOT NULL DEFAULT 0,
  sound_bytes BIGINT NOT NULL DEFAULT 0,
  poster_hash TEXT NOT NULL DEFAULT '',
  poster_width BIGINT NOT NULL DEFAULT 0,
  poster_height BIGINT NOT NULL DEFAULT 0,
  speech BIGINT NOT NULL DEFAULT 1 CHECK (speech IN (0, 1)),
  captions TEXT NOT NULL DEFAULT '',
  captions_hash TEXT NOT NULL DEFAULT '',
  transcript TEXT NOT NULL DEFAULT '',
  uploaded_by TEXT NOT NULL REFERENCES persons(id),
  opened_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (people <> 'consented' OR consent_note <> ''),
  CHECK (state <> 'ready' OR (hash <> '' AND poster_hash <> '' AND duration_ms > 0))
);
CREATE INDEX films_due ON films(due_ms) WHERE state IN ('waiting', 'making');
CREATE INDEX films_open ON films(uploaded_by) WHERE state = 'receiving';
CREATE INDEX films_captions ON films(captions_hash) WHERE captions_hash <> '';
CREATE TABLE film_chapters (
  film_id TEXT NOT NULL REFERENCES films(id),
  at_ms BIGINT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (film_id, at_ms)
);
-- Which films a version of an article shows, its lead film among them.
CREATE TABLE article_films (
  article_id TEXT NOT NULL REFERENCES articles(id),
  number BIGINT NOT NULL,
  film_id TEXT NOT NULL REFERENCES films(id),
  PRIMARY KEY (article_id, number, film_id)
);
CREATE INDEX article_films_of ON article_films(film_id);
