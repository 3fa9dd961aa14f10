#include "channels/wechat_service.h"

#include <exception>

#include "base/json.h"
#include "base/text.h"
#include "base/web_client.h"

namespace ws::channels {
namespace {

constexpr std::int64_t patience_ms = 20'000;
/// Before a token's end by which a new one is fetched.
constexpr std::int64_t early_ms = 300'000;
// The platform's limits, in characters.
constexpr std::size_t most_title = 64, most_author = 16, most_digest = 120;

// The platform's codes. Those not known here are final.
constexpr std::int64_t busy = -1, too_often = 45'009, too_fast = 45'011;
bool is_stale_token(std::int64_t code) {
  return code == 40'001 || code == 40'014 || code == 42'001;
}
bool is_wrong_secret(std::int64_t code) {
  return code == 40'013 || code == 40'125 || code == 40'164 || code == 41'004 || code == 48'001;
}
constexpr std::int64_t no_such_article = 53'600;

Error error_of(std::int64_t code, const std::string& words) {
  const std::string detail = std::to_string(code) + " " + words;
  if (code == busy || code == too_often || code == too_fast)
    return {ErrorCode::unavailable, "channel.busy", {}, detail};
  Error error = Error::conflict(is_wrong_secret(code) ? "channel.secret" : "channel.refused");
  error.detail = detail;
  return error;
}

/// The first `most` code points.
std::string first(const std::string& text, std::size_t most) {
  std::size_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && points++ == most) return text.substr(0, i);
  return text;
}

/// The platform shows "\u003c" as it stands instead of "<".
std::string plainly(const std::string& json) {
  static constexpr std::string_view less = "\\u003c";
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json.compare(i, less.size(), less) == 0) {
      out += '<';
      i += less.size() - 1;
    } else {
      out += json[i];
      if (json[i] == '\\') out += json[++i];
    }
  }
  return out;
}

}  // namespace

/// An answer that is no error.
struct WechatAccount::Said {
  json::Document document;
  std::string text(std::string_view name) const { return document.text(name).value_or(""); }
  /// Without it the answer is none.
  Result<std::string> needed(std::string_view name) const {
    std::string found = text(name);
    if (found.empty()) return Error{ErrorCode::unavailable, "channel.no_answer", {}, "no " + std::string(name)};
    return found;
  }
};

namespace {

struct Heard {
  json::Document document;
  std::int64_t code = 0;
};

Result<Heard> hear(const Result<WebAnswer>& answer) {
  if (!answer) return Error{ErrorCode::unavailable, "channel.no_answer", {}, answer.error().detail};
  const std::string status = "HTTP " + std::to_string(answer->status);
  if (answer->status != 200) return Error{ErrorCode::unavailable, "channel.no_answer", {}, status};
  try {
    json::Document document(answer->body);
    const std::int64_t code = document.integer("errcode").value_or(0);
    return Heard{std::move(document), code};
  } catch (const std::exception&) {
    return Error{ErrorCode::unavailable, "channel.no_answer", {}, status + ", no JSON"};
  }
}

WebCall call_of(std::string url) {
  WebCall call;
  call.url = std::move(url);
  call.timeout_ms = patience_ms;
  return call;
}

}  // namespace

WechatAccount::WechatAccount(std::string api, std::string app_id, std::string secret, const Clock& clock)
    : api_(std::move(api)), app_id_(std::move(app_id)), secret_(std::move(secret)), clock_(clock) {}

Result<std::string> WechatAccount::token() {
  const Instant now = clock_.now();
  if (!token_.empty() && now < token_until_) return token_;
  WebCall call = call_of(api_ + "/cgi-bin/stable_token");
  call.headers = {"Content-Type: application/json"};
  json::Writer body;
  body.begin().field("grant_type", "client_credential").field("appid", app_id_).field("secret", secret_).end();
  call.body = body.take();
  const auto heard = hear(post(call));
  if (!heard) return heard.error();
  if (heard->code != 0) return error_of(heard->code, heard->document.text("errmsg").value_or(""));
  token_ = heard->document.text("access_token").value_or("");
  token_until_ = now.plus_ms(heard->document.integer("expires_in").value_or(0) * second_ms - early_ms);
  return token_;
}

