// The ledger on both engines, over HTTP where people act on it.

#include "hours/hours_service.h"

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <optional>
#include <thread>

#include "base/json.h"
#include "hours/hours_api.h"
#include "hours/public.h"
#include "http/hub.h"
#include "http/server.h"
#include "people/public.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/http_client.h"

namespace ws::hours {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr LocalDate wednesday{2026, 11, 25};

Instant at(int hour, int minute = 0) {
  return start_of_day(wednesday).plus_ms(hour * hour_ms + minute * minute_ms);
}

/// A center with two stations; volunteer Li at the first, who is also its clerk, and Wang; clerks of both stations.
class HoursTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    database_->migrate();
    const Outcome made = database_->write_now([this](db::Tx& tx) -> Outcome {
      add_site(tx, center_, "center", {});
      add_site(tx, north_, "station", center_);
      add_site(tx, south_, "station", center_);
      for (const auto& [person, name] : names_) add_person(tx, person, name);
      tx.exec("INSERT INTO skills (code, name, name_en) VALUES ('nursing', '照护护理', 'Nursing care')");
      tx.exec(
          "INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES ('c', 1, '助老', '', '', "
          "'')");
      for (const PersonId& volunteer : {li_, wang_})
        tx.exec("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ($1, $2, 'registered', $3)",
                volunteer, volunteer.str(), north_);
      add_clerk(tx, north_clerk_, north_);
      add_clerk(tx, li_, north_);
      add_clerk(tx, south_clerk_, south_);
      add_order(tx, bath_, "助浴陪护");
      return Done{};
    });
    ASSERT_TRUE(made.ok());
    add_routes(routes_, service_);
    http::ServerOptions options;
    server_.emplace(
        options, routes_, std::vector<http::StaticDirectory>{}, hub_,
        [this](std::string_view token) { return actor(PersonId(std::string(token))); }, clock_, random_);
    server_->start();
  }
  void TearDown() override { server_->stop(std::chrono::milliseconds(500)); }

  void add_site(db::Tx& tx, const SiteId& site, const std::string& kind, const SiteId& parent) {
    tx.exec(
        "INSERT INTO sites (id, code, kind, parent_id, name, short_name, state) VALUES ($1, $1, $2, $3, '望丛村站', "
        "'', "
        "'operating')",
        site, kind, parent);
    tx.exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $1, 0)", site);
    if (!parent.empty())
      tx.exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $2, 1)", parent, site);
  }
  void add_person(db::Tx& tx, const PersonId& person, const std::string& name) {
    tx.exec("INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $2, '', $1, 0)",
            person, name);
  }
  void add_clerk(db::Tx& tx, const PersonId& person, const SiteId& site) {
    tx.exec("INSERT INTO grants (id, person_id, role, site_id, granted_ms) VALUES ($1, $1, 'clerk', $2, 0)", person,
            site);
  }
  void add_order(db::Tx& tx, const OrderId& order, const std::string& title) {
    tx.exec(
        "INSERT INTO orders (id, number, requester_id, lane, placed_by, category, title, need, site_id, place, "
        "contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, state, "
        "state_since_ms, triage_due_ms, overall_due_ms, created_ms) VALUES ($1, $1, $2, 'online', $2, 'c', $3, '', "
        "$4, "
        "'home', '', '', '', 1, 1, 2, 'completed', 0, 0, 0, 0)",
        order, north_clerk_, title, north_);
  }
  Actor actor(const PersonId& person) const {
    Actor actor;
    if (!names_.contains(person)) return actor;
    actor.person = person;
    actor.volunteer = person == li_ || person == wang_;
    if (person == north_clerk_ || person == li_) actor.grants.push_back({Role::clerk, north_, {}});
    if (person == south_clerk_) actor.grants.push_back({Role::clerk, south_, {}});
    if (person == leader_) actor.grants.push_back({Role::leader, center_, {}});
    return actor;
  }

  Recorded record(const PersonId& volunteer, Instant starts, Instant ends, const PersonId& by = {}) {
    const auto recorded = database_->write_now([&](db::Tx& tx) -> Result<Recorded> {
      return record_service(tx, random_, policy_, {volunteer, bath_, north_, starts, ends, "助浴陪护"}, clock_.now(),
                            by);
    });
    return recorded.value();
  }
  Result<HoursEntryId> take_back(const HoursEntryId& entry) {
    return database_->write_now([&](db::Tx& tx) -> Result<HoursEntryId> {
      return reverse(tx, random_, entry, north_clerk_, "记错人了", clock_.now());
    });
  }
  std::int64_t counted(const PersonId& volunteer) {
    return database_->read([&](db::Reader& reader) { return minutes_of_day(reader, volunteer, wednesday); });
  }
  std::vector<EffectiveEntry> effective(const PersonId& volunteer) {
    return database_->read([&](db::Reader& reader) { return effective_entries(reader, volunteer, at(0), at(24)); });
  }
  std::vector<std::string> states(const HoursEntryId& entry) {
    return texts("SELECT state FROM hours_events WHERE entry_id = $1 ORDER BY position", entry);
  }
  template <class... Args>
  std::vector<std::string> texts(std::string_view sql, const Args&... args) {
    return database_->read([&](db::Reader& reader) {
      std::vector<std::string> found;
      for (const db::Row& row : reader.query(sql, args...)) found.push_back(row.text(0));
      return found;
    });
  }
  testing::Answer as(const PersonId& person, const std::string& path, const std::string& body = {}) {
    testing::HttpClient client(server_->port());
    client.use_session(person.str());
    if (body.empty()) return client.get(path);
    return client.post_json(path, body, {{"Idempotency-Key", "key-" + std::to_string(++keys_)}});
  }
  testing::Answer confirm(const PersonId& person, const HoursEntryId& entry) {
    return as(person, "/api/hours/" + entry.str() + "/confirmation", "{}");
  }
  testing::Answer dispute(const PersonId& person, const HoursEntryId& entry) {
    return as(person, "/api/hours/" + entry.str() + "/dispute", R"({"reason":"我待到了十二点"})");
  }

  std::string open_dispute(const PersonId& staff) {
    return json::Document(as(staff, "/api/hours/disputes").body).items("items").at(0).text("id").value();
  }
  testing::Answer answer(const PersonId& person, const std::string& dispute, const std::string& body) {
    return as(person, "/api/hours/disputes/" + dispute + "/answer", body);
  }
  static constexpr const char* stands = R"({"outcome":"stands","rule":"hours.continuous_limit","answer":"已核实"})";
  static std::string corrected(Instant starts, Instant ends) {
    return R"({"outcome":"corrected","rule":"hours.by_evidence","answer":"照片为证","starts_ms":)" +
           std::to_string(starts.ms) + R"(,"ends_ms":)" + std::to_string(ends.ms) + "}";
  }
  testing::Answer late(const PersonId& person, const PersonId& volunteer, Instant starts, Instant ends,
                       const std::string& why = R"("evidence":"签到表照片 3 号","reason":"现场没有网络")") {
    return as(person, "/api/hours/late-entries",
              R"({"volunteer_number":")" + volunteer.str() + R"(","site_id":")" + north_.str() +
                  R"(","title":"望丛祠清洁日","starts_ms":)" + std::to_string(starts.ms) + R"(,"ends_ms":)" +
                  std::to_string(ends.ms) + "," + why + "}");
  }

  testing::TestDatabase home_{GetParam()};
  std::unique_ptr<db::Database> database_ = home_.open();
  testing::FakeClock clock_{at(20)};
  Rules rules_;
  Random random_{7};
  Policy policy_;
  const SiteId center_ = SiteId::fresh({1}, random_), north_ = SiteId::fresh({2}, random_),
               south_ = SiteId::fresh({3}, random_);
  const PersonId li_ = PersonId::fresh({1}, random_), wang_ = PersonId::fresh({2}, random_),
                 north_clerk_ = PersonId::fresh({3}, random_), south_clerk_ = PersonId::fresh({4}, random_),
                 leader_ = PersonId::fresh({5}, random_);
  const std::map<PersonId, std::string> names_{
      {li_, "李秀英"}, {wang_, "王建国"}, {north_clerk_, "陈敏"}, {south_clerk_, "赵刚"}, {leader_, "周兰"}};
  const OrderId bath_ = OrderId::fresh({1}, random_);
  HoursService service_{*database_, clock_, random_, rules_};
  int keys_ = 0;  ///< every call is a request of its own
  http::Routes routes_;
  http::Hub hub_;
  std::optional<http::Server> server_;
};

