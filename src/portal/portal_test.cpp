// The public face as a browser without scripts meets it: a real server, a database of each engine, forms and
// redirects. 周桂兰 is a resident; 李明 another one; 小林 dispatches for the center; 赵师傅 is a volunteer.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/worker_pool.h"
#include "http/server.h"
#include "portal/portal_api.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/http_client.h"
#include "testing/run_task.h"
#include "testing/source_dir.h"

namespace ws::portal {
namespace {

class RecordingSender final : public people::CodeSender {
 public:
  Outcome send(const std::string& mobile, const std::string& code) override {
    codes[mobile] = code;
    return Done{};
  }
  Outcome tell(const std::string&, const std::string&) override { return Done{}; }
  std::map<std::string, std::string> codes;
};

std::string source_text(const std::string& path) {
  std::ifstream file(ws::testing::source_dir() + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string encoded(std::string_view text) {
  return address("", {{"x", "-" + std::string(text)}}).substr(4);  // empty values are left out
}

/// "a=1&b=2" of fields.
std::string body_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + name + "=" + encoded(value);
  return body;
}

/// The value of the first hidden or text input of this name.
std::string input(const std::string& html, const std::string& name) {
  const std::size_t at = html.find("name=\"" + name + "\"");
  if (at == std::string::npos) return "(no input " + name + ")";
  const std::size_t value = html.find("value=\"", at);
  return html.substr(value + 7, html.find('"', value + 7) - value - 7);
}

bool has(const testing::Answer& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

class PortalTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  PortalTest()
      : database(migrated(place)),
        sessions({*database, clock, random, vault, hashing, sending, sender, cache}),
        notices(*database, clock),
        sites(*database, clock, random),
        menu(*database, clock, random),
        organisations(*database, clock, random),
        teams(*database, clock, random, rules),
        search(*database),
        orders(*database, vault, random, clock, rules),
        signing_keys(*database, folder, clock),
        certificates({*database, clock, random, vault, rules.policy, signing_keys, rendering, "https://wm.example"}),
        volunteers({*database, clock, random, vault, rules, cache}),
        guardians({*database, clock, random, rules}),
        recoveries({*database, clock, random, vault, rules, cache}),
        own_data({*database, clock, random, vault, rules, cache}),
        activities(*database, vault, random, clock, rules),
        sharing({*database, vault, clock, rendering, "https://wm.example"}),
        digests(*database, clock, random, rules, volunteers::wishes_of),
        hours(*database, clock, random, rules),
        ledger(*database, clock, rules),
        stars(*database, clock, random, rules),
        training(*database, clock, random),
        thanks({*database, clock, random, rules.policy, rendering}),
        articles({*database, clock, random, "https://wm.example"}),
        media({*database, clock, random, rendering, folder + "/media"}),
        books({*database, clock, random, rendering, media, folder}),
        broadcasts({*database, vault, random, clock, {}, folder, ""}),
        rooms({*database, vault, random, clock, broadcasts.rules(), [](const std::string&, std::string_view) {}}),
        audience({*database, random, clock, broadcasts.rules(), [](const std::string&, std::string_view) {}}),
        appeals(*database, random, clock),
        handouts({*database, random, clock, broadcasts.rules(), rendering, folder}),
        replays(*database, random, clock),
        surveys(*database, clock, random, {}),
        courses({*database, clock, random, rules, broadcasts}),
        venues(*database, clock, random, vault, rules),
        bookings(*database, clock, {vault, random, rules, {}}),
        panoramas(*database, folder),
        tours({*database, clock, random, rendering, panoramas, {}, folder}),
        guides({*database, clock, random, tours.rules(),
                [](const Actor&, const std::string&) -> Outcome { return Error::not_found("live.not_found"); },
                [](const std::string&, std::string_view) {}}),
        zh(templates("zh")),
        en(templates("en")),
        portal(PortalParts{
            zh,
            en,
            {*database,  vault,    clock,         rules,      orders,
             menu,       sites,    organisations, teams,      search,
             sessions,   notices,  certificates,  volunteers, guardians,
             recoveries, own_data, activities,    sharing,    digests,
             hours,      ledger,   stars,         training,   thanks,
             figures,    articles, books,         broadcasts, {rooms, audience, appeals, handouts, replays},
             surveys,    courses,  venues,        bookings,   tours,
             guides,     showcase, pacts,         areas},
            unbuilt_assets(),
            {[](const std::string&, const std::string&) -> Outcome { return Done{}; },
             [](const std::string&, const std::string&) -> Outcome { return Done{}; },
             [](const PersonId&) -> Outcome { return Done{}; }, [](const std::string&) -> Outcome { return Done{}; },
             [](const std::string&) -> Outcome { return Done{}; }, [](const PersonId&) -> Outcome { return Done{}; },
             [](const std::string& token) { return http::session_cookie(token, 86'400, false); },
             [] { return http::session_cookie("", 0, false); }},
            source_text("data/privacy.json"),
            "https://wm.example"}) {
    seed();
    portal.add_routes(routes);
    http::ServerOptions options;
    options.error_page = [this](const http::Request& request, const Error& error) {
      return portal.error_page(request, error);
    };
    server = std::make_unique<http::Server>(
        options, routes, std::vector<http::StaticDirectory>{}, hub,
        [this](std::string_view token) { return sessions.authenticate(token); }, clock, random);
    server->start();
    browser = std::make_unique<testing::HttpClient>(server->port());
  }
  ~PortalTest() override {
    server->stop(std::chrono::milliseconds(1000));
    std::filesystem::remove_all(folder);
  }

  static std::unique_ptr<db::Database> migrated(const testing::TestDatabase& place) {
    auto opened = place.open();
    opened->migrate();
    return opened;
  }
  static std::string fresh_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ws_portal_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return name;
  }

  static http::Templates templates(const std::string& language) {
    const std::string directory = ws::testing::source_dir() + "/web/templates";
    return http::Templates(directory, http::load_catalogue(directory + "/text/" + language + ".json"),
                           unbuilt_assets());
  }

  template <class... Args>
  void exec(const char* sql, Args... args) {
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(sql, args...);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  template <class IdType>
  IdType fresh() {
    return IdType::fresh(clock.now(), random);
  }

  void seed();
  void add_site(const SiteId& id, const SiteId& parent, const char* kind, const char* name, const char* town);
  PersonId add_person(const std::string& name, const std::string& mobile);

  /// A browser of a person who signed in by a code.
  std::unique_ptr<testing::HttpClient> signed_in(const std::string& mobile, const std::string& name) {
    auto client = std::make_unique<testing::HttpClient>(server->port());
    const auto page = client->get("/sign-in");
    const std::string key = input(page.body, "_key");
    client->post_form("/sign-in/code", body_of({{"_key", key}, {"by", "code"}, {"next", "/my"}, {"mobile", mobile}}));
    const auto in = client->post_form("/sign-in", body_of({{"_key", key},
                                                           {"by", "code"},
                                                           {"next", "/my"},
                                                           {"mobile", mobile},
                                                           {"code", sender.codes[mobile]},
                                                           {"name", name}}));
    EXPECT_EQ(in.status, 303) << in.body;
    return client;
  }

  std::vector<std::pair<std::string, std::string>> order_fields(const std::string& key) {
    return {{"_key", key},
            {"item_id", lamp.str()},
            {"need", "厨房的灯不亮了"},
            {"for", "self"},
            {"date", "2026-11-24"},
            {"slot", "morning"},
            {"place", "home"},
            {"town", "510117002"},
            {"address", "阳光花园 3 栋 2 单元 501"},
            {"contact_name", "周桂兰"},
            {"contact_mobile", "19900000001"},
            {"note", ""},
            {"consent", "1"},
            {"consent_version", "2026-01"}};
  }
  /// Places an order through the form; its page's address.
  std::string place_order(testing::HttpClient& client) {
    const auto form = client.get("/orders/new?item=" + lamp.str());
    const auto placed = client.post_form("/orders", body_of(order_fields(input(form.body, "_key"))));
    EXPECT_EQ(placed.status, 303) << placed.body;
    return placed.header("Location").substr(0, placed.header("Location").find('?'));
  }
  /// A step of the staff or the volunteer.
  void step(
      const std::string& order,
      const std::function<Result<orders::Changed>(db::Tx&, const orders::Steps&, const OrderId&, Instant)>& body) {
    const OrderId id(order.substr(8));
    const auto changed = testing::run_task(orders.run(
        {}, [&](db::Tx& tx, const orders::Steps& steps, Instant now) { return body(tx, steps, id, now); }));
    ASSERT_TRUE(changed.ok()) << changed.error().reason;
  }
  void accept(const std::string& order) {
    step(order, [&](auto& tx, auto& steps, auto& id, Instant now) { return steps.triage(tx, lin, id, {}, now); });
    step(order, [&](auto& tx, auto& steps, auto& id, Instant now) {
      orders::Dispatch open;
      open.open_claim = true;
      return steps.dispatch(tx, lin, id, open, now);
    });
    step(order, [&](auto& tx, auto& steps, auto& id, Instant now) { return steps.claim(tx, zhao, id, now); });
  }

  testing::TestDatabase place{GetParam()};
  testing::FakeClock clock;
  Random random{7};
  Vault vault{std::string(32, 'k')};
  Rules rules;
  RecordingSender sender;
  std::unique_ptr<db::Database> database;
  WorkerPool hashing{1, 16};
  WorkerPool sending{1, 16};
  WorkerPool rendering{1, 16};
  const std::string folder = fresh_folder();
  people::SessionCache cache{clock};
  people::SessionService sessions;
  notices::NoticeService notices;
  sites::SiteService sites;
  menu::MenuService menu;
  organisations::OrganisationService organisations;
  teams::TeamService teams;
  search::SearchService search;
  orders::OrderService orders;
  certificates::KeyRing signing_keys;
  certificates::CertificateService certificates;
  volunteers::VolunteerService volunteers;
  volunteers::GuardianService guardians;
  volunteers::RecoveryService recoveries;
  own_data::OwnDataService own_data;
  activities::ActivityService activities;
  activities::SharingService sharing;
  activities::DigestService digests;
  hours::HoursService hours;
  ledger::LedgerService ledger;
  stars::StarService stars;
  training::TrainingService training;
  thanks::ThanksService thanks;
  content::ArticleService articles;
  content::MediaService media;
  books::BookService books;
  live::BroadcastService broadcasts;
  live::RoomService rooms;
  live::AudienceService audience;
  live::AppealService appeals;
  live::HandoutService handouts;
  live::ReplayService replays;
  surveys::SurveyService surveys;
  courses::CourseService courses;
  venues::VenueService venues;
  venues::BookingService bookings;
  visits::Panoramas panoramas;
  visits::TourService tours;
  visits::GuideService guides;
  figures::FiguresService figures{*database, clock};
  showcase::ShowcaseService showcase{{*database, clock, random, rules, figures, {}}};
  pacts::PactService pacts{{*database, clock, random, rendering, {}, "https://wm.example"}};
  areas::AreaService areas{*database, clock, random};
  http::Templates zh, en;
  Portal portal;
  http::Routes routes;
  http::Hub hub;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<testing::HttpClient> browser;

  SiteId center, station;
  MenuItemId lamp;
  TeamId band;
  Actor lin, zhao;
};

void PortalTest::add_site(const SiteId& id, const SiteId& parent, const char* kind, const char* name,
                          const char* town) {
  exec(
      "INSERT INTO sites (id, code, kind, parent_id, name, short_name, state, summary, address, phone, hours, "
      "lat_e6, "
      "lon_e6, demonstration, town_code, town_name) VALUES ($1, $2, $3, $4, $5, $5, 'operating', '', '书院街 88 号', "
      "'028-0000-0101', '[{\"days\":[1,2,3,4,5],\"open\":\"09:00\",\"close\":\"17:00\"}]', 30808000, 103887000, 1, "
      "$6, '红光街道')",
      id, std::string(name), kind, parent, name, town);
  exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $1, 0)", id);
  if (!parent.empty()) exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $2, 1)", parent, id);
}

PersonId PortalTest::add_person(const std::string& name, const std::string& mobile) {
  PersonId person;
  const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
    person = people::ensure_person(tx, vault, random, name, mobile, clock.now());
    return Done{};
  });
  EXPECT_TRUE(done.ok());
  return person;
}

void PortalTest::seed() {
  center = fresh<SiteId>();
  station = fresh<SiteId>();
  add_site(center, {}, "center", "郫都区新时代文明实践中心", "510117001");
  add_site(station, center, "station", "书院社区实践站", "510117002");
  exec("INSERT INTO skills (code, name, name_en) VALUES ('electric', '水电维修', 'wiring')");
  exec(
      "INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES "
      "('convenience', 1, '便民服务', 'Everyday help', 'wrench', '')");
  lamp = fresh<MenuItemId>();
  exec(
      "INSERT INTO menu_items (id, code, category, name, name_en, summary, duration_minutes, volunteers_needed, "
      "skill, "
      "place) VALUES ($1, 'lamp', 'convenience', '上门换灯泡', 'Light bulbs changed', '灯不亮，带好工具上门看看', "
      "60, 1, "
      "'electric', 'home')",
      lamp);
  band = fresh<TeamId>();
  exec(
      "INSERT INTO teams (id, code, site_id, name, host, summary) VALUES ($1, 'band', $2, '便民服务队', '', "
      "'修修补补')",
      band, station);
  exec("INSERT INTO menu_offers (id, menu_item_id, team_id) VALUES ($1, $2, $3)", fresh<MenuItemId>(), lamp, band);
  lin.person = add_person("小林", "19900000011");
  lin.grants = {{Role::clerk, center, {}}, {Role::dispatcher, center, {}}};
  zhao.person = add_person("赵师傅", "19900000012");
  zhao.volunteer = true;
  exec("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ($1, 'V1', 'registered', $2)", zhao.person,
       station);
  exec("INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, 'electric')", zhao.person);
  for (int day = 1; day <= 7; ++day)
    exec("INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, $2, 480, 1260)",
         zhao.person, day);
}

TEST_P(PortalTest, TheKeptHomePageNamesNobodyButWhoeverLooks) {
  const auto zhou = signed_in("19900000001", "周桂兰");
  const auto li = signed_in("19900000002", "李明");
  const auto first = zhou->get("/");  // made for her, kept for all
  EXPECT_TRUE(has(first, "周桂兰") && !has(first, "href=\"/sign-in\"")) << first.body;
  const auto anybody = browser->get("/");
  EXPECT_TRUE(!has(anybody, "周桂兰") && has(anybody, "href=\"/sign-in\"")) << anybody.body;
  EXPECT_EQ(anybody.header("Cache-Control"), "public, max-age=0, s-maxage=5, must-revalidate");
  const auto his = li->get("/");
  EXPECT_TRUE(has(his, "李明") && !has(his, "周桂兰") && !has(his, "href=\"/sign-in\"")) << his.body;
  EXPECT_EQ(his.header("Cache-Control"), "no-store");
  EXPECT_TRUE(has(his, "便民服务") && has(his, "</html>")) << his.body;
  li->post_form("/preferences", "print=large&back=%2F");
  EXPECT_TRUE(has(li->get("/"), "data-print=\"large\""));
  EXPECT_TRUE(has(zhou->get("/"), "data-print=\"normal\""));
}

TEST_P(PortalTest, PagesWithoutAnAccountShowWhatThereIs) {
  const auto home = browser->get("/");
  EXPECT_EQ(home.status, 200);
  EXPECT_TRUE(has(home, "便民服务") && has(home, "书院社区实践站") && has(home, "/assets/ASSET_PUBLIC_CSS"));
  const auto list = browser->get("/menu?category=convenience");
  EXPECT_TRUE(has(list, "/items/" + lamp.str()) && has(list, "便民服务，1 项服务")) << list.body;
  EXPECT_TRUE(has(browser->get("/menu?q=" + encoded("没有的")), "没有找到对得上的服务"));
  const auto item = browser->get("/items/" + lamp.str());
  EXPECT_EQ(item.status, 200);
  EXPECT_TRUE(has(item, "/orders/new?item=" + lamp.str()) && has(item, "便民服务队") && has(item, "水电维修"));
  EXPECT_EQ(browser->get("/menu/" + lamp.str()).header("Location"), "/items/" + lamp.str());
  EXPECT_TRUE(has(browser->get("/sites?town=510117002"), "1 个阵地"));
  const auto site = browser->get("/sites/" + station.str());
  EXPECT_TRUE(has(site, "今天 09:00–17:00") || has(site, "周一至周五 09:00–17:00")) << site.body;
  EXPECT_TRUE(has(site, "data-lat=\"30.808000\"")) << site.body;
  EXPECT_TRUE(has(browser->get("/teams"), "便民服务队"));
  EXPECT_TRUE(has(browser->get("/teams/" + band.str()), "上门换灯泡"));
  for (const char* path : {"/search", "/about", "/privacy", "/accessibility", "/sign-in", "/orders/new"})
    EXPECT_EQ(browser->get(path).status, 200) << path;
  for (const auto& page : {home, list, item, site}) EXPECT_FALSE(has(page, "{{") || has(page, "[["));
}

TEST_P(PortalTest, TheFirstSignInAsksForTheNameAndKeepsTheTypedCode) {
  const std::string mobile = "19900000077";
  const std::string key = input(browser->get("/sign-in").body, "_key");
  const auto form = [&](const std::string& path, const std::string& code, const std::string& name) {
    return browser->post_form(
        path,
        body_of(
            {{"_key", key}, {"by", "code"}, {"next", "/my"}, {"mobile", mobile}, {"code", code}, {"name", name}}));
  };
  form("/sign-in/code", "", "");
  const std::string code = sender.codes[mobile];
  const auto asked = form("/sign-in", code, "");
  EXPECT_EQ(asked.status, 422);
  EXPECT_EQ(input(asked.body, "code"), code);
  const auto mistyped = form("/sign-in", "12\"<i>x", "辜素容");
  EXPECT_FALSE(has(mistyped, "<i>x"));
  clock.advance_ms(10 * minute_ms);
  EXPECT_EQ(input(form("/sign-in", code, "辜素容").body, "code"), "") << "it ran out: the next one is another";
  form("/sign-in/code", code, "");
  EXPECT_EQ(form("/sign-in", sender.codes[mobile], "辜素容").status, 303);
}

TEST_P(PortalTest, AnOrderFilledWithoutAnAccountIsPlacedRightAfterSigningIn) {
  const auto form = browser->get("/orders/new?item=" + lamp.str());
  ASSERT_EQ(form.status, 200);
  EXPECT_TRUE(has(form, "上门换灯泡"));
  const auto kept = browser->post_form("/orders", body_of(order_fields(input(form.body, "_key"))));
  ASSERT_EQ(kept.status, 303) << kept.body;
  EXPECT_EQ(kept.header("Location"), "/sign-in");
  const auto sign_in = browser->get("/sign-in");
  EXPECT_TRUE(has(sign_in, "您的单子已经保存好了：上门换灯泡")) << sign_in.body;
  EXPECT_EQ(input(sign_in.body, "mobile"), "19900000001") << "already known from the order";
  const std::string key = input(sign_in.body, "_key");
  const auto sent = browser->post_form(
      "/sign-in/code", body_of({{"_key", key}, {"by", "code"}, {"next", "/my"}, {"mobile", "19900000001"}}));
  EXPECT_EQ(sent.status, 200);
  EXPECT_TRUE(has(sent, "短信里的 6 位数字"));
  const auto entry = [&](const std::string& code) {
    return browser->post_form(
        "/sign-in",
        body_of({{"_key", key}, {"by", "code"}, {"next", "/my"}, {"mobile", "19900000001"}, {"code", code}}));
  };
  const auto wrong = entry(sender.codes["19900000001"] == "000000" ? "000001" : "000000");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_TRUE(has(wrong, "验证码不正确") && has(wrong, "您的单子已经保存好了"));
  const auto placed = entry(sender.codes["19900000001"]);
  ASSERT_EQ(placed.status, 303) << placed.body;
  ASSERT_TRUE(placed.header("Location").starts_with("/orders/")) << placed.header("Location");
  const auto page = browser->get(placed.header("Location"));
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "单子收到了") && has(page, "厨房的灯不亮了") && has(page, "等中心受理")) << page.body;
  EXPECT_TRUE(has(page, "199****0001")) << "masked on the page";
  EXPECT_FALSE(has(page, "19900000001"));
  EXPECT_EQ(browser->cookies.count("ws-draft-1"), 0U);
  EXPECT_TRUE(has(browser->get("/my"), "上门换灯泡"));
  EXPECT_TRUE(has(browser->get("/my/orders?state=open"), "上门换灯泡"));
  EXPECT_TRUE(has(browser->get("/my/orders?state=done"), "这里还没有单子"));
}

