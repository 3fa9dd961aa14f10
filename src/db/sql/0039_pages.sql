-- A page (专题页) is an article whose body is made of blocks: its way to the public, its versions and its figures are
-- an article's. Its address may have a name.
ALTER TABLE articles ADD COLUMN form TEXT NOT NULL DEFAULT 'article' CHECK (form IN ('article', 'page'));
ALTER TABLE articles ADD COLUMN slug TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX articles_slug ON articles(slug) WHERE slug <> '';
