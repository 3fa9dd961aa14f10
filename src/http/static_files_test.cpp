#include "http/static_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "testing/http_rig.h"

namespace ws::http {
namespace {

using ws::testing::Answer;
using ws::testing::HttpClient;
using ws::testing::HttpRig;

class StaticTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base_ = std::filesystem::path(::testing::TempDir()) /
            ("static-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(base_);
    std::filesystem::create_directories(base_ / "public/sub");
    write("secret.txt", "secret");
    write("public/a.txt", "0123456789");
    write("public/sub/b.txt", "below");
    write("public/.hidden", "hidden");
    rig_.statics = {{"/assets/", (base_ / "public").string()}};
  }
  void TearDown() override { std::filesystem::remove_all(base_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(base_ / name) << text; }
  HttpClient client() { return HttpClient(rig_.start()); }

  HttpRig rig_;
  std::filesystem::path base_;
};

TEST_F(StaticTest, ServesFilesWithTypeAndTag) {
  HttpClient c = client();
  const Answer answer = c.get("/assets/a.txt");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "0123456789");
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.header("Cache-Control"), "no-cache");
  EXPECT_EQ(answer.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(c.get("/assets/sub/b.txt").body, "below");
  const std::string tag = answer.header("ETag");
  EXPECT_GT(tag.size(), 4U);
  const Answer again = c.get("/assets/a.txt", {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.header("ETag"), tag);
  write("public/a.txt", "0123456789 and more");
  EXPECT_EQ(c.get("/assets/a.txt", {{"If-None-Match", tag}}).body, "0123456789 and more");
  const Answer head = c.head("/assets/a.txt");
  EXPECT_EQ(head.header("Content-Length"), "19");
  EXPECT_EQ(c.get("/assets/sub/b.txt").body, "below");
  EXPECT_EQ(c.connections(), 1);
}

TEST_F(StaticTest, ServesRanges) {
  HttpClient c = client();
  const std::string tag = c.get("/assets/a.txt").header("ETag");
  struct Case {
    const char* range;
    int status;
    const char* body;
    const char* content_range;
  };
  for (const Case& want :
       {Case{"bytes=2-4", 206, "234", "bytes 2-4/10"}, Case{"bytes=7-", 206, "789", "bytes 7-9/10"},
        Case{"bytes=-3", 206, "789", "bytes 7-9/10"}, Case{"bytes=0-99", 206, "0123456789", "bytes 0-9/10"},
        Case{"bytes=-99", 206, "0123456789", "bytes 0-9/10"}, Case{"bytes=10-", 416, "", "bytes */10"},
        Case{"bytes=-0", 416, "", "bytes */10"}, Case{"bytes=4-2", 200, "0123456789", ""},
        Case{"bytes=0-1,4-5", 200, "0123456789", ""}, Case{"lines=1-2", 200, "0123456789", ""},
        Case{"bytes=x-2", 200, "0123456789", ""}}) {
    const Answer answer = c.get("/assets/a.txt", {{"Range", want.range}});
    EXPECT_EQ(answer.status, want.status) << want.range;
    EXPECT_EQ(answer.body, want.body) << want.range;
    EXPECT_EQ(answer.header("Content-Range"), want.content_range) << want.range;
  }
  EXPECT_EQ(c.get("/assets/a.txt", {{"Range", "bytes=1-2"}, {"If-Range", tag}}).body, "12");
  EXPECT_EQ(c.get("/assets/a.txt", {{"Range", "bytes=1-2"}, {"If-Range", "\"old\""}}).body, "0123456789");
}

TEST_F(StaticTest, PrefersPrecompressedNeighbours) {
  write("public/app.js", "plain script");
  write("public/app.js.br", "brotli bytes");
  write("public/app.js.gz", "gzip bytes");
  HttpClient c = client();
  const Answer br = c.get("/assets/app.js", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(br.body, "brotli bytes");
  EXPECT_EQ(br.header("Content-Encoding"), "br");
  EXPECT_EQ(br.header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(br.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(c.get("/assets/app.js", {{"Accept-Encoding", "gzip"}}).body, "gzip bytes");
  EXPECT_EQ(c.get("/assets/app.js", {{"Accept-Encoding", "br;q=0, gzip"}}).body, "gzip bytes");
  const Answer plain = c.get("/assets/app.js");
  EXPECT_EQ(plain.body, "plain script");
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  EXPECT_NE(plain.header("ETag"), br.header("ETag"));
  EXPECT_EQ(c.get("/assets/app.js", {{"Accept-Encoding", "br"}, {"Range", "bytes=0-4"}}).body, "plain");
}

TEST_F(StaticTest, HashedNamesAreKeptForever) {
  for (const char* name : {"app-9f8e7d6c.js", "chunk-Dx3_aB92.css"}) {
    EXPECT_TRUE(is_hashed_name(name)) << name;
  }
  for (const char* name : {"app.js", "sign-in.js", "site-settings.js", "a-123.js", "no-extension12345678"})
    EXPECT_FALSE(is_hashed_name(name)) << name;
  write("public/app-9f8e7d6c.js", "x");
  HttpClient c = client();
  EXPECT_EQ(c.get("/assets/app-9f8e7d6c.js").header("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(StaticTest, NothingOutsideIsReachable) {
  std::filesystem::create_symlink(base_ / "secret.txt", base_ / "public/out.txt");
  std::filesystem::create_directory_symlink(base_, base_ / "public/up");
  std::filesystem::create_symlink("a.txt", base_ / "public/inside.txt");
  ASSERT_EQ(mkfifo((base_ / "public/pipe").c_str(), 0600), 0);
  HttpClient c = client();
  for (const char* path :
       {"/assets/out.txt", "/assets/up/secret.txt", "/assets/", "/assets/sub", "/assets/sub/", "/assets/.hidden",
        "/assets/none", "/assets//etc/passwd", "/assets/pipe", "/assets/a.txt/"}) {
    const Answer answer = c.get(path, {{"Accept-Language", "en"}});
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, ::testing::HasSubstr("We could not find this")) << path;
  }
  for (const char* path :
       {"/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/sub%2f..%2f..%2fsecret.txt"})
    EXPECT_EQ(c.get(path).status, 400) << path;
  EXPECT_EQ(c.get("/assets/inside.txt").body, "0123456789");
  const Answer post = c.post_form("/assets/a.txt", "x=1");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.header("Allow"), "GET, HEAD");
}

TEST_F(StaticTest, HandlersMayAnswerWithAFile) {
  rig_.routes.get("/report", Access::everyone, handler([&](Request&) {
                    Response response;
                    response.file = (base_ / "secret.txt").string();
                    return response.with("Content-Disposition", "attachment");
                  }));
  rig_.routes.get("/gone", Access::everyone, handler([&](Request&) {
                    Response response;
                    response.file = (base_ / "gone").string();
                    return response;
                  }));
  HttpClient c = client();
  const Answer answer = c.get("/report");
  EXPECT_EQ(answer.body, "secret");
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.header("Content-Disposition"), "attachment");
  EXPECT_EQ(c.get("/report", {{"Range", "bytes=1-2"}}).body, "ec");
  EXPECT_EQ(c.get("/gone").status, 404);
}

TEST_F(StaticTest, LargeFilesArriveWhole) {
  std::string big;
  for (int i = 0; big.size() < (8U << 20U); ++i) big += std::to_string(i) + " ";
  write("public/big.bin", big);
  write("public/empty.bin", "");
  HttpClient c = client();
  EXPECT_TRUE(c.get("/assets/big.bin").body == big);
  EXPECT_EQ(c.get("/assets/empty.bin").header("Content-Length"), "0");
  EXPECT_TRUE(c.get("/assets/big.bin", {{"Range", "bytes=5-"}}).body == big.substr(5));
  EXPECT_EQ(c.connections(), 1);
}

TEST_F(StaticTest, AMissingDirectoryIsAnErrorAtStart) {
  rig_.statics = {{"/x/", (base_ / "none").string()}};
  EXPECT_THROW(rig_.start(), std::runtime_error);
}

}  // namespace
}  // namespace ws::http
