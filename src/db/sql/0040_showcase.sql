-- What is shown as an example: brand projects, excellent teams, exemplary cases. Names, figures and pictures are those of the thing referred to; a
-- case may stand in its own words instead. The row holds where an entry stands now, showcase_events how it came there. There is no score, no place.
CREATE TABLE showcase_entries (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('brand_project', 'excellent_team', 'exemplary_case')),
  site_id TEXT NOT NULL REFERENCES sites(id),
  project_id TEXT REFERENCES projects(id),
  team_id TEXT REFERENCES teams(id),
  article_id TEXT REFERENCES articles(id),
  media_id TEXT REFERENCES media(id),
  title TEXT NOT NULL,
  need TEXT NOT NULL,
  done TEXT NOT NULL,
  outcome TEXT NOT NULL,
  civilization_office TEXT NOT NULL,
  civilization_owner TEXT NOT NULL,
  governance_office TEXT NOT NULL,
  governance_owner TEXT NOT NULL,
  reason TEXT NOT NULL,
  year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 9999),
  state TEXT NOT NULL CHECK (state IN ('nominated', 'returned', 'publicised', 'shown', 'revoked')),
  because TEXT NOT NULL DEFAULT '',
  nominated_by TEXT NOT NULL REFERENCES persons(id),
  nominated_ms BIGINT NOT NULL,
  reviewed_by TEXT REFERENCES persons(id),
  publicised_ms BIGINT,
  until_ms BIGINT,
  shown_ms BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK ((kind = 'brand_project') = (project_id IS NOT NULL)),
  CHECK ((kind = 'excellent_team') = (team_id IS NOT NULL)),
  CHECK (article_id IS NULL OR kind = 'exemplary_case'),
  CHECK ((title <> '') = (kind = 'exemplary_case' AND article_id IS NULL)),
  CHECK (kind <> 'exemplary_case' OR (civilization_owner <> '' AND governance_owner <> '')),
  CHECK (reviewed_by IS NULL OR reviewed_by <> nominated_by),
  CHECK (state NOT IN ('publicised', 'shown') OR (reviewed_by IS NOT NULL AND until_ms IS NOT NULL)),
  CHECK (state <> 'shown' OR shown_ms IS NOT NULL)
);
-- The same thing once a year.
CREATE UNIQUE INDEX showcase_projects_once ON showcase_entries(project_id, year) WHERE project_id IS NOT NULL AND state <> 'revoked';
CREATE UNIQUE INDEX showcase_teams_once ON showcase_entries(team_id, year) WHERE team_id IS NOT NULL AND state <> 'revoked';
CREATE UNIQUE INDEX showcase_articles_once ON showcase_entries(article_id, year) WHERE article_id IS NOT NULL AND state <> 'revoked';
CREATE INDEX showcase_by_state ON showcase_entries(state, kind, id);
CREATE INDEX showcase_of_site ON showcase_entries(site_id, id);
CREATE TABLE showcase_events (
  id TEXT PRIMARY KEY,
  entry_id TEXT NOT NULL REFERENCES showcase_entries(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL CHECK (kind IN ('nominated', 'returned', 'publicised', 'objected', 'dismissed', 'upheld', 'shown', 'revoked')),
  reason TEXT NOT NULL
);
CREATE INDEX showcase_events_of ON showcase_events(entry_id, id);
-- What people say against a publicised one; an open one holds it.
CREATE TABLE showcase_objections (
  id TEXT PRIMARY KEY,
  entry_id TEXT NOT NULL REFERENCES showcase_entries(id),
  by_id TEXT NOT NULL REFERENCES persons(id),
  text TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT REFERENCES persons(id),
  answered_ms BIGINT,
  CHECK (answered_by IS NULL OR answered_by <> by_id)
);
-- One open at a time: what is publicised anew may be objected to anew.
CREATE UNIQUE INDEX showcase_objections_open ON showcase_objections(entry_id, by_id) WHERE answered_ms IS NULL;
CREATE INDEX showcase_objections_by ON showcase_objections(by_id, id);