std::string reason_of(const testing::Answer& answer) {
  return json::Document(answer.body).text("reason").value_or("");
}

TEST_P(HoursTest, AServiceIsRecordedPendingAndTheVolunteerIsTold) {
  const Recorded recorded = record(li_, at(8), at(13));
  EXPECT_EQ(recorded.minutes, 240);
  EXPECT_EQ(recorded.present_minutes, 300);
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending"));
  EXPECT_THAT(texts("SELECT kind FROM notices WHERE person_id = $1", li_), ElementsAre("hours.pending"));
  EXPECT_EQ(counted(li_), 240);
  EXPECT_EQ(counted(wang_), 0);
}

TEST_P(HoursTest, ASecondServiceKnowsTheFirst) {
  record(li_, at(9), at(11));
  const Recorded second = record(li_, at(10), at(12));
  EXPECT_EQ(second.minutes, 60);
  EXPECT_EQ(counted(li_), 180);
  EXPECT_EQ(record(wang_, at(10), at(12)).minutes, 120);
}

TEST_P(HoursTest, SequenceNumbersHaveNoGap) {
  record(li_, at(9), at(10));
  record(wang_, at(9), at(10));
  ASSERT_TRUE(take_back(record(li_, at(14), at(15)).entry).ok());
  const auto rows = database_->read([](db::Reader& reader) {
    return reader.query("SELECT seq FROM hours_entries UNION ALL SELECT seq FROM hours_events ORDER BY seq");
  });
  ASSERT_EQ(rows.size(), 9U);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].i64(0), static_cast<std::int64_t>(i) + 1);
}

