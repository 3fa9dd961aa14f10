-- Words of what residents look for. Texts are cut into grams before they come here (base/text.h search_grams), joined by blanks;
-- the tokenizer "ascii" takes everything beyond ASCII as part of a word, so each gram is exactly one token at one position.

CREATE TABLE search_documents (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  title_points BIGINT NOT NULL,
  UNIQUE (kind, ref)
);
CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize = 'ascii');
