#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <coroutine>
#include <thread>

#include "testing/http_rig.h"

namespace ws::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ws::testing::Answer;
using ws::testing::Headers;
using ws::testing::HttpClient;
using ws::testing::HttpRig;
using ws::testing::Wire;

Handler text(std::string body) {
  return handler([body = std::move(body)](Request&) { return Response::text(body); });
}

/// Answers with what the handler saw.
Handler echo() {
  return handler([](Request& request) {
    std::string out = std::string(to_text(request.method)) + " " + request.path + "\n";
    for (const std::string& param : request.params) out += "param " + param + "\n";
    for (const auto& [name, value] : request.query) out += "query " + name + "=" + value + "\n";
    out += "peer " + request.peer + "\nbody " + request.body;
    return Response::text(out);
  });
}

std::string reason_of(const Answer& answer) {
  const std::size_t at = answer.body.find("\"reason\":\"");
  if (at == std::string::npos) return "no reason in: " + answer.body;
  return answer.body.substr(at + 10, answer.body.find('"', at + 10) - at - 10);
}

/// A value that a handler waits for and a test gives.
class Gate {
 public:
  struct Waiter {
    Gate& gate;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      const std::lock_guard lock(gate.mutex_);
      gate.executor_ = Executor::current();
      gate.handle_ = handle;
      gate.arrived_.notify_all();
    }
    void await_resume() {}
  };
  Waiter wait() { return {*this}; }
  void wait_for_arrival() {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(arrived_.wait_for(lock, ws::testing::patience, [this] { return handle_ != nullptr; }));
  }
  void resume_home() {
    executor_->post([handle = handle_] { handle.resume(); });
  }
  void resume_here() { handle_.resume(); }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::coroutine_handle<> handle_;
  Executor* executor_ = nullptr;
};

// ---- requests as handlers see them

TEST(Server, GivesHandlersTheDecodedRequest) {
  HttpRig rig;
  rig.routes.post("/api/sites/{name}/{rest...}", Access::everyone, echo());
  HttpClient client(rig.start());
  const Answer answer = client.post_json("/api/sites/%E5%BF%97%20a/b/c?q=%E6%84%BF+x&q=2&e", R"({"a":1})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            "POST /api/sites/志 a/b/c\nparam 志 a\nparam b/c\nquery q=愿 x\nquery q=2\nquery e=\npeer 127.0.0.1\n"
            "body {\"a\":1}");
}