TEST_P(HoursTest, TheLedgerRefusesChange) {
  record(li_, at(9), at(10));
  for (const std::string_view change : {"UPDATE hours_entries SET minutes = 999", "DELETE FROM hours_entries",
                                        "UPDATE hours_events SET state = 'effective'", "DELETE FROM hours_events"})
    EXPECT_THROW((void)database_->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(change);
      return Done{};
    }),
                 db::Failure)
        << change;
}

TEST_P(HoursTest, AReversalFreesTheTimeAndIsFinal) {
  const Recorded wrong = record(li_, at(9), at(12));
  const auto reversal = take_back(wrong.entry);
  ASSERT_TRUE(reversal.ok());
  EXPECT_THAT(states(wrong.entry), ElementsAre("pending", "reversed"));
  EXPECT_THAT(states(*reversal), ElementsAre("reversed"));
  EXPECT_EQ(counted(li_), 0);
  EXPECT_EQ(take_back(wrong.entry).error().reason, "hours.not_reversible");
  EXPECT_EQ(take_back(*reversal).error().reason, "hours.not_reversible");
  EXPECT_EQ(take_back(HoursEntryId::fresh({1}, random_)).error().reason, "hours.not_found");
  EXPECT_EQ(confirm(north_clerk_, wrong.entry).status, 409);
  EXPECT_EQ(record(li_, at(9), at(12)).minutes, 180);
  const auto sum = database_->read([](db::Reader& reader) {
    return reader.find("SELECT CAST(SUM(minutes) AS BIGINT) FROM hours_entries")->i64(0);
  });
  EXPECT_EQ(sum, 180);
}

TEST_P(HoursTest, HardRule_WhatTwoAccountsOfOnePersonServedOnADayIsOneDay) {
  record(li_, at(9), at(10));
  record(wang_, at(14), at(15, 30));
  ASSERT_TRUE(database_->write_now([&](db::Tx& tx) -> Outcome {
    if (!people::merge_account(tx, wang_, li_, clock_.now())) return Error::conflict("merge.already");
    return Done{};
  }));
  database_->read([&](db::Reader& reader) {
    std::int64_t minutes = 0;
    for (const Counted& one : counted_on(reader, wednesday, std::span(&li_, 1))) {
      EXPECT_EQ(one.volunteer, li_);
      minutes += one.minutes;
    }
    EXPECT_EQ(minutes, 150) << "dispatch asks this before it suggests somebody past the daily hours";
  });
}

TEST_P(HoursTest, ManyAtOnceAndByOrder) {
  const Recorded first = record(li_, at(9), at(10));
  record(wang_, at(9), at(9, 30));
  ASSERT_TRUE(take_back(record(wang_, at(14), at(15)).entry).ok());
  database_->read([&](db::Reader& reader) {
    const std::vector<PersonId> people{li_, wang_, north_clerk_};
    std::map<PersonId, std::int64_t> minutes;
    for (const Counted& one : counted_on(reader, wednesday, people)) minutes[one.volunteer] += one.minutes;
    EXPECT_THAT(minutes, UnorderedElementsAre(std::pair(li_, 60), std::pair(wang_, 30)));
    EXPECT_TRUE(counted_on(reader, next_day(wednesday), people).empty());
    EXPECT_TRUE(counted_on(reader, wednesday, {}).empty());
    EXPECT_THAT(minutes_of_order(reader, bath_),
                UnorderedElementsAre(std::pair(li_, first.minutes), std::pair(wang_, 30)));
    EXPECT_EQ(pending_count(reader, actor(north_clerk_)), 2);
    EXPECT_EQ(pending_count(reader, actor(leader_)), 2);
    EXPECT_EQ(pending_count(reader, actor(south_clerk_)), 0);
    EXPECT_EQ(pending_count(reader, actor(wang_)), 0);
    return 0;
  });
}