TEST_P(PortalTest, ARefusedFormComesBackFilledWithASentenceBesideEachField) {
  auto fields = order_fields("k1");
  fields[4].second = "";        // date
  fields[8].second = "";        // address
  fields[10].second = "12345";  // mobile
  fields[2].second = "<script>alert('灯')</script>";
  const auto page = browser->post_form("/orders", body_of(fields));
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "id=\"e-date\"") && has(page, "id=\"e-address\"") && has(page, "id=\"e-contact_mobile\""));
  EXPECT_FALSE(has(page, "id=\"e-contact_name\""));
  EXPECT_TRUE(has(page, "请选一个日子")) << page.body;
  EXPECT_TRUE(has(page, "value=\"周桂兰\"") && has(page, "value=\"12345\""));
  EXPECT_TRUE(has(page, "&lt;script&gt;alert(&#39;灯&#39;)&lt;/script&gt;"));
  EXPECT_FALSE(has(page, "<script>alert"));
  EXPECT_EQ(browser->post_form("/orders", "need=x").status, 400) << "a form of ours carries its key";
}

TEST_P(PortalTest, WhatTheRulesRefuseIsSaidOnTheForm) {
  const auto client = signed_in("19900000001", "周桂兰");
  auto fields = order_fields("k1");
  fields[4].second = "2027-11-24";
  const auto far = client->post_form("/orders", body_of(fields));
  EXPECT_EQ(far.status, 422);
  EXPECT_TRUE(has(far, "id=\"e-date\"")) << far.body;
  fields = order_fields("k2");
  fields[13].second = "2020-01";
  EXPECT_TRUE(has(client->post_form("/orders", body_of(fields)), "id=\"e-consent\""));
}

