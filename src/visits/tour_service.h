#pragma once
// Use cases of tours: made by a site's staff, published by others of them, visited by everybody.

#include "base/actor.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "idempotency/public.h"
#include "visits/panorama_service.h"
#include "visits/tour_access.h"

namespace ws::visits {

inline constexpr std::size_t most_panorama_bytes = 30 << 20;
inline constexpr std::size_t most_film_bytes = 20 << 20;

class TourService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& picturing;
    Panoramas& panoramas;
    TourRules rules;
    std::filesystem::path data;  ///< sounds and films lie below films/
  };
  explicit TourService(Parts parts) : parts_(std::move(parts)) {}

  const TourRules& rules() const { return parts_.rules; }

  // ---- staff reads
  store::Page list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                   std::int64_t limit) const;
  struct Detail {
    Tour tour;
    std::vector<Scene> scenes;
    std::vector<store::Event> events;
    std::vector<store::GuidedVisit> guided;
    bool may_write = false;
    Judge judge;
  };
  /// Refuses "tour.not_found".
  Result<Detail> find(const Actor& actor, const TourId& tour) const;

  // ---- steps of staff; all answer an identifier and refuse "tour.not_found", "tour.not_yours"
  /// Refuses "site.not_found", "site.not_yours" and what check_tour refuses.
  Task<Result<std::string>> create(Actor actor, idempotency::Key key, Tour tour);
  struct Change {
    std::string title, summary;
    std::vector<SceneId> order;  ///< of all scenes; a visit begins with the first
    std::int64_t version = 0;
  };
  /// Refuses "tour.changed_meanwhile", "tour.order" and what check_tour and may_edit refuse.
  Task<Result<std::string>> change(Actor actor, idempotency::Key key, TourId tour, Change change);
  /// A new scene at the end; answers its identifier. Refuses "tour.too_many_scenes", "server.busy" and what
  /// check_scene, may_edit and Panoramas::take refuse.
  Task<Result<std::string>> add_scene(Actor actor, idempotency::Key key, TourId tour, SceneWords words,
                                      std::string bytes);
  /// Refuses "tour.changed_meanwhile", "tour.link_elsewhere", "tour.unknown_article", "tour.unknown_item",
  /// "tour.unknown_file" and what check_scene and may_edit refuse.
  Task<Result<std::string>> change_scene(Actor actor, idempotency::Key key, SceneId scene, SceneWords words,
                                         std::int64_t version);
  Task<Result<std::string>> change_picture(Actor actor, idempotency::Key key, SceneId scene, std::string bytes);
  /// With all that leads to it.
  Task<Result<std::string>> remove_scene(Actor actor, idempotency::Key key, SceneId scene);
  /// A sound or a film for hotspots; answers its name. Refuses "tour.not_a_film", "server.busy".
  Task<Result<std::string>> add_film(Actor actor, idempotency::Key key, TourId tour, std::string bytes);
  /// What check what may_submit refuses.
  Task<Result<std::string>> submit(Actor actor, idempotency::Key key, TourId tour);
  /// Refuse what may_judge refuses.
  Task<Result<std::string>> publish(Actor actor, idempotency::Key key, TourId tour);
  Task<Result<std::string>> give_back(Actor actor, idempotency::Key key, TourId tour, std::string reason);
  /// By writers and reviewers alike: what is wrong goes at once. "tour.not_published".
  Task<Result<std::string>> withdraw(Actor actor, idempotency::Key key, TourId tour, std::string reason);

  // ---- everybody
  store::Page published(const std::string& cursor, std::int64_t limit) const;
  std::vector<store::RowView> published_at(const SiteId& site) const;
  struct Reading {
    Tour tour;
    std::vector<Scene> scenes;
    std::vector<store::GuidedVisit> guided;  ///< announced and live ones
  };
  /// Refuses "tour.not_found".
  Result<Reading> read(const TourId& tour) const;
  /// The path of a sound or film. "media.not_found".
  Result<std::string> film(std::string_view name) const;

 private:
  using Step = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Step step);
  Task<Result<std::string>> take_picture(std::string bytes);
  Result<Tour> get_to_edit(db::Reader& reader, const Actor& actor, const TourId& tour) const;
  Outcome check_references(db::Reader& reader, const Scene& scene) const;
  Outcome moved(db::Tx& tx, const Tour& after, const PersonId& actor, std::string_view kind,
                const std::string& reason, Instant now);
  Parts parts_;
};

}  // namespace ws::visits
