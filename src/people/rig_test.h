#pragma once
// A small district with named people, for the tests of signing in and of roles:
//
//   center 中心 ─ office 街道所 ─ station 村站        station2 另一站 hangs below the center
//   林敏 security administrator of the center, 何静 of the office; 周强 clerk of the station; 吴丽 volunteers there;
//   赵磊 belongs to the other station; 王芳 is a resident who belongs nowhere.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "base/random.h"
#include "base/vault.h"
#include "base/worker_pool.h"
#include "people/people_service.h"
#include "people/public.h"
#include "people/session_service.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/run_task.h"

namespace ws::people {

/// Remembers instead of sending.
class RecordingSender final : public CodeSender {
 public:
  Outcome send(const std::string& mobile, const std::string& code) override {
    ++sent;
    if (broken) return Error{ErrorCode::unavailable, "session.code_not_sent", {}, "gateway down"};
    codes[mobile] = code;
    return Done{};
  }
  Outcome tell(const std::string& mobile, const std::string& text) override {
    ++sent;
    if (broken) return Error{ErrorCode::unavailable, "session.code_not_sent", {}, "gateway down"};
    texts[mobile] = text;
    return Done{};
  }
  std::map<std::string, std::string> codes;
  std::map<std::string, std::string> texts;
  int sent = 0;
  bool broken = false;
};

/// One process: its services over a database.
struct Node {
  Node(db::Database& database, const Clock& clock, Random& random, const Vault& vault, CodeSender& sender)
      : cache(clock),
        sessions({database, clock, random, vault, hashing, sending, sender, cache}),
        people({database, clock, random, vault, cache}) {}
  SessionCache cache;
  WorkerPool hashing{1, 16};
  WorkerPool sending{1, 16};
  SessionService sessions;
  PeopleService people;
};

class PeopleRig : public ::testing::TestWithParam<db::Engine> {
 protected:
  PeopleRig() : database(place.open()) {
    database->migrate();
    seed();
    node = std::make_unique<Node>(*database, clock, random, vault, sender);
  }

  static constexpr const char* password = "清风明月2026";

  testing::TestDatabase place{GetParam()};
  testing::FakeClock clock;
  Random random{7};
  Vault vault{std::string(32, 'k')};
  RecordingSender sender;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Node> node;

  SiteId center, office, station, station2;
  TeamId band;
  PersonId lin, he, zhou, wu, zhao, wang;
  std::string lin_grant, he_grant;

  template <class... Args>
  void exec(const char* sql, Args... args) {
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(sql, args...);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  std::int64_t number(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.run(sql, {}).at(0).i64(0); });
  }
  std::string text(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.run(sql, {}).at(0).text(0); });
  }

  std::string fresh() { return new_ulid(clock.now(), random); }
  SiteId add_site(const char* kind, const char* name, std::initializer_list<SiteId> ancestors);
  PersonId add_person(const char* name, const char* mobile, const char* login, const SiteId& site);
  std::string add_grant(const PersonId& person, const char* role, const SiteId& site);

  /// As the security administrator's session would have it.
  Actor actor(const PersonId& person, Role role, const SiteId& site) const {
    Actor who;
    who.person = person;
    who.grants = {{role, site, {}}};
    return who;
  }
  Actor as_lin() const { return actor(lin, Role::security_admin, center); }
  Actor as_he() const { return actor(he, Role::security_admin, office); }
  idempotency::Key key(const Actor& who, const std::string& content = "content") {
    return {who.person, fresh(), "test", content};
  }

  Result<SignedIn> by_password(const std::string& login, const std::string& word) {
    return testing::run_task(node->sessions.sign_in_by_password(login, word));
  }
  Result<SignedIn> by_code(const std::string& mobile, const std::string& code, const std::string& name = {}) {
    return testing::run_task(node->sessions.sign_in_by_code(mobile, code, name));
  }
  Result<std::int64_t> ask_code(const std::string& mobile) {
    return testing::run_task(node->sessions.send_code(mobile));
  }
  Result<std::string> grant(const Actor& who, GrantRequest request) {
    return testing::run_task(node->people.grant(who, key(who), std::move(request)));
  }
  Result<std::string> revoke(const Actor& who, const std::string& id) {
    return testing::run_task(node->people.revoke(who, key(who), GrantId(id), "岗位调整"));
  }

 private:
  void seed();
};

inline SiteId PeopleRig::add_site(const char* kind, const char* name, std::initializer_list<SiteId> ancestors) {
  const SiteId id(fresh());
  const SiteId parent = ancestors.size() == 0 ? SiteId() : *ancestors.begin();
  exec(
      "INSERT INTO sites (id, code, kind, parent_id, name, short_name, state) VALUES ($1, $1, $2, $3, $4, $4, "
      "'operating')",
      id, kind, parent, name);
  exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $1, 0)", id);
  std::int64_t depth = 1;
  for (const SiteId& ancestor : ancestors)
    exec("INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $2, $3)", ancestor, id, depth++);
  return id;
}

inline PersonId PeopleRig::add_person(const char* name, const char* mobile, const char* login, const SiteId& site) {
  PersonId id;
  const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
    id = ensure_person(tx, vault, random, name, mobile, clock.now());
    return Done{};
  });
  EXPECT_TRUE(done.ok());
  static const std::string hash = hash_password(password);
  exec("UPDATE persons SET login = $2, password_hash = $3, site_id = $4 WHERE id = $1", id, login, hash, site);
  return id;
}

inline std::string PeopleRig::add_grant(const PersonId& person, const char* role, const SiteId& site) {
  const std::string id = fresh();
  exec("INSERT INTO grants (id, person_id, role, site_id, granted_ms) VALUES ($1, $2, $3, $4, $5)", id, person, role,
       site, clock.now());
  return id;
}

inline void PeopleRig::seed() {
  center = add_site("center", "郫都区新时代文明实践中心", {});
  office = add_site("office", "郫筒街道文明实践所", {center});
  station = add_site("station", "望丛社区文明实践站", {office, center});
  station2 = add_site("station", "战旗村文明实践站", {center});
  lin = add_person("林敏", "19900000001", "linmin", center);
  he = add_person("何静", "19900000002", "hejing", office);
  zhou = add_person("周强", "19900000003", "zhouqiang", station);
  wu = add_person("吴丽", "19900000004", "wuli", SiteId());
  zhao = add_person("赵磊", "19900000005", "zhaolei", station2);
  wang = add_person("王芳", "19900000006", "wangfang", SiteId());
  lin_grant = add_grant(lin, "security_admin", center);
  he_grant = add_grant(he, "security_admin", office);
  add_grant(zhou, "clerk", station);
  exec("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ($1, 'V0001', 'registered', $2)", wu,
       station);
  band = TeamId(fresh());
  exec(
      "INSERT INTO teams (id, code, site_id, name, host, summary) VALUES ($1, 'T1', $2, '望丛志愿服务队', '社区', "
      "'')",
      band, station);
}

}  // namespace ws::people
