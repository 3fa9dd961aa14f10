// Sites, menu and teams as their services serve them, on the demo district, on both engines.
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

#include "base/json.h"
#include "menu/menu_api.h"
#include "menu/menu_service.h"
#include "menu/public.h"
#include "search/public.h"
#include "search/search_api.h"
#include "seed/public.h"
#include "sites/public.h"
#include "sites/site_api.h"
#include "sites/site_service.h"
#include "teams/public.h"
#include "teams/team_api.h"
#include "teams/team_service.h"
#include "testing/database.h"
#include "testing/source_dir.h"
#include "volunteers/public.h"

namespace ws {
namespace {

constexpr Instant start{1'795'392'000'000};  // 2026-11-23T00:00:00Z

class FixedClock final : public Clock {
 public:
  Instant now() const override { return start.plus_ms(day_ms); }
  std::int64_t ticks_us() const override { return 0; }
};

/// Goes on at once, on the thread that posts.
class Inline final : public Executor {
 public:
  void post(std::function<void()> job) override {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    ready_.notify_one();
  }
  template <class T>
  T wait(Task<T> task) {
    Executor::set_current(this);
    std::optional<T> result;
    std::exception_ptr failure;
    bool finished = false;
    spawn(std::move(task), [&](std::exception_ptr thrown, std::optional<T> value) {
      failure = thrown;
      result = std::move(value);
      finished = true;
    });
    while (!finished) {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [&] { return !jobs_.empty(); });
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> jobs_;
};

class Places : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    database->migrate();
    const Vault vault(std::string(32, 'k'));
    seed::SeedOptions options;
    options.data = ws::testing::source_dir() + "/data";
    options.start = start;
    options.volunteers = 40;
    options.password = "demo-password-5s";
    const auto seeded = seed::seed_pidu(*database, vault, options);
    ASSERT_TRUE(seeded.ok()) << seeded.error().reason;
  }

  SiteId site_id(const std::string& code) {
    return database->read([&](db::Reader& reader) {
      return reader.find("SELECT id FROM sites WHERE code = $1", code).value().id<SiteId>(0);
    });
  }
  TeamId team_id(const std::string& code) {
    return database->read([&](db::Reader& reader) {
      return reader.find("SELECT id FROM teams WHERE code = $1", code).value().id<TeamId>(0);
    });
  }
  MenuItemId item_id(const std::string& code) {
    return database->read([&](db::Reader& reader) {
      return reader.find("SELECT id FROM menu_items WHERE code = $1", code).value().id<MenuItemId>(0);
    });
  }
  std::int64_t count(const std::string& table) {
    return database->read([&](db::Reader& reader) { return reader.find("SELECT COUNT(*) FROM " + table)->i64(0); });
  }
  PersonId person_id(const std::string& login) {
    return database->read([&](db::Reader& reader) {
      return reader.find("SELECT id FROM persons WHERE login = $1", login).value().id<PersonId>(0);
    });
  }
  Actor actor(const std::string& login, Role role, const std::string& site) {
    return {person_id(login), false, {{role, site.empty() ? SiteId() : site_id(site), {}}}, ""};
  }
  idempotency::Key key(const Actor& who, const std::string& text, const std::string& use_case) {
    return {who.person, text, use_case, text};
  }
  /// The site's page as it stands, ready to be changed.
  sites::Edit edit_of(const SiteId& site) {
    const auto detail = sites.site(site);
    sites::Edit edit;
    edit.version = detail->site.version;
    edit.summary = detail->site.summary;
    edit.address = detail->site.address;
    edit.phone = detail->site.phone;
    edit.hours = {{{1, 2, 3, 4, 5}, 540, 1020}};
    edit.rooms = detail->rooms;
    for (const sites::Ref& item : detail->menu) edit.menu_items.emplace_back(item.id);
    return edit;
  }
  Result<std::string> save(const Actor& who, const SiteId& site, const sites::Edit& edit, const std::string& text) {
    return loop.wait(sites.edit(who, site, edit, key(who, text, "sites.edit")));
  }

