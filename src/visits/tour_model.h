#pragma once
// A tour: scenes to stand in, ways between them, and what can be opened there. Its states and the pure rules about
// it.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using TourId = Id<struct TourTag>;
using SceneId = Id<struct SceneTag>;
using ArticleId = Id<struct ArticleTag>;
}  // namespace ws

namespace ws::visits {

enum class State { draft, in_review, published, withdrawn };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// Where one looks, in hundredths of a degree: to the right of the picture's middle, and up.
struct Direction {
  std::int64_t yaw_cdeg = 0, pitch_cdeg = 0;
};

struct Link {
  SceneId to;
  Direction at;
};

enum class HotspotKind { text, audio, video, article, menu_item };
std::string_view to_text(HotspotKind kind);
std::optional<HotspotKind> parse_hotspot_kind(std::string_view text);

struct Hotspot {
  HotspotKind kind = HotspotKind::text;
  std::string title;
  std::string text;  ///< says the same in words, whatever the kind
  Direction at;
  std::string file;  ///< of a sound or a film: "HASH.mp3"
  ArticleId article;
  MenuItemId menu_item;
  std::string refers_to;  ///< title of the article, name of the item; "" while nobody can read or order it
};

/// What a writer says of a scene.
struct SceneWords {
  std::string title, seen, floor;
  std::int64_t plan_x = 500, plan_y = 500;  ///< thousandths
  std::int64_t north_cdeg = 0;              ///< the direction in which north is seen
  std::vector<Link> links;
  std::vector<Hotspot> hotspots;
};

enum class PictureState { preparing, ready, failed };
std::string_view to_text(PictureState state);
std::optional<PictureState> parse_picture_state(std::string_view text);

struct Scene {
  SceneId id;
  TourId tour;
  SceneWords words;
  std::string picture;  ///< hash of what was uploaded
  PictureState picture_state = PictureState::preparing;
  std::string trouble;  ///< the reason of a failed one: "panorama.shape"
  std::int64_t width = 0;
};

struct Tour {
  TourId id;
  SiteId site;
  std::string site_name;
  std::string title, summary;
  State state = State::draft;
  std::string reason;  ///< why it was given back or withdrawn
  std::optional<Instant> published;
  std::int64_t version = 1;
};

/// Numbers that a district sets (data/visits/rules.json).
struct TourRules {
  int most_scenes = 40;
  int most_links = 8;
  int most_hotspots = 12;
  int view_every_ms = 100;  ///< followers are told of a guide's view no more often
  int guide_away_s = 6;     ///< a guide who is not heard of for so long is away
  /// Missing members keep the defaults; a member outside sense throws std::runtime_error.
  static TourRules parse(std::string_view json);
};

/// Refuses "field.required", "field.characters".
Outcome check_tour(const Tour& tour);
/// Refuses "field.required", "field.characters", "tour.too_many_links", "tour.too_many_hotspots", "tour.link_twice"
/// (or to itself), "tour.hotspot_needs" with the field that its kind asks for.
Outcome check_scene(const SceneId& scene, const SceneWords& words, const TourRules& rules);
/// Of its words and scenes: "tour.published", "tour.in_review".
Outcome may_edit(const Tour& tour);
/// Refuses what may_edit does, "tour.no_scenes", "tour.picture_not_ready", "tour.unreachable" (from the first scene).
Outcome may_submit(const Tour& tour, const std::vector<Scene>& scenes);

/// Who judges a tour, and what they have to do with it.
struct Judge {
  bool wrote = false;       ///< changed something of it
  bool may_review = false;  ///< dispatcher or leader above its site
};
/// Publishing it or giving it back: "tour.not_waiting", "tour.not_a_reviewer", "tour.own".
Outcome may_judge(const Tour& tour, const Judge& judge);
/// "tour.not_published".
Outcome may_withdraw(const Tour& tour);

/// "HASH.mp3" of a sound or film by its first bytes; nothing for anything else.
std::optional<std::string_view> ending_of_film(std::string_view bytes);
bool is_sound(std::string_view file_name);
/// Where a hotspot leads: its file, the article, ordering the item at `site`. "" when it leads nowhere.
std::string address_of(const Hotspot& hotspot, const SiteId& site);
/// Of a file that we serve: "audio/mpeg".
std::string_view type_of_file(std::string_view file_name);

}  // namespace ws::visits
