-- E-books, read from an EPUB into chapters. While a book is `importing` the file waits beside the database; its
-- chapters, its pictures and its report are written in one transaction, or nothing of them is.
CREATE TABLE books (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  creator TEXT NOT NULL,
  publisher TEXT NOT NULL,
  language TEXT NOT NULL,
  identifier TEXT NOT NULL,
  summary TEXT NOT NULL,
  stated_rights TEXT NOT NULL,
  cover_id TEXT REFERENCES media(id),
  source TEXT NOT NULL DEFAULT '',
  rights TEXT NOT NULL DEFAULT '' CHECK (rights IN ('', 'own', 'licensed', 'open', 'public_domain')),
  rights_holder TEXT NOT NULL DEFAULT '',
  rights_note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('importing', 'failed', 'draft', 'in_review', 'published', 'withdrawn', 'discarded')),
  reason TEXT NOT NULL DEFAULT '',
  trouble TEXT NOT NULL DEFAULT '',
  trouble_place TEXT NOT NULL DEFAULT '',
  file TEXT NOT NULL,
  file_name TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  progress_done BIGINT NOT NULL DEFAULT 0,
  progress_total BIGINT NOT NULL DEFAULT 0,
  chapters BIGINT NOT NULL DEFAULT 0,
  points BIGINT NOT NULL DEFAULT 0,
  published_ms BIGINT,
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (state <> 'published' OR (published_ms IS NOT NULL AND chapters > 0 AND source <> '' AND rights <> '' AND rights_holder <> ''))
);
CREATE INDEX books_of_site ON books(site_id, id);
CREATE INDEX books_published ON books(id) WHERE state = 'published';
CREATE INDEX books_waiting ON books(id) WHERE file <> '';
CREATE TABLE book_chapters (
  book_id TEXT NOT NULL REFERENCES books(id),
  number BIGINT NOT NULL CHECK (number > 0),
  title TEXT NOT NULL,
  depth BIGINT NOT NULL CHECK (depth BETWEEN 1 AND 3),
  body TEXT NOT NULL,
  points BIGINT NOT NULL,
  PRIMARY KEY (book_id, number)
);
-- What was in the file and is not in the book: chapter 0 is the file as a whole.
CREATE TABLE book_omissions (
  book_id TEXT NOT NULL REFERENCES books(id),
  position BIGINT NOT NULL,
  chapter BIGINT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (book_id, position)
);
CREATE TABLE book_events (
  id TEXT PRIMARY KEY,
  book_id TEXT NOT NULL REFERENCES books(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX book_events_of ON book_events(book_id, id);
