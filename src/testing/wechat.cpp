#include "testing/wechat.h"

namespace ws::testing {
namespace {

constexpr std::size_t most_bytes = 4 << 20;

std::string wrong(int code) {
  return R"({"errcode":)" + std::to_string(code) + R"(,"errmsg":"so it was asked"})";
}

std::size_t number_in(const std::string& name) {
  return std::stoul(name.substr(name.find('-') + 1));
}

}  // namespace

FakeWechat::FakeWechat() {
  on("stable_token", &FakeWechat::token);
  on("media/uploadimg", &FakeWechat::uploadimg);
  on("material/add_material", &FakeWechat::add_material);
  on("draft/add", &FakeWechat::add_draft);
  on("freepublish/submit", &FakeWechat::submit);
  on("freepublish/get", &FakeWechat::get);
  on("freepublish/delete", &FakeWechat::remove);
  port_ = rig_.start();
}

void FakeWechat::on(const std::string& name, std::string (FakeWechat::*answer)(const http::Request&)) {
  rig_.routes.add(
      {http::Method::post, "/cgi-bin/" + name, http::Access::everyone,
       http::handler([this, name, answer](http::Request& request) { return answered(name, request, answer); }),
       most_bytes, true});
}

http::Response FakeWechat::answered(const std::string& name, const http::Request& request,
                                    std::string (FakeWechat::*answer)(const http::Request&)) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(name);
  int code = -100;
  if (const auto refusal = refusals_.find(name); refusal != refusals_.end()) {
    code = refusal->second;
    refusals_.erase(refusal);
  }
  if (code != -100 && code != 0) return http::Response::json(wrong(code));
  const std::string token(request.q("access_token"));
  if (name != "stable_token" && (token.empty() || static_cast<int>(number_in(token)) < oldest_token_))
    return http::Response::json(wrong(42'001));
  std::string said = (this->*answer)(request);
  if (code == 0) return http::Response::json("the way back is lost", 502);
  return http::Response::json(std::move(said));
}

void FakeWechat::refuse(const std::string& name, int code) {
  const std::lock_guard lock(mutex_);
  refusals_[name] = code;
}
void FakeWechat::forget_tokens() {
  const std::lock_guard lock(mutex_);
  oldest_token_ = tokens_ + 1;
}
void FakeWechat::examine(int status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
}
std::vector<FakeWechat::Shown> FakeWechat::drafts() const {
  const std::lock_guard lock(mutex_);
  return drafts_;
}
std::vector<std::string> FakeWechat::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}
std::size_t FakeWechat::pictures() const {
  const std::lock_guard lock(mutex_);
  return pictures_;
}

std::string FakeWechat::token(const http::Request& request) {
  const json::Document asked(request.body);
  if (asked.text("secret") != "0123456789abcdef0123456789abcdef") return wrong(40'125);
  return R"({"access_token":"token-)" + std::to_string(++tokens_) + R"(","expires_in":7200})";
}

std::string FakeWechat::uploadimg(const http::Request& request) {
  if (request.body.find("\xFF\xD8\xFF") == std::string::npos) return wrong(40'005);
  return R"({"url":"http://mmbiz.example/picture-)" + std::to_string(++pictures_) + "\"}";
}

std::string FakeWechat::add_material(const http::Request& request) {
  if (request.body.find("\xFF\xD8\xFF") == std::string::npos) return wrong(40'005);
  return R"({"media_id":"cover","url":"http://mmbiz.example/cover"})";
}

std::string FakeWechat::add_draft(const http::Request& request) {
  const json::Document asked(request.body);
  const auto articles = asked.items("articles");
  if (articles.size() != 1 || articles[0].text("thumb_media_id") != "cover") return wrong(40'007);
  drafts_.push_back({articles[0].text("title").value(), articles[0].text("content").value(),
                     articles[0].text("content_source_url").value()});
  // As the platform does: what is escaped stays escaped.
  if (request.body.find("\\u003c") != std::string::npos) drafts_.back().content = "\\u003c";
  return R"({"media_id":"draft-)" + std::to_string(drafts_.size() - 1) + "\"}";
}

std::string FakeWechat::submit(const http::Request& request) {
  Shown& draft = drafts_.at(number_in(json::Document(request.body).text("media_id").value()));
  if (draft.published) return wrong(40'007);
  draft.published = true;
  return R"({"errcode":0,"errmsg":"ok","publish_id":"task-)" + std::to_string(&draft - drafts_.data()) + "\"}";
}

std::string FakeWechat::get(const http::Request& request) {
  const std::string task = json::Document(request.body).text("publish_id").value();
  if (status_ != 0)
    return R"({"publish_id":")" + task + R"(","publish_status":)" + std::to_string(status_) + R"(,"fail_idx":[]})";
  const std::string number = std::to_string(number_in(task));
  return R"({"publish_id":")" + task + R"(","publish_status":0,"article_id":"shown-)" + number +
         R"(","article_detail":{"count":1,"item":[{"idx":1,"article_url":"http://mp.example/s/)" + number +
         R"("}]},"fail_idx":[]})";
}

std::string FakeWechat::remove(const http::Request& request) {
  drafts_.at(number_in(json::Document(request.body).text("article_id").value())).deleted = true;
  return R"({"errcode":0,"errmsg":"ok"})";
}

}  // namespace ws::testing
