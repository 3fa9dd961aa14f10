-- Documents of the library, and what an article gives along; columns of micro-lectures, whose articles are led by a film.
CREATE TABLE library_files (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  title TEXT NOT NULL,
  uploaded_by TEXT NOT NULL REFERENCES persons(id),
  uploaded_ms BIGINT NOT NULL
);
CREATE INDEX library_files_hash ON library_files(hash);
CREATE TABLE article_attachments (
  article_id TEXT NOT NULL REFERENCES articles(id),
  number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  file_id TEXT NOT NULL REFERENCES library_files(id),
  title TEXT NOT NULL,
  PRIMARY KEY (article_id, number, position)
);
ALTER TABLE news_columns ADD COLUMN lectures BIGINT NOT NULL DEFAULT 0 CHECK (lectures IN (0, 1));
ALTER TABLE article_versions ADD COLUMN lead_film_id TEXT REFERENCES films(id);
ALTER TABLE article_versions ADD COLUMN lecturer TEXT NOT NULL DEFAULT '';
