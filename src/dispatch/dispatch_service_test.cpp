// Suggestions and obstacles over a district made by hand, on both engines.

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "dispatch/public.h"
#include "hours/public.h"
#include "testing/database.h"

namespace ws::dispatch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr LocalDate wednesday{2026, 11, 25};

Instant at(int hour, int minute = 0) {
  return start_of_day(wednesday).plus_ms(hour * hour_ms + minute * minute_ms);
}

/// One site in the middle of things; everybody is free on Wednesdays from 8 to 20 unless told otherwise.
class DispatchTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  struct Person {
    std::string name;
    std::string skill = "nursing";
    std::string state = "registered";
    std::int64_t metres_north = 500;
    std::int64_t free_from = 8 * 60;
    std::int64_t free_until = 20 * 60;
  };

  void SetUp() override {
    database_->migrate();
    write([this](db::Tx& tx) {
      tx.exec(
          "INSERT INTO sites (id, code, kind, name, short_name, state, lat_e6, lon_e6) "
          "VALUES ($1, 's', 'station', '望丛村站', '', 'operating', $2, $3)",
          site_, lat, lon);
      tx.exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $1, 0)", site_);
      for (const auto& [code, name] : {std::pair("nursing", "照护护理"), std::pair("law", "法律咨询")})
        tx.exec("INSERT INTO skills (code, name, name_en) VALUES ($1, $2, 'Nursing care')", code, name);
      tx.exec(
          "INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES ('c', 1, '助老', '', '', "
          "'')");
      tx.exec(
          "INSERT INTO menu_items (id, code, category, name, name_en, summary, duration_minutes, volunteers_needed, "
          "skill, place) VALUES ($1, 'bath', 'c', '助浴', '', '', 120, 1, 'nursing', 'home')",
          item_);
      add_person(tx, requester_, "老人");
      add_order(tx, order_, "dispatched", at(14), at(16));
    });
  }

  template <class F>
  void write(F body) {
    const Outcome done = database_->write_now([&](db::Tx& tx) -> Outcome {
      body(tx);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  static void add_person(db::Tx& tx, const PersonId& person, const std::string& name) {
    tx.exec("INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $2, '', $1, 0)",
            person, name);
  }
  void add_order(db::Tx& tx, const OrderId& order, const std::string& state, Instant starts, Instant ends) {
    tx.exec(
        "INSERT INTO orders (id, number, requester_id, lane, placed_by, menu_item_id, category, skill, title, need, "
        "site_id, place, contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, "
        "state, state_since_ms, triage_due_ms, overall_due_ms, created_ms) VALUES ($1, $1, $2, 'online', $2, $3, "
        "'c', "
        "'nursing', '助浴', '', $4, 'home', '', '', '', 5, $5, $6, $7, 0, 0, 0, 0)",
        order, requester_, item_, site_, starts, ends, state);
  }
  PersonId volunteer(const Person& person) {
    const PersonId id = PersonId::fresh(now_, random_);
    write([&](db::Tx& tx) {
      add_person(tx, id, person.name);
      tx.exec(
          "INSERT INTO volunteers (person_id, number, state, site_id, lat_e6, lon_e6) VALUES ($1, $1, $2, $3, $4, "
          "$5)",
          id, person.state, site_, lat + person.metres_north * 9, lon);
      tx.exec("INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, $2)", id, person.skill);
      tx.exec("INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, 3, $2, $3)",
              id, person.free_from, person.free_until);
    });
    return id;
  }
  TeamId team(const std::string& name, bool offers, const std::vector<PersonId>& members, std::int64_t active = 1) {
    const TeamId id = TeamId::fresh(now_, random_);
    write([&](db::Tx& tx) {
      tx.exec(
          "INSERT INTO teams (id, code, site_id, name, host, summary, active) VALUES ($1, $1, $2, $3, '', '', $4)",
          id, site_, name, active);
      if (offers) tx.exec("INSERT INTO menu_offers (id, menu_item_id, team_id) VALUES ($1, $2, $1)", id, item_);
      for (const PersonId& member : members)
        tx.exec("INSERT INTO team_members (team_id, person_id, since_ms) VALUES ($1, $2, 0)", id, member);
    });
    return id;
  }
  OrderId crew(const PersonId& who, Instant starts, Instant ends, const std::string& state = "accepted") {
    const OrderId id = OrderId::fresh(now_, random_);
    write([&](db::Tx& tx) {
      add_order(tx, id, state, starts, ends);
      tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)", id, who,
              starts, ends);
    });
    return id;
  }
  void decline(const PersonId& volunteer_or_none, const TeamId& team_or_none) {
    write([&](db::Tx& tx) {
      tx.exec(
          "INSERT INTO dispatch_offers (id, order_id, team_id, volunteer_id, offered_by, offered_ms, expires_ms, "
          "state) "
          "VALUES ($1, $2, $3, $4, $5, 0, 0, 'declined')",
          OfferId::fresh(now_, random_), order_, team_or_none, volunteer_or_none, requester_);
    });
  }
  Need need() const {
    Need need;
    need.order = order_;
    need.menu_item = item_;
    need.skill = "nursing";
    need.site = site_;
    need.lat_e6 = lat;
    need.lon_e6 = lon;
    need.starts = at(14);
    need.ends = at(16);
    return need;
  }
  std::vector<Suggestion> suggested(const Need& need, const Limits& limits = {}) {
    return database_->read([&](db::Reader& reader) { return suggest(reader, need, policy_, now_, limits); });
  }
  static std::vector<std::string> names(const std::vector<Suggestion>& suggestions) {
    std::vector<std::string> found;
    for (const Suggestion& suggestion : suggestions) found.push_back(suggestion.name);
    return found;
  }
  std::string obstacle_of(const PersonId& person, const Need& need) {
    return database_->read([&](db::Reader& reader) {
      const auto error = obstacle(reader, person, need, policy_, now_);
      return error ? error->reason : std::string();
    });
  }

  static constexpr std::int64_t lat = 30'800'000;
  static constexpr std::int64_t lon = 103'900'000;
  testing::TestDatabase home_{GetParam()};
  std::unique_ptr<db::Database> database_ = home_.open();
  Random random_{11};
  Policy policy_;
  Instant now_ = at(9);
  const SiteId site_ = SiteId::fresh(at(0), random_);
  const MenuItemId item_ = MenuItemId::fresh(at(0), random_);
  const PersonId requester_ = PersonId::fresh(at(0), random_);
  const OrderId order_ = OrderId::fresh(at(0), random_);
};

