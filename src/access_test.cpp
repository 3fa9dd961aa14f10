// The table of access, whole: every route for every kind of person, and everything that lies in a subtree for those
// inside and outside of it. What a person may not see answers like what is not there.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "testing/district.h"

namespace ws {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;

const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// Who may pass the door of each access, written down here once more on purpose.
const std::map<std::string, std::set<std::string>> passes{
    {"signed_in",
     {"jumin1", "zyz1", "laobing", "shuyuan", "pitong", "zhongxin", "zhongxin-ld", "sysadmin", "secadmin",
      "auditor"}},
    {"volunteer", {"zyz1", "laobing"}},
    {"team_leader", {"laobing"}},
    {"staff", {"shuyuan", "pitong", "zhongxin", "zhongxin-ld"}},
    {"clerk", {"shuyuan", "pitong", "zhongxin"}},
    {"dispatcher", {"pitong", "zhongxin"}},
    {"system_admin", {"sysadmin"}},
    {"security_admin", {"secadmin"}},
    {"auditor", {"auditor"}},
};

struct Door {
  std::string method, pattern, access;
};

std::vector<Door> doors(const District& district) {
  std::vector<Door> all;
  for (const std::string& line : district.route_lines()) {
    std::istringstream words(line);
    Door door;
    words >> door.method >> door.pattern >> door.access;
    all.push_back(door);
  }
  return all;
}

/// The pattern with every parameter something well-formed that does not exist.
std::string target_of(std::string pattern, const std::string& id = nowhere) {
  for (std::size_t open; (open = pattern.find('{')) != std::string::npos;)
    pattern.replace(open, pattern.find('}') - open + 1, id);
  return pattern;
}

Answer call(Caller& caller, const std::string& method, const std::string& target, const std::string& body = "{}") {
  if (method == "GET") return caller.get(target);
  if (method == "PUT") return caller.put(target, body);
  if (method == "DELETE") return caller.del(target);
  return caller.post(target, body);
}

/// The answer at the door: of a call that asks for nothing that exists, or of a socket's handshake.
Answer knock(District& district, const Door& door, const std::string& login) {
  if (door.method == "SOCKET") {
    testing::Headers session;
    if (!login.empty()) session.emplace_back("Cookie", "ws=" + district.session_of(district.person(login)));
    return testing::WsClient(district.port(), door.pattern, session).answer();
  }
  Caller caller = login.empty() ? district.nobody() : district.as(login);
  return call(caller, door.method, target_of(door.pattern));
}

TEST(Access, EveryRouteForEveryRole) {
  District district(db::Engine::sqlite);
  const std::set<std::string> people = passes.at("signed_in");
  int closed = 0, open = 0;
  for (const Door& door : doors(district)) {
    const std::string where = door.method + " " + door.pattern;
    const bool api = door.pattern.starts_with("/api/");
    const bool for_all = door.access == "everyone";
    ASSERT_TRUE(for_all || passes.contains(door.access)) << where << " has an access this table does not know";
    const Answer anonymous = knock(district, door, "");
    if (for_all) {
      EXPECT_NE(anonymous.status, 401) << where;
      EXPECT_NE(anonymous.status, 403) << where;
    } else if (api) {
      EXPECT_EQ(anonymous.status, 401) << where;
      EXPECT_EQ(at(anonymous, "reason"), "session.required") << where;
    } else {
      EXPECT_EQ(anonymous.status, 303) << where;
      EXPECT_TRUE(anonymous.header("Location").starts_with("/sign-in")) << where;
    }
    for (const std::string& login : people) {
      const Answer answer = knock(district, door, login);
      const bool refused = api && answer.status == 403 && at(answer, "reason") == "access.denied";
      EXPECT_EQ(refused, !for_all && !passes.at(door.access).contains(login))
          << login << " " << where << " " << answer.status << " " << answer.body.substr(0, 200);
      EXPECT_NE(answer.status, 401) << login << " " << where;
      ++(refused ? closed : open);
    }
  }
  EXPECT_GT(closed, 250) << "doors that were shut";
  EXPECT_GT(open, 300) << "doors that were open";
}

/// A body that each route below an order accepts, so that what is refused is the order and not the words.
const std::map<std::string, std::string> order_bodies{
    {"GET ", ""},
    {"GET /code", ""},
    {"GET /suggestions", ""},
    {"POST /check-in", R"({"code":"123456"})"},
    {"POST /check-out", "{}"},
    {"POST /claim", "{}"},
    {"POST /complaint", R"({"reason":"没有人来"})"},
    {"POST /complaint-answer", R"({"decision":"dismiss","reason":"已核实"})"},
    {"POST /contact", R"({"reason":"电话核对时间"})"},
    {"POST /dispatch", R"({"open_claim":true})"},
    {"POST /handler", "{}"},
    {"POST /presence", R"({"volunteer_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","kind":"in"})"},
    {"POST /rating", R"({"score":5})"},
    {"POST /rejection", R"({"reason":"不在服务范围"})"},
    {"POST /return", R"({"reason":"时间不合适"})"},
    {"POST /schedule", R"({"starts_ms":1800000000000})"},
    {"POST /triage", "{}"},
    {"POST /withdrawal", "{}"},
};

TEST(Access, HardRule_AnOrderOutsideOnesSubtreeIsNotThere) {
  District district(db::Engine::sqlite);
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string item = district.value("SELECT id FROM menu_items WHERE place <> 'site' ORDER BY code LIMIT 1");
  Caller resident = district.as("jumin1");
  const Answer placed = resident.post(
      "/api/orders", R"({"menu_item_id":")" + item + R"(","site_id":")" + station +
                         R"(","place":"home","starts_ms":)" + std::to_string(district.clock.now().ms + 26 * hour_ms) +
                         R"(,"contact_name":"辜素容","contact_mobile":"19900000014","address":"书院街 12 号",)" +
                         R"("consent_version":"2026-01"})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string order = at(placed, "id");