TEST_P(HoursTest, AColleagueConfirms) {
  const Recorded recorded = record(li_, at(9), at(10));
  const auto answer = confirm(north_clerk_, recorded.entry);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::Document(answer.body).text("id"), recorded.entry.str());
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "confirmed"));
  EXPECT_THAT(texts("SELECT kind FROM notices WHERE person_id = $1 ORDER BY id", li_),
              UnorderedElementsAre("hours.pending", "hours.confirmed"));
  EXPECT_EQ(reason_of(confirm(north_clerk_, recorded.entry)), "hours.not_pending");
}

TEST_P(HoursTest, NobodyConfirmsTheirOwn) {
  const Recorded own = record(li_, at(9), at(10));
  const auto refused = confirm(li_, own.entry);  // Li is a clerk of this very station
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(reason_of(refused), "hours.own_entry");
  const Recorded recorded_by_clerk = record(wang_, at(9), at(10), north_clerk_);
  EXPECT_EQ(reason_of(confirm(north_clerk_, recorded_by_clerk.entry)), "hours.own_entry");
  EXPECT_THAT(states(own.entry), ElementsAre("pending"));
  EXPECT_EQ(confirm(li_, recorded_by_clerk.entry).status, 200);
}

TEST_P(HoursTest, HiddenLooksLikeAbsent) {
  const Recorded recorded = record(li_, at(9), at(10));
  const auto foreign = confirm(south_clerk_, recorded.entry);
  const auto absent = confirm(south_clerk_, HoursEntryId::fresh({1}, random_));
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, absent.body);
  EXPECT_EQ(dispute(wang_, recorded.entry).status, 404);
  EXPECT_EQ(confirm(wang_, recorded.entry).status, 403);    // the route is for clerks
  EXPECT_EQ(confirm(leader_, recorded.entry).status, 403);  // a leader reads
  EXPECT_EQ(as(PersonId("nobody"), "/api/hours/mine").status, 401);
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending"));
}

TEST_P(HoursTest, TheVolunteerDisputesAndTheSiteIsTold) {
  const Recorded recorded = record(wang_, at(9), at(10));
  EXPECT_EQ(dispute(wang_, recorded.entry).status, 200);
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "disputed"));
  EXPECT_THAT(texts("SELECT person_id FROM notices WHERE kind = 'hours.disputed'"),
              UnorderedElementsAre(north_clerk_.str(), li_.str()));
  EXPECT_THAT(texts("SELECT params FROM notices WHERE kind = 'hours.disputed'").front(),
              ::testing::AllOf(HasSubstr("王建国"), HasSubstr("助浴陪护"), HasSubstr("我待到了十二点")));
  EXPECT_EQ(reason_of(dispute(wang_, recorded.entry)), "hours.not_disputable");
  EXPECT_EQ(reason_of(confirm(north_clerk_, recorded.entry)), "hours.not_pending");
  EXPECT_EQ(as(wang_, "/api/hours/" + recorded.entry.str() + "/dispute", "{}").status, 400);
}

TEST_P(HoursTest, MineHasTotalsReasonsAndPages) {
  const Recorded long_one = record(li_, at(8), at(13));
  EXPECT_EQ(confirm(north_clerk_, long_one.entry).status, 200);
  const Recorded second = record(li_, at(14), at(15));
  ASSERT_TRUE(take_back(record(li_, at(16), at(17)).entry).ok());
  const json::Document all(as(li_, "/api/hours/mine").body);
  EXPECT_EQ(all.integer("confirmed_minutes"), 240);
  EXPECT_EQ(all.integer("pending_minutes"), 60);
  const auto items = all.items("items");
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0].text("source"), "reversal");
  EXPECT_EQ(items[0].integer("minutes"), -60);
  EXPECT_EQ(items[2].text("id"), second.entry.str());
  EXPECT_EQ(items[3].text("title"), "助浴陪护");
  EXPECT_EQ(items[3].text("volunteer_name"), "李秀英");
  const auto why = items[3].items("why");
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(why[0].text("rule"), "hours.continuous_limit");
  EXPECT_EQ(why[0].integer("minutes"), 60);
  EXPECT_NE(why[0].text("zh"), "hours.continuous_limit") << "the rule is told in a sentence";

  const json::Document page(as(li_, "/api/hours/mine?limit=3").body);
  EXPECT_EQ(page.items("items").size(), 3U);
  const json::Document rest(as(li_, "/api/hours/mine?limit=3&cursor=" + page.text("next").value()).body);
  ASSERT_EQ(rest.items("items").size(), 1U);
  EXPECT_EQ(rest.items("items")[0].text("id"), long_one.entry.str());
  EXPECT_EQ(rest.text("next"), std::nullopt);
  EXPECT_EQ(reason_of(as(li_, "/api/hours/mine?cursor=x")), "list.bad_cursor");
  EXPECT_EQ(reason_of(as(li_, "/api/hours/mine?limit=0")), "list.bad_limit");
}