  testing::TestDatabase place{GetParam()};
  std::unique_ptr<db::Database> database = place.open();
  FixedClock clock;
  Random random{7};
  Inline loop;
  sites::SiteService sites{*database, clock, random};
  menu::MenuService menu{*database, clock, random};
  Rules rules;
  teams::TeamService teams{*database, clock, random, rules};
};

// Sites.

TEST_P(Places, lists_sites_by_kind_town_words_and_subtree) {
  EXPECT_EQ(sites.list({})->size(), 205U);
  EXPECT_EQ(sites.list({"office", "", "", {}})->size(), 12U);
  EXPECT_EQ(sites.list({"station", "", "", {}})->size(), 157U);
  EXPECT_EQ(sites.list({"base", "", "", {}})->size(), 35U);
  EXPECT_EQ(sites.list({"station", "510117001", "", {}})->size(), 22U);
  const auto found = sites.list({"", "", "书院社区", {}});
  ASSERT_FALSE(found->empty());
  EXPECT_NE(found->front().name.find("书院社区"), std::string::npos);
  const auto below = sites.list({"station", "", "", site_id("510117001")});
  EXPECT_EQ(below->size(), 22U);
  EXPECT_TRUE(sites.list({"station", "", "", site_id("510117004001")})->size() == 1U) << "itself";
  EXPECT_EQ(sites.list({"castle", "", "", {}}).error().reason, "site.unknown_kind");
  EXPECT_EQ(sites.list({})->front().kind, "center") << "the tree from its root";
}

TEST_P(Places, shows_a_site_with_rooms_hours_menu_and_areas) {
  const auto detail = sites.site(site_id("510117001021"));
  ASSERT_TRUE(detail.ok());
  EXPECT_FALSE(detail->rooms.empty());
  EXPECT_NE(detail->site.hours.find("\"days\""), std::string::npos);
  EXPECT_FALSE(detail->menu.empty());
  ASSERT_EQ(detail->areas.size(), 1U);
  EXPECT_EQ(detail->areas[0].name, "郫筒街道公园城市示范片区");
  EXPECT_EQ(sites.site(SiteId::fresh(start, random)).error().reason, "site.not_found");
  EXPECT_EQ(sites.areas().size(), 3U);
  const auto boundary = sites.boundary();
  ASSERT_TRUE(boundary.ok());
  EXPECT_NE(boundary->geometry.find("MultiPolygon"), std::string::npos);
}

TEST_P(Places, a_clerk_changes_text_hours_rooms_and_offers_of_the_own_site_together) {
  const SiteId site = site_id("510117001021");
  const Actor clerk = actor("shuyuan", Role::clerk, "510117001021");
  sites::Edit edit = edit_of(site);
  edit.summary = "新添了钢琴角，周末有人弹琴。";
  edit.rooms = {{"钢琴角", "练琴与小演出", "2楼", 12}};
  edit.menu_items = {item_id("haircut_site")};
  const auto saved = save(clerk, site, edit, "k1");
  ASSERT_TRUE(saved.ok()) << saved.error().reason;
  const auto after = sites.site(site);
  EXPECT_EQ(after->site.version, edit.version + 1);
  ASSERT_EQ(after->rooms.size(), 1U);
  EXPECT_EQ(after->rooms[0].name, "钢琴角");
  ASSERT_EQ(after->menu.size(), 1U);
  EXPECT_EQ(after->site.hours, sites::hours_json(edit.hours));
  const auto hits = database->read([](db::Reader& reader) { return search::find(reader, "钢琴", "site", 5); });
  ASSERT_EQ(hits.size(), 1U) << "and is found by its new words";
  EXPECT_EQ(hits[0].ref, site.str());
}

TEST_P(Places, a_clerk_of_a_foreign_subtree_changes_nothing) {
  const SiteId site = site_id("510117001021");
  const Actor neighbour = actor("ziyun", Role::clerk, "510117001020");
  EXPECT_EQ(save(neighbour, site, edit_of(site), "k1").error().reason, "site.not_yours");
  const Actor town = actor("pitong", Role::dispatcher, "510117001");
  EXPECT_TRUE(save(town, site, edit_of(site), "k2").ok()) << "the office above may";
  EXPECT_EQ(save(town, site_id("510117004"), edit_of(site_id("510117004")), "k3").error().reason, "site.not_yours")
      << "another town";
  EXPECT_EQ(save(town, site_id("510117"), edit_of(site_id("510117")), "k4").error().reason, "site.not_yours")
      << "nor the center above";
  const Actor leader = actor("pitong-ld", Role::leader, "510117001");
  EXPECT_EQ(save(leader, site, edit_of(site), "k5").error().reason, "site.not_yours") << "a leader reads only";
  EXPECT_EQ(save(town, SiteId::fresh(start, random), edit_of(site), "k6").error().reason, "site.not_found");
}

TEST_P(Places, an_edit_of_an_older_version_is_refused) {
  const SiteId site = site_id("510117001021");
  const Actor clerk = actor("shuyuan", Role::clerk, "510117001021");
  const sites::Edit edit = edit_of(site);
  ASSERT_TRUE(save(clerk, site, edit, "k1").ok());
  const auto second = save(clerk, site, edit, "k2");
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().reason, "site.changed_meanwhile");
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_TRUE(save(clerk, site, edit, "k1").ok()) << "the same request again is answered as the first time";
  EXPECT_EQ(sites.site(site)->site.version, edit.version + 1) << "and has one effect";
}

