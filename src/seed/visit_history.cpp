#include "seed/visit_history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <future>
#include <map>
#include <numbers>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "base/local_time.h"
#include "base/run_task.h"
#include "content/public.h"
#include "live/public.h"
#include "seed/history_store.h"
#include "seed/panorama_drawing.h"
#include "seed/story_clock.h"
#include "visits/public.h"

namespace ws::seed {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string need(const json::Document& of, std::string_view field) {
  const auto found = of.text(field);
  if (!found) throw std::runtime_error("tours.json: no " + std::string(field));
  return *found;
}

/// From an eye in the middle of a room to a place in centimetres.
visits::Direction direction_of(const json::Document& told) {
  const auto at = [&](std::string_view field) { return static_cast<double>(told.integer(field).value_or(0)); };
  const double x = at("x"), y = at("y") - 150, z = at("z");
  const auto cdeg = [](double angle) { return std::lround(angle / std::numbers::pi * 18'000); };
  return {cdeg(std::atan2(x, z)), cdeg(std::atan2(y, std::hypot(x, z)))};
}

/// A few plucked strings (Karplus and Strong) as a WAV: nobody's music.
std::string melody() {
  constexpr int rate = 16'000, seconds = 8;
  constexpr std::array<double, 10> notes{392, 440, 523.25, 587.33, 523.25, 440, 392, 329.63, 293.66, 392};
  std::vector<double> sound(rate * seconds, 0.0);
  Random random(7);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    std::vector<double> string(static_cast<std::size_t>(rate / notes[i]));
    for (double& point : string) point = static_cast<double>(random.below(2'001)) / 1'000 - 1;
    const std::size_t begin = i * rate * 7 / 10;
    for (std::size_t t = 0; begin + t < sound.size(); ++t) {
      double& point = string[t % string.size()];
      sound[begin + t] += point * 0.35;
      point = 0.498 * (point + string[(t + 1) % string.size()]);
    }
  }
  std::string wav;
  const auto number = [&](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) wav += static_cast<char>(value >> (8 * i) & 0xff);
  };
  const auto size = static_cast<std::uint32_t>(sound.size() * 2);
  wav += "RIFF";
  number(36 + size, 4);
  wav += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(1, 2);
  number(rate, 4);
  number(rate * 2, 4);
  number(2, 2);
  number(16, 2);
  wav += "data";
  number(size, 4);
  for (const double point : sound)
    number(static_cast<std::uint32_t>(std::lround(std::clamp(point, -1.0, 1.0) * 32'000)) & 0xffff, 2);
  return wav;
}

class Story {
 public:
  Story(db::Database& database, const Vault& vault, const HistoryOptions& options, const VisitOptions& visits)
      : told_(read_text(options.data / "pidu" / "tours.json")),
        parts_(options.data / "pidu" / "panoramas"),
        width_(visits.width),
        now_(options.now),
        random_(options.seed ^ 0x360),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        articles_({database, clock_, random_, ""}),
        broadcasts_({database, vault, random_, clock_,
                     live::LiveRules::parse(read_text(options.data / "live" / "rules.json")), visits.data, ""}),
        panoramas_(database, visits.data),
        tours_({database, clock_, random_, picturing_, panoramas_,
                visits::TourRules::parse(read_text(options.data / "visits" / "rules.json")), visits.data}),
        guides_({database, clock_, random_, tours_.rules(),
                 [this](const Actor& actor, const std::string& id) { return broadcasts_.check_may_run(actor, id); },
                 [](const std::string&, std::string_view) {}}) {}

  VisitResult run() {
    clock_.at = now_.plus_ms(-5 * day_ms);
    draw();
    for (const json::Document& tour : told_.items("tours")) begin(tour);
    while (panoramas_.prepare() > 0) {
    }
    for (const json::Document& tour : told_.items("tours")) finish(tour);
    guide();
    return result_;
  }

 private:
  template <class T>
  T done(Result<T> result, const std::string& what) {
    if (!result)
      throw std::runtime_error("tours.json: " + what + ": " + result.error().reason + " " + result.error().field);
    return std::move(*result);
  }
  idempotency::Key key() { return {{}, "", "seed.visits", ""}; }

  Actor login(const std::string& name) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == name; });
    if (found == known_.logins.end()) throw std::runtime_error("tours.json names the unknown " + name);
    Actor actor;
    actor.person = found->person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == actor.person) actor.grants.push_back(known.grant);
    return actor;
  }
  SiteId site(const std::string& code) const {
    const auto found = std::find_if(known_.places.begin(), known_.places.end(), [&](const store::PlaceKnown& place) {
      return code == "center" ? place.kind == "center" : place.code == code;
    });
    if (found == known_.places.end()) throw std::runtime_error("tours.json names the unknown site " + code);
    return found->id;
  }

  /// All rooms, two at a time: this takes longest.
  void draw() {
    std::vector<std::pair<std::string, std::future<std::string>>> drawing;
    for (const json::Document& tour : told_.items("tours"))
      for (const json::Document& scene : tour.items("scenes")) {
        if (drawing.size() >= 2) drawing[drawing.size() - 2].second.wait();
        drawing.emplace_back(need(scene, "key"), std::async(std::launch::async, [room = scene.json("room"), this] {
                               return draw_panorama(json::Document(room), parts_, width_);
                             }));
      }
    for (auto& [name, picture] : drawing) pictures_[name] = picture.get();
  }

  /// The tour with its scenes, which are cut afterwards.
  void begin(const json::Document& told) {
    const Actor author = login(need(told, "by"));
    visits::Tour tour;
    tour.site = site(need(told, "site"));
    tour.title = need(told, "title");
    tour.summary = need(told, "summary");
    const TourId id(done(run_task(tours_.create(author, key(), tour)), tour.title));
    ids_[need(told, "site")] = id;
    ++result_.tours;
    for (const json::Document& scene : told.items("scenes")) {
      const std::string name = need(scene, "key");
      scenes_[name] = SceneId(
          done(run_task(tours_.add_scene(author, key(), id, words_of(scene), std::move(pictures_.at(name)))), name));
      ++result_.scenes;
    }
    if (told.boolean("melody").value_or(false))
      film_ = done(run_task(tours_.add_film(author, key(), id, melody())), "melody");
  }

  static visits::SceneWords words_of(const json::Document& told) {
    visits::SceneWords words;
    words.title = need(told, "title");
    words.seen = need(told, "seen");
    words.floor = need(told, "floor");
    words.plan_x = told.integer("x").value();
    words.plan_y = told.integer("y").value();
    words.north_cdeg = told.integer("north").value();
    return words;
  }

  /// Ways and hotspots, once all scenes are there; then it is published by somebody else.
  void finish(const json::Document& told) {
    const Actor author = login(need(told, "by"));
    const TourId id = ids_.at(need(told, "site"));
    for (const json::Document& scene : told.items("scenes")) {
      visits::SceneWords words = words_of(scene);
      for (const json::Document& link : scene.items("links"))
        words.links.push_back({scenes_.at(need(link, "to")), direction_of(link)});
      for (const json::Document& hotspot : scene.items("hotspots")) words.hotspots.push_back(hotspot_of(hotspot));
      const auto version = done(tours_.find(author, id), "find").tour.version;
      done(run_task(tours_.change_scene(author, key(), scenes_.at(need(scene, "key")), words, version)), words.title);
    }
    done(run_task(tours_.submit(author, key(), id)), "submit");
    done(run_task(tours_.publish(login(need(told, "publisher")), key(), id)), "publish");
  }

  visits::Hotspot hotspot_of(const json::Document& told) {
    visits::Hotspot hotspot;
    hotspot.kind = visits::parse_hotspot_kind(need(told, "kind")).value();
    hotspot.title = need(told, "title");
    hotspot.text = need(told, "text");
    hotspot.at = direction_of(told);
    if (told.text("film")) hotspot.file = film_;
    if (const auto code = told.text("item")) {
      const auto found = std::find_if(known_.items.begin(), known_.items.end(),
                                      [&](const store::ItemKnown& item) { return item.code == *code; });
      if (found == known_.items.end()) throw std::runtime_error("tours.json names the unknown item " + *code);
      hotspot.menu_item = found->id;
    }
    if (hotspot.kind == visits::HotspotKind::article) {
      const auto page = articles_.published("", "", 1);
      if (!page || page->rows.empty()) {  // a district without articles
        hotspot.kind = visits::HotspotKind::text;
      } else {
        hotspot.article = page->rows.front().article.id;
      }
    }
    return hotspot;
  }

  /// One visit with a guide, announced.
  void guide() {
    const json::Document told(told_.json("guided"));
    const Actor staff = login(need(told, "by"));
    int hour = 0, minute = 0;
    if (std::sscanf(need(told, "at").c_str(), "%2d:%2d", &hour, &minute) != 2)
      throw std::runtime_error("tours.json: no time");
    live::Plan plan{
        site(need(told, "site")), need(told, "broadcast"), need(told, "summary"), need(told, "lecturer"), {}, {}};
    plan.starts = start_of_day(local_date(now_))
                      .plus_ms(told.integer("starts_days").value() * day_ms + hour * hour_ms + minute * minute_ms);
    plan.ends = plan.starts.plus_ms(told.integer("minutes").value() * minute_ms);
    const live::BroadcastId id(done(run_task(broadcasts_.plan(staff, key(), plan)), plan.title));
    done(run_task(broadcasts_.announce(staff, key(), id)), plan.title);
    done(run_task(guides_.open(staff, key(), ids_.at(need(told, "site")), id.str())), plan.title);
  }

  json::Document told_;
  const std::filesystem::path parts_;
  const int width_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  WorkerPool picturing_{1, 4};
  store::District known_;
  content::ArticleService articles_;
  live::BroadcastService broadcasts_;
  visits::Panoramas panoramas_;
  visits::TourService tours_;
  visits::GuideService guides_;
  std::map<std::string, std::string> pictures_;  ///< by the scene's key
  std::map<std::string, TourId> ids_;            ///< by the site's code
  std::map<std::string, SceneId> scenes_;        ///< by key
  std::string film_;
  VisitResult result_;
};

}  // namespace

VisitResult replay_visits(db::Database& database, const Vault& vault, const HistoryOptions& options,
                          const VisitOptions& visits) {
  return Story(database, vault, options, visits).run();
}

}  // namespace ws::seed