TEST_P(PortalTest, SendingAFormTwicePlacesOneOrder) {
  const auto client = signed_in("19900000001", "周桂兰");
  const auto first = client->post_form("/orders", body_of(order_fields("same")));
  const auto second = client->post_form("/orders", body_of(order_fields("same")));
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(second.header("Location"), first.header("Location"));
  const auto form = client->get("/orders/new");
  EXPECT_EQ(input(form.body, "contact_mobile"), "199****0001") << "known, and shown masked";
  auto fields = order_fields("other");
  fields[10].second = "199****0001";
  EXPECT_EQ(client->post_form("/orders", body_of(fields)).status, 303);
}

TEST_P(PortalTest, AResidentFollowsAnOrderToItsRating) {
  const auto client = signed_in("19900000001", "周桂兰");
  const std::string order = place_order(*client);
  const auto submitted = client->get(order);
  EXPECT_TRUE(has(submitted, "受理期限") && has(submitted, "/withdraw")) << submitted.body;
  accept(order);
  clock.advance_ms(21 * hour_ms + 30 * minute_ms);  // Tuesday 08:30
  const auto accepted = client->get(order);
  EXPECT_TRUE(has(accepted, "已接单") && has(accepted, "赵师傅") && has(accepted, "今天 09:00")) << accepted.body;
  EXPECT_TRUE(has(accepted, "data-code=") && has(accepted, "赵师傅到了吗？"));
  const auto post = [&](const std::string& what, std::vector<std::pair<std::string, std::string>> fields) {
    fields.insert(fields.begin(), {"_key", input(client->get(order).body, "_key")});
    return client->post_form(order + "/" + what, body_of(fields));
  };
  EXPECT_EQ(post("presence", {{"present", "no"}}).header("Location"), order + "?done=absent");
  EXPECT_EQ(post("presence", {{"present", "yes"}}).header("Location"), order + "?done=presence");
  EXPECT_TRUE(has(client->get(order), "正在服务"));
  clock.advance_ms(90 * minute_ms);
  EXPECT_TRUE(has(client->get(order), "赵师傅服务完走了吗？"));
  EXPECT_EQ(post("presence", {{"present", "yes"}}).status, 303);
  EXPECT_TRUE(has(client->get(order), "您觉得怎么样"));
  const auto starless = post("rating", {{"reason", "挺好"}});
  EXPECT_EQ(starless.status, 422);
  EXPECT_TRUE(has(starless, "请先点几颗星") && has(starless, ">挺好</textarea>"));
  const auto reasonless = post("rating", {{"score", "3"}});
  EXPECT_EQ(reasonless.status, 422);
  EXPECT_TRUE(has(reasonless, "id=\"e-reason\"")) << reasonless.body;
  EXPECT_EQ(post("rating", {{"score", "5"}, {"reason", "小伙子<b>细心</b>"}}).header("Location"),
            order + "?done=rating");
  const auto rated = client->get(order + "?done=rating");
  EXPECT_TRUE(has(rated, "已评单") && has(rated, "小伙子&lt;b&gt;细心&lt;/b&gt;") && has(rated, "谢谢您的评价"));
  EXPECT_EQ(post("complaint", {{"complaint", ""}}).status, 422);
  EXPECT_EQ(post("complaint", {{"complaint", "灯又不亮了"}}).header("Location"), order + "?done=complaint");
  const auto item = browser->get("/items/" + lamp.str());
  EXPECT_TRUE(has(item, "5.0") && has(item, "100%"));
  EXPECT_FALSE(has(item, "细心")) << "what a resident wrote is not published";
}

