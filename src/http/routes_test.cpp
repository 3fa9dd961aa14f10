#include <gtest/gtest.h>

#include "http/http.h"

namespace ws::http {
namespace {

Handler any() {
  return handler([](Request&) { return Response::no_content(); });
}

Routes table() {
  Routes routes;
  routes.get("/", Access::everyone, any());
  routes.get("/orders/new", Access::everyone, any());
  routes.get("/orders/{id}", Access::everyone, any());
  routes.post("/orders/{id}", Access::everyone, any());
  routes.post("/orders/{id}/items/{item}", Access::everyone, any());
  routes.get("/files/{path...}", Access::everyone, any());
  routes.put("/orders/{id}/note", Access::everyone, any());
  return routes;
}

std::string found(const Routes& routes, Method method, std::string_view path) {
  const Routes::Match match = routes.match(method, path);
  if (!match.route) return match.other_method ? "other" : "none";
  std::string out = match.route->pattern;
  for (const std::string& param : match.params) out += " " + param;
  return out;
}

TEST(Routes, FixedSegmentsWinOverParameters) {
  const Routes routes = table();
  EXPECT_EQ(found(routes, Method::get, "/"), "/");
  EXPECT_EQ(found(routes, Method::get, "/orders/new"), "/orders/new");
  EXPECT_EQ(found(routes, Method::get, "/orders/7"), "/orders/{id} 7");
  EXPECT_EQ(found(routes, Method::post, "/orders/7/items/9"), "/orders/{id}/items/{item} 7 9");
}

TEST(Routes, AFixedSegmentWithoutTheMethodGivesWay) {
  EXPECT_EQ(found(table(), Method::post, "/orders/new"), "/orders/{id} new");
}

TEST(Routes, TheRestIsOneParameter) {
  const Routes routes = table();
  EXPECT_EQ(found(routes, Method::get, "/files/a/b/c.txt"), "/files/{path...} a/b/c.txt");
  EXPECT_EQ(found(routes, Method::get, "/files/"), "/files/{path...} ");
  EXPECT_EQ(found(routes, Method::get, "/files"), "none");
}

TEST(Routes, UnknownPathsAndMethodsAreToldApart) {
  const Routes routes = table();
  EXPECT_EQ(found(routes, Method::get, "/orders"), "none");
  EXPECT_EQ(found(routes, Method::get, "/orders/"), "none");
  EXPECT_EQ(found(routes, Method::get, "/orders/7/"), "none");
  EXPECT_EQ(found(routes, Method::get, ""), "none");
  EXPECT_EQ(found(routes, Method::get, "/orders/7/note"), "other");
  EXPECT_EQ(routes.allowed("/orders/7"), "GET, HEAD, POST");
  EXPECT_EQ(routes.allowed("/orders/7/note"), "PUT");
  EXPECT_EQ(routes.allowed("/nothing"), "");
}

TEST(Routes, MistakesInTheTableAreFoundAtStart) {
  Routes routes = table();
  EXPECT_THROW(routes.get("/orders/{other}", Access::everyone, any()), std::logic_error);
  EXPECT_THROW(routes.get("orders", Access::everyone, any()), std::logic_error);
  EXPECT_THROW(routes.get("/a/{x...}/b", Access::everyone, any()), std::logic_error);
}

// ---- access: every kind against every role

Actor person(std::optional<Role> role, bool volunteer = false) {
  Actor actor;
  actor.person = PersonId("01HZXW3V0000000000000000AA");
  actor.volunteer = volunteer;
  if (role) actor.grants.push_back({*role, {}, {}});
  return actor;
}

struct Row {
  Access access;
  const char* may;  ///< by column of `columns`
};

TEST(Access, IsExactlyThisTable) {
  using enum Role;
  const std::vector<Actor> columns{Actor{},
                                   person(std::nullopt),
                                   person(std::nullopt, true),
                                   person(team_leader),
                                   person(clerk),
                                   person(dispatcher),
                                   person(leader),
                                   person(system_admin),
                                   person(security_admin),
                                   person(auditor)};
  const std::vector<Row> rows{
      {Access::everyone, "yyyyyyyyyy"},       {Access::signed_in, "?yyyyyyyyy"},
      {Access::volunteer, "?ny nnnnnnn"},     {Access::team_leader, "?nnynnnnnn"},
      {Access::staff, "?nnnyyynnn"},          {Access::clerk, "?nnnyynnnn"},
      {Access::dispatcher, "?nnnnynnnn"},     {Access::system_admin, "?nnnnnnynn"},
      {Access::security_admin, "?nnnnnnnyn"}, {Access::auditor, "?nnnnnnnny"},
  };
  for (const Row& row : rows) {
    std::string expected(row.may);
    std::erase(expected, ' ');
    std::string actual;
    for (const Actor& actor : columns) {
      const Outcome outcome = allow(row.access, actor);
      actual += outcome.ok() ? 'y' : outcome.error().reason == "session.required" ? '?' : 'n';
      if (!outcome.ok() && actor.signed_in()) {
        EXPECT_EQ(outcome.error().reason, "access.denied");
      }
    }
    EXPECT_EQ(actual, expected) << to_text(row.access);
  }
}

}  // namespace
}  // namespace ws::http
