#include "visits/tour_model.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::visits {
namespace {

using namespace std::string_view_literals;

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<State, 4> states{{{State::draft, "draft"},
                                  {State::in_review, "in_review"},
                                  {State::published, "published"},
                                  {State::withdrawn, "withdrawn"}}};
constexpr Words<HotspotKind, 5> kinds{{{HotspotKind::text, "text"},
                                       {HotspotKind::audio, "audio"},
                                       {HotspotKind::video, "video"},
                                       {HotspotKind::article, "article"},
                                       {HotspotKind::menu_item, "menu_item"}}};
constexpr Words<PictureState, 3> picture_states{
    {{PictureState::preparing, "preparing"}, {PictureState::ready, "ready"}, {PictureState::failed, "failed"}}};

template <class E, std::size_t N>
std::string_view word_of(const Words<E, N>& words, E value) {
  for (const auto& [known, text] : words)
    if (known == value) return text;
  throw std::logic_error("a value of a tour without a word");
}

template <class E, std::size_t N>
std::optional<E> value_of(const Words<E, N>& words, std::string_view text) {
  for (const auto& [value, known] : words)
    if (known == text) return value;
  return std::nullopt;
}

Outcome check_text(std::string_view text, const std::string& field) {
  if (trim(text).empty()) return Error::invalid("field.required", field);
  if (has_control_characters(text)) return Error::invalid("field.characters", field);
  return Done{};
}

/// The field without which a hotspot of its kind leads nowhere; "" when it is there.
std::string missing_of(const Hotspot& hotspot) {
  switch (hotspot.kind) {
    case HotspotKind::text:
      return "";
    case HotspotKind::audio:
      return is_sound(hotspot.file) ? "" : "file";
    case HotspotKind::video:
      return hotspot.file.ends_with(".mp4") ? "" : "file";
    case HotspotKind::article:
      return hotspot.article.empty() ? "article_id" : "";
    case HotspotKind::menu_item:
      return hotspot.menu_item.empty() ? "menu_item_id" : "";
  }
  throw std::logic_error("a kind of hotspot without a rule");
}

std::string place(std::string_view list, std::size_t index, std::string_view field) {
  return std::string(list) + "[" + std::to_string(index) + "]." + std::string(field);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> file_types{
    {{".mp3", "audio/mpeg"}, {".m4a", "audio/mp4"}, {".wav", "audio/wav"}, {".mp4", "video/mp4"}}};

}  // namespace

std::string_view to_text(State state) {
  return word_of(states, state);
}
std::optional<State> parse_state(std::string_view text) {
  return value_of(states, text);
}
std::string_view to_text(HotspotKind kind) {
  return word_of(kinds, kind);
}
std::optional<HotspotKind> parse_hotspot_kind(std::string_view text) {
  return value_of(kinds, text);
}
std::string_view to_text(PictureState state) {
  return word_of(picture_states, state);
}
std::optional<PictureState> parse_picture_state(std::string_view text) {
  return value_of(picture_states, text);
}

TourRules TourRules::parse(std::string_view json) {
  const json::Document document(json);
  TourRules rules;
  const auto take = [&](std::string_view name, int& target, int least, int most) {
    const auto value = document.integer(name);
    if (!value) return;
    if (*value < least || *value > most) throw std::runtime_error("tour rules out of sense: " + std::string(name));
    target = static_cast<int>(*value);
  };
  take("most_scenes", rules.most_scenes, 1, 100);
  take("most_links", rules.most_links, 1, 20);
  take("most_hotspots", rules.most_hotspots, 0, 40);
  take("view_every_ms", rules.view_every_ms, 50, 2'000);
  take("guide_away_s", rules.guide_away_s, 3, 60);
  return rules;
}

Outcome check_tour(const Tour& tour) {
  if (const Outcome right = check_text(tour.title, "title"); !right) return right;
  return check_text(tour.summary, "summary");
}

Outcome check_scene(const SceneId& scene, const SceneWords& words, const TourRules& rules) {
  for (const auto& [field, text] : {std::pair{"title", &words.title}, {"seen", &words.seen}, {"floor", &words.floor}})
    if (const Outcome right = check_text(*text, field); !right) return right;
  if (words.links.size() > static_cast<std::size_t>(rules.most_links))
    return Error::invalid("tour.too_many_links", "links");
  if (words.hotspots.size() > static_cast<std::size_t>(rules.most_hotspots))
    return Error::invalid("tour.too_many_hotspots", "hotspots");
  std::set<SceneId> reached{scene};
  for (std::size_t i = 0; i < words.links.size(); ++i)
    if (!reached.insert(words.links[i].to).second)
      return Error::invalid("tour.link_twice", place("links", i, "to_scene_id"));
  for (std::size_t i = 0; i < words.hotspots.size(); ++i) {
    const Hotspot& hotspot = words.hotspots[i];
    for (const auto& [field, text] : {std::pair{"title", &hotspot.title}, {"text", &hotspot.text}})
      if (const Outcome right = check_text(*text, place("hotspots", i, field)); !right) return right;
    if (const std::string missing = missing_of(hotspot); !missing.empty())
      return Error::invalid("tour.hotspot_needs", place("hotspots", i, missing));
  }
  return Done{};
}

Outcome may_edit(const Tour& tour) {
  if (tour.state == State::published) return Error::conflict("tour.published");
  if (tour.state == State::in_review) return Error::conflict("tour.in_review");
  return Done{};
}

Outcome may_submit(const Tour& tour, const std::vector<Scene>& scenes) {
  if (const Outcome may = may_edit(tour); !may) return may;
  if (scenes.empty()) return Error::conflict("tour.no_scenes");
  std::map<SceneId, const Scene*> known;
  for (const Scene& scene : scenes) {
    if (scene.picture_state != PictureState::ready) return Error::conflict("tour.picture_not_ready");
    known[scene.id] = &scene;
  }
  std::set<SceneId> reached{scenes.front().id};
  std::vector<SceneId> to_look{scenes.front().id};
  while (!to_look.empty()) {
    const Scene& scene = *known.at(to_look.back());
    to_look.pop_back();
    for (const Link& link : scene.words.links)
      if (known.contains(link.to) && reached.insert(link.to).second) to_look.push_back(link.to);
  }
  if (reached.size() < scenes.size()) return Error::conflict("tour.unreachable");
  return Done{};
}

Outcome may_judge(const Tour& tour, const Judge& judge) {
  if (tour.state != State::in_review) return Error::conflict("tour.not_waiting");
  if (!judge.may_review) return Error::forbidden("tour.not_a_reviewer");
  if (judge.wrote) return Error::forbidden("tour.own");
  return Done{};
}

Outcome may_withdraw(const Tour& tour) {
  if (tour.state != State::published) return Error::conflict("tour.not_published");
  return Done{};
}

std::optional<std::string_view> ending_of_film(std::string_view bytes) {
  if (bytes.starts_with("ID3") || bytes.starts_with("\xFF\xFB"sv) || bytes.starts_with("\xFF\xF3"sv)) return ".mp3";
  if (bytes.size() < 12) return std::nullopt;
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WAVE") return ".wav";
  if (bytes.substr(4, 4) != "ftyp") return std::nullopt;
  return bytes.substr(8, 3) == "M4A" ? ".m4a" : ".mp4";
}

bool is_sound(std::string_view file_name) {
  return type_of_file(file_name).starts_with("audio/");
}

std::string_view type_of_file(std::string_view file_name) {
  for (const auto& [ending, type] : file_types)
    if (file_name.ends_with(ending)) return type;
  return "";
}

std::string address_of(const Hotspot& hotspot, const SiteId& site) {
  if (!hotspot.file.empty()) return "/tour-films/" + hotspot.file;
  if (hotspot.refers_to.empty()) return "";
  if (hotspot.kind == HotspotKind::article) return "/news/" + hotspot.article.str();
  return "/orders/new?item=" + hotspot.menu_item.str() + "&site=" + site.str();
}

}  // namespace ws::visits