TEST_P(HoursTest, PendingShowsTheSubtreeWaitingLongestFirst) {
  const Recorded first = record(li_, at(9), at(10));
  const Recorded second = record(wang_, at(9), at(10));
  EXPECT_EQ(confirm(north_clerk_, record(wang_, at(14), at(15)).entry).status, 200);
  for (const PersonId& reader : {north_clerk_, leader_}) {
    const auto items = json::Document(as(reader, "/api/hours/pending").body).items("items");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].text("id"), first.entry.str());
    EXPECT_EQ(items[1].text("id"), second.entry.str());
  }
  EXPECT_TRUE(json::Document(as(south_clerk_, "/api/hours/pending").body).items("items").empty());
  EXPECT_EQ(as(wang_, "/api/hours/pending").status, 403);
}

TEST_P(HoursTest, ConfirmedIsPublicisedAndThenEffectiveByTheClock) {
  const Recorded recorded = record(wang_, at(9), at(10));
  EXPECT_EQ(service_.tick(), 0) << "what waits for a colleague does not move by itself";
  EXPECT_EQ(confirm(north_clerk_, recorded.entry).status, 200);
  EXPECT_EQ(service_.tick(), 1);
  EXPECT_EQ(service_.tick(), 0);
  clock_.advance_ms(policy_.publicity_days * day_ms - 1);
  EXPECT_EQ(service_.tick(), 0);
  EXPECT_TRUE(effective(wang_).empty());
  clock_.advance_ms(1);
  EXPECT_EQ(service_.tick(), 1);
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "confirmed", "publicised", "effective"));
  EXPECT_THAT(texts("SELECT kind FROM notices WHERE person_id = $1 ORDER BY at_ms DESC LIMIT 1", wang_),
              ElementsAre("hours.effective"));
  const auto entries = effective(wang_);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].id, recorded.entry);
  EXPECT_EQ(entries[0].minutes, 60);
  EXPECT_EQ(entries[0].title, "助浴陪护");
  EXPECT_EQ(entries[0].site, north_);
  EXPECT_EQ(entries[0].site_name, "望丛村站");
  ASSERT_TRUE(take_back(recorded.entry).ok());
  EXPECT_TRUE(effective(wang_).empty());
}

TEST_P(HoursTest, AnybodySeesWhatIsPublicisedWithoutWholeNames) {
  const Recorded recorded = record(wang_, at(9), at(10));
  const std::string path = "/api/hours/publicised?site_id=";
  const auto items = [&](const SiteId& site) {
    return json::Document(as(PersonId("nobody"), path + site.str()).body).items("items");
  };
  EXPECT_TRUE(items(north_).empty());
  EXPECT_EQ(confirm(north_clerk_, recorded.entry).status, 200);
  service_.tick();
  const auto shown = items(center_);
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].text("volunteer"), "王**");
  EXPECT_EQ(shown[0].integer("minutes"), 60);
  EXPECT_EQ(shown[0].text("day"), "2026-11-25");
  EXPECT_EQ(shown[0].text("title"), "助老") << "the kind of service, never a resident's words";
  EXPECT_EQ(items(north_).size(), 1U);
  EXPECT_TRUE(items(south_).empty());
  EXPECT_EQ(as(PersonId("nobody"), path + SiteId::fresh({9}, random_).str()).status, 404);
}

