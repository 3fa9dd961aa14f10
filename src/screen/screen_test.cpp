// The screen's promise: a stale state and the messages since are the fresh state. Over random histories of orders, on
// both engines; and over a real socket.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/json.h"
#include "orders/public.h"
#include "screen/screen_api.h"
#include "screen/screen_store.h"
#include "seed/public.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/http_rig.h"
#include "testing/source_dir.h"

namespace ws::screen {
namespace {

using json::Document;

TEST(ScreenModel, AddsUpSitesAndCountsPeopleOnce) {
  const SiteId a("A"), b("B"), elsewhere("C");
  const PersonId li("li"), wang("wang");
  District district;
  district[a].standing[0] = 2;
  district[a].standing[7] = 5;  // completed: not open
  district[a].served = {li, wang};
  district[b].standing[1] = 1;
  district[b].served = {li};
  district[elsewhere].standing[0] = 100;
  const Figures figures =
      add_up({{a, "a", "station", "t1", "镇", {}, {}}, {b, "b", "center", "", "", {}, {}}}, district);
  EXPECT_EQ(figures.sum.open(), 3);
  EXPECT_EQ(figures.sum.served.size(), 3U);
  EXPECT_EQ(figures.people, 2);
  ASSERT_EQ(figures.towns.size(), 1U);
  EXPECT_EQ(figures.towns[0].open, 2);
  EXPECT_EQ(figures.open_sites.size(), 2U);
}

TEST(ScreenModel, AddsUpTodaysActivitiesAndCountsPeopleInsideOnce) {
  const SiteId a("A"), elsewhere("C");
  const PersonId li("li"), wang("wang");
  const ActivityId morning("1"), noon("2"), done("3"), far("4");
  const Instant now{10 * hour_ms};
  const auto shift = [](const ActivityId& activity, const SiteId& site, std::int64_t from, std::int64_t until) {
    return ShiftToday{activity, "讲解", site, {}, {}, {from * hour_ms}, {until * hour_ms}};
  };
  DistrictToday district;
  district.shifts = {shift(done, a, 6, 7),   shift(morning, a, 7, 8),      shift(morning, a, 9, 11),
                     shift(noon, a, 12, 13), shift(far, elsewhere, 9, 12), shift(morning, a, 14, 15)};
  district.inside = {{morning, li, 2}, {morning, wang, 0}, {noon, li, 0}, {far, PersonId("other"), 3}};
  const Activities activities = add_up_today({{a, "a", "station", "t1", "镇", {}, {}}}, district, now);
  EXPECT_EQ(activities.today, 3);
  EXPECT_EQ(activities.on, 1);
  EXPECT_EQ(activities.people_inside, 2) << "who is in two at once is one person";
  EXPECT_EQ(activities.companions_inside, 2);
  ASSERT_EQ(activities.items.size(), 3U);
  EXPECT_EQ(activities.items[0].shift.activity, morning);
  EXPECT_EQ(activities.items[0].shift.starts.ms, 9 * hour_ms) << "of its shifts the one that is on";
  EXPECT_EQ(activities.items[0].people, 2);
  EXPECT_EQ(activities.items[1].shift.activity, noon);
  EXPECT_EQ(activities.items[2].shift.activity, done);

  for (int i = 10; i < 60; ++i) district.shifts.push_back(shift(ActivityId(std::to_string(i)), a, 20, 21));
  const Activities many = add_up_today({{a, "a", "station", "t1", "镇", {}, {}}}, district, now);
  EXPECT_EQ(many.today, 53);
  EXPECT_EQ(many.items.size(), most_activities) << "a message has an end";
}

/// What a client keeps, by the rules of web/src/screen/live/state.ts.
struct Client {
  std::int64_t seq = 0;
  std::string figures, towns, states, activities;
  std::map<std::string, std::int64_t> open;
  std::vector<std::string> at_risk, recent;
  bool resync = false;

