CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('center', 'office', 'station', 'base')),
  parent_id TEXT REFERENCES sites(id),
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('preparing', 'operating', 'rectifying', 'closed')),
  summary TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  hours TEXT NOT NULL DEFAULT '[]',
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  datum TEXT NOT NULL DEFAULT 'GCJ-02',
  surveyed BIGINT NOT NULL DEFAULT 0,
  demonstration BIGINT NOT NULL DEFAULT 0,
  town_code TEXT NOT NULL DEFAULT '',
  town_name TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX sites_parent ON sites(parent_id);
-- Every site with each of its ancestors and itself: a subtree is one index range.
CREATE TABLE site_tree (
  ancestor_id TEXT NOT NULL REFERENCES sites(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  depth BIGINT NOT NULL,
  PRIMARY KEY (ancestor_id, site_id)
);
CREATE INDEX site_tree_site ON site_tree(site_id, ancestor_id);
CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  floor TEXT NOT NULL DEFAULT '',
  seats BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL
);
CREATE INDEX rooms_site ON rooms(site_id, position);
CREATE TABLE areas (id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, summary TEXT NOT NULL);
CREATE TABLE area_sites (
  area_id TEXT NOT NULL REFERENCES areas(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  PRIMARY KEY (area_id, site_id)
);
CREATE TABLE site_events (
  id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES sites(id), at_ms BIGINT NOT NULL, actor_id TEXT,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT NOT NULL
);
-- Named documents of the district: map boundary, map approval number, policy, calendar. A newer version replaces, none is deleted.
CREATE TABLE settings (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id TEXT,
  PRIMARY KEY (name, version)
);

CREATE TABLE skills (code TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL);
CREATE TABLE categories (
  code TEXT PRIMARY KEY, position BIGINT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL, icon TEXT NOT NULL, summary TEXT NOT NULL
);
CREATE TABLE menu_items (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL REFERENCES categories(code),
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  summary TEXT NOT NULL,
  duration_minutes BIGINT NOT NULL CHECK (duration_minutes BETWEEN 15 AND 480),
  volunteers_needed BIGINT NOT NULL CHECK (volunteers_needed BETWEEN 1 AND 20),
  skill TEXT NOT NULL REFERENCES skills(code),
  place TEXT NOT NULL CHECK (place IN ('home', 'site', 'either')),
  prepares TEXT NOT NULL DEFAULT '',
  active BIGINT NOT NULL DEFAULT 1,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX menu_items_category ON menu_items(category, code);

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  parent_id TEXT REFERENCES teams(id),
  site_id TEXT NOT NULL REFERENCES sites(id),
  name TEXT NOT NULL,
  host TEXT NOT NULL,
  summary TEXT NOT NULL,
  active BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX teams_parent ON teams(parent_id);
-- Who offers a menu item: a site or a team, exactly one of the two.
CREATE TABLE menu_offers (
  id TEXT PRIMARY KEY,
  menu_item_id TEXT NOT NULL REFERENCES menu_items(id),
  site_id TEXT REFERENCES sites(id),
  team_id TEXT REFERENCES teams(id),
  CHECK ((site_id IS NULL) <> (team_id IS NULL))
);
CREATE UNIQUE INDEX menu_offers_once ON menu_offers(menu_item_id, COALESCE(site_id, ''), COALESCE(team_id, ''));
CREATE INDEX menu_offers_site ON menu_offers(site_id);
CREATE INDEX menu_offers_team ON menu_offers(team_id);
CREATE TABLE volunteers (
  person_id TEXT PRIMARY KEY REFERENCES persons(id),
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'registered', 'suspended', 'withdrawn')),
  site_id TEXT NOT NULL REFERENCES sites(id),
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  registered_ms BIGINT,
  turn BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX volunteers_site ON volunteers(site_id);
CREATE TABLE volunteer_skills (
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  skill TEXT NOT NULL REFERENCES skills(code),
  PRIMARY KEY (person_id, skill)
);
CREATE INDEX volunteer_skills_skill ON volunteer_skills(skill, person_id);
-- Weekly free time in the district's zone: weekday 1 (Monday) to 7, minutes from midnight.
CREATE TABLE volunteer_times (
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute BIGINT NOT NULL,
  until_minute BIGINT NOT NULL,
  PRIMARY KEY (person_id, weekday, from_minute)
);
CREATE TABLE team_members (
  team_id TEXT NOT NULL REFERENCES teams(id),
  person_id TEXT NOT NULL REFERENCES volunteers(person_id),
  leader BIGINT NOT NULL DEFAULT 0,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person ON team_members(person_id);