TEST_P(HoursTest, AnActivityRecordsItsPresence) {
  Attendance attendance;
  attendance.source = Source::roll_call;
  attendance.volunteer = wang_;
  attendance.signup = SignupId::fresh({1}, random_);
  attendance.site = north_;
  attendance.title = "望丛祠清洁日";
  attendance.starts = at(9, 20);
  attendance.ends = at(11);
  attendance.planned = Planned{at(9), at(11)};
  attendance.evidence = "点名 1 号";
  const auto recorded = database_->write_now([&](db::Tx& tx) -> Result<Recorded> {
    return record_presence(tx, random_, policy_, attendance, clock_.now(), north_clerk_);
  });
  EXPECT_EQ(recorded->minutes, 100);
  const auto items = json::Document(as(wang_, "/api/hours/mine").body).items("items");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].text("source"), "roll_call");
  EXPECT_EQ(items[0].text("signup_id"), attendance.signup.str());
  EXPECT_EQ(items[0].text("evidence"), "点名 1 号");
  EXPECT_EQ(items[0].text("author_name"), "陈敏");
  const auto notes = items[0].items("notes");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].text("rule"), "hours.not_present");
  EXPECT_EQ(notes[0].integer("minutes"), 20);
  EXPECT_EQ(record(wang_, at(10), at(11)).minutes, 0) << "an order and an activity at once count once";
  EXPECT_EQ(reason_of(confirm(north_clerk_, recorded->entry)), "hours.own_entry") << "whoever called the roll";
  EXPECT_EQ(confirm(li_, recorded->entry).status, 200);
}

TEST_P(HoursTest, AnAnswerLetsAnEntryStandWhereItWas) {
  const Recorded recorded = record(wang_, at(9), at(10));
  EXPECT_EQ(confirm(li_, recorded.entry).status, 200);
  EXPECT_EQ(service_.tick(), 1);
  EXPECT_EQ(dispute(wang_, recorded.entry).status, 200);
  clock_.advance_ms(30 * day_ms);
  EXPECT_EQ(service_.tick(), 0) << "what is disputed does not become effective";
  const std::string id = open_dispute(north_clerk_);
  EXPECT_EQ(answer(south_clerk_, id, stands).status, 404);
  EXPECT_EQ(reason_of(answer(north_clerk_, id, R"({"outcome":"stands","rule":"no.rule","answer":"已核实"})")),
            "hours.rule");
  EXPECT_EQ(answer(north_clerk_, id, stands).status, 200);
  EXPECT_EQ(reason_of(answer(north_clerk_, id, stands)), "hours.dispute_answered");
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "confirmed", "publicised", "disputed", "publicised"));
  EXPECT_EQ(service_.tick(), 0) << "it is shown anew";
  clock_.advance_ms(policy_.publicity_days * day_ms);
  EXPECT_EQ(service_.tick(), 1);
  const auto mine = json::Document(as(wang_, "/api/hours/disputes/mine").body).items("items");
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].text("outcome"), "stands");
  EXPECT_EQ(mine[0].text("rule"), "hours.continuous_limit");
  EXPECT_EQ(texts("SELECT kind FROM notices WHERE person_id = $1 AND kind = 'hours.dispute_answered'", wang_).size(),
            1U);
  EXPECT_EQ(dispute(wang_, recorded.entry).status, 200) << "an effective entry can still be disputed";
}

TEST_P(HoursTest, HardRule_WhoConfirmedOrDisputedAnEntryDoesNotAnswerForIt) {
  const Recorded confirmed = record(wang_, at(9), at(10));
  EXPECT_EQ(confirm(north_clerk_, confirmed.entry).status, 200);
  EXPECT_EQ(dispute(wang_, confirmed.entry).status, 200);
  EXPECT_EQ(reason_of(answer(north_clerk_, open_dispute(north_clerk_), stands)), "hours.own_entry");
  EXPECT_EQ(answer(li_, open_dispute(li_), stands).status, 200);
  const Recorded own = record(li_, at(9), at(10));
  EXPECT_EQ(dispute(li_, own.entry).status, 200);
  EXPECT_EQ(reason_of(answer(li_, open_dispute(li_), stands)), "hours.own_entry");
}

TEST_P(HoursTest, ACorrectionReversesAndWritesAnewForAColleagueToConfirm) {
  const Recorded wrong = record(wang_, at(9), at(10));
  const auto disputed = as(wang_, "/api/hours/" + wrong.entry.str() + "/dispute",
                           R"({"reason":"我待到了十二点","starts_ms":)" + std::to_string(at(9).ms) +
                               R"(,"ends_ms":)" + std::to_string(at(12).ms) + "}");
  EXPECT_EQ(disputed.status, 200) << disputed.body;
  const json::Document open(as(north_clerk_, "/api/hours/disputes").body);
  EXPECT_EQ(open.items("items").at(0).integer("claimed_ends_ms"), at(12).ms);
  EXPECT_EQ(open.items("items").at(0).integer("ends_ms"), at(10).ms);
  const std::string id = open.items("items").at(0).text("id").value();
  EXPECT_EQ(
      reason_of(answer(north_clerk_, id, R"({"outcome":"corrected","rule":"hours.by_evidence","answer":"照片"})")),
      "hours.times");
  EXPECT_EQ(answer(north_clerk_, id, corrected(at(9), at(12))).status, 200);
  EXPECT_THAT(states(wrong.entry), ElementsAre("pending", "disputed", "reversed"));
  EXPECT_EQ(counted(wang_), 180);
  const HoursEntryId fresh(texts("SELECT replacement_id FROM hours_disputes").front());
  EXPECT_THAT(texts("SELECT evidence FROM hours_entries WHERE id = $1 AND source = 'order'", fresh),
              ElementsAre("照片为证"));
  EXPECT_EQ(reason_of(confirm(north_clerk_, fresh)), "hours.own_entry") << "whoever corrected it";
  EXPECT_EQ(confirm(li_, fresh).status, 200);
}

