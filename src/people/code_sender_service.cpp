#include "people/code_sender_service.h"

#include <ostream>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "base/web_client.h"
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
  WebCall call;
  call.url = gateway_.url;
  call.headers = {"Content-Type: application/json; charset=utf-8"};
  if (!gateway_.bearer_token.empty()) call.headers.push_back("Authorization: Bearer " + gateway_.bearer_token);
  call.body = body;
  call.timeout_ms = gateway_.timeout_ms;
  const auto answer = ws::post(call);
  if (!answer) return not_sent("message gateway: " + answer.error().detail);
  if (answer->status < 200 || answer->status > 299)
    return not_sent("message gateway answered " + std::to_string(answer->status));
  return Done{};
}

}  // namespace ws::people
