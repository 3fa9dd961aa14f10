#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>

#include "http/encoding.h"

namespace ws::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

/// Puts the parts into the Request and keeps the few facts about framing that Beast would let pass.
class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Request& request) : request_(request) {
    header_limit(header_limit_bytes);
    body_limit(boost::none);  // ours, per route: see keep()
  }

  std::string method;
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  bool discard = false;
  bool too_large = false;
  bool expects_continue = false;

 private:
  void on_request_impl(beast::http::verb, beast::string_view verb, beast::string_view target, int version,
                       error_code&) override {
    method.assign(verb.data(), verb.size());
    request_.target.assign(target.data(), target.size());
    version_ = version;
  }

  void on_field_impl(beast::http::field name, beast::string_view text, beast::string_view value,
                     error_code& ec) override {
    using beast::http::field;
    const std::string_view held(value.data(), value.size());
    if (name == field::host) ++hosts_;
    if (name == field::content_length && std::exchange(has_length_, true))
      ec = beast::http::error::bad_content_length;
    if (name == field::transfer_encoding) {
      // Any other coding, or a second one, is how requests are smuggled past a proxy.
      if (std::exchange(has_coding_, true) || !iequals(held, "chunked"))
        ec = beast::http::error::bad_transfer_encoding;
    }
    if (name == field::expect && iequals(held, "100-continue")) expects_continue = true;
    request_.headers.push_back({std::string(text.data(), text.size()), std::string(held)});
  }

  void on_header_impl(error_code& ec) override {
    if (has_length_ && has_coding_) ec = beast::http::error::bad_transfer_encoding;
    if (hosts_ > 1 || (version_ == 11 && hosts_ == 0)) ec = beast::http::error::bad_field;
    if (version_ == 10 && has_coding_) ec = beast::http::error::bad_transfer_encoding;
  }

  std::size_t keep(beast::string_view piece, error_code& ec) {
    if (piece.size() > limit - taken_) {
      too_large = true;
      ec = beast::http::error::body_limit;
      return 0;
    }
    taken_ += piece.size();
    if (!discard) request_.body.append(piece.data(), piece.size());
    return piece.size();
  }

  std::size_t on_body_impl(beast::string_view piece, error_code& ec) override { return keep(piece, ec); }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, error_code& ec) override {
    return keep(piece, ec);
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  Request& request_;
  std::size_t taken_ = 0;
  int version_ = 11;
  int hosts_ = 0;
  bool has_length_ = false;
  bool has_coding_ = false;
};

/// What may become the last chunk of a body, "0\r\n\r\n": Beast asserts that it never sees less of one that it has
/// begun.
bool is_half_an_end(std::string_view piece) {
  return piece.size() < 5 && piece.find_first_not_of("\r\n0") == std::string_view::npos;
}

}  // namespace

struct RequestParser::Impl {
  std::optional<Parser> parser;
  Failure failure = Failure::none;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

void RequestParser::reset(Request& request) {
  impl_->parser.emplace(request);
  impl_->failure = Failure::none;
}

std::size_t RequestParser::put(std::string_view bytes) {
  Parser& parser = *impl_->parser;
  const bool in_head = !parser.is_header_done();
  std::size_t used = 0;
  while (used < bytes.size() && !parser.is_done()) {
    if (parser.is_header_done() && parser.chunked() && is_half_an_end(bytes.substr(used))) break;
    error_code ec;
    const std::size_t taken = parser.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
    used += taken;
    if (ec == beast::http::error::need_more) break;
    if (ec) {
      impl_->failure = parser.too_large                         ? Failure::body_too_large
                       : ec == beast::http::error::header_limit ? Failure::header_too_large
                                                                : Failure::malformed;
      break;
    }
    if (in_head && parser.is_header_done()) break;
    // Beast may enter its next state without a byte; a second call in a row without one would never end.
    if (taken == 0) break;
  }
  return used;
}

RequestParser::Failure RequestParser::failure() const {
  return impl_->failure;
}
bool RequestParser::head_done() const {
  return impl_->parser->is_header_done();
}
bool RequestParser::done() const {
  return impl_->parser->is_done();
}
std::string_view RequestParser::method() const {
  return impl_->parser->method;
}
bool RequestParser::keep_alive() const {
  return impl_->parser->keep_alive();
}
bool RequestParser::wants_continue() const {
  return impl_->parser->expects_continue && !done();
}
bool RequestParser::chunked() const {
  return impl_->parser->chunked();
}

void RequestParser::limit_body(std::size_t bytes) {
  impl_->parser->limit = bytes;
  const auto length = impl_->parser->content_length();
  if (length && *length > bytes) impl_->failure = Failure::body_too_large;
}

void RequestParser::discard_body() {
  impl_->parser->discard = true;
}

}  // namespace ws::http
