#include "visits/tour_service.h"

#include <algorithm>
#include <utility>

#include "audit/public.h"
#include "base/text.h"
#include "base/vault.h"
#include "content/public.h"
#include "db/durable_file.h"
#include "menu/public.h"

namespace ws::visits {
namespace {

Error changed_meanwhile() {
  return Error::conflict("tour.changed_meanwhile");
}

/// The same scenes, each once.
bool same_scenes(const std::vector<Scene>& scenes, const std::vector<SceneId>& order) {
  const std::set<SceneId> wanted(order.begin(), order.end());
  return order.size() == scenes.size() && wanted.size() == scenes.size() &&
         std::all_of(scenes.begin(), scenes.end(), [&](const Scene& scene) { return wanted.contains(scene.id); });
}

}  // namespace

// ---- staff reads

store::Page TourService::list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                              std::int64_t limit) const {
  const store::Filter filter{state, access::seen(actor), cursor, limit};
  return parts_.database.read([&](db::Reader& reader) { return store::list(reader, filter); });
}

Result<TourService::Detail> TourService::find(const Actor& actor, const TourId& tour) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, actor, tour);
    if (!found) return found.error();
    const bool may_write = access::may_write(reader, actor, *found);
    const Judge judge = access::judge_of(reader, actor, *found);
    return Detail{std::move(*found),
                  store::scenes(reader, tour),
                  store::events(reader, tour),
                  store::guided_visits(reader, tour),
                  may_write,
                  judge};
  });
}

// ---- steps of staff