  static Client of(const std::string& text) {
    const Document state(text);
    Client client;
    client.seq = *state.integer("seq");
    client.read_parts(state);
    client.activities = state.json("activities");
    for (const Document& point : state.items("points"))
      if (*point.integer("open") > 0) client.open[*point.text("site_id")] = *point.integer("open");
    for (const Document& move : state.items("recent")) client.recent.push_back(move.json(""));
    return client;
  }
  void read_parts(const Document& from) {
    figures = from.json("figures");
    towns = from.json("towns");
    states = from.json("states");
    at_risk.clear();
    for (const Document& row : from.items("at_risk")) at_risk.push_back(row.json(""));
  }
  void take(const std::string& text) {
    const Document message(text);
    const std::string type = *message.text("type");
    const std::int64_t number = *message.integer("seq");
    if (type == "resync") resync = true;
    if (type == "move" && number > seq) {
      seq = number;
      recent.insert(recent.begin(), message.json("move"));
      if (recent.size() > static_cast<std::size_t>(most_recent)) recent.pop_back();
    }
    if (type == "figures" && number >= seq) {
      read_parts(message);
      open.clear();
      for (const Document& point : message.items("points_open"))
        open[*point.text("site_id")] = *point.integer("open");
    }
    if (type == "activities" && number >= seq) activities = message.json("activities");
  }
  void expect_same(const Client& fresh) const {
    EXPECT_EQ(figures, fresh.figures);
    EXPECT_EQ(towns, fresh.towns);
    EXPECT_EQ(states, fresh.states);
    EXPECT_EQ(activities, fresh.activities);
    EXPECT_EQ(open, fresh.open);
    EXPECT_EQ(at_risk, fresh.at_risk);
    EXPECT_EQ(recent, fresh.recent);
  }
};

class Screen : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    database->migrate();
    seed::SeedOptions options;
    options.data = testing::source_dir() + "/data";
    options.start = clock.now().plus_ms(-day_ms);
    options.volunteers = 60;
    options.password = "demo-password-5s";
    ASSERT_TRUE(seed::seed_pidu(*database, vault, options).ok());
    database->read([&](db::Reader& reader) {
      center = reader.find("SELECT id FROM sites WHERE kind = 'center'")->id<SiteId>(0);
      for (const db::Row& row : reader.query("SELECT id FROM sites WHERE kind = 'office' ORDER BY code LIMIT 2"))
        offices.push_back(row.id<SiteId>(0));
      for (const SiteId& office : offices)
        for (const db::Row& row : reader.query("SELECT id FROM sites WHERE parent_id = $1 AND state = 'operating' "
                                               "ORDER BY code LIMIT 3",
                                               office))
          stations.push_back(row.id<SiteId>(0));
      for (const db::Row& row : reader.query("SELECT person_id FROM volunteers ORDER BY person_id"))
        volunteers.push_back(row.id<PersonId>(0));
      for (const db::Row& row :
           reader.query("SELECT id, place FROM menu_items WHERE active = 1 AND volunteers_needed = 1 ORDER BY code"))
        items.emplace_back(row.id<MenuItemId>(0), row.text(1) == "either" ? "site" : row.text(1));
      const auto person = reader.find("SELECT id FROM persons WHERE login = 'zhongxin'");
      dispatcher.person = person->id<PersonId>(0);
      return 0;
    });
    dispatcher.grants = {{Role::dispatcher, center, {}}};
    give_everybody_all_skills_and_times();
  }
  void give_everybody_all_skills_and_times();

  template <class F>
  bool act(F step) {
    return database->write_now([&](db::Tx& tx) { return step(tx); }).ok();
  }
  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(dice() % count); }
  Actor volunteer() {
    Actor who;
    who.person = volunteers[pick(volunteers.size())];
    who.volunteer = true;
    return who;
  }
  OrderId some_order(const char* state) {
    return database->read([&](db::Reader& reader) {
      const auto rows = reader.query("SELECT id FROM orders WHERE state = $1 ORDER BY id", state);
      return rows.empty() ? OrderId() : rows[pick(rows.size())].id<OrderId>(0);
    });
  }
  bool place();
  bool serve(const OrderId& id);
  bool rate(const OrderId& id);
  /// One random step of somebody; refusals are part of life.
  bool step();

  testing::TestDatabase folder{GetParam()};
  std::unique_ptr<db::Database> database = folder.open();
  testing::FakeClock clock;
  Vault vault{std::string(32, 'k')};
  Random random{11};
  Rules rules;
  orders::Steps steps{vault, random, rules};
  std::mt19937_64 dice;
  SiteId center;
  std::vector<SiteId> offices, stations;
  std::vector<PersonId> volunteers;
  std::vector<std::pair<MenuItemId, std::string>> items;
  Actor dispatcher;
};