TEST_P(PortalTest, AnOrderIsWithdrawnByItsRequester) {
  const auto client = signed_in("19900000001", "周桂兰");
  const std::string order = place_order(*client);
  const std::string key = input(client->get(order).body, "_key");
  EXPECT_EQ(client->post_form(order + "/withdraw", body_of({{"_key", key}})).header("Location"),
            order + "?done=withdraw");
  EXPECT_TRUE(has(client->get(order), "已撤回"));
  const auto again = client->post_form(order + "/withdraw", body_of({{"_key", "another"}}));
  EXPECT_EQ(again.status, 409);
  EXPECT_TRUE(has(again, "role=\"alert\""));
}

TEST_P(PortalTest, AnotherResidentsOrderLooksLikeNone) {
  const auto client = signed_in("19900000001", "周桂兰");
  const std::string order = place_order(*client);
  const auto other = signed_in("19900000002", "李明");
  const auto hidden = other->get(order);
  const auto absent = other->get("/orders/01JXNOSVCHRDER000000000000");
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(absent.status, 404);
  const auto said = [](const testing::Answer& page) {
    return page.body.substr(page.body.find("<h1>"), page.body.find("</h1>") - page.body.find("<h1>"));
  };
  EXPECT_EQ(said(hidden), said(absent));
  EXPECT_FALSE(has(hidden, "上门换灯泡"));
  for (const char* what : {"rating", "withdraw", "complaint", "presence"}) {
    const auto refused = other->post_form(
        order + "/" + what, body_of({{"_key", "k"}, {"score", "5"}, {"complaint", "不好"}, {"present", "yes"}}));
    EXPECT_EQ(refused.status, 404) << what;
  }
  EXPECT_FALSE(has(other->get("/my/orders"), "上门换灯泡"));
}

