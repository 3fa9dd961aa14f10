// What arrives at the HTTP port, made up: requests one behind the other, their targets and their forms. However
// the bytes are cut, the same requests come out of them.
// Sources: src/http/request_parser.cpp src/http/encoding.cpp src/base/utf8.cpp src/http/http.cpp src/base/actor.cpp src/base/text.cpp
// Libraries: boost_json
#include <cstdlib>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "http/encoding.h"
#include "http/request_parser.h"
#include "pieces.h"

// The sentences of refusals are no part of what is read here.
std::string ws::http::sentence(std::string_view reason, std::string_view) {
  return std::string(reason);
}

namespace {

using ws::http::Request;
using ws::http::RequestParser;

constexpr std::size_t most_body_bytes = 1000;

struct Read {
  std::string method, target, body;
  std::vector<std::string> headers;
  RequestParser::Failure failure = RequestParser::Failure::none;
  bool operator==(const Read&) const = default;
};

/// As a connection reads: the head, the decision about the body, the body, the next request.
class Reader {
 public:
  Reader() { parser_.reset(request_); }

  bool take(std::string_view piece) {
    pending_.append(piece);
    std::size_t used = 0;
    while (used < pending_.size()) {
      const std::size_t taken = parser_.put(std::string_view(pending_).substr(used));
      used += taken;
      if (parser_.failure() == RequestParser::Failure::none && parser_.head_done() && !decided_) {
        decided_ = true;
        parser_.limit_body(most_body_bytes);
      }
      if (parser_.failure() != RequestParser::Failure::none) return keep(), false;
      if (parser_.done()) {
        keep();
        request_ = Request{};
        parser_.reset(request_);
        decided_ = false;
      } else if (taken == 0) {
        break;
      }
    }
    pending_.erase(0, used);
    return true;
  }
  std::vector<Read> requests;

 private:
  void keep() {
    Read read{std::string(parser_.method()), request_.target, request_.body, {}, parser_.failure()};
    if (read.body.size() > most_body_bytes) std::abort();
    // What a broken request came to before it broke is nobody's business.
    if (read.failure != RequestParser::Failure::none)
      read = {{}, {}, {}, {}, read.failure};
    else
      for (const auto& header : request_.headers) read.headers.push_back(header.name + ": " + header.value);
    requests.push_back(std::move(read));
  }
  Request request_;
  RequestParser parser_;
  std::string pending_;
  bool decided_ = false;
};

void check_target(const std::string& target) {
  const auto path = ws::http::decode_path(target.substr(0, target.find('?')));
  if (!path) return;
  if (!path->starts_with('/') || path->find("/../") != std::string::npos || path->ends_with("/..")) std::abort();
  if (path->find('\\') != std::string::npos || path->find('\0') != std::string::npos) std::abort();
  if (!ws::is_utf8(*path)) std::abort();
}

void check_form(const std::string& body) {
  Request request;
  request.body = body;
  const auto form = ws::http::Form::parse(request);
  if (!form) return;
  for (const auto& [name, value] : form->fields())
    if (!ws::is_utf8(name) || !ws::is_utf8(value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  // With an end of a head behind it: what is wrong in one that comes in pieces is found when it is whole.
  const std::string bytes = std::string(ws::fuzz::text_of(data + 1, size - 1)) + "\r\n\r\n";
  Reader whole, cut;
  static_cast<void>(whole.take(bytes));
  ws::fuzz::in_pieces(bytes, std::size_t{data[0]} + 1, [&](std::string_view piece) { return cut.take(piece); });
  if (whole.requests != cut.requests) std::abort();
  for (const Read& read : whole.requests) {
    check_target(read.target);
    check_form(read.body);
  }
  return 0;
}