  // A clerk of another base, another resident, those who administer, a volunteer it was not offered to.
  const std::vector<std::string> outside{"ziyun", "jumin2", "sysadmin", "secadmin", "auditor", "zyz1", "laobing"};
  const std::string before = resident.get("/api/orders/" + order).body;
  std::size_t routes = 0;
  const std::string prefix = "/api/orders/{id}";
  for (const Door& door : doors(district)) {
    if (!door.pattern.starts_with(prefix)) continue;
    const std::string key = door.method + " " + door.pattern.substr(prefix.size());
    ASSERT_TRUE(order_bodies.contains(key)) << key << " is new: give it a body here";
    ++routes;
    for (const std::string& login : outside) {
      Caller stranger = district.as(login);
      const Answer real = call(stranger, door.method, target_of(door.pattern, order), order_bodies.at(key));
      const Answer absent = call(stranger, door.method, target_of(door.pattern), order_bodies.at(key));
      EXPECT_EQ(real.status, absent.status) << login << " " << key << " " << real.body;
      EXPECT_EQ(real.body, absent.body) << login << " " << key;
      EXPECT_TRUE(real.status == 403 || real.status == 404) << login << " " << key << " " << real.status << real.body;
    }
  }
  EXPECT_EQ(routes, order_bodies.size());
  EXPECT_EQ(resident.get("/api/orders/" + order).body, before) << "nothing of it was moved";
  for (const std::string login : {"shuyuan", "pitong", "zhongxin", "zhongxin-ld", "pitong-ld"}) {
    EXPECT_EQ(district.as(login).get("/api/orders/" + order).status, 200) << login;
    EXPECT_NE(district.as(login).get("/api/orders?limit=100").body.find(order), std::string::npos) << login;
  }
  EXPECT_EQ(district.as("ziyun").get("/api/orders?limit=100").body.find(order), std::string::npos);
  EXPECT_EQ(district.as("ziyun").get("/api/worklist").body.find(order), std::string::npos);
}

TEST(Access, ScopedReadsStopAtTheSubtree) {
  District district(db::Engine::sqlite);
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string other = district.value(
      "SELECT s.id FROM sites s WHERE s.kind = 'station' AND s.code LIKE '510117%' AND s.code NOT LIKE '510117001%' "
      "ORDER BY s.code LIMIT 1");
  const std::string team = district.value("SELECT team_id FROM grants WHERE role = 'team_leader' LIMIT 1");
  const std::string other_team =
      district.value("SELECT id FROM teams WHERE parent_id IS NULL AND id <> '" + team + "' ORDER BY id LIMIT 1");
  struct Row {
    std::string login, target;
    int status;
  };
  const std::vector<Row> rows{
      {"shuyuan", "/api/sites/" + station + "/code", 200},
      {"pitong", "/api/sites/" + station + "/code", 200},
      {"zhongxin", "/api/sites/" + other + "/code", 200},
      {"shuyuan", "/api/sites/" + other + "/code", 404},
      {"pitong", "/api/sites/" + other + "/code", 404},
      {"ziyun", "/api/sites/" + station + "/code", 404},
      {"zhongxin-ld", "/api/screen?site_id=" + other, 200},
      {"pitong-ld", "/api/screen?site_id=" + station, 200},
      {"laobing", "/api/teams/" + team + "/members", 200},
      {"laobing", "/api/teams/" + other_team + "/members", 403},
      {"laobing", "/api/teams/" + team + "/requests", 200},
      {"laobing", "/api/teams/" + other_team + "/requests", 403},
      {"laobing", "/api/teams/" + team + "/memberships", 200},
      {"ziyun", "/api/teams/" + team + "/memberships", 403},
      {"zhongxin", "/api/teams/" + team + "/events", 200},
      {"jumin1", "/api/teams/" + team + "/events", 403},
  };
  for (const Row& row : rows) {
    const Answer answer = district.as(row.login).get(row.target);
    EXPECT_EQ(answer.status, row.status) << row.login << " " << row.target << " " << answer.body.substr(0, 200);
  }
  // A leader of an office who asks for another one's screen gets their own.
  const std::string own = at(district.as("pitong-ld").get("/api/screen"), "site.id");
  EXPECT_EQ(at(district.as("pitong-ld").get("/api/screen?site_id=" + other), "site.id"), own);
}

}  // namespace
}  // namespace ws
