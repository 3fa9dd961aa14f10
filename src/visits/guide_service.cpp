#include "visits/guide_service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "audit/public.h"
#include "base/json.h"

namespace ws::visits {
namespace {

/// After so long without a guide nothing is remembered of where they looked.
constexpr std::int64_t forgotten_ms = 6 * hour_ms;
/// Without anything new it is still looked for guides that went away.
constexpr std::chrono::milliseconds look_again{1'000};

}  // namespace

std::string view_words(const std::string& broadcast, const View& view, std::int64_t turn, bool present, Instant at) {
  json::Writer out;
  out.begin()
      .field("broadcast_id", broadcast)
      .field("type", "view")
      .field("scene_id", view.scene)
      .field("yaw_cdeg", view.at.yaw_cdeg)
      .field("pitch_cdeg", view.at.pitch_cdeg)
      .field("zoom", view.zoom)
      .field("turn", turn)
      .field("present", present)
      .field("at_ms", at.ms)
      .end();
  return out.take();
}

Task<Result<std::string>> GuideService::open(Actor actor, idempotency::Key key, TourId tour, std::string broadcast) {
  if (const Outcome may = parts_.may_run(actor, broadcast); !may) co_return may.error();
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, tour, broadcast, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_write(tx, actor, tour);
      if (!found) return found.error();
      if (found->state != State::published) return Error::conflict("tour.not_published");
      store::set_guided(tx, broadcast, tour, actor.person, now);
      store::append_event(tx, parts_.random, tour, actor.person, "guided", "", now);
      audit::record(tx, {actor.person, "tour.guided", "tour", tour.str(), "", broadcast}, now);
      return broadcast;
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<std::string> GuideService::lead(const Actor& actor, const std::string& broadcast) {
  if (const Outcome may = parts_.may_run(actor, broadcast); !may) return may.error();
  const auto scenes = parts_.database.read([&](db::Reader& reader) {
    const auto tour = store::guided_tour(reader, broadcast);
    return tour ? store::scenes(reader, *tour) : std::vector<Scene>{};
  });
  if (scenes.empty()) return Error::conflict("tour.not_guided");
  const std::lock_guard lock(mutex_);
  Led& led = led_[broadcast];
  led.lead = new_ulid(parts_.clock.now(), parts_.random);
  led.turn = 0;
  led.scenes.clear();
  for (const Scene& scene : scenes) led.scenes.insert(scene.id);
  led.heard = parts_.clock.now();
  return led.lead;
}

Outcome GuideService::look(const std::string& broadcast, const std::string& lead, std::int64_t turn, View view) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = led_.find(broadcast);
    if (found == led_.end() || found->second.lead != lead) return Error::conflict("tour.leads_no_more");
    Led& led = found->second;
    if (!led.scenes.contains(view.scene)) return Error::not_found("tour.scene_not_found");
    led.heard = parts_.clock.now();
    if (turn <= led.turn) return Done{};
    led.turn = turn;
    led.view = std::move(view);
    led.present = led.fresh = true;
  }
  waiting_.notify_one();
  return Done{};
}

std::optional<TourId> GuideService::tour_at(const std::string& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) { return store::guided_tour(reader, broadcast); });
}

std::vector<std::string> GuideService::greeting(const std::string& broadcast) const {
  const std::lock_guard lock(mutex_);
  const auto found = led_.find(broadcast);
  if (found == led_.end() || !found->second.view) return {};
  const Led& led = found->second;
  return {view_words(broadcast, *led.view, led.turn, led.present, led.heard)};
}

int GuideService::turn() {
  const Instant now = parts_.clock.now();
  std::vector<std::pair<std::string, std::string>> told;
  {
    const std::lock_guard lock(mutex_);
    for (auto one = led_.begin(); one != led_.end();) {
      auto& [broadcast, led] = *one;
      if (led.present && now > led.heard.plus_ms(parts_.rules.guide_away_s * second_ms)) {
        led.present = false;
        led.fresh = true;
      }
      if (led.view && std::exchange(led.fresh, false))
        told.emplace_back(broadcast, view_words(broadcast, *led.view, led.turn, led.present, led.heard));
      one = now > led.heard.plus_ms(forgotten_ms) ? led_.erase(one) : std::next(one);
    }
  }
  for (const auto& [room, words] : told) parts_.publish(room, words);
  return static_cast<int>(told.size());
}

void GuideService::run(std::stop_token stopping) {
  std::mutex pausing;
  while (!stopping.stop_requested()) {
    turn();
    {
      // No more often than this, whatever comes.
      std::unique_lock lock(pausing);
      std::condition_variable_any pause;
      pause.wait_for(lock, stopping, std::chrono::milliseconds(parts_.rules.view_every_ms), [] { return false; });
    }
    std::unique_lock lock(mutex_);
    waiting_.wait_for(lock, stopping, look_again, [this] {
      return std::any_of(led_.begin(), led_.end(), [](const auto& led) { return led.second.fresh; });
    });
  }
}

}  // namespace ws::visits