TEST_P(DispatchTest, OnlyThoseWhoFitAreSuggestedAndNoneOfThemWouldBeRefused) {
  const PersonId fits = volunteer({.name = "合适"});
  const PersonId unskilled = volunteer({.name = "技能不符", .skill = "law"});
  const PersonId suspended = volunteer({.name = "暂停", .state = "suspended"});
  const PersonId pending = volunteer({.name = "待核验", .state = "pending"});
  const PersonId busy = volunteer({.name = "冲突"});
  crew(busy, at(15), at(17));
  const PersonId tired = volunteer({.name = "超时"});
  crew(tired, at(8), at(12));
  crew(tired, at(17), at(19, 30));
  const PersonId elsewhere_in_time = volunteer({.name = "没空", .free_until = 15 * 60});
  const PersonId disabled = volunteer({.name = "停用"});
  write([&](db::Tx& tx) { tx.exec("UPDATE persons SET disabled_ms = 1 WHERE id = $1", disabled); });

  EXPECT_THAT(names(suggested(need())), ElementsAre("合适"));
  EXPECT_EQ(obstacle_of(fits, need()), "");
  EXPECT_EQ(obstacle_of(unskilled, need()), "order.skill_missing");
  EXPECT_EQ(obstacle_of(suspended, need()), "order.volunteer_not_registered");
  EXPECT_EQ(obstacle_of(pending, need()), "order.volunteer_not_registered");
  EXPECT_EQ(obstacle_of(disabled, need()), "order.volunteer_not_registered");
  EXPECT_EQ(obstacle_of(requester_, need()), "order.volunteer_not_registered");
  EXPECT_EQ(obstacle_of(busy, need()), "order.overlap");
  EXPECT_EQ(obstacle_of(tired, need()), "order.daily_limit");
  EXPECT_EQ(obstacle_of(elsewhere_in_time, need()), "") << "stated times are no obstacle";
}

