-- A site's plan: a picture of the library for a floor, and where rooms stand on it, in thousandths of its width and height. A floor without a picture
-- is drawn from its rooms. A room that can be booked names its venue.
CREATE TABLE site_plans (
  site_id TEXT NOT NULL REFERENCES sites(id),
  floor TEXT NOT NULL,
  media_id TEXT NOT NULL REFERENCES media(id),
  PRIMARY KEY (site_id, floor)
);
ALTER TABLE rooms ADD COLUMN plan_x BIGINT CHECK (plan_x BETWEEN 0 AND 1000);
ALTER TABLE rooms ADD COLUMN plan_y BIGINT CHECK (plan_y BETWEEN 0 AND 1000);
ALTER TABLE rooms ADD COLUMN venue_id TEXT REFERENCES venues(id);
-- Who answers for a demonstration area, and its featured projects.
ALTER TABLE areas ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE areas ADD COLUMN responsible TEXT NOT NULL DEFAULT '';
ALTER TABLE areas ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE area_projects (
  area_id TEXT NOT NULL REFERENCES areas(id),
  project_id TEXT NOT NULL REFERENCES projects(id),
  position BIGINT NOT NULL,
  PRIMARY KEY (area_id, project_id)
);
CREATE INDEX area_sites_site ON area_sites(site_id);