void Screen::give_everybody_all_skills_and_times() {
  ASSERT_TRUE(
      database
          ->write_now([&](db::Tx& tx) -> Outcome {
            tx.exec("DELETE FROM volunteer_skills");
            tx.exec("DELETE FROM volunteer_times");
            tx.exec(
                "INSERT INTO volunteer_skills (person_id, skill) SELECT v.person_id, s.code FROM volunteers v "
                "CROSS JOIN skills s");
            for (int weekday = 1; weekday <= 7; ++weekday)
              tx.exec(
                  "INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) SELECT "
                  "person_id, CAST($1 AS BIGINT), 0, 1440 FROM volunteers",
                  weekday);
            return Done{};
          })
          .ok());
}

bool Screen::place() {
  orders::PlaceOrder wish;
  const auto& [item, where] = items[pick(items.size())];
  wish.menu_item = item;
  wish.place = where;
  wish.site = stations[pick(stations.size())];
  wish.starts = clock.now().plus_ms(static_cast<std::int64_t>(pick(4) + 1) * 30 * minute_ms);
  wish.contact_name = "温晓燕";
  wish.contact_mobile = "1990000" + std::to_string(2000 + pick(8000));
  wish.address = "书香苑3栋2单元502号";
  wish.lane = "phone";
  return act([&](db::Tx& tx) { return steps.place_on_behalf(tx, dispatcher, wish, clock.now()); });
}

bool Screen::serve(const OrderId& id) {
  PersonId member;
  database->read([&](db::Reader& reader) {
    if (const auto row = reader.find("SELECT volunteer_id FROM order_crew WHERE order_id = $1", id))
      member = row->id<PersonId>(0);
    return 0;
  });
  for (const char* kind : {"in", "out"}) {
    if (!act([&](db::Tx& tx) { return steps.confirm_presence(tx, dispatcher, id, member, kind, clock.now()); }))
      return false;
    clock.advance_ms(7 * minute_ms);
  }
  return true;
}

bool Screen::rate(const OrderId& id) {
  Actor requester;
  requester.person = database->read([&](db::Reader& reader) {
    return reader.find("SELECT requester_id FROM orders WHERE id = $1", id)->id<PersonId>(0);
  });
  const auto score = static_cast<std::int64_t>(pick(5) + 1);
  return act([&](db::Tx& tx) { return steps.rate(tx, requester, id, score, "来得很准时", clock.now()); });
}

bool Screen::step() {
  const Instant now = clock.now();
  const std::size_t what = pick(10);
  if (what < 3) return place();
  if (what == 3) {
    const OrderId id = some_order("submitted");
    orders::Triage triage;
    if (pick(2) == 0) triage.site = stations[pick(stations.size())];  // to another site, of another office perhaps
    return !id.empty() && act([&](db::Tx& tx) { return steps.triage(tx, dispatcher, id, triage, now); });
  }
  if (what == 4) {
    const OrderId id = some_order("triaged");
    orders::Dispatch dispatch;
    dispatch.open_claim = true;
    return !id.empty() && act([&](db::Tx& tx) { return steps.dispatch(tx, dispatcher, id, dispatch, now); });
  }
  if (what == 5) {
    const OrderId id = some_order("dispatched");
    const Actor who = volunteer();
    return !id.empty() && act([&](db::Tx& tx) { return steps.claim(tx, who, id, now); });
  }
  if (what == 6) {
    const OrderId id = some_order("accepted");
    return !id.empty() && serve(id);
  }
  if (what == 7) {
    const OrderId id = some_order("completed");
    return !id.empty() && rate(id);
  }
  if (what == 8) {
    const OrderId id = some_order("triaged");
    return !id.empty() && act([&](db::Tx& tx) { return steps.reject(tx, dispatcher, id, "不在服务范围", now); });
  }
  clock.advance_ms(static_cast<std::int64_t>(pick(20)) * minute_ms);
  const OrderId id = some_order("submitted");
  return !id.empty() && act([&](db::Tx& tx) { return steps.escalate(tx, id, clock.now()); });
}