TEST_P(DispatchTest, OrdersThatAreOverOrNotYetTakenBlockNobody) {
  const PersonId person = volunteer({.name = "合适"});
  for (const char* state : {"completed", "rated", "archived", "returned", "withdrawn"})
    crew(person, at(14), at(16), state);
  EXPECT_EQ(obstacle_of(person, need()), "");
  EXPECT_THAT(names(suggested(need())), ElementsAre("合适"));
  for (const char* state : {"accepted", "scheduled", "in_service"}) {
    const PersonId busy = volunteer({.name = state});
    crew(busy, at(13), at(14, 1), state);
    EXPECT_EQ(obstacle_of(busy, need()), "order.overlap");
  }
  EXPECT_THAT(names(suggested(need())), ElementsAre("合适"));
}

TEST_P(DispatchTest, HoursCountedTodayWeighOnTheDay) {
  now_ = at(13);
  const PersonId person = volunteer({.name = "已服务"});
  const auto serve = [&](const OrderId& order, Instant starts, Instant ends) {
    write([&](db::Tx& tx) {
      hours::record_service(tx, random_, policy_, {person, order, site_, starts, ends}, now_, {});
    });
  };
  serve(crew(person, at(5), at(9), "completed"), at(5), at(9));
  const OrderId running = crew(person, at(10), at(12), "in_service");
  serve(running, at(10), at(12));
  EXPECT_EQ(obstacle_of(person, need()), "") << "240 + 120 counted, the running order not twice, and 120";
  EXPECT_THAT(names(suggested(need())), ElementsAre("已服务"));
  Need longer = need();
  longer.ends = at(16, 1);
  EXPECT_EQ(obstacle_of(person, longer), "order.daily_limit");
  EXPECT_THAT(suggested(longer), IsEmpty());
}