TEST_P(PortalTest, PagesOfAnAccountLeadToSignInAndBack) {
  const auto page = browser->get("/my/orders?state=open");
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.header("Location"), "/sign-in?next=/my/orders%3Fstate%3Dopen");
  const auto form = browser->post_form("/orders/01JXNOSVCHRDER000000000000/rating", "_key=k");
  EXPECT_EQ(form.header("Location"), "/sign-in?next=/orders/01JXNOSVCHRDER000000000000");
  EXPECT_EQ(input(browser->get("/sign-in?next=//evil.example").body, "next"), "/my");
  const auto client = signed_in("19900000001", "周桂兰");
  EXPECT_EQ(client->get("/sign-in?next=/menu").header("Location"), "/menu");
  EXPECT_EQ(client->get("/my").header("Cache-Control"), "no-store");
  EXPECT_EQ(client->post_form("/sign-out", "_key=k").header("Location"), "/");
  EXPECT_EQ(client->get("/my").status, 303);
}

TEST_P(PortalTest, TheFirstSignInAsksForANameWhenThereIsNone) {
  const auto sent =
      browser->post_form("/sign-in/code", body_of({{"_key", "k"}, {"by", "code"}, {"mobile", "19900000001"}}));
  EXPECT_EQ(sent.status, 200);
  const auto soon =
      browser->post_form("/sign-in/code", body_of({{"_key", "k"}, {"by", "code"}, {"mobile", "19900000001"}}));
  EXPECT_EQ(soon.status, 429);
  EXPECT_EQ(soon.header("Retry-After"), "60");
  std::vector<std::pair<std::string, std::string>> fields{
      {"_key", "k"}, {"by", "code"}, {"mobile", "19900000001"}, {"code", sender.codes["19900000001"]}};
  const auto asked = browser->post_form("/sign-in", body_of(fields));
  EXPECT_EQ(asked.status, 422);
  EXPECT_TRUE(has(asked, "name=\"name\"") && has(asked, "第一次登录")) << asked.body;
  fields.emplace_back("name", "周桂兰");
  EXPECT_EQ(browser->post_form("/sign-in", body_of(fields)).header("Location"), "/my");
  EXPECT_TRUE(has(browser->get("/my"), "您好，周桂兰"));
}

