#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "content/public.h"
#include "testing/district.h"
#include "visits/public.h"

namespace ws::visits {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;

const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const testing::Headers file{{"Content-Type", "application/octet-stream"}};

std::string panorama(int width, int height, const std::string& colour = "#c7161d") {
  const auto drawn = content::draw("<svg xmlns='http://www.w3.org/2000/svg' width='" + std::to_string(width) +
                                       "' height='" + std::to_string(height) + "'><rect width='100%' height='100%' " +
                                       "fill='" + colour + "'/></svg>",
                                   1);
  return content::as_jpeg(*drawn).value();
}

TEST(Panorama, IsTwiceAsWideAsHighAndLargeEnough) {
  EXPECT_TRUE(content::check_panorama(panorama(2048, 1024)).ok());
  EXPECT_EQ(content::check_panorama(panorama(2048, 1200)).error().reason, "panorama.shape");
  EXPECT_EQ(content::check_panorama(panorama(1024, 512)).error().reason, "panorama.too_small");
  EXPECT_EQ(content::check_panorama("GIF89a").error().reason, "media.not_a_picture");
  EXPECT_EQ(content::check_panorama(panorama(2048, 1024).substr(0, 60)).error().reason, "media.not_a_picture");
}

TEST(Panorama, IsCutIntoLevelsOfTiles) {
  std::map<std::string, std::string> pieces;
  const auto width = content::cut_panorama(
      panorama(4200, 2100), [&](const std::string& name, std::string_view bytes) { pieces[name] = bytes; });
  ASSERT_TRUE(width.ok()) << width.error().reason;
  EXPECT_EQ(*width, 4096) << "never larger than it is";
  EXPECT_EQ(pieces.size(), 2u + 8u + 32u);
  EXPECT_TRUE(pieces.contains("1-7-3.jpg"));
  EXPECT_TRUE(pieces.contains("card.jpg"));
  for (const auto& [name, bytes] : pieces) {
    EXPECT_TRUE(bytes.starts_with("\xFF\xD8\xFF")) << name;
    EXPECT_EQ(bytes.find("Exif"), std::string::npos) << name;
  }
}

class Tours : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string create(const std::string& login = "shuyuan") {
    json::Writer out;
    out.begin().field("site_id", site).field("title", "走进书院社区").field("summary", "茶馆、书架和院坝。").end();
    const Answer made = district.as(login).post("/api/tours", out.take());
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  std::string add_scene(const std::string& tour, const std::string& title, const std::string& colour = "#c7161d") {
    const Answer made = district.as("shuyuan").post(
        "/api/tours/" + tour + "/scenes?title=" + title + "&seen=what%20is%20seen&floor=1F",
        panorama(2048, 1024, colour), file);
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  /// The words of a scene with what is in it, for PUT.
  std::string words(const std::string& tour, const std::string& links, const std::string& hotspots = "") {
    return R"({"title":"Hall","seen":"A desk and shelves.","floor":"1F","plan_x":100,"plan_y":900,"north_cdeg":-4500,)"
           R"("links":[)" +
           links + R"(],"hotspots":[)" + hotspots + R"(],"version":)" + version(tour) + "}";
  }
  static std::string link(const std::string& to) {
    return R"({"to_scene_id":")" + to + R"(","yaw_cdeg":9000,"pitch_cdeg":-1000})";
  }
  std::string version(const std::string& tour) {
    return at(district.as("shuyuan").get("/api/tours/" + tour), "version");
  }
  /// Two scenes that lead to each other, ready.
  std::string walkable(std::string* first = nullptr) {
    const std::string tour = create();
    const std::string hall = add_scene(tour, "Hall"), yard = add_scene(tour, "Yard", "#228855");
    district.tick();
    Caller clerk = district.as("shuyuan");
    EXPECT_EQ(clerk.put("/api/tour-scenes/" + hall, words(tour, link(yard))).status, 200);
    EXPECT_EQ(clerk.put("/api/tour-scenes/" + yard, words(tour, link(hall))).status, 200);
    if (first) *first = hall;
    return tour;
  }
  std::string published(std::string* first = nullptr) {
    const std::string tour = walkable(first);
    EXPECT_EQ(district.as("shuyuan").post("/api/tours/" + tour + "/submission").status, 200);
    EXPECT_EQ(district.as("pitong").post("/api/tours/" + tour + "/publication").status, 200);
    return tour;
  }

  District district{GetParam()};
  std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
};

TEST_P(Tours, AreMadePublishedAndWithdrawnWithAReason) {
  const std::string tour = walkable();
  const std::string path = "/api/tours/" + tour, page = "/visits/" + tour;
  EXPECT_EQ(district.nobody().get(page).status, 404) << "a draft is nobody's business";
  EXPECT_EQ(at(district.as("pitong").post(path + "/publication"), "reason"), "tour.not_waiting");
  ASSERT_EQ(district.as("shuyuan").post(path + "/submission").status, 200);
  EXPECT_EQ(at(district.as("shuyuan").put("/api/tours/" + tour,
                                          R"({"title":"tt","summary":"ss","scene_ids":[],"version":1})"),
               "reason"),
            "tour.in_review");
  ASSERT_EQ(district.as("pitong").post(path + "/return", R"({"reason":"院坝少一张图"})").status, 200);
  EXPECT_EQ(at(district.as("shuyuan").get(path), "reason"), "院坝少一张图");
  ASSERT_EQ(district.as("shuyuan").post(path + "/submission").status, 200);
  ASSERT_EQ(district.as("pitong").post(path + "/publication").status, 200);
  EXPECT_THAT(district.nobody().get(page).body, HasSubstr("A desk and shelves."));
  EXPECT_THAT(district.nobody().get("/visits").body, HasSubstr(tour));
  EXPECT_THAT(district.nobody().get("/sites/" + site).body, HasSubstr(tour));
  EXPECT_EQ(at(district.as("shuyuan").post(path + "/submission"), "reason"), "tour.published");
  ASSERT_EQ(district.as("shuyuan").post(path + "/withdrawal", R"({"reason":"正在装修"})").status, 200);
  EXPECT_EQ(district.nobody().get(page).status, 404);
  EXPECT_EQ(at(district.as("shuyuan").get(path), "state"), "withdrawn");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'tour.%'"), 2);
}

TEST_P(Tours, HardRule_WhoWorkedOnATourDoesNotPublishIt) {
  const std::string tour = create("pitong");
  const std::string scene = add_scene(tour, "Hall");
  district.tick();
  ASSERT_EQ(district.as("shuyuan").post("/api/tours/" + tour + "/submission").status, 200);
  const Answer own = district.as("pitong").post("/api/tours/" + tour + "/publication");
  EXPECT_EQ(at(own, "reason"), "tour.own") << "the office made it";
  EXPECT_EQ(at(district.as("shuyuan").post("/api/tours/" + tour + "/publication"), "reason"), "tour.not_a_reviewer");
  EXPECT_EQ(district.as("zhongxin").post("/api/tours/" + tour + "/publication").status, 200);
}

TEST_P(Tours, HardRule_OnlyTheSitesOwnStaffMakeThemAndOthersSeeNothing) {
  std::string scene;
  const std::string tour = walkable(&scene);
  for (const std::string step : {"/submission", "/publication"}) {
    const Answer real = district.as("ziyun").post("/api/tours/" + tour + step);
    EXPECT_EQ(real.status, 404) << step;
    EXPECT_EQ(real.body, district.as("ziyun").post("/api/tours/" + nowhere + step).body) << step;
  }
  EXPECT_EQ(district.as("ziyun").get("/api/tours/" + tour).body,
            district.as("ziyun").get("/api/tours/" + nowhere).body);
  EXPECT_EQ(district.as("ziyun").put("/api/tour-scenes/" + scene, words(tour, "")).body,
            district.as("ziyun").put("/api/tour-scenes/" + nowhere, words(tour, "")).body);
  EXPECT_EQ(district.as("ziyun").get("/api/tours").body.find(tour), std::string::npos);
  EXPECT_NE(district.as("pitong").get("/api/tours?state=draft").body.find(tour), std::string::npos);
  EXPECT_EQ(district.as("pitong-ld").get("/api/tours/" + tour).status, 200) << "leaders look";
}

TEST_P(Tours, APanoramaIsPreparedAfterwardsAndServedForGood) {
  const std::string tour = create();
  add_scene(tour, "Hall");
  Caller clerk = district.as("shuyuan");
  json::Document waiting(clerk.get("/api/tours/" + tour).body);
  ASSERT_EQ(waiting.items("scenes").size(), 1u);
  EXPECT_EQ(waiting.items("scenes")[0].text("picture_state"), "preparing");
  EXPECT_EQ(at(clerk.post("/api/tours/" + tour + "/submission"), "reason"), "tour.picture_not_ready");
  district.tick();
  const json::Document made(clerk.get("/api/tours/" + tour).body);
  EXPECT_EQ(made.items("scenes")[0].text("picture_state"), "ready");
  EXPECT_EQ(made.items("scenes")[0].integer("width"), 2048);
  const std::string folder = made.items("scenes")[0].text("picture").value();
  const Answer tile = district.nobody().get(folder + "0-3-1.jpg");
  EXPECT_EQ(tile.status, 200);
  EXPECT_THAT(tile.header("Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(tile.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(district.nobody().get(folder + "9-9-9.jpg").status, 404);
  EXPECT_EQ(district.nobody().get(folder + "..%2f..%2fmaster.key").status, 400);
  EXPECT_EQ(clerk.post("/api/tours/" + tour + "/scenes?title=x&seen=xx&floor=1", panorama(2048, 900), file).status,
            400);
}

TEST_P(Tours, APictureThatACrashLeftIsTakenUpAgain) {
  const std::string tour = create();
  const std::filesystem::path data = ::testing::TempDir() + "ws_panoramas_" + tour;
  Panoramas panoramas(district.database(), data);
  const auto wait_for = [&](const std::string& scene, const std::string& picture) {
    ASSERT_TRUE(district.database().write_now([&](db::Tx& tx) -> Outcome {
      Scene waiting;
      waiting.id = SceneId(scene);
      waiting.tour = TourId(tour);
      waiting.words = {"Hall", "Shelves.", "1F", 0, 0, 0, {}, {}};
      waiting.picture = picture;
      store::insert(tx, waiting);
      return Done{};
    }));
  };
  const std::string picture = panoramas.take(panorama(2048, 1024)).value();
  wait_for("01ARZ3NDEKTSV4RRFFQ69G5FA1", picture);
  // Half of it was written when the machine went down.
  const std::filesystem::path half = data / "panoramas" / picture.substr(0, 2) / (picture + ".part");
  std::filesystem::create_directories(half);
  std::ofstream(half / "0-0-0.jpg") << "half";
  EXPECT_EQ(panoramas.prepare(), 1);
  EXPECT_EQ(district.value("SELECT picture_state FROM tour_scenes"), "ready");
  EXPECT_FALSE(std::filesystem::exists(half));
  EXPECT_FALSE(std::filesystem::exists(data / "panoramas" / "incoming" / picture)) << "not kept";
  EXPECT_TRUE(panoramas.piece(picture, "0-0-0.jpg").ok());
  // The same picture again is there already; what is lost for good is said.
  wait_for("01ARZ3NDEKTSV4RRFFQ69G5FA2", picture);
  wait_for("01ARZ3NDEKTSV4RRFFQ69G5FA3", std::string(64, '0'));
  EXPECT_EQ(panoramas.prepare(), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM tour_scenes WHERE picture_state = 'ready'"), 2);
  EXPECT_EQ(district.value("SELECT trouble FROM tour_scenes WHERE picture_state = 'failed'"), "panorama.lost");
  EXPECT_EQ(panoramas.prepare(), 0);
  std::filesystem::remove_all(data);
}

TEST_P(Tours, APictureCanBeReplaced) {
  const std::string tour = create(), scene = add_scene(tour, "Hall");
  district.tick();
  const std::string before = district.value("SELECT picture FROM tour_scenes");
  Caller clerk = district.as("shuyuan");
  EXPECT_EQ(clerk.post("/api/tour-scenes/" + scene + "/picture", panorama(2048, 1024, "#225588"), file).status, 200);
  EXPECT_EQ(district.value("SELECT picture_state FROM tour_scenes"), "preparing");
  district.tick();
  EXPECT_EQ(district.value("SELECT picture_state FROM tour_scenes"), "ready");
  EXPECT_NE(district.value("SELECT picture FROM tour_scenes"), before);
}

TEST_P(Tours, HotspotsLeadToWhatThereIs) {
  std::string hall;
  const std::string tour = walkable(&hall);
  Caller clerk = district.as("shuyuan");
  const std::string path = "/api/tour-scenes/" + hall;
  const auto spot = [](const std::string& kind, const std::string& more) {
    return R"({"kind":")" + kind + R"(","title":"Tea","text":"Tea is poured.","yaw_cdeg":0,"pitch_cdeg":0)" + more +
           "}";
  };
  const Answer sound = clerk.post("/api/tours/" + tour + "/films", std::string("RIFF\0\0\0\0WAVEfmt ", 16), file);
  ASSERT_EQ(sound.status, 201) << sound.body;
  EXPECT_EQ(at(clerk.post("/api/tours/" + tour + "/films", "<html>", file), "reason"), "tour.not_a_film");
  const std::string item = district.value("SELECT id FROM menu_items WHERE active = 1 LIMIT 1");
  const auto put = [&](const std::string& hotspots) { return clerk.put(path, words(tour, "", hotspots)); };
  EXPECT_EQ(at(put(spot("audio", R"(,"file":")" + std::string(64, 'a') + R"(.mp3")")), "reason"),
            "tour.unknown_file");
  EXPECT_EQ(at(put(spot("menu_item", R"(,"menu_item_id":")" + nowhere + "\"")), "reason"), "tour.unknown_item");
  EXPECT_EQ(at(put(spot("article", R"(,"article_id":")" + nowhere + "\"")), "reason"), "tour.unknown_article");
  EXPECT_EQ(at(put(spot("video", "")), "reason"), "tour.hotspot_needs");
  EXPECT_EQ(at(clerk.put(path, words(tour, link(nowhere))), "reason"), "tour.link_elsewhere");
  EXPECT_EQ(put(spot("audio", R"(,"file":")" + at(sound, "file") + "\"") + "," +
                spot("menu_item", R"(,"menu_item_id":")" + item + "\""))
                .status,
            200);
  EXPECT_EQ(at(clerk.put(path, R"({"title":"x","colour":"red"})"), "reason"), "field.required");
  const json::Document shown(clerk.get("/api/tours/" + tour).body);
  const auto spots = shown.items("scenes")[0].items("hotspots");
  ASSERT_EQ(spots.size(), 2u);
  EXPECT_EQ(district.nobody().get(spots[0].text("address").value()).header("Content-Type"), "audio/wav");
  EXPECT_EQ(spots[1].text("address"), "/orders/new?item=" + item + "&site=" + site);
  EXPECT_EQ(district.nobody().get("/tour-films/..%2fmaster.key").status, 400);
}

TEST_P(Tours, TwoWhoEditAtOnceDoNotOverwriteEachOther) {
  std::string hall;
  const std::string tour = walkable(&hall);
  Caller clerk = district.as("shuyuan"), office = district.as("pitong");
  const std::string seen = words(tour, "");
  EXPECT_EQ(office.put("/api/tour-scenes/" + hall, seen).status, 200);
  EXPECT_EQ(at(clerk.put("/api/tour-scenes/" + hall, seen), "reason"), "tour.changed_meanwhile");
  const std::string yard = district.value("SELECT id FROM tour_scenes WHERE id <> '" + hall + "'");
  const auto order = [&](const std::string& scenes) {
    return clerk.put("/api/tours/" + tour, R"({"title":"Tour","summary":"Words.","scene_ids":[)" + scenes +
                                               R"(],"version":)" + version(tour) + "}");
  };
  EXPECT_EQ(at(order("\"" + hall + "\""), "reason"), "tour.order");
  EXPECT_EQ(order("\"" + yard + "\",\"" + hall + "\"").status, 200);
  EXPECT_EQ(json::Document(clerk.get("/api/tours/" + tour).body).items("scenes")[0].text("id"), yard);
  EXPECT_EQ(clerk.post("/api/tour-scenes/" + yard + "/removal").status, 200);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM tour_links"), 0) << "with what led to it";
}

TEST_P(Tours, AreVisitedByEverybody) {
  std::string hall;
  const std::string tour = published(&hall);
  const Answer read = district.nobody().get("/api/visits/" + tour);
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(json::Document(read.body).items("scenes").size(), 2u);
  const Answer page = district.nobody().get("/visits/" + tour);
  EXPECT_THAT(page.body, HasSubstr("id=\"scene-" + hall + "\""));
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("script-src 'self'; style-src 'self'"));
  EXPECT_EQ(district.nobody().get("/visits/" + nowhere).status, 404);
}

