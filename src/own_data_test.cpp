#include "base/json.h"
#include "own_data/export_store.h"
#include "own_data/public.h"
#include "testing/ledger.h"
#include "testing/newcomers.h"

namespace ws::own_data {
namespace {

using testing::at;
using ::testing::HasSubstr;
using ::testing::Not;

class OwnData : public volunteers::Volunteers {
 protected:
  void SetUp() override {
    jiang = joined("江晓月", "19988880001", number);
    ASSERT_EQ(dispatcher.post(of(jiang, "verification")).status, 200);
  }
  Answer leaves() {
    return district.as(jiang).post("/api/my/withdrawal", R"({"understood":true,"reason":"搬家了"})");
  }
  std::string of_person(const std::string& column) {
    return district.value("SELECT " + column + " FROM persons WHERE id = '" + jiang.str() + "'");
  }
  const std::string number = volunteers::id_number("1990-04-05", 31);
  PersonId jiang;
};

TEST_P(OwnData, TheExportHoldsEverythingInTheClearAndIsLogged) {
  const std::string activity = published();
  ASSERT_EQ(sign_up(jiang, role(activity)).status, 201);
  const Answer taken = district.as(jiang).post("/api/my/export");
  ASSERT_EQ(taken.status, 200);
  EXPECT_EQ(at(taken, "format"), "wushuang-own-data/1");
  for (const std::string part : {"江晓月", "19988880001", number.c_str(), "companionship", "文庙讲解日", "2026-01"})
    EXPECT_THAT(taken.body, HasSubstr(part));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'person.exported' AND subject_id = '" +
                            jiang.str() + "'"),
            1);
  EXPECT_THAT(taken.body, Not(HasSubstr("卿小蓉"))) << "nobody else";
}

/// So that the export stays complete when a table learns something about people.
TEST_P(OwnData, EveryTableThatRefersToPeopleHasASectionOrAReason) {
  // Told through another section, or about somebody else than the person: who decided, wrote or looked.
  const std::set<std::string> known{"audit_log",
                                    "idempotency",
                                    "sign_in_codes",
                                    "outbox",
                                    "certificate_waiting",
                                    "star_objections",
                                    "hours_late_used",
                                    "projects",
                                    "activities",
                                    "certificate_batches",
                                    "certificate_batch_items",
                                    "hours_standing",
                                    "imports",
                                    "import_rows",
                                    "figures_exports",
                                    "survey_exports",
                                    "survey_invitations",
                                    "session_events",
                                    "bookers"};
  std::string all;
  for (const store::Section& section : store::sections()) all += std::string(section.sql) + " ";
  int seen = 0;
  const std::string columns =
      GetParam() == db::Engine::sqlite
          ? "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' "
            "AND p.name IN ('person_id', 'volunteer_id', 'requester_id', 'child_id', 'asked_by')"
          : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name IN ('person_id', 'volunteer_id', 'requester_id', 'child_id', 'asked_by')";
  for (const db::Row& row : district.database().read([&](db::Reader& reader) { return reader.run(columns, {}); })) {
    const std::string table = row.text(0);
    EXPECT_TRUE(known.contains(table) || all.find(" " + table + " ") != std::string::npos)
        << table << " " << row.text(1);
    ++seen;
  }
  EXPECT_GT(seen, 15);
}

TEST_P(OwnData, HardRule_WithdrawalPseudonymisesAndKeepsTheLedger) {
  testing::effective_hours(district, jiang, 2);
  const std::string entries = "SELECT COUNT(*) FROM hours_entries WHERE volunteer_id = '" + jiang.str() + "'";
  const std::int64_t served = district.number(entries);
  ASSERT_GT(served, 0);
  activities::Wanted one_place;
  one_place.capacity = 1;
  one_place.starts_in_ms = 20 * day_ms;
  const std::string activity = published(one_place);
  const std::string hers = at(sign_up(jiang, role(activity)), "id");
  const std::string waiting = at(sign_up(volunteer(), role(activity)), "id");
  Caller session = district.as(jiang);
  EXPECT_EQ(reason(session.post("/api/my/withdrawal", R"({"understood":false})")), "withdrawal.not_understood");
  ASSERT_EQ(leaves().status, 200);
  EXPECT_EQ(district.number(entries), served);
  EXPECT_EQ(state(jiang), "withdrawn");
  EXPECT_EQ(of_person("name || mobile_sealed || id_number_sealed || birth_date"), "");
  EXPECT_EQ(
      district.number("SELECT COUNT(*) FROM persons WHERE id = '" + jiang.str() + "' AND id_number_key IS NULL"), 1);
  EXPECT_EQ(session.get("/api/me").status, 401);
  EXPECT_EQ(state_of(hers), "cancelled");
  EXPECT_EQ(state_of(waiting), "offered") << "in the same transaction";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteer_skills WHERE person_id = '" + jiang.str() + "'"), 0);
  const PersonId again = joined("江晓月", "19988880001", number);
  EXPECT_NE(again, jiang) << "mobile and number are free again";
}

TEST_P(OwnData, NobodyLeavesWhileOthersCountOnThem) {
  const Answer placed = district.as(jiang).post(
      "/api/orders", R"({"site_id":")" + station +
                         R"(","place":"site","category":"culture","need":"想学写毛笔字，请人教一教","starts_ms":)" +
                         std::to_string(district.clock.now().plus_ms(3 * day_ms).ms) +
                         R"(,"contact_name":"江","contact_mobile":"19988880001","consent_version":"2026-01"})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(reason(leaves()), "withdrawal.orders");
  EXPECT_EQ(of_person("name"), "江晓月") << "nothing half-done";
  EXPECT_EQ(reason(district.as("secadmin").post("/api/my/withdrawal", R"({"understood":true})")),
            "grant.last_security_admin");
}

TEST_P(OwnData, AReturnedRegistrationThatIsLeftGoesAfterThePolicysTime) {
  const PersonId jian = joined("简淑芬", "19988880003", volunteers::id_number("1960-01-02", 32));
  ASSERT_EQ(dispatcher.post(of(jian, "return"), R"({"reason":"请补充"})").status, 200);
  people::SessionCache cache(district.clock);
  OwnDataService service({district.database(), district.clock, random, district.vault(), rules, cache});
  district.clock.advance_ms(89 * day_ms);
  EXPECT_EQ(service.sweep(), 0);
  district.clock.advance_ms(2 * day_ms);
  EXPECT_EQ(service.sweep(), 1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteers WHERE person_id = '" + jian.str() + "'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM persons WHERE id = '" + jian.str() + "' AND id_number_key IS NULL"),
            1);
}

INSTANTIATE_TEST_SUITE_P(Engines, OwnData, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::own_data
