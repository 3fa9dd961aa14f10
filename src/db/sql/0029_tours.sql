-- Tours: 360 degree visits of sites. Pictures lie as files below DATA/panoramas, named by the hash of what was uploaded; until a scene is "ready"
-- what was uploaded waits in DATA/panoramas/incoming, so that a crash in the middle is taken up again. Directions are hundredths of a degree.
CREATE TABLE tours (
  id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites(id),
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'published', 'withdrawn')),
  reason TEXT NOT NULL DEFAULT '',
  published_ms BIGINT,
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  CHECK (state <> 'published' OR published_ms IS NOT NULL)
);
CREATE INDEX tours_of_site ON tours(site_id, id);
CREATE INDEX tours_by_state ON tours(state, id);
-- The first one by position is where a visit begins. plan_x and plan_y are thousandths of the plan's width and height.
CREATE TABLE tour_scenes (
  id TEXT PRIMARY KEY,
  tour_id TEXT NOT NULL REFERENCES tours(id),
  position BIGINT NOT NULL,
  title TEXT NOT NULL,
  seen TEXT NOT NULL,
  floor TEXT NOT NULL,
  plan_x BIGINT NOT NULL CHECK (plan_x BETWEEN 0 AND 1000),
  plan_y BIGINT NOT NULL CHECK (plan_y BETWEEN 0 AND 1000),
  north_cdeg BIGINT NOT NULL CHECK (north_cdeg BETWEEN -18000 AND 18000),
  picture TEXT NOT NULL,
  picture_state TEXT NOT NULL CHECK (picture_state IN ('preparing', 'ready', 'failed')),
  trouble TEXT NOT NULL DEFAULT '',
  width BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tour_scenes_of ON tour_scenes(tour_id, position);
CREATE INDEX tour_scenes_preparing ON tour_scenes(picture_state, id);
-- Where one can walk from a scene, and in which direction that is seen.
CREATE TABLE tour_links (
  scene_id TEXT NOT NULL REFERENCES tour_scenes(id),
  position BIGINT NOT NULL,
  to_scene_id TEXT NOT NULL REFERENCES tour_scenes(id),
  yaw_cdeg BIGINT NOT NULL CHECK (yaw_cdeg BETWEEN -18000 AND 18000),
  pitch_cdeg BIGINT NOT NULL CHECK (pitch_cdeg BETWEEN -9000 AND 9000),
  PRIMARY KEY (scene_id, position)
);
CREATE INDEX tour_links_to ON tour_links(to_scene_id);
-- What can be opened in a scene. file is the name of an uploaded sound or film.
CREATE TABLE tour_hotspots (
  scene_id TEXT NOT NULL REFERENCES tour_scenes(id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'audio', 'video', 'article', 'menu_item')),
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  yaw_cdeg BIGINT NOT NULL CHECK (yaw_cdeg BETWEEN -18000 AND 18000),
  pitch_cdeg BIGINT NOT NULL CHECK (pitch_cdeg BETWEEN -9000 AND 9000),
  file TEXT NOT NULL DEFAULT '',
  article_id TEXT REFERENCES articles(id),
  menu_item_id TEXT REFERENCES menu_items(id),
  PRIMARY KEY (scene_id, position),
  CHECK (kind NOT IN ('audio', 'video') OR file <> ''),
  CHECK (kind <> 'article' OR article_id IS NOT NULL),
  CHECK (kind <> 'menu_item' OR menu_item_id IS NOT NULL)
);
CREATE TABLE tour_events (
  id TEXT PRIMARY KEY,
  tour_id TEXT NOT NULL REFERENCES tours(id),
  at_ms BIGINT NOT NULL,
  actor_id TEXT REFERENCES persons(id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX tour_events_of ON tour_events(tour_id, id);
-- A tour that is walked together while a broadcast is on: its sound is the guide's voice, its room the chat.
CREATE TABLE guided_visits (
  broadcast_id TEXT PRIMARY KEY REFERENCES broadcasts(id),
  tour_id TEXT NOT NULL REFERENCES tours(id),
  created_by TEXT NOT NULL REFERENCES persons(id),
  created_ms BIGINT NOT NULL
);
CREATE INDEX guided_visits_of ON guided_visits(tour_id, broadcast_id);