TEST_P(PortalTest, LanguagePrintAndContrastAreKept) {
  EXPECT_TRUE(has(browser->get("/menu"), "<html lang=\"zh-CN\""));
  const auto chosen = browser->post_form("/preferences", "lang=en&back=%2Fmenu%3Fcategory%3Dconvenience");
  EXPECT_EQ(chosen.status, 303);
  EXPECT_EQ(chosen.header("Location"), "/menu?category=convenience");
  const auto page = browser->get("/menu?category=convenience");
  EXPECT_TRUE(has(page, "<html lang=\"en\"") && has(page, "Light bulbs changed") && has(page, "Everyday help: 1"));
  EXPECT_TRUE(has(browser->get("/"), "<html lang=\"en\""));
  EXPECT_EQ(browser->post_form("/preferences", "print=large&back=https%3A%2F%2Fevil.example").header("Location"),
            "/");
  EXPECT_TRUE(has(browser->get("/"), "data-print=\"large\""));
  browser->post_form("/preferences", "lang=klingon&back=%2F");
  EXPECT_EQ(browser->cookies["lang"], "en");
}

TEST_P(PortalTest, NoticesAreReadFromTheirPage) {
  const auto client = signed_in("19900000001", "周桂兰");
  const std::string order = place_order(*client);
  EXPECT_TRUE(has(client->get("/my/notices"), "没有新消息")) << "what one did oneself is no news";
  step(order, [&](auto& tx, auto& steps, auto& id, Instant now) { return steps.triage(tx, lin, id, {}, now); });
  const auto inbox = client->get("/my/notices");
  EXPECT_TRUE(has(inbox, "class=\"unread\"") && has(inbox, "href=\"" + order + "\"")) << inbox.body;
  const auto read = client->post_form(
      "/my/notices/read", body_of({{"_key", input(inbox.body, "_key")}, {"until", input(inbox.body, "until")}}));
  EXPECT_EQ(read.status, 303);
  EXPECT_FALSE(has(client->get("/my/notices"), "class=\"unread\""));
}