template <class Send>
Result<WechatAccount::Said> WechatAccount::call(const std::string& path, Send&& send) {
  for (const bool last : {false, true}) {
    const auto key = token();
    if (!key) return key.error();
    auto heard = hear(send(api_ + path + (path.find('?') == path.npos ? "?" : "&") + "access_token=" + *key));
    if (!heard) return heard.error();
    if (heard->code == 0) return Said{std::move(heard->document)};
    token_.clear();
    if (last || !is_stale_token(heard->code))
      return error_of(heard->code, heard->document.text("errmsg").value_or(""));
  }
  return Error{ErrorCode::unavailable, "channel.no_answer", {}, {}};
}

Result<WechatAccount::Said> WechatAccount::call_json(const std::string& path, const std::string& body) {
  return call(path, [&](const std::string& url) {
    WebCall one = call_of(url);
    one.headers = {"Content-Type: application/json"};
    one.body = plainly(body);
    return post(one);
  });
}

Result<WechatAccount::Said> WechatAccount::call_file(const std::string& path, const std::string& jpeg) {
  return call(path, [&](const std::string& url) {
    WebCall one = call_of(url);
    one.parts = {{"media", "picture.jpg", "image/jpeg", jpeg}};
    return post(one);
  });
}

Result<std::string> WechatAccount::draft(const Package& package) {
  std::vector<std::pair<std::string, std::string>> exchanged;
  for (const Picture& picture : package.pictures) {
    const auto sent = call_file("/cgi-bin/media/uploadimg", picture.jpeg);
    if (!sent) return sent.error();
    exchanged.emplace_back(picture.address, sent->text("url"));
  }
  const auto cover = call_file("/cgi-bin/material/add_material?type=image", package.cover);
  if (!cover) return cover.error();
  json::Writer body;
  body.begin().key("articles").array().begin();
  body.field("article_type", "news")
      .field("title", first(package.title, most_title))
      .field("author", first(package.editor, most_author))
      .field("digest", first(package.summary, most_digest))
      .field("content", with_addresses(package.html, exchanged))
      .field("content_source_url", package.address)
      .field("thumb_media_id", cover->text("media_id"))
      .field("need_open_comment", 0)
      .field("only_fans_can_comment", 0);
  body.end().end_array().end();
  const auto made = call_json("/cgi-bin/draft/add", body.take());
  if (!made) return made.error();
  return made->needed("media_id");
}

Result<std::string> WechatAccount::submit(const std::string& draft) {
  json::Writer body;
  body.begin().field("media_id", draft).end();
  const auto begun = call_json("/cgi-bin/freepublish/submit", body.take());
  if (!begun) return begun.error();
  // Documented as a text, and sometimes a number.
  const auto number = begun->document.integer("publish_id");
  if (number) return std::to_string(*number);
  return begun->needed("publish_id");
}

Result<Look> WechatAccount::look(const std::string& task) {
  json::Writer body;
  body.begin().field("publish_id", task).end();
  const auto seen = call_json("/cgi-bin/freepublish/get", body.take());
  if (!seen) return seen.error();
  const std::int64_t status = seen->document.integer("publish_status").value_or(1);
  if (status == 1) return Look{};
  if (status != 0) {
    // 2 and 3: could not; 4: refused by the platform; 5 and 6: removed since, by somebody or by the platform.
    Error error = Error::conflict("channel.not_published");
    error.detail = "publish_status " + std::to_string(status);
    return error;
  }
  const auto remote = seen->needed("article_id");
  if (!remote) return remote.error();
  Look look{true, *remote, ""};
  for (const json::Document& item : seen->document.items("article_detail.item"))
    if (look.address.empty()) look.address = item.text("article_url").value_or("");
  return look;
}

Outcome WechatAccount::take_down(const std::string& remote) {
  json::Writer body;
  body.begin().field("article_id", remote).field("index", 0).end();
  const auto gone = call_json("/cgi-bin/freepublish/delete", body.take());
  if (!gone && gone.error().detail.starts_with(std::to_string(no_such_article))) return Done{};
  if (!gone) return gone.error();
  return Done{};
}

std::string with_addresses(std::string html, const std::vector<std::pair<std::string, std::string>>& exchanged) {
  for (const auto& [ours, theirs] : exchanged) {
    const std::string before = "src=\"" + ours + "\"";
    const std::string after = "src=\"" + theirs + "\"";
    for (std::size_t at = html.find(before); at != html.npos; at = html.find(before, at + after.size()))
      html.replace(at, before.size(), after);
  }
  return html;
}

}  // namespace ws::channels
