// Signing in, people and their roles over HTTP.

#include "people/people_api.h"

#include <sstream>

#include "base/json.h"
#include "http/server.h"
#include "people/rig_test.h"
#include "people/session_api.h"
#include "testing/http_client.h"

namespace ws::people {
namespace {

class PeopleOverHttp : public PeopleRig {
 protected:
  PeopleOverHttp() : limits(clock) {
    add_session_routes(routes, node->sessions, limits, Cookies::plain);
    add_people_routes(routes, node->people);
    server = std::make_unique<http::Server>(
        http::ServerOptions{}, routes, std::vector<http::StaticDirectory>{}, hub,
        [this](std::string_view token) { return node->sessions.authenticate(token); }, clock, random);
    server->start();
    client = std::make_unique<testing::HttpClient>(server->port());
  }
  ~PeopleOverHttp() override { server->stop(std::chrono::milliseconds(1000)); }

  testing::Answer sign_in(const std::string& login) {
    return client->post_json("/api/session", R"({"login":")" + login + R"(","password":")" + password + R"("})");
  }
  static std::string reason(const testing::Answer& answer) {
    return json::Document(answer.body).text("reason").value_or(answer.body);
  }

  http::Routes routes;
  http::Hub hub;
  SignInLimits limits;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<testing::HttpClient> client;
};

TEST_P(PeopleOverHttp, SigningInSetsACookieThatScriptsCannotReadAndSigningOutTakesItBack) {
  EXPECT_EQ(client->get("/api/me").status, 401);
  const auto in = sign_in("zhouqiang");
  ASSERT_EQ(in.status, 200) << in.body;
  const std::string cookie = in.header("Set-Cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos) << cookie;
  EXPECT_NE(cookie.find("SameSite="), std::string::npos) << cookie;
  const json::Document me(client->get("/api/me").body);
  EXPECT_EQ(me.text("name"), "周强");
  EXPECT_EQ(me.text("mobile_masked"), "199****0003");
  EXPECT_EQ(me.json("volunteer"), "null");
  EXPECT_EQ(me.items("roles").at(0).text("role"), "clerk");
  EXPECT_EQ(me.items("roles").at(0).json("team"), "null");
  EXPECT_EQ(me.integer("unread"), 0);
  const auto old = client->cookies;
  EXPECT_EQ(client->request("DELETE", "/api/session", "").status, 204);
  client->cookies = old;
  EXPECT_EQ(client->get("/api/me").status, 401) << "the session is over, not only the cookie";
}

TEST_P(PeopleOverHttp, ACodeSignsInAndMakesTheAccount) {
  const auto sent = client->post_json("/api/session/code", R"({"mobile":"19912345678"})");
  EXPECT_EQ(sent.status, 202);
  EXPECT_EQ(sent.body, R"({"expires_s":300})");
  const std::string code = sender.codes["19912345678"];
  const std::string start = R"({"mobile":"19912345678","code":")" + code + R"(")";
  const auto nameless = client->post_json("/api/session", start + "}");
  EXPECT_EQ(nameless.status, 400);
  EXPECT_EQ(reason(nameless), "session.name_required");
  const auto in = client->post_json("/api/session", start + R"(,"name":"李芳"})");
  EXPECT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(json::Document(in.body).text("name"), "李芳");
}

TEST_P(PeopleOverHttp, BadInputIsRefusedWithItsReason) {
  const auto refused = [&](const std::string& body) { return reason(client->post_json("/api/session", body)); };
  EXPECT_EQ(refused("{}"), "session.how");
  EXPECT_EQ(refused(R"({"login":"zhouqiang"})"), "session.how");
  EXPECT_EQ(refused(R"({"login":"a","password":"b","mobile":"19900000001","code":"123456"})"), "session.how");
  EXPECT_EQ(refused(R"({"login":"a","password":"b","admin":true})"), "json.unknown_field");
  EXPECT_EQ(refused(R"({"mobile":"12345678901","code":"123456"})"), "session.bad_mobile");
  EXPECT_EQ(refused("[]"), "json.malformed");
}

TEST_P(PeopleOverHttp, HardRule_TriesAtOneLoginAreLimited) {
  const auto attempt = [&] { return client->post_json("/api/session", R"({"login":"linmin","password":"x"})"); };
  for (int i = 0; i < 10; ++i) ASSERT_EQ(attempt().status, 401) << i;
  const auto limited = attempt();
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(reason(limited), "rate.limited");
  EXPECT_EQ(sign_in("zhouqiang").status, 200) << "others come in";
  clock.advance_ms(minute_ms);
  EXPECT_EQ(attempt().status, 401);
}

TEST_P(PeopleOverHttp, HardRule_CodesForOneMobileAreLimitedInAnyNotation) {
  int sent = 0;
  for (const char* mobile :
       {"19912345678", "+8619912345678", "199 1234 5678", "199-1234-5678", "19912345678", "19912345678"}) {
    clock.advance_ms(minute_ms);
    const auto answer = client->post_json("/api/session/code", std::string(R"({"mobile":")") + mobile + R"("})");
    sent += answer.status == 202 ? 1 : 0;
  }
  EXPECT_EQ(sent, 6) << "one more came back in five minutes";
  clock.advance_ms(minute_ms);
  EXPECT_EQ(client->post_json("/api/session/code", R"({"mobile":"19912345678"})").status, 429);
}

TEST_P(PeopleOverHttp, HardRule_PeopleAreForTheSecurityAdministrator) {
  for (const char* login : {"zhouqiang", "wuli"}) {
    ASSERT_EQ(sign_in(login).status, 200);
    EXPECT_EQ(client->get("/api/people").status, 403) << login;
    EXPECT_EQ(client->get("/api/people/" + wu.str()).status, 403) << login;
    EXPECT_EQ(client->post_json("/api/people/" + wu.str() + "/reveal", R"({"what":"mobile","reason":"核实"})").status,
              403);
  }
  ASSERT_EQ(sign_in("linmin").status, 200);
  EXPECT_EQ(client->get("/api/people").status, 200);
}

TEST_P(PeopleOverHttp, ASecurityAdministratorGrantsRevealsAndTakesBack) {
  ASSERT_EQ(sign_in("linmin").status, 200);
  const std::string body = R"({"role":"auditor","site_id":")" + center.str() + R"(","reason":"任命"})";
  const auto granted = client->post_json("/api/people/" + zhao.str() + "/grants", body);
  ASSERT_EQ(granted.status, 201) << granted.body;
  const auto shown = client->post_json("/api/people/" + wu.str() + "/reveal", R"({"what":"mobile","reason":"核实"})");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, R"({"value":"19900000004"})");
  const json::Document person(client->get("/api/people/" + zhao.str()).body);
  EXPECT_EQ(person.items("roles").at(0).text("scope"), "郫都区新时代文明实践中心");
  EXPECT_EQ(person.text("volunteer_number"), "");
  EXPECT_EQ(client->get("/api/people?limit=0").status, 400);
  EXPECT_EQ(client->get("/api/people?role=king").status, 400);
  EXPECT_EQ(client->get("/api/people?cursor=x").status, 400);
  EXPECT_EQ(client->get("/api/people/" + fresh()).status, 404);

  const std::string id = *json::Document(granted.body).text("id");
  EXPECT_EQ(client->post_json("/api/grants/" + id + "/revocation", R"({"reason":"轮岗"})").status, 200);
  EXPECT_EQ(reason(client->post_json("/api/grants/" + id + "/revocation", R"({"reason":"轮岗"})")),
            "grant.already_revoked");
}

TEST_P(PeopleOverHttp, EveryReasonHasASentence) {
  for (const char* code : {"session.how",
                           "session.bad_mobile",
                           "session.wrong_password",
                           "session.code_wrong",
                           "session.code_expired",
                           "session.code_too_soon",
                           "session.code_not_sent",
                           "session.name_required",
                           "session.disabled",
                           "person.not_found",
                           "person.no_number",
                           "identity.bad_type",
                           "identity.bad_number",
                           "identity.taken",
                           "grant.not_found",
                           "grant.scope_not_found",
                           "grant.site_required",
                           "grant.team_required",
                           "grant.scope_mismatch",
                           "grant.dispatcher_scope",
                           "grant.already",
                           "grant.already_revoked",
                           "grant.own",
                           "grant.separation",
                           "grant.person_disabled",
                           "grant.last_security_admin",
                           "list.bad_cursor",
                           "list.bad_limit"})
    for (const char* language : {"zh", "en"}) EXPECT_NE(http::sentence(code, language), code);
}

INSTANTIATE_TEST_SUITE_P(Engines, PeopleOverHttp, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST(CodeSender, TheConsoleShowsACodeOnlyWhenToldTo) {
  std::ostringstream hidden;
  std::ostringstream shown;
  ASSERT_TRUE(ConsoleSender(hidden, ConsoleSender::Codes::hidden).send("19900000012", "123456").ok());
  ASSERT_TRUE(ConsoleSender(shown, ConsoleSender::Codes::shown).send("19900000012", "123456").ok());
  EXPECT_EQ(hidden.str().find("123456"), std::string::npos);
  EXPECT_EQ(shown.str(), "sign-in code for 199****0012: 123456\n");
}

/// A message gateway that answers with a status of our choice.
struct FakeGateway {
  FakeGateway() {
    routes.add({http::Method::post, "/messages", http::Access::everyone,
                http::handler([this](http::Request& request) {
                  body = request.body;
                  authorization = std::string(request.header("Authorization"));
                  return http::Response::json("{}", status);
                }),
                4096, true});
    server.start();
  }
  ~FakeGateway() { server.stop(std::chrono::milliseconds(1000)); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server.port()) + "/messages"; }
  int status = 200;
  std::string body;
  std::string authorization;
  testing::FakeClock clock;
  Random random{1};
  http::Routes routes;
  http::Hub hub;
  http::Server server{
      http::ServerOptions{}, routes, {}, hub, [](std::string_view) { return Actor(); }, clock, random};
};

TEST(CodeSender, TheGatewayGetsTheCodeAsJson) {
  FakeGateway gateway;
  HttpSender sender({gateway.url(), "secret", 2000});
  ASSERT_TRUE(sender.send("19900000012", "123456").ok());
  EXPECT_EQ(gateway.body, R"({"mobile":"19900000012","code":"123456","expires_s":300})");
  EXPECT_EQ(gateway.authorization, "Bearer secret");
  ASSERT_TRUE(sender.tell("19900000012", "换了手机号").ok());
  EXPECT_EQ(gateway.body, R"({"mobile":"19900000012","text":"换了手机号"})");
}

TEST(CodeSender, AFailingGatewayIsARefusalAndNoException) {
  FakeGateway gateway;
  gateway.status = 500;
  EXPECT_EQ(HttpSender({gateway.url(), "", 2000}).send("19900000012", "123456").error().reason,
            "session.code_not_sent");
  gateway.server.stop(std::chrono::milliseconds(1000));
  const Outcome away = HttpSender({gateway.url(), "", 2000}).send("19900000012", "123456");
  EXPECT_EQ(away.error().reason, "session.code_not_sent");
  EXPECT_EQ(away.error().detail.find("19900000012"), std::string::npos);
  EXPECT_THROW(HttpSender({"file:///etc/passwd", "", 2000}), std::invalid_argument);
}

}  // namespace
}  // namespace ws::people
