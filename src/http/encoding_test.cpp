#include "http/encoding.h"

#include <gtest/gtest.h>

#include "http/http.h"
#include "http/server.h"

namespace ws::http {
namespace {

TEST(Encoding, Utf8IsStrict) {
  EXPECT_TRUE(is_utf8("plain, 中文, \xF0\x9F\x8C\xB1"));
  for (const std::string_view bad : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                     "\xF5\x80\x80\x80", "\x80", "\xE4\xB8", "\xE4\xB8z"})
    EXPECT_FALSE(is_utf8(bad)) << bad.size();
}

TEST(Encoding, Utf8MayBeCutAnywhere) {
  const std::string text = "志愿者 \xF0\x9F\x8C\xB1 ok";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Utf8Check check;
    EXPECT_TRUE(check.feed(std::string_view(text).substr(0, cut)));
    EXPECT_TRUE(check.feed(std::string_view(text).substr(cut)));
    EXPECT_TRUE(check.complete()) << cut;
  }
}

TEST(Encoding, PercentDecoding) {
  EXPECT_EQ(percent_decode("a%20b+c", Plus::space), "a b c");
  EXPECT_EQ(percent_decode("a+b", Plus::literal), "a+b");
  EXPECT_EQ(percent_decode("%E5%BF%97", Plus::literal), "志");
  for (const std::string_view bad : {"%", "%4", "%zz", "%00", "%ff", "%C0%AF"})
    EXPECT_EQ(percent_decode(bad, Plus::literal), std::nullopt) << bad;
}

TEST(Encoding, PathsThatMeanSomethingElseAreRefused) {
  EXPECT_EQ(decode_path("/sites/%E5%BF%97/x"), "/sites/志/x");
  EXPECT_EQ(decode_path("/a..b/...c"), "/a..b/...c");
  for (const std::string_view bad :
       {"", "a", "/..", "/a/../b", "/a/%2e%2e/b", "/%2E", "/a%2fb", "/a\\b", "/a%5cb", "/a%0ab", "/a%00", "/a%7f"})
    EXPECT_EQ(decode_path(bad), std::nullopt) << bad;
}

TEST(Encoding, PairsKeepOrderAndAreBounded) {
  const auto pairs = decode_pairs("b=1&a=%3D&b=&c&&", 10);
  ASSERT_TRUE(pairs);
  EXPECT_EQ(*pairs, (Pairs{{"b", "1"}, {"a", "="}, {"b", ""}, {"c", ""}}));
  EXPECT_EQ(decode_pairs("a=1&b=2&c=3", 2), std::nullopt);
}

TEST(Encoding, ListedTokens) {
  EXPECT_TRUE(lists_token("br, GZIP;q=0.5", "gzip"));
  EXPECT_FALSE(lists_token("br, gzip;q=0", "gzip"));
  EXPECT_FALSE(lists_token("br, gzip;q=0.000", "gzip"));
  EXPECT_FALSE(lists_token("xgzip", "gzip"));
}

Request with_body(std::string body, std::string type) {
  Request request;
  request.body = std::move(body);
  request.headers = {{"content-type", std::move(type)}};
  return request;
}

TEST(Form, FieldsAreDecodedInOrder) {
  const auto form = Form::parse(
      with_body("name=%E6%9D%8E+%E6%98%8E&tag=a&tag=b", "application/x-www-form-urlencoded; charset=utf-8"));
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(form->get("name"), "李 明");
  EXPECT_EQ(form->get("tag"), "a");
  EXPECT_EQ(form->get("absent"), "");
  EXPECT_EQ(form->fields().size(), 3U);
}

TEST(Form, BrokenOnesAreRefused) {
  std::string many;
  for (int i = 0; i < 201; ++i) many += "a=1&";
  for (const std::string& body : {std::string("a=%"), std::string("a=%00"), std::string("a=%ff"), many}) {
    const auto form = Form::parse(with_body(body, "application/x-www-form-urlencoded"));
    ASSERT_FALSE(form.ok()) << body;
    EXPECT_EQ(form.error().reason, "request.bad_form");
  }
  EXPECT_FALSE(Form::parse(with_body("{}", "application/json")).ok());
}

TEST(Request, CookiesAndLanguage) {
  Request request;
  request.headers = {{"Cookie", "ws=token; lang=en; xlang=zh"}, {"Accept-Language", "zh-CN"}};
  EXPECT_EQ(request.cookie("ws"), "token");
  EXPECT_EQ(request.cookie("s"), "");
  EXPECT_EQ(request.language(), "en");
  request.headers = {{"accept-language", "en-GB,zh;q=0.5"}};
  EXPECT_EQ(request.language(), "en");
  request.headers.clear();
  EXPECT_EQ(request.language(), "zh");
}

TEST(Reasons, EverySentenceIsThereInBothLanguages) {
  EXPECT_EQ(sentence("session.required", "zh"), "请先登录。");
  EXPECT_EQ(sentence("session.required", "en"), "Please sign in first.");
  EXPECT_EQ(sentence("no.such", "zh"), "no.such");
  for (const char* reason :
       {"request.malformed", "request.bad_form", "request.not_json", "request.too_large", "request.header_too_large",
        "request.timeout", "request.not_found", "request.method", "request.cross_origin", "request.upgrade_required",
        "idempotency.missing", "access.denied", "rate.limited", "server.busy", "storage.full", "storage.unavailable",
        "internal"}) {
    EXPECT_NE(sentence(reason, "zh"), reason);
    EXPECT_NE(sentence(reason, "en"), sentence(reason, "zh"));
  }
}

TEST(Response, ErrorDocument) {
  const Response response = Response::error({ErrorCode::conflict, "session.required", "items[2].\"x\"", "secret"});
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.body, R"({"code":"conflict","reason":"session.required",)"
                           R"("message":{"zh":"请先登录。","en":"Please sign in first."},"field":"items[2].\"x\""})");
  EXPECT_EQ(response.detail, "secret");
}

TEST(SessionCookie, IsBoundToTheHostBehindTls) {
  EXPECT_EQ(session_cookie("t", 60, false), "ws=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  EXPECT_EQ(session_cookie("t", 60, true), "__Host-ws=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
}

}  // namespace
}  // namespace ws::http