TEST(Server, SetsTheSecurityHeaders) {
  HttpRig rig;
  rig.routes.get("/", Access::everyone, text("page"));
  rig.routes.get("/api/x", Access::everyone, text("x"));
  rig.routes.get("/own", Access::everyone, handler([](Request&) {
                   return Response::html("x")
                       .with("content-security-policy", "default-src 'none'")
                       .with("Cache-Control", "max-age=5")
                       .with("X-Evil", "a\r\nSet-Cookie: b");
                 }));
  rig.options.secure_cookies = true;
  HttpClient client(rig.start());
  const Answer page = client.get("/");
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("script-src 'self'; style-src 'self'"));
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.header("Referrer-Policy"), "same-origin");
  EXPECT_EQ(page.header("Permissions-Policy"), "geolocation=(self), camera=(self), microphone=()");
  EXPECT_EQ(page.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.header("Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
  EXPECT_EQ(page.header("X-Request-Id").size(), 26U);
  EXPECT_EQ(page.header("Cache-Control"), "");
  EXPECT_EQ(client.get("/api/x").header("Cache-Control"), "no-store");
  const Answer own = client.get("/own");
  int policies = 0;
  for (const auto& [name, value] : own.headers) policies += value.find("default-src") != std::string::npos ? 1 : 0;
  EXPECT_EQ(policies, 1);
  EXPECT_EQ(own.header("Content-Security-Policy"), "default-src 'none'");
  EXPECT_EQ(own.header("Cache-Control"), "max-age=5");
  EXPECT_EQ(own.header("X-Evil"), "");
  EXPECT_EQ(own.header("Set-Cookie"), "");
}

TEST(Server, PagesOfSignedInPeopleAreNotStored) {
  HttpRig rig;
  rig.routes.get("/", Access::everyone, text("page"));
  rig.add_person("t", {});
  HttpClient client(rig.start());
  client.use_session("t");
  EXPECT_EQ(client.get("/").header("Cache-Control"), "no-store");
}

TEST(Server, KnowsTheClientBehindItsProxyOnly) {
  for (const bool trusted : {true, false}) {
    HttpRig rig;
    rig.options.trusted_proxy = trusted ? "127.0.0.1" : "10.0.0.1";
    rig.routes.get("/", Access::everyone, echo());
    HttpClient client(rig.start());
    const Answer answer = client.get("/", {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9"}});
    EXPECT_THAT(answer.body, HasSubstr(trusted ? "peer 203.0.113.9" : "peer 127.0.0.1"));
    EXPECT_THAT(client.get("/", {{"X-Forwarded-For", "nonsense"}}).body, HasSubstr("peer 127.0.0.1"));
  }
}

// ---- routing

TEST(Server, TellsUnknownPathsFromWrongMethods) {
  HttpRig rig;
  rig.routes.get("/api/x", Access::everyone, text("x"));
  rig.routes.post("/api/x", Access::everyone, text("x"));
  HttpClient client(rig.start());
  const Answer absent = client.get("/api/none");
  EXPECT_EQ(absent.status, 404);
  EXPECT_EQ(reason_of(absent), "request.not_found");
  for (const char* method : {"OPTIONS", "PUT", "TRACE", "BREW"}) {
    const Answer answer = client.request(method, "/api/x", "");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD, POST");
    EXPECT_EQ(reason_of(answer), "request.method");
  }
}

TEST(Server, HeadIsGetWithoutItsBody) {
  HttpRig rig;
  rig.routes.get("/x", Access::everyone, text("twelve bytes"));
  HttpClient client(rig.start());
  const Answer head = client.head("/x");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "12");
  EXPECT_EQ(client.get("/x").body, "twelve bytes");  // on the same connection: nothing came behind the head
  EXPECT_EQ(client.connections(), 1);
}

TEST(Server, PageErrorsGoThroughTheHook) {
  HttpRig rig;
  rig.routes.get("/me", Access::signed_in, text("me"));
  rig.options.error_page = [](const Request& request, const Error& error) {
    if (error.code == ErrorCode::unauthenticated) return Response::redirect("/sign-in?next=" + request.path);
    return Response::html("<h1>" + error.reason + "</h1>");
  };
  HttpClient client(rig.start());
  const Answer sign_in = client.get("/me");
  EXPECT_EQ(sign_in.status, 303);
  EXPECT_EQ(sign_in.header("Location"), "/sign-in?next=/me");
  const Answer absent = client.get("/none");
  EXPECT_EQ(absent.status, 404);
  EXPECT_EQ(absent.body, "<h1>request.not_found</h1>");
  const Answer wrong = client.request("POST", "/me", "", {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD");
}

TEST(Server, PageErrorsHaveAPlainPageWithoutHook) {
  HttpRig rig;
  HttpClient client(rig.start());
  const Answer answer = client.get("/<none>", {{"Accept-Language", "en"}});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("<p>We could not find this."));
}

// ---- access

TEST(Server, ChecksAccessBeforeTheHandler) {
  HttpRig rig;
  int calls = 0;
  rig.routes.get("/api/desk", Access::clerk, handler([&](Request& request) {
                   ++calls;
                   return Response::text(request.actor.person.str());
                 }));
  rig.add_person("clerk", {Role::clerk});
  rig.add_person("auditor", {Role::auditor});
  HttpClient client(rig.start());
  EXPECT_EQ(reason_of(client.get("/api/desk")), "session.required");
  client.use_session("stale");
  const Answer stale = client.get("/api/desk");
  EXPECT_EQ(stale.status, 401);
  EXPECT_EQ(reason_of(stale), "session.required");
  client.use_session("auditor");
  const Answer denied = client.get("/api/desk");
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(reason_of(denied), "access.denied");
  EXPECT_EQ(calls, 0);
  client.use_session("clerk");
  EXPECT_EQ(client.get("/api/desk").body, rig.people["clerk"].person.str());
  client.use_session("");
  EXPECT_EQ(client.get("/api/desk", {{"Authorization", "Bearer clerk"}}).body, rig.people["clerk"].person.str());
}

TEST(Server, TheCookieBehindTlsHasTheHostPrefix) {
  HttpRig rig;
  rig.options.secure_cookies = true;
  rig.routes.get("/api/x", Access::signed_in, text("in"));
  rig.add_person("t", {});
  HttpClient client(rig.start());
  client.use_session("t", false);
  EXPECT_EQ(client.get("/api/x").status, 401);
  client.use_session("t", true);
  EXPECT_EQ(client.get("/api/x").body, "in");
}

// ---- foreign pages, idempotency, content type

TEST(Server, RefusesCallsFromForeignPages) {
  HttpRig rig;
  rig.routes.post("/api/x", Access::everyone, text("done"));
  rig.routes.get("/api/x", Access::everyone, text("read"));
  rig.add_person("t", {});
  const std::uint16_t port = rig.start();
  const std::string own = "http://127.0.0.1:" + std::to_string(port);
  struct Case {
    Headers headers;
    bool passes;
  };
  const std::vector<Case> cases{
      {{}, true},
      {{{"Sec-Fetch-Site", "same-origin"}}, true},
      {{{"Sec-Fetch-Site", "none"}}, true},
      {{{"Sec-Fetch-Site", "same-site"}}, false},
      {{{"Sec-Fetch-Site", "cross-site"}}, false},
      {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", own}}, false},
      {{{"Origin", own}}, true},
      {{{"Origin", "https://evil.example"}}, false},
      {{{"Origin", "null"}}, false},
      {{{"Origin", "http://127.0.0.1:1"}}, false},
      {{{"Origin", "https://evil.example"}, {"Authorization", "Bearer t"}}, true},
  };
  HttpClient client(port);
  for (const Case& c : cases) {
    const Answer answer = client.post_json("/api/x", "{}", c.headers);
    const std::string shown = c.headers.empty() ? "" : c.headers[0].second;
    EXPECT_EQ(answer.status, c.passes ? 200 : 403) << shown;
    if (c.passes) {
      EXPECT_EQ(answer.body, "done") << shown;
    } else {
      EXPECT_EQ(reason_of(answer), "request.cross_origin") << shown;
    }
  }
  EXPECT_EQ(client.get("/api/x", {{"Sec-Fetch-Site", "cross-site"}}).body, "read");
}

TEST(Server, UnsafeApiCallsNeedAnIdempotencyKey) {
  HttpRig rig;
  rig.routes.post("/api/x", Access::everyone, text("done"));
  rig.routes.post("/form", Access::everyone, text("form"));
  rig.routes.add({Method::post, "/api/session", Access::everyone, text("in"), 1024, true});
  HttpClient client(rig.start());
  for (const std::string& bad : {std::string(), std::string(65, 'x'), std::string("a b"), std::string("键")}) {
    const Answer answer = client.post_json("/api/x", "{}", {{"Idempotency-Key", bad}});
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(reason_of(answer), "idempotency.missing") << bad;
  }
  EXPECT_EQ(client.post_json("/api/x", "{}", {{"Idempotency-Key", std::string(64, 'x')}}).body, "done");
  EXPECT_EQ(client.post_json("/api/session", "{}", {{"Idempotency-Key", ""}}).body, "in");
  EXPECT_EQ(client.post_form("/form", "a=1", {{"Idempotency-Key", ""}}).body, "form");
}

TEST(Server, ApiBodiesAreJson) {
  HttpRig rig;
  rig.routes.post("/api/x", Access::everyone, text("done"));
  HttpClient client(rig.start());
  EXPECT_EQ(reason_of(client.post_form("/api/x", "a=1")), "request.not_json");
  EXPECT_EQ(reason_of(client.request("POST", "/api/x", "{}")), "request.not_json");
  EXPECT_EQ(client.request("POST", "/api/x", "").body, "done");
  EXPECT_EQ(client.post_json("/api/x", "{}", {{"Content-Type", "application/json; charset=utf-8"}}).body, "done");
}

// ---- limits and malformed requests

TEST(Server, RefusesBodiesAboveTheRoutesLimitBeforeReadingThem) {
  HttpRig rig;
  rig.routes.add({Method::post, "/api/x", Access::everyone, echo(), 10});
  const std::uint16_t port = rig.start();
  EXPECT_THAT(HttpClient(port).post_json("/api/x", "0123456789").body, HasSubstr("body 0123456789"));
  const std::string head =
      "POST /api/x HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n";
  for (const std::string& rest :
       {std::string("Content-Length: 1000000000\r\n\r\n"), std::string("Content-Length: 11\r\n\r\n01234567890"),
        std::string("Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n")}) {
    Wire wire(port);
    wire.send(head + rest);
    const Answer answer = wire.read_answer();
    EXPECT_EQ(answer.status, 413) << rest;
    EXPECT_EQ(reason_of(answer), "request.too_large");
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(wire.closed());
  }
}

TEST(Server, ReadsChunkedBodies) {
  HttpRig rig;
  rig.routes.post("/x", Access::everyone, echo());
  Wire wire(rig.start());
  for (const char* piece : {"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Enc", "oding: chunked\r\n\r\n3\r", "\nabc\r\n",
                            "2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n"})
    wire.send(piece);
  EXPECT_THAT(wire.read_answer().body, HasSubstr("body abcde"));
}

TEST(Server, AnswersExpectContinue) {
  HttpRig rig;
  rig.routes.post("/x", Access::everyone, echo());
  rig.routes.post("/desk", Access::clerk, echo());
  const std::uint16_t port = rig.start();
  Wire wire(port);
  wire.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(wire.read_answer().status, 100);
  wire.send("abc");
  EXPECT_THAT(wire.read_answer().body, HasSubstr("body abc"));
  Wire refused(port);
  refused.send("POST /desk HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(refused.read_answer().status, 401);
  EXPECT_TRUE(refused.closed());
}

TEST(Server, RefusesMalformedRequests) {
  HttpRig rig;
  rig.routes.get("/", Access::everyone, text("root"));
  rig.routes.post("/", Access::everyone, text("root"));
  rig.routes.post("/api/x", Access::everyone, text("x"));
  const std::uint16_t port = rig.start();
  const std::vector<std::string> bad{
      "GARBAGE\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",  // no Host
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST /api/x HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const std::string& request : bad) {
    Wire wire(port);
    wire.send(request);
    const Answer answer = wire.read_answer();
    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_EQ(reason_of(answer), "request.malformed") << request;
    EXPECT_TRUE(wire.closed()) << request;
  }
  HttpClient client(port);
  for (const char* target : {"/%", "/%00", "/a/../b", "/%2e%2e/", "/%ff", "/a%2fb", "/?a=%", "/?a=%00", "/a#b"}) {
    const Answer answer = client.get(target, {{"Accept-Language", "en"}});
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_THAT(answer.body, HasSubstr("could not be understood")) << target;
  }
  EXPECT_EQ(client.get("http://anything/").body, "root");  // absolute form is legal
}

TEST(Server, RefusesHeadsAboveTheLimit) {
  HttpRig rig;
  rig.routes.get("/", Access::everyone, text("root"));
  const std::uint16_t port = rig.start();
  EXPECT_EQ(HttpClient(port).get("/", {{"X", std::string(12'000, 'x')}}).body, "root");
  for (const std::string& request : {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n",
                                     "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    Wire wire(port);
    wire.send(request);
    const Answer answer = wire.read_answer();
    EXPECT_EQ(answer.status, 431);
    EXPECT_EQ(reason_of(answer), "request.header_too_large");
    EXPECT_TRUE(wire.closed());
  }
}

TEST(Server, EndsSlowRequestsAndIdleConnections) {
  HttpRig rig;
  rig.options.header_timeout = std::chrono::milliseconds(60);
  rig.options.idle_timeout = std::chrono::milliseconds(80);
  rig.routes.post("/x", Access::everyone, echo());
  const std::uint16_t port = rig.start();
  Wire silent(port), half_head(port), half_body(port), idle(port);
  half_head.send("POST /x HTTP/1.1\r\nHos");
  half_body.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  idle.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_THAT(idle.read_answer().body, HasSubstr("body ab"));
  EXPECT_EQ(reason_of(half_head.read_answer()), "request.timeout");
  EXPECT_TRUE(half_head.closed());
  const Answer late = half_body.read_answer();
  EXPECT_EQ(late.status, 408);
  EXPECT_TRUE(half_body.closed());
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(idle.closed());
}

TEST(Server, DropsAClientThatDoesNotReadItsAnswer) {
  HttpRig rig;
  rig.options.write_timeout = std::chrono::milliseconds(60);
  rig.routes.get("/big", Access::everyone, text(std::string(32U << 20U, 'x')));
  const std::uint16_t port = rig.start();
  Wire wire(port);
  wire.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  // The line is written when the server gives up.
  const auto lines = rig.log(1);
  ASSERT_EQ(lines.size(), 1U);
  const std::size_t at = lines[0].find("\"bytes\":");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(std::stoul(lines[0].substr(at + 8)), 32U << 20U);
  while (wire.fill()) wire.buffer.clear();  // what was on its way, then the end
}

TEST(Server, TellsConnectionsAboveTheLimitThatItIsBusy) {
  HttpRig rig;
  rig.options.max_connections = 2;
  rig.routes.get("/api/x", Access::everyone, text("x"));
  const std::uint16_t port = rig.start();
  HttpClient first(port), second(port), third(port);
  EXPECT_EQ(first.get("/api/x").body, "x");
  EXPECT_EQ(second.get("/api/x").body, "x");
  const Answer busy = third.get("/api/x");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(reason_of(busy), "server.busy");
  EXPECT_EQ(busy.header("Retry-After"), "5");
  EXPECT_EQ(busy.header("Connection"), "close");
  EXPECT_EQ(first.get("/api/x").body, "x");
}

// ---- connections

TEST(Server, KeepsConnectionsAlive) {
  HttpRig rig;
  rig.routes.get("/x", Access::everyone, text("x"));
  const std::uint16_t port = rig.start();
  HttpClient client(port);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.get("/x").body, "x");
  EXPECT_EQ(client.connections(), 1);
  Wire close(port);
  close.send("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(close.read_answer().header("Connection"), "close");
  EXPECT_TRUE(close.closed());
  Wire old(port);
  old.send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_answer().body, "x");
  EXPECT_TRUE(old.closed());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  HttpRig rig;
  Gate gate;
  rig.routes.post("/{n}", Access::everyone, echo());
  rig.routes.get("/slow", Access::everyone, [&](Request&) -> Task<Response> {
    co_await gate.wait();
    co_return Response::text("slow");
  });
  Wire wire(rig.start());
  std::string all = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 50; ++i)
    all += "\r\nPOST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  wire.send(all);
  gate.wait_for_arrival();
  gate.resume_home();
  EXPECT_EQ(wire.read_answer().body, "slow");
  for (int i = 0; i < 50; ++i) EXPECT_THAT(wire.read_answer().body, HasSubstr("param " + std::to_string(i) + "\n"));
}

TEST(Server, ReadsRequestsInSinglePieces) {
  HttpRig rig;
  rig.routes.post("/x", Access::everyone, echo());
  Wire wire(rig.start());
  for (const char c : std::string("POST /x?a=b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nContent-Length: 5\r\n\r\nhello"))
    wire.send({&c, 1});
  EXPECT_EQ(wire.read_answer().body, "POST /x\nquery a=b\npeer 127.0.0.1\nbody hello");
}

TEST(Server, SendsBodiesLargerThanTheSocketBuffer) {
  HttpRig rig;
  std::string big;
  for (int i = 0; big.size() < (8U << 20U); ++i) big += std::to_string(i) + ",";
  rig.routes.get("/big", Access::everyone, text(big));
  HttpClient client(rig.start());
  EXPECT_TRUE(client.get("/big").body == big);
  EXPECT_TRUE(client.get("/big").body == big);
  EXPECT_EQ(client.connections(), 1);
}

// ---- handlers

TEST(Server, HandlersMayResumeLaterFromAnotherThread) {
  for (const bool home : {true, false}) {
    HttpRig rig;
    rig.options.threads = 1;
    Gate gate;
    std::thread::id before, after;
    rig.routes.get("/slow", Access::everyone, [&](Request& request) -> Task<Response> {
      before = std::this_thread::get_id();
      co_await gate.wait();
      after = std::this_thread::get_id();
      co_return Response::text("slow " + request.path);
    });
    rig.routes.get("/fast", Access::everyone, text("fast"));
    const std::uint16_t port = rig.start();
    Wire slow(port);
    slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    gate.wait_for_arrival();
    EXPECT_EQ(HttpClient(port).get("/fast").body, "fast");  // the only thread serves others meanwhile
    home ? gate.resume_home() : gate.resume_here();
    EXPECT_EQ(slow.read_answer().body, "slow /slow");
    EXPECT_EQ(before == after, home);
    EXPECT_EQ(rig.log(2).size(), 2U);
  }
}

TEST(Server, ExceptionsBecome500AndStayInTheLog) {
  HttpRig rig;
  rig.routes.get("/api/x", Access::everyone,
                 handler([](Request&) -> Response { throw std::runtime_error("secret \"detail\""); }));
  rig.routes.get("/page", Access::everyone, handler([](Request&) -> Response { throw 7; }));
  HttpClient client(rig.start());
  const Answer answer = client.get("/api/x");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"internal","reason":"internal","message":{"zh":"系统出现了意外问题)"));
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_EQ(client.get("/page").status, 500);
  const auto lines = rig.log(2);
  EXPECT_THAT(lines.at(0), HasSubstr(R"("detail":"secret \"detail\"")"));
  EXPECT_THAT(lines.at(1), HasSubstr(R"("detail":"unknown exception")"));
  EXPECT_EQ(rig.server->figures().errors_5xx, 2);
}

TEST(Server, TheHookMapsStorageFailures) {
  HttpRig rig;
  rig.options.on_exception = [](const std::exception& e) -> std::optional<Error> {
    if (std::string_view(e.what()) != "disk") return std::nullopt;
    return Error{ErrorCode::unavailable, "storage.full", {}, {}};
  };
  rig.routes.get("/api/{what}", Access::everyone,
                 handler([](Request& request) -> Response { throw std::runtime_error(request.params[0]); }));
  HttpClient client(rig.start());
  const Answer full = client.get("/api/disk");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(reason_of(full), "storage.full");
  EXPECT_EQ(reason_of(client.get("/api/other")), "internal");
}

// ---- conditional and compressed answers

std::string gunzip(const std::string& packed) {
  z_stream stream{};
  std::string out(1U << 20U, '\0');
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Server, CompressesTextWhenAsked) {
  HttpRig rig;
  std::string page;
  for (int i = 0; i < 300; ++i) page += "<p>volunteer " + std::to_string(i) + "</p>";
  rig.routes.get("/page", Access::everyone,
                 handler([&](Request&) { return Response::html(page).with("ETag", "\"a\""); }));
  rig.routes.get("/small", Access::everyone, text("small"));
  rig.routes.get("/picture", Access::everyone, handler([&](Request&) {
                   Response response = Response::text(page);
                   response.content_type = "image/png";
                   return response;
                 }));
  HttpClient client(rig.start());
  const Headers gzip{{"Accept-Encoding", "br, gzip"}};
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.get("/page", gzip);
    EXPECT_EQ(answer.header("Content-Encoding"), "gzip");
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(answer.header("ETag"), "W/\"a\"");
    EXPECT_LT(answer.body.size(), page.size() / 2);
    EXPECT_EQ(gunzip(answer.body), page);
  }
  const Answer plain = client.get("/page");
  EXPECT_EQ(plain.body, page);
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(client.get("/small", gzip).body, "small");
  EXPECT_EQ(client.get("/picture", gzip).body, page);
}

TEST(Server, AnswersNotModified) {
  HttpRig rig;
  rig.routes.get("/api/x", Access::everyone,
                 handler([](Request&) { return Response::json("{}").with("ETag", "\"v1\""); }));
  HttpClient client(rig.start());
  const Answer full = client.get("/api/x", {{"If-None-Match", "\"v0\""}});
  EXPECT_EQ(full.body, "{}");
  EXPECT_EQ(full.header("Cache-Control"), "private, no-cache");
  for (const char* known : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
    const Answer answer = client.get("/api/x", {{"If-None-Match", known}});
    EXPECT_EQ(answer.status, 304) << known;
    EXPECT_EQ(answer.header("ETag"), "\"v1\"");
    EXPECT_EQ(answer.header("Content-Length"), "");
  }
  EXPECT_EQ(client.get("/api/x").body, "{}");  // the 304s left nothing behind on the connection
  EXPECT_EQ(client.connections(), 1);
}

// ---- log, figures, stop

TEST(Server, LogsOneLineWithoutWhatIsPrivate) {
  HttpRig rig;
  rig.routes.get("/api/people/{id}", Access::signed_in, text("x"));
  rig.add_person("t", {});
  HttpClient client(rig.start());
  client.use_session("t");
  const Answer answer = client.get("/api/people/13800138000?mobile=13800138000");
  client.use_session("");
  client.get("/api/people/1");
  const auto lines = rig.log(2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], HasSubstr("\"id\":\"" + answer.header("X-Request-Id") + "\""));
  EXPECT_THAT(lines[0], HasSubstr(R"("method":"GET","route":"/api/people/{id}","status":200,"reason":"")"));
  EXPECT_THAT(lines[0], HasSubstr("\"actor\":\"" + rig.people["t"].person.str() + "\""));
  EXPECT_THAT(lines[0], Not(HasSubstr("13800138000")));
  EXPECT_THAT(lines[1], HasSubstr(R"("status":401,"reason":"session.required","actor":"")"));
}

TEST(Server, CountsItsFigures) {
  HttpRig rig;
  rig.routes.get("/x", Access::everyone, text("x"));
  HttpClient client(rig.start());
  for (int i = 0; i < 3; ++i) client.get("/x");
  rig.log(3);
  const Server::Figures figures = rig.server->figures();
  EXPECT_EQ(figures.requests, 3);
  EXPECT_EQ(figures.connections, 1);
  EXPECT_EQ(figures.errors_5xx, 0);
  ASSERT_FALSE(figures.latency_ms.empty());
  EXPECT_EQ(figures.latency_ms.back().second, 3);
  for (std::size_t i = 1; i < figures.latency_ms.size(); ++i)
    EXPECT_GE(figures.latency_ms[i].second, figures.latency_ms[i - 1].second);
}

TEST(Server, StopFinishesARequestInFlight) {
  HttpRig rig;
  Gate gate;
  rig.routes.get("/slow", Access::everyone, [&](Request&) -> Task<Response> {
    co_await gate.wait();
    co_return Response::text("finished");
  });
  const std::uint16_t port = rig.start();
  Wire slow(port), idle(port);
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate.wait_for_arrival();
  std::thread stopping([&] { rig.server->stop(ws::testing::patience); });
  EXPECT_TRUE(idle.closed());  // so the stop is under way
  gate.resume_home();
  const Answer answer = slow.read_answer();
  EXPECT_EQ(answer.body, "finished");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(slow.closed());
  stopping.join();
  EXPECT_THROW(Wire{port}, std::runtime_error);
}

TEST(Server, StopWaitsForAHandlerWhoseClientIsGone) {
  HttpRig rig;
  Gate gate;
  bool ended = false;
  rig.routes.get("/slow", Access::everyone, [&](Request&) -> Task<Response> {
    co_await gate.wait();
    ended = true;
    co_return Response::text("nobody reads this");
  });
  Wire slow(rig.start());
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate.wait_for_arrival();
  std::thread stopping([&] { rig.server->stop(std::chrono::milliseconds(0)); });
  EXPECT_TRUE(slow.closed());
  gate.resume_home();
  stopping.join();
  EXPECT_TRUE(ended);
}

TEST(Server, ATakenAddressIsAnError) {
  HttpRig first, second;
  second.options.port = first.start();
  EXPECT_THROW(second.start(), std::system_error);
}

}  // namespace
}  // namespace ws::http