TEST_P(Places, an_edit_with_one_wrong_part_changes_no_part) {
  const SiteId site = site_id("510117001021");
  const Actor clerk = actor("shuyuan", Role::clerk, "510117001021");
  const auto before = sites.site(site);
  sites::Edit edit = edit_of(site);
  edit.summary = "不应保存";
  edit.rooms.clear();
  edit.menu_items.push_back(MenuItemId::fresh(start, random));
  const auto saved = save(clerk, site, edit, "k1");
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "menu.unknown_item");
  EXPECT_EQ(saved.error().field, "menu_item_ids[" + std::to_string(edit.menu_items.size() - 1) + "]");
  const auto after = sites.site(site);
  EXPECT_EQ(after->site.summary, before->site.summary);
  EXPECT_EQ(after->rooms.size(), before->rooms.size());
  EXPECT_EQ(after->site.version, before->site.version);
}

TEST_P(Places, a_site_moves_along_its_states_with_an_event_each) {
  const SiteId site = site_id("510117001021");
  const Actor admin = actor("sysadmin", Role::system_admin, "510117");
  const auto events = count("site_events");
  const auto move = [&](sites::SiteState to, const std::string& text) {
    return loop.wait(sites.change_state(admin, site, to, "消防检查", key(admin, text, "sites.change_state")));
  };
  EXPECT_TRUE(move(sites::SiteState::rectifying, "k1").ok());
  EXPECT_EQ(move(sites::SiteState::closed, "k2").error().reason, "site.state_not_allowed");
  EXPECT_TRUE(move(sites::SiteState::operating, "k3").ok());
  EXPECT_TRUE(move(sites::SiteState::closed, "k4").ok());
  EXPECT_EQ(move(sites::SiteState::operating, "k5").error().reason, "site.state_not_allowed");
  EXPECT_EQ(count("site_events"), events + 3);
  const Actor clerk = actor("shuyuan", Role::clerk, "510117001021");
  EXPECT_EQ(save(clerk, site, edit_of(site), "k6").error().reason, "site.closed");
  const auto hits = database->read([](db::Reader& reader) { return search::find(reader, "书院社区", "site", 5); });
  EXPECT_TRUE(std::none_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.ref == site.str(); }));
}

