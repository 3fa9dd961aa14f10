#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "visits/tour_model.h"

namespace ws::visits::store {

// ---- tours

std::optional<Tour> find(db::Reader& reader, const TourId& tour);
void insert(db::Tx& tx, const Tour& tour, const PersonId& by, Instant now);
/// Words and state. False if it was changed since `tour` was read.
bool update(db::Tx& tx, const Tour& tour);

struct Filter {
  std::optional<State> state;
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::string cursor;
  std::int64_t limit = 20;
};
/// What a list says of a tour.
struct RowView {
  Tour tour;
  std::int64_t scenes = 0;
  std::string picture;  ///< of the first scene, once it is ready; else ""
};
struct Page {
  std::vector<RowView> rows;
  std::optional<std::string> next;
};
/// The newest first.
Page list(db::Reader& reader, const Filter& filter);
/// Those that everybody may visit, the newest first.
Page published(db::Reader& reader, const std::string& cursor, std::int64_t limit);
/// Of one site, at most 10.
std::vector<RowView> published_at(db::Reader& reader, const SiteId& site);

void append_event(db::Tx& tx, Random& random, const TourId& tour, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now);
struct Event {
  std::string kind, reason, actor_name;
  Instant at;
};
/// Newest first, at most 100.
std::vector<Event> events(db::Reader& reader, const TourId& tour);
/// Has the person, by any account of theirs, changed something of it?
bool wrote(db::Reader& reader, const TourId& tour, const PersonId& person);

// ---- scenes

/// In their order, with links and hotspots.
std::vector<Scene> scenes(db::Reader& reader, const TourId& tour);
std::optional<Scene> find_scene(db::Reader& reader, const SceneId& scene);
/// As the last of its tour.
void insert(db::Tx& tx, const Scene& scene);
/// Words, links and hotspots.
void update(db::Tx& tx, const Scene& scene);
/// With what leads to it.
void remove(db::Tx& tx, const SceneId& scene);
void set_position(db::Tx& tx, const SceneId& scene, std::int64_t position);
/// Another picture, which is to be cut.
void set_picture(db::Tx& tx, const SceneId& scene, const std::string& picture);

/// Pictures that wait to be cut, the longest waiting first.
std::vector<std::string> preparing(db::Reader& reader, std::int64_t limit);
/// All scenes that wait for this picture.
void note_ready(db::Tx& tx, const std::string& picture, std::int64_t width);
void note_failed(db::Tx& tx, const std::string& picture, std::string_view trouble);

// ---- guided visits

struct GuidedVisit {
  std::string broadcast;
  TourId tour;
  std::string title, broadcast_state;  ///< of the broadcast
  Instant starts;
};
/// One tour at a broadcast: another one takes its place.
void set_guided(db::Tx& tx, const std::string& broadcast, const TourId& tour, const PersonId& by, Instant now);
std::optional<TourId> guided_tour(db::Reader& reader, const std::string& broadcast);
/// The latest 20.
std::vector<GuidedVisit> guided_visits(db::Reader& reader, const TourId& tour);

}  // namespace ws::visits::store
