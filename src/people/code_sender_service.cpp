#include "people/code_sender_service.h"

#include <curl/curl.h>

#include <memory>
#include <ostream>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "people/session_model.h"

namespace ws::people {
namespace {

Error not_sent(std::string detail) {
  return {ErrorCode::unavailable, "session.code_not_sent", {}, std::move(detail)};
}

std::string message(const std::string& mobile, const std::string& code) {
  json::Writer writer;
  writer.begin().field("mobile", mobile).field("code", code);
  writer.field("expires_s", code_lifetime_ms / second_ms).end();
  return writer.take();
}

/// The gateway's words are of no use here, and there may be many.
std::size_t ignore_body(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void add_header(Headers& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(headers.release());
  headers.reset(longer);
}

}  // namespace

Outcome ConsoleSender::send(const std::string& mobile, const std::string& code) {
  const std::lock_guard lock(mutex_);
  out_ << "sign-in code for " << mask_mobile(mobile) << ": " << (codes_ == Codes::shown ? code : "made, not shown")
       << std::endl;
  return Done{};
}

Outcome ConsoleSender::tell(const std::string& mobile, const std::string& text) {
  const std::lock_guard lock(mutex_);
  out_ << "short message for " << mask_mobile(mobile) << ": " << text << std::endl;
  return Done{};
}

HttpSender::HttpSender(Gateway gateway) : gateway_(std::move(gateway)) {
  if (!gateway_.url.starts_with("https://") && !gateway_.url.starts_with("http://"))
    throw std::invalid_argument("the message gateway's URL must begin with https:// or http://");
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

Outcome HttpSender::send(const std::string& mobile, const std::string& code) {
  return post(message(mobile, code));
}

Outcome HttpSender::tell(const std::string& mobile, const std::string& text) {
  json::Writer writer;
  writer.begin().field("mobile", mobile).field("text", text).end();
  return post(writer.take());
}

Outcome HttpSender::post(const std::string& body) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> call(curl_easy_init(), &curl_easy_cleanup);
  if (!call) return not_sent("libcurl gives no handle");
  Headers headers(nullptr, &curl_slist_free_all);
  add_header(headers, "Content-Type: application/json; charset=utf-8");
  if (!gateway_.bearer_token.empty()) add_header(headers, "Authorization: Bearer " + gateway_.bearer_token);
  curl_easy_setopt(call.get(), CURLOPT_URL, gateway_.url.c_str());
  curl_easy_setopt(call.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(call.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(call.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(call.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(call.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(gateway_.timeout_ms));
  curl_easy_setopt(call.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(call.get(), CURLOPT_WRITEFUNCTION, &ignore_body);
  if (const CURLcode failed = curl_easy_perform(call.get()); failed != CURLE_OK)
    return not_sent(std::string("message gateway: ") + curl_easy_strerror(failed));
  long status = 0;
  curl_easy_getinfo(call.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) return not_sent("message gateway answered " + std::to_string(status));
  return Done{};
}

}  // namespace ws::people