TEST_P(DispatchTest, ReasonsAreInWordsOfBothLanguages) {
  const PersonId person = volunteer({.name = "合适", .metres_north = 1'200});
  crew(person, at(9), at(10));
  const auto suggestions = suggested(need());
  ASSERT_EQ(suggestions.size(), 1U);
  const Suggestion& one = suggestions[0];
  EXPECT_EQ(one.kind, Kind::volunteer);
  EXPECT_EQ(one.id, person.str());
  EXPECT_EQ(one.load, 1);
  EXPECT_EQ(one.lat_e6, std::nullopt) << "where a volunteer lives is nobody's business";
  EXPECT_NEAR(static_cast<double>(one.distance_m.value_or(0)), 1'200, 10);
  std::vector<std::string> zh;
  for (const Words& words : one.reasons) {
    zh.push_back(words.zh);
    EXPECT_FALSE(words.en.empty());
  }
  EXPECT_THAT(zh, ElementsAre("有“照护护理”技能", "周三下午有空", "距服务地点 1.2 公里", "本周仅 1 单"));
}

TEST_P(DispatchTest, NearerFirstAndLessBusyFirst) {
  volunteer({.name = "远", .metres_north = 4'000});
  const PersonId near_and_busy = volunteer({.name = "近而忙", .metres_north = 300});
  volunteer({.name = "近", .metres_north = 400});
  for (int i = 0; i < 4; ++i) crew(near_and_busy, at(8 - 24, 10 * i), at(8 - 24, 10 * i + 10), "accepted");
  EXPECT_THAT(names(suggested(need())), ElementsAre("近", "远", "近而忙"));
}

TEST_P(DispatchTest, KnowingTheSiteHelps) {
  volunteer({.name = "新人"});
  const PersonId known = volunteer({.name = "熟人"});
  crew(known, at(-24 * 20), at(-24 * 20 + 2), "archived");
  const auto suggestions = suggested(need());
  EXPECT_THAT(names(suggestions), ElementsAre("熟人", "新人"));
  EXPECT_EQ(suggestions[0].score, suggestions[1].score + 10);
}

TEST_P(DispatchTest, TeamsThatOfferTheItemOrHaveFreeMembers) {
  const PersonId free = volunteer({.name = "有空"});
  const PersonId busy = volunteer({.name = "忙"});
  crew(busy, at(14), at(16));
  team("提供项目", true, {});
  team("提供且有人", true, {free, busy});
  team("成员有空", false, {free});
  team("成员都忙", false, {busy});
  team("已停", true, {free}, 0);
  const auto suggestions = suggested(need());
  EXPECT_THAT(names(suggestions), UnorderedElementsAre("提供且有人", "提供项目", "成员有空", "有空"));
  for (const Suggestion& one : suggestions)
    if (one.name == "提供且有人") {
      EXPECT_EQ(one.reasons[1].zh, "1 名有“照护护理”技能的成员周三下午有空");
      EXPECT_EQ(one.lat_e6, lat);
      EXPECT_EQ(one.score, 100);
    }
}

TEST_P(DispatchTest, NeitherTheRequesterNorThoseWhoDeclinedNorTheCrew) {
  const PersonId declined = volunteer({.name = "已婉拒"});
  const PersonId free = volunteer({.name = "有空"});
  const PersonId going = volunteer({.name = "已在其中"});
  const PersonId asking = volunteer({.name = "点单人"});
  const TeamId refusing = team("已婉拒的队", true, {free});
  decline(declined, {});
  decline({}, refusing);
  write([&](db::Tx& tx) {
    tx.exec("UPDATE orders SET requester_id = $1 WHERE id = $2", asking, order_);
    tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)", order_,
            going, at(14), at(16));
  });
  EXPECT_THAT(names(suggested(need())), ElementsAre("有空"));
}

TEST_P(DispatchTest, ANeedWithoutASkillLooksAround) {
  volunteer({.name = "近处", .skill = "law"});
  volunteer({.name = "五公里外", .skill = "law", .metres_north = 5'200});
  Need any = need();
  any.skill.clear();
  any.menu_item = {};
  EXPECT_THAT(names(suggested(any)), ElementsAre("近处"));
  any.lat_e6 = any.lon_e6 = std::nullopt;  // at the site, which has a place
  EXPECT_THAT(names(suggested(any)), ElementsAre("近处"));
  write([&](db::Tx& tx) { tx.exec("UPDATE sites SET lat_e6 = NULL, lon_e6 = NULL"); });
  EXPECT_THAT(names(suggested(any)), UnorderedElementsAre("近处", "五公里外")) << "those of the site";
}

TEST_P(DispatchTest, AtMostSoManyAndTheSameEachTime) {
  for (int i = 0; i < 12; ++i) {
    const PersonId person = volunteer({.name = "志愿者" + std::to_string(i)});
    team("队" + std::to_string(i), true, {person});
  }
  const auto first = suggested(need(), {.teams = 3, .volunteers = 4});
  EXPECT_EQ(first.size(), 7U);
  EXPECT_EQ(names(first), names(suggested(need(), {.teams = 3, .volunteers = 4})));
  EXPECT_THAT(suggested(need(), {.teams = 0, .volunteers = 0}), IsEmpty());
}

TEST_P(DispatchTest, AcceptancesOfOneVolunteerWaitForEachOther) {
  const PersonId person = volunteer({.name = "合适"});
  const auto other = home_.open();
  std::vector<OrderId> orders;
  for (int i = 0; i < 8; ++i) {
    orders.push_back(OrderId::fresh(now_, random_));
    write([&](db::Tx& tx) { add_order(tx, orders.back(), "accepted", at(14), at(16)); });
  }
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> racers;
    for (std::size_t i = 0; i < orders.size(); ++i)
      racers.emplace_back([&, i] {
        db::Database& node = i % 2 == 0 ? *database_ : *other;
        const Outcome done = node.write_now([&](db::Tx& tx) -> Outcome {
          Need wanted = need();
          wanted.order = orders[i];
          tx.exec("UPDATE volunteers SET turn = turn + 1 WHERE person_id = $1", person);
          if (auto error = obstacle(tx, person, wanted, policy_, now_)) return *error;
          tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)",
                  orders[i], person, at(14), at(16));
          return Done{};
        });
        ++(done.ok() ? taken : refused);
      });
  }
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(refused, 7);
}

INSTANTIATE_TEST_SUITE_P(Engines, DispatchTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::dispatch