TEST_P(Places, only_a_system_administrator_above_moves_a_site) {
  const SiteId site = site_id("510117001021");
  const auto move = [&](const Actor& who, const std::string& text) {
    return loop.wait(sites.change_state(who, site, sites::SiteState::rectifying, "检查", key(who, text, "m")));
  };
  EXPECT_EQ(move(actor("shuyuan", Role::clerk, "510117001021"), "k1").error().reason, "site.not_yours");
  EXPECT_EQ(move(actor("sysadmin", Role::system_admin, "510117004"), "k2").error().reason, "site.not_yours");
  EXPECT_TRUE(move(actor("sysadmin", Role::system_admin, ""), "k3").ok()) << "of the whole platform";
}

// The menu.

TEST_P(Places, pages_through_the_whole_menu_without_gap_or_repeat) {
  std::set<std::string> seen;
  std::string cursor;
  std::int64_t last_category = 0;
  for (int pages = 0; pages < 20; ++pages) {
    const auto page = menu.page({}, cursor, 9);
    ASSERT_TRUE(page.ok());
    for (const menu::MenuItem& item : page->items) {
      EXPECT_TRUE(seen.insert(item.item.code).second) << item.item.code;
      EXPECT_GE(item.category_position, last_category);
      last_category = item.category_position;
    }
    if (!page->next) break;
    cursor = *page->next;
  }
  EXPECT_EQ(seen.size(), 80U);
  EXPECT_EQ(menu.page({}, "nonsense", 9).error().reason, "list.bad_cursor");
}

TEST_P(Places, filters_the_menu_by_category_words_site_and_team) {
  const auto categories = menu.categories();
  ASSERT_EQ(categories.size(), 10U);
  const auto care = menu.page({"care", "", {}, {}}, "", 100);
  const auto row = std::find_if(categories.begin(), categories.end(), [](const auto& c) { return c.code == "care"; });
  EXPECT_EQ(static_cast<std::int64_t>(care->items.size()), row->items) << "the count beside the category";
  EXPECT_EQ(menu.page({"", "理发", {}, {}}, "", 100)->items.size(), 2U);
  const auto of_site = menu.page({"", "", site_id("510117001021"), {}}, "", 100);
  EXPECT_EQ(of_site->items.size(), sites.site(site_id("510117001021"))->menu.size());
  const auto of_team = menu.page({"", "", {}, team_id("craft_barbers")}, "", 100);
  EXPECT_EQ(of_team->items.size(), teams.team({}, team_id("craft_barbers"))->menu.size());
  EXPECT_FALSE(of_team->items.empty());
  EXPECT_GE(menu.skills().size(), 40U);
}

menu::Draft draft() {
  return {"care", "陪读报纸", "Reading the paper", "每周一次，给看不清字的老人读报。", "reading", "home", "", 45,
          1,      true};
}

TEST_P(Places, a_system_administrator_adds_and_edits_a_menu_item_with_its_version) {
  const Actor admin = actor("sysadmin", Role::system_admin, "510117");
  const auto added = loop.wait(menu.add(admin, draft(), key(admin, "k1", "menu.add")));
  ASSERT_TRUE(added.ok()) << added.error().reason;
  const MenuItemId item(*added);
  const auto again = loop.wait(menu.add(admin, draft(), key(admin, "k1", "menu.add")));
  EXPECT_EQ(*again, *added) << "the same request has one effect";
  menu::Draft changed = draft();
  changed.name = "陪读书报";
  ASSERT_TRUE(loop.wait(menu.edit(admin, item, 1, changed, key(admin, "k2", "menu.edit"))).ok());
  EXPECT_EQ(loop.wait(menu.edit(admin, item, 1, changed, key(admin, "k3", "menu.edit"))).error().reason,
            "menu.changed_meanwhile");
  EXPECT_EQ(menu.item({}, item)->item.item.name, "陪读书报");
  changed.active = false;
  ASSERT_TRUE(loop.wait(menu.edit(admin, item, 2, changed, key(admin, "k4", "menu.edit"))).ok());
  EXPECT_EQ(menu.item({}, item).error().reason, "menu.not_found") << "retired: hidden is absent";
  EXPECT_TRUE(menu.item(admin, item).ok());
  EXPECT_TRUE(database->read([](db::Reader& reader) { return search::find(reader, "陪读书报", "", 5); }).empty());
}

