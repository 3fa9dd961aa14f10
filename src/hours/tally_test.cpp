// The tallies against a plain count of the ledger, over random histories on both engines.

#include <gmock/gmock.h>

#include <iostream>
#include <map>
#include <random>
#include <set>

#include "hours/hours_store.h"
#include "hours/public.h"
#include "hours/tally_service.h"
#include "hours/tally_store.h"
#include "testing/database.h"
#include "testing/fake_clock.h"

namespace ws::hours {
namespace {

// Where an entry stands is its last event; where it belongs is what the tables of places say. Nothing of
// hours_standing or of the tallies is read.
const std::string naive =
    "WITH RECURSIVE up (team_id, above_id) AS (SELECT id, id FROM teams UNION SELECT up.team_id, t.parent_id FROM up "
    "JOIN teams t ON t.id = up.above_id WHERE t.parent_id IS NOT NULL), "
    "lines (line, entry_id) AS (SELECT 'site:' || t.ancestor_id, h.id FROM hours_entries h JOIN site_tree t ON "
    "t.site_id = h.site_id UNION SELECT 'site:' || t.ancestor_id || '/' || h.source, h.id FROM hours_entries h JOIN "
    "site_tree t ON t.site_id = h.site_id UNION SELECT 'at:' || h.site_id, h.id FROM hours_entries h UNION SELECT "
    "'team:' || up.above_id, h.id FROM hours_entries h JOIN up ON up.team_id = h.team_id UNION SELECT 'project:' || "
    "a.project_id, h.id FROM hours_entries h JOIN signups s ON s.id = h.signup_id JOIN activities a ON a.id = "
    "s.activity_id UNION SELECT 'area:' || m.area_id, h.id FROM hours_entries h JOIN site_tree t ON t.site_id = "
    "h.site_id JOIN area_sites m ON m.site_id = t.ancestor_id) "
    "SELECT l.line, e.state, h.starts_ms, (SELECT COALESCE(q.merged_into, q.id) FROM persons q WHERE q.id = "
    "h.volunteer_id), h.minutes FROM lines l JOIN hours_entries h ON h.id = "
    "l.entry_id JOIN hours_events e ON e.entry_id = h.id WHERE e.state <> 'reversed' AND NOT EXISTS (SELECT 1 FROM "
    "hours_events n WHERE n.entry_id = e.entry_id AND n.position > e.position)";

struct Counted {
  std::int64_t services = 0;
  std::int64_t minutes = 0;
  std::set<std::string> people;
};
using Report = std::map<std::pair<std::string, std::string>, Counted>;

/// "line standing: services minutes people", for comparing.
std::string say(const std::string& line, const std::string& standing, std::int64_t services, std::int64_t minutes,
                std::int64_t people) {
  return line + " " + standing + ": " + std::to_string(services) + " " + std::to_string(minutes) + " " +
         std::to_string(people);
}

class TallyTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    database_->migrate();
    write([&](db::Tx& tx) {
      add_site(tx, "C", "");
      add_site(tx, "O1", "C");
      add_site(tx, "O2", "C");
      for (const char* station : {"S1", "S2"}) add_site(tx, station, "O1");
      for (const char* station : {"S3", "S4"}) add_site(tx, station, "O2");
      tx.exec("INSERT INTO areas (id, code, name, summary) VALUES ('A', 'A', '示范片区', '')");
      tx.exec("INSERT INTO area_sites (area_id, site_id) VALUES ('A', 'S1'), ('A', 'O2')");
      tx.exec(
          "INSERT INTO teams (id, code, parent_id, site_id, name, host, summary) VALUES ('T', 'T', NULL, 'C', "
          "'老兵', '', ''), ('T1', 'T1', 'T', 'O1', '分队', '', ''), ('U', 'U', NULL, 'O2', '书院', '', '')");
      tx.exec(
          "INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES ('c', 1, 'c', '', '', '')");
      for (const std::string& person : volunteers_) {
        tx.exec("INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $1, '', $1, 0)",
                person);
        tx.exec("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ($1, $1, 'registered', 'C')",
                person);
      }
      for (const char* project : {"P1", "P2"}) add_project(tx, project);
    });
  }