Task<Result<std::string>> TourService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() { return step(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

Outcome TourService::moved(db::Tx& tx, const Tour& after, const PersonId& actor, std::string_view kind,
                           const std::string& reason, Instant now) {
  if (!store::update(tx, after)) return changed_meanwhile();
  store::append_event(tx, parts_.random, after.id, actor, kind, reason, now);
  return Done{};
}

Result<Tour> TourService::get_to_edit(db::Reader& reader, const Actor& actor, const TourId& tour) const {
  auto found = access::get_to_write(reader, actor, tour);
  if (!found) return found;
  if (const Outcome may = may_edit(*found); !may) return may.error();
  return found;
}

Task<Result<std::string>> TourService::create(Actor actor, idempotency::Key key, Tour tour) {
  tour.id = TourId::fresh(parts_.clock.now(), parts_.random);
  Step step = [this, actor, tour](db::Tx& tx, Instant now) -> Result<std::string> {
    if (const Outcome may = access::check_may_write_at(tx, actor, tour.site); !may) return may.error();
    if (const Outcome right = check_tour(tour); !right) return right.error();
    store::insert(tx, tour, actor.person, now);
    store::append_event(tx, parts_.random, tour.id, actor.person, "created", "", now);
    return tour.id.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::change(Actor actor, idempotency::Key key, TourId tour, Change change) {
  Step step = [this, actor, tour, change](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = get_to_edit(tx, actor, tour);
    if (!found) return found.error();
    if (found->version != change.version) return changed_meanwhile();
    found->title = change.title;
    found->summary = change.summary;
    if (const Outcome right = check_tour(*found); !right) return right.error();
    if (!same_scenes(store::scenes(tx, tour), change.order)) return Error::invalid("tour.order", "scene_ids");
    for (std::size_t i = 0; i < change.order.size(); ++i)
      store::set_position(tx, change.order[i], static_cast<std::int64_t>(i) + 1);
    if (const Outcome kept = moved(tx, *found, actor.person, "changed", "", now); !kept) return kept.error();
    return tour.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::take_picture(std::string bytes) {
  auto taking = parts_.picturing.run([&]() { return parts_.panoramas.take(bytes); });
  const auto taken = co_await taking;
  if (!taken) co_return taken.error();
  co_return *taken;
}

Task<Result<std::string>> TourService::add_scene(Actor actor, idempotency::Key key, TourId tour, SceneWords words,
                                                 std::string bytes) {
  Scene scene;
  scene.id = SceneId::fresh(parts_.clock.now(), parts_.random);
  scene.tour = tour;
  scene.words = std::move(words);
  const Outcome may = parts_.database.read([&](db::Reader& reader) -> Outcome {
    const auto found = get_to_edit(reader, actor, tour);
    if (!found) return found.error();
    return check_scene(scene.id, scene.words, parts_.rules);
  });
  if (!may) co_return may.error();
  auto taking = take_picture(std::move(bytes));
  const auto picture = co_await taking;
  if (!picture) co_return picture.error();
  scene.picture = *picture;
  Step step = [this, actor, scene](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = get_to_edit(tx, actor, scene.tour);
    if (!found) return found.error();
    if (store::scenes(tx, scene.tour).size() >= static_cast<std::size_t>(parts_.rules.most_scenes))
      return Error::conflict("tour.too_many_scenes");
    store::insert(tx, scene);
    if (const Outcome kept = moved(tx, *found, actor.person, "changed", "", now); !kept) return kept.error();
    return scene.id.str();
  };
  auto writing = run(std::move(key), std::move(step));
  co_return co_await writing;
}

/// That links stay in the tour, and that hotspots lead to what there is.
Outcome TourService::check_references(db::Reader& reader, const Scene& scene) const {
  const auto at = [](std::string_view list, std::size_t index, std::string_view field) {
    return std::string(list) + "[" + std::to_string(index) + "]." + std::string(field);
  };
  for (std::size_t i = 0; i < scene.words.links.size(); ++i) {
    const auto to = store::find_scene(reader, scene.words.links[i].to);
    if (!to || to->tour != scene.tour) return Error::invalid("tour.link_elsewhere", at("links", i, "to_scene_id"));
  }
  for (std::size_t i = 0; i < scene.words.hotspots.size(); ++i) {
    const Hotspot& hotspot = scene.words.hotspots[i];
    if (!hotspot.article.empty() && !content::find_published(reader, hotspot.article))
      return Error::invalid("tour.unknown_article", at("hotspots", i, "article_id"));
    if (!hotspot.menu_item.empty()) {
      const auto item = menu::find_item(reader, hotspot.menu_item);
      if (!item || !item->active) return Error::invalid("tour.unknown_item", at("hotspots", i, "menu_item_id"));
    }
    if (!hotspot.file.empty() && !film(hotspot.file))
      return Error::invalid("tour.unknown_file", at("hotspots", i, "file"));
  }
  return Done{};
}

Task<Result<std::string>> TourService::change_scene(Actor actor, idempotency::Key key, SceneId scene,
                                                    SceneWords words, std::int64_t version) {
  Step step = [this, actor, scene, words, version](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_scene_to_write(tx, actor, scene);
    if (!found) return found.error();
    const auto tour = get_to_edit(tx, actor, found->tour);
    if (!tour) return tour.error();
    if (tour->version != version) return changed_meanwhile();
    found->words = words;
    if (const Outcome right = check_scene(scene, words, parts_.rules); !right) return right.error();
    if (const Outcome right = check_references(tx, *found); !right) return right.error();
    store::update(tx, *found);
    if (const Outcome kept = moved(tx, *tour, actor.person, "changed", "", now); !kept) return kept.error();
    return scene.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::change_picture(Actor actor, idempotency::Key key, SceneId scene,
                                                      std::string bytes) {
  const Outcome may = parts_.database.read([&](db::Reader& reader) -> Outcome {
    const auto found = access::get_scene_to_write(reader, actor, scene);
    if (!found) return found.error();
    const auto tour = get_to_edit(reader, actor, found->tour);
    if (!tour) return tour.error();
    return Done{};
  });
  if (!may) co_return may.error();
  auto taking = take_picture(std::move(bytes));
  const auto picture = co_await taking;
  if (!picture) co_return picture.error();
  Step step = [this, actor, scene, hash = *picture](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_scene_to_write(tx, actor, scene);
    if (!found) return found.error();
    const auto tour = get_to_edit(tx, actor, found->tour);
    if (!tour) return tour.error();
    store::set_picture(tx, scene, hash);
    if (const Outcome kept = moved(tx, *tour, actor.person, "changed", "", now); !kept) return kept.error();
    return scene.str();
  };
  auto writing = run(std::move(key), std::move(step));
  co_return co_await writing;
}

Task<Result<std::string>> TourService::remove_scene(Actor actor, idempotency::Key key, SceneId scene) {
  Step step = [this, actor, scene](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_scene_to_write(tx, actor, scene);
    if (!found) return found.error();
    const auto tour = get_to_edit(tx, actor, found->tour);
    if (!tour) return tour.error();
    store::remove(tx, scene);
    if (const Outcome kept = moved(tx, *tour, actor.person, "changed", "", now); !kept) return kept.error();
    return scene.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::add_film(Actor actor, idempotency::Key key, TourId tour, std::string bytes) {
  const Outcome may = parts_.database.read([&](db::Reader& reader) -> Outcome {
    const auto found = get_to_edit(reader, actor, tour);
    if (!found) return found.error();
    return Done{};
  });
  if (!may) co_return may.error();
  const auto ending = ending_of_film(bytes);
  if (!ending) co_return Error::invalid("tour.not_a_film", "file");
  auto keeping = parts_.picturing.run([&]() -> std::string {
    std::string name = sha256_hex(bytes) + std::string(*ending);
    std::error_code failed;
    std::filesystem::create_directories(parts_.data / "films", failed);
    db::write_durably(parts_.data / "films" / name, bytes);
    return name;
  });
  const auto kept = co_await keeping;
  if (!kept) co_return kept.error();
  Step step = [actor, tour, name = *kept](db::Tx& tx, Instant now) -> Result<std::string> {
    audit::record(tx, {actor.person, "tour.film_uploaded", "tour", tour.str(), "", name}, now);
    return name;
  };
  auto writing = run(std::move(key), std::move(step));
  co_return co_await writing;
}

Task<Result<std::string>> TourService::submit(Actor actor, idempotency::Key key, TourId tour) {
  Step step = [this, actor, tour](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_to_write(tx, actor, tour);
    if (!found) return found.error();
    if (const Outcome may = may_submit(*found, store::scenes(tx, tour)); !may) return may.error();
    found->state = State::in_review;
    found->reason.clear();
    if (const Outcome kept = moved(tx, *found, actor.person, "submitted", "", now); !kept) return kept.error();
    return tour.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::publish(Actor actor, idempotency::Key key, TourId tour) {
  Step step = [this, actor, tour](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, tour);
    if (!found) return found.error();
    if (const Outcome may = may_judge(*found, access::judge_of(tx, actor, *found)); !may) return may.error();
    found->state = State::published;
    found->published = now;
    if (const Outcome kept = moved(tx, *found, actor.person, "published", "", now); !kept) return kept.error();
    audit::record(tx, {actor.person, "tour.published", "tour", tour.str(), "", found->title}, now);
    return tour.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::give_back(Actor actor, idempotency::Key key, TourId tour, std::string reason) {
  Step step = [this, actor, tour, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, tour);
    if (!found) return found.error();
    if (const Outcome may = may_judge(*found, access::judge_of(tx, actor, *found)); !may) return may.error();
    found->state = State::draft;
    found->reason = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "returned", reason, now); !kept) return kept.error();
    return tour.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> TourService::withdraw(Actor actor, idempotency::Key key, TourId tour, std::string reason) {
  Step step = [this, actor, tour, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, tour);
    if (!found) return found.error();
    if (!access::may_write(tx, actor, *found) && !access::judge_of(tx, actor, *found).may_review)
      return Error::forbidden("tour.not_yours");
    if (const Outcome may = may_withdraw(*found); !may) return may.error();
    found->state = State::withdrawn;
    found->reason = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "withdrawn", reason, now); !kept) return kept.error();
    audit::record(tx, {actor.person, "tour.withdrawn", "tour", tour.str(), reason, found->title}, now);
    return tour.str();
  };
  return run(std::move(key), std::move(step));
}

// ---- everybody

store::Page TourService::published(const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) { return store::published(reader, cursor, limit); });
}

std::vector<store::RowView> TourService::published_at(const SiteId& site) const {
  return parts_.database.read([&](db::Reader& reader) { return store::published_at(reader, site); });
}

Result<TourService::Reading> TourService::read(const TourId& tour) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Reading> {
    auto found = access::get_public(reader, tour);
    if (!found) return found.error();
    auto guided = store::guided_visits(reader, tour);
    std::erase_if(guided, [](const store::GuidedVisit& visit) {
      return visit.broadcast_state != "announced" && visit.broadcast_state != "live";
    });
    return Reading{std::move(*found), store::scenes(reader, tour), std::move(guided)};
  });
}

Result<std::string> TourService::film(std::string_view name) const {
  const Error absent = Error::not_found("media.not_found");
  const std::size_t dot = name.find('.');
  if (type_of_file(name).empty() || dot != 64 ||
      name.substr(0, dot).find_first_not_of("0123456789abcdef") != name.npos)
    return absent;
  const std::filesystem::path path = parts_.data / "films" / std::string(name);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return absent;
  return path.string();
}

}  // namespace ws::visits