TEST_P(PortalTest, TheHomePageIsKeptForMomentsAndNotForPeople) {
  const auto page = browser->get("/");
  const std::string tag = page.header("ETag");
  EXPECT_FALSE(tag.empty());
  EXPECT_EQ(page.header("Cache-Control"), "public, max-age=0, s-maxage=5, must-revalidate");
  EXPECT_NE(page.header("Vary").find("Cookie"), std::string::npos);
  EXPECT_EQ(browser->get("/", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(browser->get("/", {{"Accept-Encoding", "gzip"}}).header("Content-Encoding"), "gzip");
  const auto client = signed_in("19900000001", "周桂兰");
  const auto own = client->get("/");
  EXPECT_TRUE(has(own, "周桂兰"));
  EXPECT_EQ(own.header("Cache-Control"), "no-store");
  EXPECT_FALSE(has(browser->get("/"), "周桂兰"));
}

TEST_P(PortalTest, RefusalsArePagesWithAWayOn) {
  const auto absent = browser->get("/nowhere");
  EXPECT_EQ(absent.status, 404);
  EXPECT_TRUE(has(absent, "没有找到") && has(absent, "href=\"/menu\"") && has(absent, absent.header("X-Request-Id")));
  const auto item = browser->get("/items/01JXNOSVCHRDER000000000000");
  EXPECT_EQ(item.status, 404);
  EXPECT_EQ(browser->get("/sites/x%27y").status, 404);
  EXPECT_EQ(browser->get("/teams?cursor=%01").status, 400);
}

TEST_P(PortalTest, SearchFindsAndEscapes) {
  const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
    search::index(tx, {"menu_item", lamp.str(), "上门换灯泡", "灯不亮", ""});
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  EXPECT_TRUE(has(browser->get("/search?q=" + encoded("灯泡")), "/items/" + lamp.str()));
  const auto hostile = browser->get("/search?q=" + encoded("\"><script>x</script>"));
  EXPECT_FALSE(has(hostile, "<script>x"));
  EXPECT_TRUE(has(browser->get("/search?q=" + encoded("没有这样的服务")), "没有找到"));
}

INSTANTIATE_TEST_SUITE_P(, PortalTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST(Portal, AMissingBuildIsSaidPlainly) {
  try {
    load_assets("/nowhere/manifest.json");
    ADD_FAILURE();
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("the web is not built"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace ws::portal
