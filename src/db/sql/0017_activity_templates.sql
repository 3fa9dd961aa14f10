-- What a site or team holds again and again, kept as it was written: `plan` is the body of POST /api/activities, its times those of the
-- activity it was taken from. Whoever makes an activity of it moves them.
CREATE TABLE activity_templates (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  UNIQUE (site_id, name)
);
