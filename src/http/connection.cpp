#include "http/connection.h"

#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cerrno>

#include "http/websocket.h"

namespace ws::http {
namespace {

constexpr std::size_t refused_body_limit_bytes = 64 * 1024;
constexpr std::chrono::milliseconds linger_time{2'000};

Refusal failure_of(RequestParser::Failure failure) {
  switch (failure) {
    case RequestParser::Failure::header_too_large:
      return {431, "too_large", Error{ErrorCode::too_large, "request.header_too_large", {}, {}}};
    case RequestParser::Failure::body_too_large:
      return refusal_of(Error{ErrorCode::too_large, "request.too_large", {}, {}});
    default:
      return refusal_of(Error::invalid("request.malformed"));
  }
}

}  // namespace

void Exchange::clear() {
  request.path.clear();
  request.target.clear();
  request.query.clear();
  request.headers.clear();
  request.body.clear();
  request.params.clear();
  request.actor = Actor{};
  decision = Decision{};
  reply = Reply{};
  head.clear();
  sent = 0;
  credited = 0;
  decided = false;
  head_only = false;
  keep_alive = false;
}

Connection::Connection(IoThread& thread, int fd, Seat seat, std::string peer, bool overloaded)
    : Member(thread),
      socket_(thread.loop, fd),
      seat_(std::move(seat)),
      peer_(std::move(peer)),
      overloaded_(overloaded) {}

void Connection::start() {
  enter();
  if (service().stopping) return close();
  deadline_ms_ = in(service().options.header_timeout);
  socket_.wait_readable(self());
}

// ---- reading

void Connection::on_readable() {
  if (state_ == State::closed) return;
  const ssize_t got = ::recv(socket_.fd(), thread_.scratch.data(), thread_.scratch.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return socket_.wait_readable(self());
  if (got <= 0) return close();
  if (state_ == State::reading) return take({thread_.scratch.data(), static_cast<std::size_t>(got)});
  // Lingering: what still comes is thrown away, so that the client can read our answer before the connection goes.
  constexpr std::size_t most_discarded_bytes = 1024 * 1024;
  discarded_ += static_cast<std::size_t>(got);
  if (discarded_ > most_discarded_bytes) return close();
  socket_.wait_readable(self());
}

void Connection::take(std::string_view bytes) {
  const auto keep = self();  // consume() may end this connection
  consuming_ = true;
  if (pending_.empty()) {
    const std::size_t used = consume(bytes);
    if (state_ != State::closed) pending_.assign(bytes.substr(used));
  } else {
    pending_.append(bytes);
    pending_.erase(0, consume(pending_));
  }
  consuming_ = false;
  if (pending_.empty() && pending_.capacity() > 64) pending_ = std::string();
  if (state_ == State::reading) socket_.wait_readable(keep);
}

std::size_t Connection::consume(std::string_view bytes) {
  std::size_t used = 0;
  while (state_ == State::reading && used < bytes.size()) {
    if (!exchange_ && (bytes[used] == '\r' || bytes[used] == '\n')) {  // an empty line before a request is no error
      ++used;
      continue;
    }
    if (!exchange_) begin();
    RequestParser& parser = exchange_->parser;
    const std::size_t taken = parser.put(bytes.substr(used));
    used += taken;
    if (parser.failure() == RequestParser::Failure::none && parser.head_done() && !exchange_->decided) {
      on_head();
      if (state_ != State::reading) break;
    }
    if (parser.failure() != RequestParser::Failure::none) {
      on_failure();
      break;
    }
    if (parser.done() && exchange_->decision.endpoint && !exchange_->decision.refusal) {
      upgrade(bytes.substr(used));
    } else if (parser.done()) {
      dispatch();
    } else if (taken == 0) {
      break;
    }
  }
  // Who sends much may take longer, at 32 KB/s and more.
  constexpr std::size_t bytes_per_s = 32 * 1024;
  if (state_ == State::reading && exchange_)
    for (; exchange_->credited + bytes_per_s <= exchange_->request.body.size(); exchange_->credited += bytes_per_s)
      deadline_ms_ += second_ms;
  return used;
}

void Connection::begin() {
  exchange_ = thread_.take_exchange();
  exchange_->parser.reset(exchange_->request);
  exchange_->request.id = new_ulid(service().clock.now(), thread_.random);
  exchange_->started_us = service().clock.ticks_us();
  deadline_ms_ = in(service().options.header_timeout);
}

void Connection::on_head() {
  Exchange& x = *exchange_;
  x.decided = true;
  x.head_only = x.parser.method() == "HEAD";
  x.keep_alive = x.parser.keep_alive();
  x.request.peer = client_address(x.request, peer_, service().options.trusted_proxy);
  const bool has_body = !x.parser.done();
  x.decision = decide(service(), x.request, {x.parser.method(), has_body});
  if (overloaded_)
    return refuse_and_close({503, "unavailable", Error{ErrorCode::unavailable, "server.busy", {}, {}}});
  const bool plain = x.decision.route && !x.decision.refusal;
  x.parser.limit_body(plain ? x.decision.route->body_limit : refused_body_limit_bytes);
  if (x.parser.failure() != RequestParser::Failure::none) return;
  if (!plain) x.parser.discard_body();
  if (!x.parser.wants_continue()) return;
  if (x.decision.refusal) return refuse_and_close(*x.decision.refusal);
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  // Between requests nothing is queued, so that 25 bytes always fit; if not, the client sends after a while anyway.
  std::ignore = ::send(socket_.fd(), go_on.data(), go_on.size(), MSG_NOSIGNAL);
}

void Connection::on_failure() {
  Exchange& x = *exchange_;
  // Before its head is complete, a request has no path that could be trusted, and its answer is no page.
  if (!x.decided) x.request.path = "/api/";
  refuse_and_close(x.decision.refusal ? *x.decision.refusal : failure_of(x.parser.failure()));
}

void Connection::upgrade(std::string_view early) {
  Exchange& x = *exchange_;
  const auto keep = self();
  auto opened = WebSocket::open(thread_, x.request, *x.decision.endpoint);
  if (!opened) {
    refuse(*opened.refusal);
    return;
  }
  record(101, 0);
  thread_.give_back(std::move(exchange_));
  state_ = State::closed;
  leave();
  WebSocket::start(thread_, std::move(socket_), std::move(seat_), std::move(opened), early);
}

// ---- answering

void Connection::dispatch() {
  const Exchange& x = *exchange_;
  if (x.decision.refusal) return refuse(*x.decision.refusal);
  if (x.decision.route) return run_handler();
  Reply reply = service().statics.serve(x.request);
  if (reply.response.status == 404) return refuse(refusal_of(Error::not_found("request.not_found")));
  exchange_->reply = std::move(reply);
  send();
}

void Connection::run_handler() {
  state_ = State::handling;
  ++thread_.handlers;
  try {
    spawn(exchange_->decision.route->handler(exchange_->request),
          [self = self()](std::exception_ptr failure, std::optional<Response> response) {
            IoLoop& loop = self->thread_.loop;
            if (Executor::current() == &loop) return self->handled(failure, std::move(response));
            // The handler was resumed by a foreign thread; its answer comes home.
            loop.post([self, failure, response = std::move(response)]() mutable {
              self->handled(failure, std::move(response));
            });
          });
  } catch (...) {  // a handler that is no coroutine
    handled(std::current_exception(), std::nullopt);
  }
}

void Connection::handled(std::exception_ptr failure, std::optional<Response> response) {
  --thread_.handlers;
  if (state_ == State::closed) {  // aborted meanwhile
    exchange_.reset();
    return thread_.note_quiet();
  }
  if (failure) return refuse(refusal_of(service(), failure));
  answer(std::move(*response));
}

void Connection::refuse(const Refusal& refusal) {
  answer(render(service(), exchange_->request, refusal));
}

void Connection::refuse_and_close(const Refusal& refusal) {
  close_after_ = true;
  refuse(refusal);
}

void Connection::answer(Response response) {
  Exchange& x = *exchange_;
  if (!response.file.empty()) {
    x.reply = file_reply(x.request, std::move(response));
    if (x.reply.response.status == 404) {
      x.reply = Reply{};
      x.reply.response = render(service(), x.request, refusal_of(Error::not_found("request.not_found")));
    }
  } else {
    x.reply.response = std::move(response);
    apply_conditions(x.request, x.reply.response);
    apply_compression(x.request, x.reply.response, thread_.gzip);
  }
  send();
}

void Connection::send() {
  Exchange& x = *exchange_;
  const int status = x.reply.response.status;
  if (status == 204 || status == 304) x.reply.response.body.clear();
  if (close_after_ || service().stopping) x.keep_alive = false;
  write_head(x.head, x.reply,
             {.date = thread_.date(),
              .request_id = x.request.id,
              .keep_alive = x.keep_alive,
              .private_by_default = !x.decision.is_static && (x.request.api() || x.request.actor.signed_in()),
              .strict_transport = service().options.secure_cookies});
  if (x.head_only) {
    x.reply.response.body.clear();
    x.reply.file.reset();
  }
  state_ = State::sending;
  deadline_ms_ = in(service().options.write_timeout);
  if (send_text() && send_file()) finish();
}

/// Head and body in one system call; true when they are out.
bool Connection::send_text() {
  Exchange& x = *exchange_;
  const std::string& body = x.reply.response.body;
  const std::size_t all = x.head.size() + body.size();
  while (x.sent < all) {
    const std::size_t in_body = x.sent > x.head.size() ? x.sent - x.head.size() : 0;
    const std::size_t in_head = std::min(x.sent, x.head.size());
    std::array<iovec, 2> parts{{{x.head.data() + in_head, x.head.size() - in_head},
                                {const_cast<char*>(body.data()) + in_body, body.size() - in_body}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t sent = ::sendmsg(socket_.fd(), &message, MSG_NOSIGNAL | (x.reply.file ? MSG_MORE : 0));
    if (sent < 0) {
      blocked();
      return false;
    }
    x.sent += static_cast<std::size_t>(sent);
  }
  return true;
}

bool Connection::send_file() {
  Reply& reply = exchange_->reply;
  while (reply.file && reply.length > 0) {
    off_t at = reply.offset;
    const ssize_t sent = ::sendfile(socket_.fd(), reply.file.fd(), &at, static_cast<std::size_t>(reply.length));
    if (sent == 0) {  // the file got shorter: the promised length cannot be kept
      close();
      return false;
    }
    if (sent < 0) {
      blocked();
      return false;
    }
    reply.offset += sent;
    reply.length -= sent;
    exchange_->sent += static_cast<std::size_t>(sent);
  }
  return true;
}

void Connection::blocked() {
  if (errno == EAGAIN || errno == EINTR) return socket_.wait_writable(self());
  close();
}

void Connection::on_writable() {
  if (state_ != State::sending) return;
  const std::size_t before = exchange_->sent;
  // Text is complete once any of the file is out, so that `sent` alone would be past head and body.
  if (send_text() && send_file()) return finish();
  if (state_ == State::sending && exchange_->sent > before) deadline_ms_ = in(service().options.write_timeout);
}

void Connection::finish() {
  const bool keep_alive = exchange_->keep_alive;
  record(exchange_->reply.response.status, static_cast<std::int64_t>(exchange_->sent));
  state_ = State::reading;
  thread_.give_back(std::move(exchange_));
  if (close_after_) return linger();
  if (!keep_alive) return close();
  deadline_ms_ = in(service().options.idle_timeout);
  if (!consuming_) take({});
}

void Connection::record(int status, std::int64_t bytes) {
  const Exchange& x = *exchange_;
  const std::int64_t duration_us = service().clock.ticks_us() - x.started_us;
  thread_.counters.count(status, duration_us);
  if (!service().options.log) return;
  const auto quoted = [](std::string_view text) {
    return boost::json::serialize(boost::json::string(text.data(), text.size()));
  };
  const Response& response = x.reply.response;
  std::string line = fmt::format(
      R"({{"time_ms":{},"id":"{}","method":{},"route":{},"status":{},"reason":{},"actor":"{}","duration_us":{},"bytes":{})",
      service().clock.now().ms, x.request.id, quoted(x.decided ? x.parser.method() : "-"),
      quoted(x.decision.pattern()), status, quoted(response.reason), x.request.actor.person.str(), duration_us,
      bytes);
  if (!response.detail.empty()) line += ",\"detail\":" + quoted(response.detail);
  service().options.log(line + "}");
}

// ---- ending

void Connection::on_tick(std::int64_t now_ms) {
  if (state_ == State::handling || now_ms < deadline_ms_) return;
  const bool half_request = state_ == State::reading && exchange_;
  if (!half_request) return close();
  const auto keep = self();
  if (!exchange_->decided) exchange_->request.path = "/api/";
  refuse_and_close({408, "invalid", Error::invalid("request.timeout")});
}

void Connection::on_stop() {
  if (state_ == State::reading && !exchange_ && pending_.empty()) close();
}

void Connection::linger() {
  state_ = State::lingering;
  deadline_ms_ = in(linger_time);
  ::shutdown(socket_.fd(), SHUT_WR);
  if (service().stopping) return close();
  socket_.wait_readable(self());
}

void Connection::close() {
  if (state_ == State::closed) return;
  const auto keep = self();
  if (state_ == State::sending) record(exchange_->reply.response.status, static_cast<std::int64_t>(exchange_->sent));
  // A handler still uses its request; handled() lets go of it.
  if (state_ != State::handling) exchange_.reset();
  state_ = State::closed;
  socket_.close();
  leave();
}

}  // namespace ws::http
