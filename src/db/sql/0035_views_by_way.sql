-- By which way readers came to an article (our own pages, a feed, a widget, a channel), by local day; still nothing of who they were.
CREATE TABLE article_views_by_way (
  article_id TEXT NOT NULL REFERENCES articles(id),
  day TEXT NOT NULL,
  way TEXT NOT NULL,
  views BIGINT NOT NULL,
  PRIMARY KEY (article_id, day, way)
);
INSERT INTO article_views_by_way (article_id, day, way, views) SELECT article_id, day, 'page', views FROM article_views;
DROP TABLE article_views;
ALTER TABLE article_views_by_way RENAME TO article_views;