TEST_P(Screen, AStaleStateAndTheMessagesAreTheFreshState) {
  const std::uint64_t seed = Random::from_system().next();
  std::cout << "seed " << seed << "\n";
  SCOPED_TRACE("seed " + std::to_string(seed));
  dice.seed(seed);
  ScreenService service(*database, clock);
  std::map<std::string, std::vector<std::string>> told;  // by room
  ScreenPump pump(
      *database, clock, [&](const std::string& room, std::string_view text) { told[room].emplace_back(text); },
      [](const std::string&) { return true; });
  std::map<std::string, Client> clients, dropped;
  for (const SiteId& root : {center, offices[0], offices[1], stations[0]}) {
    pump.watch(root.str());
    clients[root.str()] = Client::of(state_words(service.state(root)));
  }
  int done = 0;
  for (int i = 0; i < 220; ++i) {
    done += step() ? 1 : 0;
    if (pick(4) == 0) pump.turn();
    if (i == 110) dropped = clients;  // these hear nothing more until they come back
    for (auto& [room, client] : clients) {
      for (const std::string& message : told[room]) client.take(message);
      told[room].clear();
    }
  }
  EXPECT_GT(done, 80);
  pump.turn(true);
  for (auto& [room, client] : clients) {
    SCOPED_TRACE(room == center.str() ? "center" : "below");
    for (const std::string& message : told[room]) client.take(message);
    // Rated at another minute, a clock may have come within a day since the figures were told.
    for (const std::string& message : service.missed(SiteId(room), -1)) client.take(message);
    const Client fresh = Client::of(state_words(service.state(SiteId(room))));
    client.expect_same(fresh);
    Client back = dropped[room];
    for (const std::string& message : service.missed(SiteId(room), back.seq)) back.take(message);
    EXPECT_FALSE(back.resync);
    back.expect_same(fresh);
  }
}

TEST_P(Screen, FiguresToldAfterMovesAreEnoughByThemselves) {
  dice.seed(5);
  ScreenService service(*database, clock);
  std::vector<std::string> told;
  ScreenPump pump(
      *database, clock, [&](const std::string&, std::string_view text) { told.emplace_back(text); },
      [](const std::string&) { return true; });
  pump.watch(center.str());
  Client client = Client::of(state_words(service.state(center)));
  for (int i = 0; i < 150; ++i) step();
  pump.turn(true);
  for (const std::string& message : told) client.take(message);
  client.expect_same(Client::of(state_words(service.state(center))));
  EXPECT_GT(Document(client.figures).integer("person_times_today").value_or(0), 0) << "a history worth looking at";
  EXPECT_GT(Document(client.figures).integer("rated_today").value_or(0), 0);
}

TEST_P(Screen, ARoomIsForgottenOnceItsLastSocketHasLeft) {
  std::set<std::string> open{"stays", "leaves"}, told;
  ScreenPump pump(
      *database, clock, [&](const std::string& room, std::string_view) { told.insert(room); },
      [&](const std::string& room) { return open.contains(room); });
  for (const char* room : {"stays", "leaves"}) pump.watch(room);
  const auto hear = [&] {
    told.clear();
    for (const char* room : {"stays", "leaves"})
      EXPECT_TRUE(act([&](db::Tx& tx) -> Outcome {
        outbox::publish(tx, {"broadcast", stations[0], {}, R"({"broadcast_id":")" + std::string(room) + "\"}"},
                        clock.now());
        return Done{};
      }));
    pump.turn();
    return told;
  };
  EXPECT_EQ(hear(), open);
  open.erase("leaves");
  clock.advance_ms(2 * minute_ms);
  pump.turn();
  EXPECT_EQ(hear(), open) << "and those who are still there hear on";
}

