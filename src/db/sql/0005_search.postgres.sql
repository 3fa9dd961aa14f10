-- Words of what residents look for. `words` is written as a literal ('智':1A '智能':2A …), never through a text-search parser or
-- dictionary: every gram of base/text.h search_grams is one lexeme at one position whatever script it is of. Weight A is the title.
CREATE TABLE search_documents (
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  title_points BIGINT NOT NULL,
  words TSVECTOR NOT NULL,
  PRIMARY KEY (kind, ref)
);
CREATE INDEX search_documents_words ON search_documents USING gin (words);
