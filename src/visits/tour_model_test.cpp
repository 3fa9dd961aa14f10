#include "visits/tour_model.h"

#include <gtest/gtest.h>

namespace ws::visits {
namespace {

const SceneId hall("01ARZ3NDEKTSV4RRFFQ69G5FA1"), library("01ARZ3NDEKTSV4RRFFQ69G5FA2"),
    yard("01ARZ3NDEKTSV4RRFFQ69G5FA3");

Scene scene(const SceneId& id, std::vector<Link> links, PictureState picture = PictureState::ready) {
  Scene made;
  made.id = id;
  made.words = {"大厅", "服务台和书架。", "一楼", 500, 500, 0, std::move(links), {}};
  made.picture_state = picture;
  return made;
}

Hotspot hotspot(HotspotKind kind) {
  Hotspot made;
  made.kind = kind;
  made.title = "看点";
  made.text = "说的是什么。";
  return made;
}

TEST(TourModel, AWayLeadsElsewhereAndOnlyOnce) {
  SceneWords words = scene(hall, {{library, {}}, {yard, {}}}).words;
  EXPECT_TRUE(check_scene(hall, words, {}).ok());
  words.links.push_back({library, {}});
  EXPECT_EQ(check_scene(hall, words, {}).error().field, "links[2].to_scene_id");
  words.links.back().to = hall;
  EXPECT_EQ(check_scene(hall, words, {}).error().reason, "tour.link_twice");
}

TEST(TourModel, AHotspotHasWhatItsKindNeeds) {
  SceneWords words = scene(hall, {}).words;
  const std::vector<std::pair<HotspotKind, std::string>> needs{{HotspotKind::audio, "hotspots[0].file"},
                                                               {HotspotKind::video, "hotspots[0].file"},
                                                               {HotspotKind::article, "hotspots[0].article_id"},
                                                               {HotspotKind::menu_item, "hotspots[0].menu_item_id"}};
  for (const auto& [kind, field] : needs) {
    words.hotspots = {hotspot(kind)};
    const Outcome right = check_scene(hall, words, {});
    ASSERT_FALSE(right.ok()) << field;
    EXPECT_EQ(right.error().reason, "tour.hotspot_needs");
    EXPECT_EQ(right.error().field, field);
  }
  words.hotspots = {hotspot(HotspotKind::text)};
  EXPECT_TRUE(check_scene(hall, words, {}).ok());
  words.hotspots[0].text = "　";
  EXPECT_EQ(check_scene(hall, words, {}).error().field, "hotspots[0].text") << "whatever the kind, words say it too";
}

TEST(TourModel, EverySceneIsReachedFromTheFirst) {
  const Tour tour;
  EXPECT_EQ(may_submit(tour, {}).error().reason, "tour.no_scenes");
  EXPECT_EQ(may_submit(tour, {scene(hall, {}, PictureState::preparing)}).error().reason, "tour.picture_not_ready");
  const std::vector<Scene> ring{scene(hall, {{library, {}}}), scene(library, {{yard, {}}}), scene(yard, {})};
  EXPECT_TRUE(may_submit(tour, ring).ok());
  const std::vector<Scene> apart{scene(hall, {{library, {}}}), scene(library, {{hall, {}}}),
                                 scene(yard, {{hall, {}}})};
  EXPECT_EQ(may_submit(tour, apart).error().reason, "tour.unreachable");
}

TEST(TourModel, HardRule_WhoMadeItDoesNotPublishIt) {
  Tour tour;
  tour.state = State::in_review;
  EXPECT_TRUE(may_judge(tour, {false, true}).ok());
  EXPECT_EQ(may_judge(tour, {true, true}).error().reason, "tour.own");
  EXPECT_EQ(may_judge(tour, {false, false}).error().reason, "tour.not_a_reviewer");
  tour.state = State::draft;
  EXPECT_EQ(may_judge(tour, {false, true}).error().reason, "tour.not_waiting");
}

TEST(TourModel, FilmsAreKnownByTheirFirstBytes) {
  using namespace std::string_view_literals;
  EXPECT_EQ(ending_of_film("ID3\x04\0\0"sv), ".mp3");
  EXPECT_EQ(ending_of_film("RIFF\0\0\0\0WAVEfmt "sv), ".wav");
  EXPECT_EQ(ending_of_film("\0\0\0\x20"
                           "ftypisom\0"sv),
            ".mp4");
  EXPECT_EQ(ending_of_film("\0\0\0\x20"
                           "ftypM4A \0"sv),
            ".m4a");
  EXPECT_FALSE(ending_of_film("<svg onload=alert(1)>"));
  EXPECT_FALSE(ending_of_film(""));
}

}  // namespace
}  // namespace ws::visits