TEST_P(Screen, SaysResyncToWhoMissedTooMuchOrIsAheadOfUs) {
  ScreenService service(*database, clock);
  const std::int64_t last = database->read([](db::Reader& reader) { return outbox::last_seq(reader); });
  EXPECT_EQ(*Document(service.missed(center, last + 1).at(0)).text("type"), "resync");
  for (int i = 0; i < 501; ++i)
    ASSERT_TRUE(act([&](db::Tx& tx) -> Outcome {
      outbox::publish(tx, {"order.moved", stations[0], {}, "{\"order_id\":\"x\"}"}, clock.now());
      return Done{};
    }));
  EXPECT_EQ(*Document(service.missed(center, last).at(0)).text("type"), "resync");
  EXPECT_EQ(service.missed(center, last + 1).size(), 500U + 2U) << "and the figures, and the activities";
  EXPECT_EQ(service.missed(offices[1], last).size(), 2U) << "other sites' moves are not theirs";
}

TEST_P(Screen, ShowsTheWantedSiteOnlyWithinOnesOwn) {
  ScreenService service(*database, clock);
  Actor leader;
  leader.person = dispatcher.person;
  leader.grants = {{Role::leader, offices[0], {}}};
  EXPECT_EQ(*service.root(leader, SiteId()), offices[0]);
  EXPECT_EQ(*service.root(leader, stations[0]), stations[0]);
  EXPECT_EQ(*service.root(leader, offices[1]), offices[0]);
  EXPECT_EQ(*service.root(leader, center), offices[0]);
  leader.grants = {{Role::auditor, center, {}}};
  EXPECT_EQ(service.root(leader, center).error().reason, "access.denied");
}

/// The next message of that type; the figures that every room gets now and then may come between.
Document next_of(testing::WsClient& socket, std::string_view type) {
  for (;;) {
    Document message(socket.next_text());
    if (message.text("type") == type) return message;
  }
}

TEST_P(Screen, PushesOverASocketAndToTheNoticesOfOnePerson) {
  testing::HttpRig rig;
  ScreenService service(*database, clock);
  struct Ticking final : Clock {
    explicit Ticking(const Clock& of) : today(of) {}
    Instant now() const override { return today.now(); }
    std::int64_t ticks_us() const override { return SystemClock().ticks_us(); }
    const Clock& today;
  } const ticking(clock);
  ScreenPump pump(
      *database, ticking, [&](const std::string& room, std::string_view text) { rig.hub.publish(room, text); },
      [&](const std::string& room) { return rig.hub.is_open(room); });
  add_routes(rig.routes, service);
  add_sockets(rig.hub, service, pump);
  rig.people["zhongxin"] = dispatcher;
  const std::uint16_t port = rig.start();
  database->on_commit([&] { pump.wake(); });
  pump.start();
  testing::HttpClient web(port);
  web.use_session("zhongxin");
  const auto state = web.get("/api/screen");
  ASSERT_EQ(state.status, 200) << state.body;
  EXPECT_EQ(web.get("/api/screen/live?after=x", {{"Connection", "Upgrade"}}).status, 426);
  const std::string after = std::to_string(*Document(state.body).integer("seq"));
  const testing::Headers session{{"Cookie", "ws=zhongxin"}};
  testing::WsClient screen(port, "/api/screen/live?after=" + after, session);
  EXPECT_TRUE(next_of(screen, "figures").integer("figures.placed_today"));
  testing::WsClient notices(port, "/api/notices/live", session);
  ASSERT_EQ(notices.answer().status, 101);
  dice.seed(3);
  ASSERT_TRUE(place());
  const Document move = next_of(screen, "move");
  EXPECT_EQ(*move.text("move.kind"), "placed");
  EXPECT_EQ(*move.text("row.state"), "submitted");
  EXPECT_EQ(next_of(screen, "figures").integer("figures.placed_today"), 1);
  ASSERT_TRUE(act([&](db::Tx& tx) -> Outcome {
    outbox::publish(tx, {"notice", {}, dispatcher.person, "{\"id\":\"N\",\"kind\":\"order.submitted\"}"},
                    clock.now());
    return Done{};
  }));
  EXPECT_EQ(*Document(notices.next_text()).text("notice.id"), "N");
  database->on_commit({});
  pump.stop();
}

INSTANTIATE_TEST_SUITE_P(Engines, Screen, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::screen