TEST_P(Places, nobody_else_writes_the_menu_and_unknown_codes_are_refused) {
  const Actor clerk = actor("shuyuan", Role::clerk, "510117");
  EXPECT_EQ(loop.wait(menu.add(clerk, draft(), key(clerk, "k1", "menu.add"))).error().reason, "access.denied");
  const Actor admin = actor("sysadmin", Role::system_admin, "510117");
  menu::Draft wrong = draft();
  wrong.skill = "telepathy";
  EXPECT_EQ(loop.wait(menu.add(admin, wrong, key(admin, "k2", "menu.add"))).error().reason, "menu.unknown_skill");
  wrong = draft();
  wrong.category = "magic";
  EXPECT_EQ(loop.wait(menu.add(admin, wrong, key(admin, "k3", "menu.add"))).error().reason, "menu.unknown_category");
}

TEST_P(Places, figures_count_finished_orders_and_average_only_rated_ones) {
  const MenuItemId item = item_id("haircut_site");
  const PersonId who = person_id("jumin1");
  const SiteId site = site_id("510117001021");
  const TeamId team = team_id("vet_patrol");
  int number = 0;
  const auto place_order = [&](const std::string& state, std::optional<std::int64_t> rating) {
    const std::string order_number = std::to_string(++number);
    const auto done = database->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(
          "INSERT INTO orders (id, number, requester_id, lane, placed_by, menu_item_id, category, title, need, "
          "site_id, "
          "place, contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, state, "
          "state_since_ms, triage_due_ms, overall_due_ms, created_ms, rating, team_id) "
          "VALUES ($1, $2, $3, 'online', $3, $4, 'convenience', 't', 'n', $5, 'site', 'c', '', '', 1, 1, 2, $6, 1, "
          "1, 1, "
          "1, $7, $8)",
          OrderId::fresh(start, random), order_number, who, item, site, state, rating, team);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  };
  place_order("completed", std::nullopt);
  place_order("rated", 5);
  place_order("archived", 4);
  place_order("submitted", std::nullopt);
  const auto detail = menu.item({}, item);
  EXPECT_EQ(detail->item.figures.completed, 3);
  EXPECT_EQ(detail->item.figures.ratings, 2);
  EXPECT_EQ(menu::average_e2(detail->item.figures), 450);
  const auto page = menu.page({"convenience", "", {}, {}}, "", 20);
  const auto row =
      std::find_if(page->items.begin(), page->items.end(), [&](const auto& i) { return i.item.id == item; });
  ASSERT_NE(row, page->items.end());
  EXPECT_EQ(row->figures.completed, 3) << "the page says the same";
  EXPECT_EQ(detail->sites.size() + detail->teams.size(), static_cast<std::size_t>(detail->item.offered_by));
  EXPECT_EQ(teams.team({}, team_id("veterans_corps"))->team.completed, 3) << "a team counts its sub-teams' services";
}

// Teams and volunteers.