  void add_site(db::Tx& tx, const std::string& site, const std::string& parent) {
    const std::optional<std::string> above = parent.empty() ? std::nullopt : std::optional(parent);
    tx.exec(
        "INSERT INTO sites (id, code, kind, parent_id, name, short_name, state) VALUES ($1, $1, $2, $3, $1, '', "
        "'operating')",
        site,
        parent.empty()  ? "center"
        : parent == "C" ? "office"
                        : "station",
        above);
    tx.exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $1, 0)", site);
    if (!parent.empty())
      tx.exec(
          "INSERT INTO site_tree (ancestor_id, site_id, depth) SELECT ancestor_id, $2, depth + 1 FROM site_tree "
          "WHERE site_id = $1",
          parent, site);
  }
  /// With an activity and a signup of every volunteer.
  void add_project(db::Tx& tx, const std::string& project) {
    tx.exec(
        "INSERT INTO projects (id, site_id, name, summary, state, created_by, created_ms) VALUES ($1, 'C', $1, '', "
        "'running', 'V0', 0)",
        project);
    tx.exec(
        "INSERT INTO activities (id, number, project_id, site_id, category, title, summary, conditions, risks, "
        "hazardous, insurance, place, private_details, opens_ms, closes_ms, mode, quota, state, state_since_ms, "
        "author_id, starts_ms, ends_ms, created_ms) VALUES ($1, $1, $1, 'C', 'c', $1, '', '', '', 0, '', '', '', "
        "0, 1, 'first_come', 0, 'archived', 0, 'V0', 0, 1, 0)",
        project);
    tx.exec("INSERT INTO shifts (id, activity_id, starts_ms, ends_ms, minimum_staff) VALUES ($1, $1, 0, 1, 0)",
            project);
    tx.exec(
        "INSERT INTO shift_roles (id, shift_id, position, name, capacity, reserved, minimum_age, training) VALUES "
        "($1, $1, 1, '', 50, 0, 0, '')",
        project);
    for (const std::string& person : volunteers_)
      tx.exec(
          "INSERT INTO signups (id, role_id, shift_id, activity_id, person_id, state, companions, reserved, "
          "arrival, starts_ms, ends_ms, created_ms) VALUES ($1, $2, $2, $2, $3, 'counted', 0, 0, 1, 0, 1, 0)",
          project + person, project, person);
  }

  template <class F>
  void write(F f) {
    const Outcome done = database_->write_now([&](db::Tx& tx) -> Outcome {
      f(tx);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }

  // ---- a random history

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(dice_); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all.at(below(all.size()));
  }

  void record_one() {
    const std::string person = one_of(volunteers_);
    const Instant starts = clock_.now().plus_ms(static_cast<std::int64_t>(below(9'000)) * hour_ms);
    const Instant ends = starts.plus_ms(static_cast<std::int64_t>(below(6)) * 37 * minute_ms);
    const SiteId site(one_of(std::vector<std::string>{"C", "O1", "S1", "S2", "S3", "S4"}));
    const TeamId team(one_of(std::vector<std::string>{"", "T", "T1", "U"}));
    const std::string project = one_of(std::vector<std::string>{"", "P1", "P2"});
    write([&](db::Tx& tx) {
      const Recorded made = project.empty()
                                ? record_service(tx, random_, policy_,
                                                 {PersonId(person), {}, site, starts, ends, "服务", team}, now(), {})
                                : record_presence(tx, random_, policy_,
                                                  {Source::roll_call, PersonId(person), SignupId(project + person),
                                                   site, team, "活动", starts, ends, std::nullopt, "名单"},
                                                  now(), {});
      entries_.push_back(made.entry);
    });
  }

  /// To any other state, as confirming, disputing and answering do; a refused step of a reversed one changes nothing.
  void step_one() {
    if (entries_.empty()) return;
    const HoursEntryId id = one_of(entries_);
    const State to =
        one_of(std::vector<State>{State::confirmed, State::disputed, State::publicised, State::effective});
    write([&](db::Tx& tx) {
      const Entry entry = find_entry(tx, id).value();
      if (entry.standing.state == State::reversed) return;
      Step step{id, entry.position + 1, {}, to};
      if (to == State::confirmed) step.due = now();
      ASSERT_TRUE(insert_step(tx, random_, step, now()));
    });
  }
  void reverse_one() {
    if (entries_.empty()) return;
    write([&](db::Tx& tx) { (void)reverse(tx, random_, one_of(entries_), PersonId("V0"), "记错了", now()); });
  }
  void move_on() {
    clock_.advance_ms(day_ms);
    write([&](db::Tx& tx) { (void)move_due(tx, random_, policy_, now()); });
  }
  /// A station goes to the other office, with its past; then the tallies are made anew.
  void move_site() {
    write([&](db::Tx& tx) {
      const bool there = tx.find("SELECT 1 FROM site_tree WHERE ancestor_id = 'O2' AND site_id = 'S2'").has_value();
      tx.exec("UPDATE site_tree SET ancestor_id = $1 WHERE ancestor_id = $2 AND site_id = 'S2'", there ? "O1" : "O2",
              there ? "O2" : "O1");
      tally_anew(tx);
    });
  }

  /// Two accounts turn out to be one person, or are parted again.
  void merge_or_part() {
    write([&](db::Tx& tx) {
      if (parting_) {
        ASSERT_TRUE(part_ledgers(tx, random_, rules_, *parting_, {}, now()).ok());
        parting_.reset();
        return;
      }
      const std::size_t merged = below(volunteers_.size());
      const std::size_t survivor = (merged + 1 + below(volunteers_.size() - 1)) % volunteers_.size();
      Parting parting{PersonId(volunteers_[merged]), PersonId(volunteers_[survivor]), {}, {}};
      const auto joined = join_ledgers(tx, random_, rules_, parting.merged, parting.survivor, {}, now());
      ASSERT_TRUE(joined.ok());
      parting.reentered = *joined;
      parting_ = std::move(parting);
    });
  }

  void act() {
    const std::size_t chance = below(100);
    if (chance < 45)
      record_one();
    else if (chance < 78)
      step_one();
    else if (chance < 88)
      reverse_one();
    else if (chance < 95)
      move_on();
    else if (chance < 98)
      merge_or_part();
    else
      move_site();
  }

  // ---- both ways of counting

  Report count(Months months) {
    Report report;
    for (const db::Row& row : database_->read([&](db::Reader& reader) { return reader.query(naive); })) {
      const std::int64_t month = month_number({row.i64(2)});
      if (month < months.from || month >= months.until) continue;
      for (const std::string& standing :
           {std::string(every_standing), std::string(counted_as(state_named(row.text(1))))}) {
        Counted& one = report[{row.text(0), standing}];
        ++one.services;
        one.minutes += row.i64(4);
        one.people.insert(row.text(3));
      }
    }
    return report;
  }

  void compare(Months months) {
    std::vector<std::string> plain;
    for (const auto& [key, one] : count(months))
      plain.push_back(
          say(key.first, key.second, one.services, one.minutes, static_cast<std::int64_t>(one.people.size())));
    std::vector<std::string> lines;
    for (const char* site : {"C", "O1", "O2", "S1", "S2", "S3", "S4"}) {
      lines.push_back("at:" + std::string(site));
      lines.push_back("site:" + std::string(site));
      for (const char* source : {"order", "roll_call"}) lines.push_back("site:" + std::string(site) + "/" + source);
    }
    for (const char* line : {"team:T", "team:T1", "team:U", "project:P1", "project:P2", "area:A"})
      lines.emplace_back(line);
    std::vector<std::string> tallied;
    for (const Tally& one : database_->read([&](db::Reader& reader) { return tallies(reader, lines, months); }))
      tallied.push_back(say(one.line, one.standing, one.services, one.minutes, one.people));
    EXPECT_EQ(tallied, plain) << "months " << months.from << " to " << months.until;
    compared_ += plain.size();
  }

  /// Every row of the tallies that says something.
  std::vector<std::string> rows() {
    std::vector<std::string> found;
    const auto say_all = [&](const char* sql) {
      for (const db::Row& row : database_->read([&](db::Reader& reader) { return reader.query(sql); }))
        found.push_back(row.text(0) + " " + row.text(1) + " " + std::to_string(row.i64(2)) + " " +
                        std::to_string(row.i64(3)) + " " + std::to_string(row.i64(4)));
    };
    say_all("SELECT line, standing, month, services, minutes FROM hours_tallies WHERE services <> 0");
    say_all("SELECT line, standing, month, since, people FROM hours_tally_people WHERE people <> 0");
    std::sort(found.begin(), found.end());
    return found;
  }

  void compare_months(const std::string& line, Months all) {
    std::vector<std::string> plain, tallied;
    for (std::int64_t month = all.from; month < all.until; ++month)
      for (const auto& [key, one] : count({month, month + 1}))
        if (key.first == line)
          plain.push_back(
              std::to_string(month) + " " +
              say(line, key.second, one.services, one.minutes, static_cast<std::int64_t>(one.people.size())));
    for (const Tally& one : database_->read([&](db::Reader& reader) { return tallies_by_month(reader, line, all); }))
      tallied.push_back(std::to_string(one.month) + " " +
                        say(line, one.standing, one.services, one.minutes, one.people));
    EXPECT_EQ(tallied, plain);
  }

  Instant now() const { return clock_.now(); }

  testing::FakeClock clock_;
  testing::TestDatabase home_{GetParam()};
  std::unique_ptr<db::Database> database_ = home_.open();
  Random random_{5};
  Policy policy_;
  Rules rules_;
  std::optional<Parting> parting_;
  std::mt19937_64 dice_;
  const std::vector<std::string> volunteers_{"V0", "V1", "V2", "V3", "V4"};
  std::vector<HoursEntryId> entries_;
  std::size_t compared_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, TallyTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(TallyTest, HardRule_FiguresAreWhatThePlainCountOfTheLedgerSays) {
  const std::uint64_t seed = Random::from_system().next();
  std::cout << "seed " << seed << "\n";
  SCOPED_TRACE("seed " + std::to_string(seed));
  dice_.seed(seed);
  const std::int64_t first = month_number(now());
  for (int round = 0; round < 12; ++round) {
    for (int acts = 0; acts < 25; ++acts) act();
    const auto from = first + static_cast<std::int64_t>(below(13));
    compare({from, from + 1 + static_cast<std::int64_t>(below(13))});
    compare({first - 12, first + 24});
    if (HasFailure()) return;
  }
  compare_months("site:C", {first, first + 14});
  compare_months("team:T", {first, first + 14});
  EXPECT_GT(compared_, 500U) << "the histories must have something in them";
  const auto step_by_step = rows();
  write([](db::Tx& tx) { (void)tally_anew(tx); });
  EXPECT_EQ(rows(), step_by_step) << "made anew they are what the steps made";
  EXPECT_EQ(database_->read([](db::Reader& reader) { return find_wrong_tally(reader); }), std::nullopt);
}

TEST_P(TallyTest, PeopleOfAStretchAreCountedOnceHoweverOftenTheyCame) {
  const Instant start = now();
  const auto serve = [&](const char* person, int months, const char* site) {
    write([&](db::Tx& tx) {
      const Instant starts = start.plus_ms(months * 31 * day_ms);
      (void)record_service(tx, random_, policy_,
                           {PersonId(person), {}, SiteId(site), starts, starts.plus_ms(hour_ms)}, now(), {});
    });
  };
  serve("V0", 0, "S1");
  serve("V0", 2, "S3");
  serve("V1", 1, "S1");
  serve("V0", 1, "S2");
  const std::int64_t first = month_number(start);
  const auto people = [&](const std::string& line, Months months) {
    const auto found = database_->read([&](db::Reader& reader) { return tallies(reader, {line}, months); });
    return found.empty() ? 0 : found.front().people;
  };
  EXPECT_EQ(people("site:C", {first, first + 3}), 2);
  EXPECT_EQ(people("site:C", {first + 1, first + 2}), 2);
  EXPECT_EQ(people("site:C", {first + 2, first + 3}), 1);
  EXPECT_EQ(people("site:O1", {first, first + 3}), 2);
  EXPECT_EQ(people("site:S1", {first, first + 1}), 1);
  EXPECT_EQ(people("site:S4", {first, first + 3}), 0);
}

TEST_P(TallyTest, AWrongTallyIsNamedAndMadeAnew) {
  record_one();
  write([&](db::Tx& tx) { tx.exec("UPDATE hours_tally_people SET people = people + 1 WHERE line = 'site:C'"); });
  const auto wrong = database_->read([](db::Reader& reader) { return find_wrong_tally(reader); });
  ASSERT_TRUE(wrong.has_value());
  EXPECT_THAT(*wrong, ::testing::HasSubstr("site:C"));
  write([](db::Tx& tx) { EXPECT_EQ(tally_anew(tx), 1); });
  EXPECT_EQ(database_->read([](db::Reader& reader) { return find_wrong_tally(reader); }), std::nullopt);
}

TEST_P(TallyTest, PeopleWhoComeAgainAfterYearsAreCountedAlikeBothWays) {
  const Instant start = now();
  // Months apart: as long as the longest stretch, a little less, a little more, and twice as long.
  for (const std::int64_t month : {0, 1, 60, 120, 181, 302})
    for (const char* person : {"V0", "V1"})
      write([&](db::Tx& tx) {
        const std::int64_t at = month_number(start) + month;
        const Instant starts = start_of_day({static_cast<int>(at / 12), static_cast<int>(at % 12) + 1, 2});
        (void)record_service(tx, random_, policy_,
                             {PersonId(person), {}, SiteId("S1"), starts, starts.plus_ms(hour_ms)}, now(), {});
      });
  EXPECT_EQ(database_->read([](db::Reader& reader) { return find_wrong_tally(reader); }), std::nullopt);
  const auto step_by_step = rows();
  EXPECT_GT(step_by_step.size(), 60U);
  write([](db::Tx& tx) { EXPECT_EQ(tally_anew(tx), 12); });
  EXPECT_EQ(rows(), step_by_step);
}

TEST_P(TallyTest, MadeAnewInPartsTheyAreWhatTheStepsMade) {
  dice_.seed(11);
  for (int acts = 0; acts < 80; ++acts) act();
  const auto step_by_step = rows();
  write([&](db::Tx& tx) {
    tx.exec("DELETE FROM hours_tally_people");
    tx.exec("UPDATE hours_tallies SET services = services + 1 WHERE line = 'site:C'");
    tx.exec(
        "INSERT INTO hours_tallies (line, standing, month, services, minutes) VALUES ('team:GONE', 'recorded', 1, 2, "
        "3)");
  });
  const auto counted = tally_in_parts(*database_);
  ASSERT_TRUE(counted.ok());
  EXPECT_GT(*counted, 20);
  EXPECT_EQ(rows(), step_by_step);
}

TEST_P(TallyTest, MakingThemAnewInPartsStopsWhenTheLedgerGoesOn) {
  dice_.seed(11);
  for (int acts = 0; acts < 80; ++acts) act();
  const auto other = home_.open();
  bool went_on = false;
  database_->on_commit([&] {
    if (std::exchange(went_on, true)) return;
    const Outcome done = other->write_now([&](db::Tx& tx) -> Outcome {
      (void)record_service(tx, random_, policy_, {PersonId("V0"), {}, SiteId("S1"), now(), now().plus_ms(hour_ms)},
                           now(), {});
      return Done{};
    });
    EXPECT_TRUE(done.ok());
  });
  const auto refused = tally_in_parts(*database_);
  ASSERT_FALSE(refused.ok()) << "there must be more than one part";
  EXPECT_EQ(refused.error().reason, "hours.ledger_moved");
  EXPECT_EQ(database_->read([](db::Reader& reader) { return find_wrong_tally(reader); }), std::nullopt)
      << "what was made anew has the step, and so has what was not";
}

/// What the migration counts of a ledger from before, against what the steps count.
TEST_P(TallyTest, TheMigrationCountsWhatWasThereBefore) {
  dice_.seed(7);
  for (int acts = 0; acts < 60; ++acts) act();
  if (!parting_) merge_or_part();
  write([&](db::Tx& tx) {
    for (const char* table : {"hours_tallies", "hours_tally_people"}) tx.exec("DELETE FROM " + std::string(table));
    for (const char* index : {"hours_standing_tally", "hours_standing_newest", "hours_standing_of_site",
                              "hours_standing_of_team", "hours_standing_of_project"})
      tx.exec("DROP INDEX " + std::string(index));
    tx.exec("UPDATE hours_standing SET source = '', project_id = NULL, counted = ''");
  });
  write([&](db::Tx& tx) {
    tx.exec("DELETE FROM schema_migrations WHERE name IN ('0019_figures_tallies.sql', '0021_identity_tallies.sql')");
    EXPECT_TRUE(tx.find("SELECT 1 FROM persons WHERE merged_into IS NOT NULL")) << "and accounts that were merged";
  });
  EXPECT_EQ(database_->migrate(), 2);
  EXPECT_EQ(database_->read([](db::Reader& reader) { return find_wrong_tally(reader); }), std::nullopt);
}

}  // namespace
}  // namespace ws::hours