TEST_P(HoursTest, ANeighbourObjectsToWhatIsPublicisedAndIsNotNamed) {
  const Recorded recorded = record(wang_, at(9), at(10));
  const auto object = [&](const PersonId& person) {
    return as(person, "/api/hours/" + recorded.entry.str() + "/objection", R"({"reason":"那天站点没有开门"})");
  };
  EXPECT_EQ(object(leader_).status, 404) << "not publicised yet";
  EXPECT_EQ(confirm(li_, recorded.entry).status, 200);
  service_.tick();
  EXPECT_EQ(as(PersonId("nobody"), "/api/hours/" + recorded.entry.str() + "/objection", "{}").status, 401);
  EXPECT_EQ(object(leader_).status, 200);
  EXPECT_EQ(object(leader_).status, 404);
  const auto mine = json::Document(as(wang_, "/api/hours/disputes/mine").body).items("items");
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].boolean("objection"), true);
  EXPECT_EQ(mine[0].text("raised_by"), "");
  const auto open = json::Document(as(north_clerk_, "/api/hours/disputes").body).items("items");
  EXPECT_EQ(open.at(0).text("raised_by"), "周兰");
}

TEST_P(HoursTest, AnAbsenceIsAskedAboutAndBecomesALateEntry) {
  const auto ask = [&](const PersonId& person) {
    return as(person, "/api/hours/absences", R"({"order_id":")" + bath_.str() + R"(","reason":"我去了，忘了签到"})");
  };
  EXPECT_EQ(ask(wang_).status, 404) << "not on the crew";
  const Outcome crew = database_->write_now([this](db::Tx& tx) -> Outcome {
    tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, 1, 2)", bath_,
            wang_);
    return Done{};
  });
  ASSERT_TRUE(crew.ok());
  EXPECT_EQ(ask(wang_).status, 200);
  EXPECT_EQ(reason_of(ask(wang_)), "hours.not_disputable");
  EXPECT_EQ(answer(north_clerk_, open_dispute(north_clerk_), corrected(at(9), at(10))).status, 200);
  const auto items = json::Document(as(wang_, "/api/hours/mine").body).items("items");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].text("source"), "late_entry");
  EXPECT_EQ(items[0].integer("minutes"), 60);
  EXPECT_EQ(reason_of(ask(wang_)), "hours.counted");
}

TEST_P(HoursTest, HardRule_ALateEntryNeedsEvidenceASecondPersonAndAQuota) {
  rules_.policy.late_entry_monthly_quota = 2;
  EXPECT_EQ(late(north_clerk_, wang_, at(9), at(10), R"("evidence":"","reason":"漏签")").status, 400);
  EXPECT_EQ(reason_of(late(south_clerk_, wang_, at(9), at(10))), "site.not_yours");
  EXPECT_EQ(reason_of(late(li_, li_, at(9), at(10))), "hours.own_entry");
  EXPECT_EQ(reason_of(late(north_clerk_, north_clerk_, at(9), at(10))), "hours.no_volunteer");
  EXPECT_EQ(reason_of(late(north_clerk_, wang_, at(10), at(9))), "hours.times");
  EXPECT_EQ(reason_of(late(north_clerk_, wang_, at(19), at(21))), "hours.times") << "not over yet";
  EXPECT_EQ(reason_of(late(north_clerk_, wang_, at(9).plus_ms(-100 * day_ms), at(10).plus_ms(-100 * day_ms))),
            "hours.too_late");
  EXPECT_EQ(late(wang_, wang_, at(9), at(10)).status, 403);
  const auto entered = late(north_clerk_, wang_, at(9), at(10));
  ASSERT_EQ(entered.status, 200) << entered.body;
  const HoursEntryId entry(json::Document(entered.body).text("id").value());
  EXPECT_EQ(reason_of(confirm(north_clerk_, entry)), "hours.own_entry");
  EXPECT_EQ(confirm(li_, entry).status, 200);
  EXPECT_EQ(late(north_clerk_, wang_, at(14), at(15)).status, 200);
  EXPECT_EQ(reason_of(late(north_clerk_, wang_, at(15), at(16))), "hours.late_quota");
  EXPECT_EQ(late(li_, wang_, at(15), at(16)).status, 200) << "the quota is each administrator's";
  clock_.advance_ms(10 * day_ms);  // December
  EXPECT_EQ(late(north_clerk_, wang_, at(16), at(17)).status, 200);
  const auto pending = json::Document(as(li_, "/api/hours/pending").body).items("items");
  ASSERT_GE(pending.size(), 1U);
  EXPECT_EQ(pending[0].text("evidence"), "签到表照片 3 号");
  EXPECT_EQ(pending[0].text("note"), "现场没有网络");
  EXPECT_EQ(pending[0].text("author_name"), "陈敏");
}