TEST_P(Places, a_team_counts_a_person_of_two_sub_teams_once) {
  const TeamId corps = team_id("veterans_corps");
  const auto before = teams.team({}, corps);
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->team.sub_teams, 15);
  ASSERT_EQ(before->sub_teams.size(), 15U);
  const auto members = teams.members(actor("laobing", Role::clerk, ""), corps);
  ASSERT_TRUE(members.ok()) << "a leading member may, whatever the roles";
  ASSERT_EQ(static_cast<std::int64_t>(members->size()), before->team.members);
  const PersonId one = members->front().volunteer;
  const auto done = database->write_now([&](db::Tx& tx) -> Outcome {
    for (const teams::Team& sub : before->sub_teams)
      tx.exec(
          "INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, 0, 1) ON CONFLICT DO "
          "NOTHING",
          sub.id, one);
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  const auto after = teams.team({}, corps);
  EXPECT_EQ(after->team.members, before->team.members);
  std::int64_t person_times = 0;
  for (const teams::Team& sub : after->sub_teams) person_times += sub.members;
  EXPECT_GT(person_times, after->team.members) << "memberships are more than people";
}

TEST_P(Places, members_are_shown_to_leaders_of_the_team_and_of_those_above_only) {
  const TeamId corps = team_id("veterans_corps");
  const TeamId patrol = team_id("vet_patrol");
  const Actor of_corps{person_id("zyz1"), true, {{Role::team_leader, {}, corps}}, ""};
  EXPECT_TRUE(teams.members(of_corps, patrol).ok());
  const Actor of_patrol{person_id("zyz1"), true, {{Role::team_leader, {}, patrol}}, ""};
  EXPECT_TRUE(teams.members(of_patrol, patrol).ok());
  EXPECT_EQ(teams.members(of_patrol, corps).error().reason, "team.not_yours") << "not upwards";
  EXPECT_EQ(teams.members(of_patrol, team_id("vet_river")).error().reason, "team.not_yours") << "nor sideways";
  EXPECT_EQ(teams.members({}, patrol).error().reason, "team.not_yours") << "nor without an account";
  EXPECT_EQ(teams.members(of_corps, TeamId::fresh(start, random)).error().reason, "team.not_found");
}

TEST_P(Places, other_features_learn_who_leads_and_who_belongs) {
  const TeamId patrol = team_id("vet_patrol");
  database->read([&](db::Reader& reader) {
    const auto leaders = teams::leaders(reader, patrol);
    EXPECT_GE(leaders.size(), 2U) << "its own and the corps'";
    EXPECT_EQ(leaders.back(), person_id("laobing")) << "nearest first";
    const auto members = teams::members(reader, patrol);
    EXPECT_FALSE(members.empty());
    for (const PersonId& member : members) {
      EXPECT_TRUE(teams::has_member(reader, patrol, member));
      EXPECT_TRUE(teams::has_member(reader, team_id("veterans_corps"), member));
      EXPECT_TRUE(volunteers::find(reader, member).has_value());
    }
    EXPECT_EQ(teams::teams_of(reader, person_id("zyz2")).front().id, team_id("craft_barbers"));
    EXPECT_EQ(teams::led_by(reader, Actor{person_id("laobing"), true, {}, ""}).front().id, team_id("veterans_corps"));
    return 0;
  });
}

TEST_P(Places, pages_through_teams_at_the_top_and_searches_at_every_depth) {
  std::set<std::string> seen;
  std::string cursor;
  for (int pages = 0; pages < 20; ++pages) {
    const auto page = teams.page({}, cursor, 20);
    ASSERT_TRUE(page.ok());
    for (const teams::Team& team : page->items) EXPECT_TRUE(seen.insert(team.code).second);
    if (!page->next) break;
    cursor = *page->next;
  }
  EXPECT_EQ(seen.size(), 46U);
  const auto found = teams.page({"平安巡逻分队", {}, {}}, "", 20);
  ASSERT_EQ(found->items.size(), 1U);
  EXPECT_EQ(found->items[0].parent, team_id("veterans_corps"));
}

TEST_P(Places, the_pool_of_volunteers_has_their_skills_and_free_times) {
  database->read([&](db::Reader& reader) {
    const auto all = volunteers::registered(reader, "", {}, 1000);
    EXPECT_GE(all.size(), 40U);
    for (const auto& volunteer : all) {
      EXPECT_FALSE(volunteer.skills.empty()) << volunteer.number;
      EXPECT_FALSE(volunteer.times.empty()) << volunteer.number;
    }
    const std::string skill = all.front().skills.front();
    const auto some = volunteers::registered(reader, skill, {}, 1000);
    const auto expected = std::count_if(all.begin(), all.end(), [&](const auto& v) { return v.has_skill(skill); });
    EXPECT_EQ(static_cast<std::ptrdiff_t>(some.size()), expected);
    for (const auto& volunteer : some) EXPECT_TRUE(volunteer.has_skill(skill));
    const auto near = volunteers::registered(reader, "", site_id("510117001"), 1000);
    EXPECT_LT(near.size(), all.size());
    for (const auto& volunteer : near) EXPECT_TRUE(sites::within(reader, volunteer.site, site_id("510117001")));
    EXPECT_FALSE(volunteers::find(reader, person_id("jumin1"))) << "a resident is no volunteer";
    return 0;
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, Places, ::testing::ValuesIn(testing::engines), testing::engine_name);

// Over the routes, with the documents of the contract.

class PlacesApi : public Places {
 protected:
  void SetUp() override {
    Places::SetUp();
    sites::add_routes(routes, sites);
    menu::add_routes(routes, menu);
    teams::add_routes(routes, teams);
    search::add_routes(routes, search);
  }
  http::Response call(http::Method method, const std::string& path, http::Request request = {}) {
    const auto match = routes.match(method, path);
    if (!match.route) throw std::logic_error("no route " + path);
    request.method = method;
    request.path = path;
    request.target = path;
    request.params = match.params;
    return loop.wait(match.route->handler(request));
  }
  http::Response get(const std::string& path, std::vector<std::pair<std::string, std::string>> query = {}) {
    http::Request request;
    request.query = std::move(query);
    return call(http::Method::get, path, std::move(request));
  }
  http::Response put(const std::string& path, const Actor& who, const std::string& body, const std::string& text) {
    http::Request request;
    request.actor = who;
    request.body = body;
    request.headers = {{"Idempotency-Key", text}};
    return call(http::Method::put, path, std::move(request));
  }
  search::SearchService search{*database};
  http::Routes routes;
};

TEST_P(PlacesApi, every_page_of_the_contract_answers_with_its_members) {
  const std::string site = site_id("510117001021").str();
  const std::string team = team_id("veterans_corps").str();
  const std::string item = item_id("haircut_site").str();
  const std::pair<std::string, std::vector<std::string>> pages[] = {
      {"/api/categories", {"categories"}},
      {"/api/skills", {"skills"}},
      {"/api/menu", {"items", "next"}},
      {"/api/menu/" + item, {"item", "sites", "teams"}},
      {"/api/sites", {"sites"}},
      {"/api/sites/" + site,
       {"id",        "code",   "kind",   "name",  "short_name", "state",         "parent_id", "town_code",
        "town_name", "lat_e6", "lon_e6", "datum", "surveyed",   "demonstration", "summary",   "address",
        "phone",     "hours",  "rooms",  "plans", "menu",       "areas",         "version"}},
      {"/api/areas", {"areas"}},
      {"/api/map/boundary", {"datum", "approval_number", "geometry"}},
      {"/api/teams", {"items", "next"}},
      {"/api/teams/" + team, {"team", "sub_teams", "menu", "leaders", "own"}},
      {"/api/search", {"results"}}};
  for (const auto& [path, members] : pages) {
    SCOPED_TRACE(path);
    const http::Response response = get(path);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(json::Document(response.body).names(""), members);
  }
  const auto found = json::Document(get("/api/search", {{"q", "理发"}}).body).items("results");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().names(""), (std::vector<std::string>{"kind", "id", "name", "summary"}));
}

TEST_P(PlacesApi, what_is_not_there_and_what_is_no_identifier_look_the_same) {
  const std::string absent = SiteId::fresh(start, random).str();
  for (const char* folder : {"/api/sites/", "/api/menu/", "/api/teams/"}) {
    const http::Response first = get(folder + absent);
    EXPECT_EQ(first.status, 404);
    EXPECT_EQ(get(std::string(folder) + "nonsense").body, first.body);
  }
  EXPECT_EQ(get("/api/sites", {{"within", "nonsense"}}).status, 400);
  EXPECT_EQ(get("/api/menu", {{"limit", "0"}}).status, 400);
  EXPECT_EQ(get("/api/menu", {{"limit", "5x"}}).status, 400);
  EXPECT_EQ(get("/api/search", {{"q", "理发"}, {"kind", "person"}}).status, 400);
}

TEST_P(PlacesApi, an_edit_is_read_strictly_and_saved_whole) {
  const std::string path = "/api/sites/" + site_id("510117001021").str();
  const Actor clerk = actor("shuyuan", Role::clerk, "510117001021");
  const auto body = [](const std::string& version, const std::string& open, const std::string& more) {
    return R"({"version":)" + version + R"(,"summary":"新摘要","address":"书院街","phone":"028-0000-0001",)" +
           R"("hours":[{"days":[1,2],"open":")" + open + R"(","close":"17:00"}],)" +
           R"("rooms":[{"name":"讲堂","purpose":"讲座","floor":"1楼","seats":40}],"menu_item_ids":[])" + more + "}";
  };
  const auto refused = [&](const std::string& text, const std::string& key_text) {
    const http::Response response = put(path, clerk, text, key_text);
    EXPECT_EQ(response.status, 400) << response.body;
    return json::Document(response.body).text("field").value_or("");
  };
  EXPECT_EQ(refused(body("1", "17:30", ""), "k1"), "hours[0]");
  EXPECT_EQ(refused(body("1", "9:00", ""), "k2").substr(0, 8), "hours[0]");
  EXPECT_EQ(refused(body("1", "09:00", R"(,"state":"closed")"), "k3"), "state") << "unknown fields are refused";
  EXPECT_EQ(put(path, clerk, body("1", "09:00", ""), "k4").status, 200);
  EXPECT_EQ(put(path, clerk, body("1", "09:00", ""), "k5").status, 409) << "the version has moved on";
  const auto shown = json::Document(get(path).body);
  EXPECT_EQ(shown.text("summary"), "新摘要");
  EXPECT_EQ(shown.items("rooms").size(), 1U);
  EXPECT_TRUE(shown.items("menu").empty());
  const Actor foreign = actor("ziyun", Role::clerk, "510117001020");
  EXPECT_EQ(put(path, foreign, body("2", "09:00", ""), "k6").status, 403);
}

INSTANTIATE_TEST_SUITE_P(Engines, PlacesApi, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST(Volunteers, is_free_only_when_one_weekly_time_covers_all_of_it) {
  const std::vector<volunteers::FreeTime> times{{1, 540, 690}, {1, 840, 1020}};
  const Instant monday_9 = start.plus_ms(hour_ms);  // 2026-11-23 is a Monday; 09:00 in Chengdu is 01:00Z
  EXPECT_TRUE(volunteers::is_free(times, monday_9, monday_9.plus_ms(150 * minute_ms)));
  EXPECT_FALSE(volunteers::is_free(times, monday_9, monday_9.plus_ms(151 * minute_ms)));
  EXPECT_FALSE(volunteers::is_free(times, monday_9.plus_ms(-minute_ms), monday_9.plus_ms(hour_ms)));
  EXPECT_FALSE(volunteers::is_free(times, monday_9.plus_ms(day_ms), monday_9.plus_ms(day_ms + hour_ms))) << "Tuesday";
}

}  // namespace
}  // namespace ws
