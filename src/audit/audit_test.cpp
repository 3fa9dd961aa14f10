#include <gtest/gtest.h>

#include "audit/audit_api.h"
#include "audit/audit_service.h"
#include "audit/public.h"
#include "base/json.h"
#include "testing/database.h"
#include "testing/http_rig.h"

namespace ws::audit {
namespace {

class Audit : public ::testing::TestWithParam<db::Engine> {
 protected:
  Audit() : database(place.open()), service(*database) {
    database->migrate();
    write([](db::Tx& tx) {
      tx.exec(
          "INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ('lin', '林敏', '', 'a', 0)");
    });
    note(lin, "grant.given", "p1");
    note(PersonId(), "session.refused", "1f2e3d4c5b6a");
    note(lin, "person.revealed", "p1");
    note(lin, "person.revealed", "p2");
  }
  template <class F>
  void write(F body) {
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      body(tx);
      return Done{};
    });
    EXPECT_TRUE(done.ok());
  }
  void note(const PersonId& actor, const char* action, const char* subject) {
    write([&](db::Tx& tx) { record(tx, {actor, action, "person", subject, "核实", "d"}, {1000}); });
  }
  std::size_t count(const LogFilter& filter) { return service.list(filter).items.size(); }

  testing::TestDatabase place{GetParam()};
  std::unique_ptr<db::Database> database;
  AuditService service;
  const PersonId lin{"lin"};
};

TEST_P(Audit, IsListedNewestFirstWithTheActorsName) {
  const LogPage page = service.list({});
  ASSERT_EQ(page.items.size(), 4u);
  EXPECT_EQ(page.items.at(0).seq, 4);
  EXPECT_EQ(page.items.at(0).actor, "林敏");
  EXPECT_EQ(page.items.at(0).subject_id, "p2");
  EXPECT_EQ(page.items.at(2).actor, "系统");
  EXPECT_FALSE(page.next.has_value());
}

TEST_P(Audit, IsFilteredByActionActorAndSubject) {
  EXPECT_EQ(count({"person.revealed", {}, {}, {}, 20}), 2u);
  EXPECT_EQ(count({{}, "lin", {}, {}, 20}), 3u);
  EXPECT_EQ(count({{}, {}, "p1", {}, 20}), 2u);
  EXPECT_EQ(count({"person.revealed", "lin", "p1", {}, 20}), 1u);
  EXPECT_EQ(count({"person.revealed", {}, "p1", {}, 20}), 1u);
  EXPECT_EQ(count({"nothing", {}, {}, {}, 20}), 0u);
}

TEST_P(Audit, IsPagedByCursor) {
  const LogPage first = service.list({{}, {}, {}, {}, 3});
  ASSERT_EQ(first.items.size(), 3u);
  EXPECT_EQ(first.next, "2");
  const LogPage second = service.list({{}, {}, {}, 2, 3});
  ASSERT_EQ(second.items.size(), 1u);
  EXPECT_EQ(second.items.at(0).seq, 1);
  EXPECT_FALSE(second.next.has_value());
}

TEST_P(Audit, HardRule_TheDatabaseRefusesToChangeIt) {
  for (const char* sql : {"UPDATE audit_log SET reason = 'x' WHERE seq = 1", "DELETE FROM audit_log WHERE seq = 1"})
    EXPECT_THROW(static_cast<void>(database->write_now([sql](db::Tx& tx) -> Outcome {
                   tx.exec(sql);
                   return Done{};
                 })),
                 db::Failure)
        << sql;
  EXPECT_EQ(service.list({}).items.size(), 4u);
}

TEST_P(Audit, HardRule_TheLogIsForTheAuditorAlone) {
  testing::HttpRig rig;
  add_routes(rig.routes, service);
  rig.add_person("auditor", {Role::auditor});
  rig.add_person("others", {Role::security_admin, Role::system_admin, Role::leader, Role::dispatcher});
  testing::HttpClient client(rig.start());
  EXPECT_EQ(client.get("/api/audit").status, 401);
  client.use_session("others");
  EXPECT_EQ(client.get("/api/audit").status, 403);
  client.use_session("auditor");
  const json::Document page(client.get("/api/audit?action=person.revealed&limit=1").body);
  ASSERT_EQ(page.items("items").size(), 1u);
  EXPECT_EQ(page.items("items").at(0).text("actor"), "林敏");
  EXPECT_EQ(page.items("items").at(0).integer("seq"), 4);
  const json::Document rest(client.get("/api/audit?action=person.revealed&cursor=" + *page.text("next")).body);
  EXPECT_EQ(rest.items("items").size(), 1u);
  EXPECT_EQ(rest.json("next"), "null");
  for (const char* query : {"limit=0", "limit=101", "limit=x", "cursor=x"})
    EXPECT_EQ(client.get(std::string("/api/audit?") + query).status, 400) << query;
}

INSTANTIATE_TEST_SUITE_P(Engines, Audit, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::audit