TEST_P(HoursTest, AnEntryIsCountedByTheVersionOfItsDay) {
  Policy old_one, new_one;
  old_one.max_continuous_minutes = 60;
  new_one.version = 2;
  new_one.effective_from = wednesday;
  rules_.use({new_one, old_one}, clock_.now());
  ASSERT_EQ(late(north_clerk_, wang_, at(9).plus_ms(-day_ms), at(11).plus_ms(-day_ms)).status, 200);
  ASSERT_EQ(late(north_clerk_, wang_, at(9), at(11)).status, 200);
  const auto items = json::Document(as(wang_, "/api/hours/mine").body).items("items");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].integer("minutes"), 60);
  EXPECT_EQ(items[1].integer("policy_version"), 1);
  EXPECT_EQ(items[1].items("why").at(0).integer("limit_minutes"), 60);
  EXPECT_EQ(items[0].integer("minutes"), 120);
  EXPECT_EQ(items[0].integer("policy_version"), 2);
}

TEST_P(HoursTest, TheSameKeyConfirmsOnce) {
  const Recorded recorded = record(li_, at(9), at(10));
  testing::HttpClient client(server_->port());
  client.use_session(north_clerk_.str());
  const std::string path = "/api/hours/" + recorded.entry.str() + "/confirmation";
  const auto first = client.post_json(path, "{}", {{"Idempotency-Key", "k1"}});
  const auto again = client.post_json(path, "{}", {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "confirmed"));
}

// Two nodes on PostgreSQL do not share a writer: only the database decides.
TEST_P(HoursTest, OfManyConfirmationsAtOnceOneWins) {
  const auto other = home_.open();
  HoursService elsewhere(*other, clock_, random_, rules_);
  http::Routes routes;
  add_routes(routes, elsewhere);
  http::Server node(
      {}, routes, {}, hub_, [this](std::string_view token) { return actor(PersonId(std::string(token))); }, clock_,
      random_);
  node.start();
  for (int round = 0; round < 5; ++round) {
    const Recorded recorded = record(wang_, at(8 + round), at(8 + round, 30));
    std::atomic<int> won = 0;
    std::atomic<int> late = 0;
    {
      std::vector<std::jthread> racers;
      for (int racer = 0; racer < 8; ++racer)
        racers.emplace_back([&, racer] {
          testing::HttpClient client(racer % 2 == 0 ? server_->port() : node.port());
          client.use_session((racer % 3 == 0 ? li_ : north_clerk_).str());
          const auto answer =
              client.post_json("/api/hours/" + recorded.entry.str() + "/confirmation", "{}",
                               {{"Idempotency-Key", std::to_string(round) + "-" + std::to_string(racer)}});
          if (answer.status == 200) ++won;
          if (answer.status == 409) ++late;
        });
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(late, 7);
    EXPECT_THAT(states(recorded.entry), ElementsAre("pending", "confirmed"));
  }
  node.stop(std::chrono::milliseconds(500));
}

// Two services of one volunteer recorded at once on two nodes: overlapping time still counts once.
TEST_P(HoursTest, RecordingsAtOnceCountOverlapsOnce) {
  const auto other = home_.open();
  {
    std::vector<std::jthread> racers;
    for (int racer = 0; racer < 8; ++racer)
      racers.emplace_back([&, racer] {
        db::Database& node = racer % 2 == 0 ? *database_ : *other;
        const auto done = node.write_now([&](db::Tx& tx) -> Result<Recorded> {
          return record_service(tx, random_, policy_, {wang_, bath_, north_, at(9), at(10), "助浴陪护"}, clock_.now(),
                                {});
        });
        EXPECT_TRUE(done.ok());
      });
  }
  EXPECT_EQ(counted(wang_), 60);
}

INSTANTIATE_TEST_SUITE_P(Engines, HoursTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::hours