TEST_P(Tours, ARepeatedKeyMakesOneScene) {
  const std::string tour = create();
  const testing::Headers once{{"Content-Type", "application/octet-stream"}, {"Idempotency-Key", "scene-once"}};
  const std::string path = "/api/tours/" + tour + "/scenes?title=Hall&seen=shelves&floor=1F";
  const std::string bytes = panorama(2048, 1024);
  const std::string id = at(district.as("shuyuan").post(path, bytes, once), "id");
  EXPECT_EQ(at(district.as("shuyuan").post(path, bytes, once), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM tour_scenes"), 1);
}

// ---- guided visits

class GuidedVisits : public Tours {
 protected:
  /// Announced at the station; begins in half an hour.
  std::string broadcast() {
    const Instant now = district.clock.now();
    json::Writer out;
    out.begin()
        .field("title", "跟我逛书院")
        .field("summary", "边走边讲。")
        .field("lecturer", "黎站长")
        .field("starts_ms", now.plus_ms(30 * minute_ms).ms)
        .field("ends_ms", now.plus_ms(90 * minute_ms).ms)
        .field("site_id", site)
        .end();
    const std::string id = at(district.as("shuyuan").post("/api/broadcasts", out.take()), "id");
    EXPECT_EQ(district.as("shuyuan").post("/api/broadcasts/" + id + "/announcement").status, 200);
    return id;
  }
  std::string opened(std::string* first) {
    const std::string tour = published(first), id = broadcast();
    EXPECT_EQ(district.as("shuyuan").post("/api/tours/" + tour + "/guided-visits", body(id)).status, 201);
    return id;
  }
  static std::string body(const std::string& id) { return R"({"broadcast_id":")" + id + "\"}"; }
  std::string lead(const std::string& id, const std::string& login = "shuyuan") {
    const Answer led = district.as(login).post("/api/guided-visits/" + id + "/lead");
    EXPECT_EQ(led.status, 201) << led.body;
    return at(led, "lead");
  }
  Answer look(const std::string& id, const std::string& word, int turn, const std::string& scene, int yaw) {
    return district.as("shuyuan").post("/api/guided-visits/" + id + "/views",
                                       R"({"lead":")" + word + R"(","turn":)" + std::to_string(turn) +
                                           R"(,"scene_id":")" + scene + R"(","yaw_cdeg":)" + std::to_string(yaw) +
                                           R"(,"pitch_cdeg":0,"zoom":50})");
  }
  static json::Document hear_view(testing::WsClient& listening) {
    for (;;) {
      json::Document heard(listening.next_text());
      if (heard.text("type") == "view") return heard;
    }
  }
};

TEST_P(GuidedVisits, FollowersHearTheLatestViewAndWhoComesLateThePresentOne) {
  std::string hall;
  const std::string id = opened(&hall);
  const std::string socket = "/api/live/room?broadcast_id=" + id;
  testing::WsClient early(district.port(), socket);
  const std::string word = lead(id);
  EXPECT_EQ(look(id, word, 1, hall, 1000).status, 204);
  EXPECT_EQ(look(id, word, 3, hall, 3000).status, 204);
  EXPECT_EQ(look(id, word, 2, hall, 2000).status, 204) << "overtaken on its way";
  district.tick();
  const json::Document heard = hear_view(early);
  EXPECT_EQ(heard.integer("yaw_cdeg"), 3000) << "the latest wins, and is told once";
  EXPECT_EQ(heard.text("scene_id"), hall);
  testing::WsClient late(district.port(), socket);
  EXPECT_EQ(hear_view(late).integer("yaw_cdeg"), 3000);
  EXPECT_THAT(district.nobody().get("/live/" + id).body, HasSubstr("data-guided=\"" + id + "\""));
  EXPECT_THAT(district.nobody().get("/visits/" + district.value("SELECT id FROM tours")).body,
              HasSubstr("/live/" + id));
}

TEST_P(GuidedVisits, AGuideWhoIsNotHeardOfIsSaidToBeAway) {
  std::string hall;
  const std::string id = opened(&hall);
  testing::WsClient listening(district.port(), "/api/live/room?broadcast_id=" + id);
  EXPECT_EQ(look(id, lead(id), 1, hall, 0).status, 204);
  district.tick();
  EXPECT_EQ(hear_view(listening).boolean("present"), true);
  district.clock.advance_ms(7'000);
  district.tick();
  EXPECT_EQ(hear_view(listening).boolean("present"), false);
  EXPECT_EQ(look(id, lead(id), 1, hall, 4200).status, 204) << "back again, from another page";
  district.tick();
  const json::Document back = hear_view(listening);
  EXPECT_EQ(back.boolean("present"), true);
  EXPECT_EQ(back.integer("yaw_cdeg"), 4200);
}

TEST_P(GuidedVisits, HardRule_OnlyWhoRunsTheBroadcastLeadsAndOneAtATime) {
  std::string hall;
  const std::string tour = published(&hall), id = broadcast();
  EXPECT_EQ(at(district.as("shuyuan").post("/api/guided-visits/" + id + "/lead"), "reason"), "tour.not_guided");
  EXPECT_EQ(district.as("ziyun").post("/api/tours/" + tour + "/guided-visits", body(id)).status, 404);
  ASSERT_EQ(district.as("shuyuan").post("/api/tours/" + tour + "/guided-visits", body(id)).status, 201);
  EXPECT_EQ(district.as("ziyun").post("/api/guided-visits/" + id + "/lead").status, 404);
  const std::string first = lead(id), second = lead(id, "pitong");
  EXPECT_EQ(at(look(id, first, 9, hall, 0), "reason"), "tour.leads_no_more");
  EXPECT_EQ(look(id, second, 1, hall, 0).status, 204);
  EXPECT_EQ(at(look(id, second, 2, nowhere, 0), "reason"), "tour.scene_not_found");
  EXPECT_EQ(at(district.as("shuyuan").post("/api/tours/" + walkable() + "/guided-visits", body(id)), "reason"),
            "tour.not_published");
}

INSTANTIATE_TEST_SUITE_P(Engines, Tours, ::testing::ValuesIn(testing::engines), testing::engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, GuidedVisits, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::visits
