#pragma once
// A small blocking HTTP and WebSocket client over loopback, for tests. It sends what it is told, wrong things too,
// and waits by blocking reads with a time limit, never by sleeping. Failures of the connection throw
// std::runtime_error.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::testing {

inline constexpr std::chrono::milliseconds patience{5'000};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
  /// Case-insensitive; "" if absent.
  std::string header(std::string_view name) const;
};

/// A connection with a read buffer.
class Wire {
 public:
  explicit Wire(std::uint16_t port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void send(std::string_view bytes);
  /// False when the other side has closed; throws when nothing comes within `limit`.
  bool fill(std::chrono::milliseconds limit = patience);
  std::string read_line();
  std::string read_exactly(std::size_t count);
  /// The next answer. `no_body`: it is for HEAD.
  Answer read_answer(bool no_body = false);
  /// True when the server closes without sending anything more.
  bool closed(std::chrono::milliseconds limit = patience);
  void shut_down_sending();
  int fd() const { return fd_; }
  std::string buffer;

 private:
  int fd_ = -1;
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port) {}
  /// A browser that somebody is signed in with.
  HttpClient(std::uint16_t port, const std::string& session) : port_(port) { use_session(session); }

  Answer get(const std::string& target, Headers headers = {}) {
    return request("GET", target, {}, std::move(headers));
  }
  Answer head(const std::string& target, Headers headers = {}) {
    return request("HEAD", target, {}, std::move(headers));
  }
  Answer post_json(const std::string& target, const std::string& json, Headers headers = {});
  Answer put_json(const std::string& target, const std::string& json, Headers headers = {});
  /// Fields as they stand in the body: "a=1&b=2".
  Answer post_form(const std::string& target, const std::string& form, Headers headers = {});
  /// Sends Host, the cookies, and on POST, PUT, PATCH and DELETE a fresh Idempotency-Key, unless `headers` has them;
  /// an empty value leaves the header out. Connects anew when the server has closed.
  Answer request(const std::string& method, const std::string& target, const std::string& body, Headers headers = {});

  /// Sent as session cookie with every request; "" for none.
  void use_session(const std::string& token, bool secure = false);
  std::map<std::string, std::string> cookies;
  /// Of the connection in use; null before the first request.
  Wire* wire() { return wire_ ? &*wire_ : nullptr; }
  int connections() const { return connections_; }

 private:
  std::string compose(const std::string& method, const std::string& target, const std::string& body,
                      const Headers& headers);
  void keep_cookies(const Answer& answer);
  std::uint16_t port_;
  std::optional<Wire> wire_;
  int connections_ = 0;
  int keys_ = 0;
};

struct WsFrame {
  bool final = true;
  int opcode = 0;
  std::string payload;
  /// Of a close frame; 1005 without one.
  int close_code() const;
};

class WsClient {
 public:
  /// Connects and asks for the upgrade; `answer()` tells how it went.
  WsClient(std::uint16_t port, const std::string& path, Headers headers = {});
  const Answer& answer() const { return answer_; }
  WsFrame next_frame();
  /// Payload of the next text frame; answers pings on the way.
  std::string next_text();
  /// Masked, as clients must.
  void send_frame(int opcode, std::string_view payload, bool final = true);
  void send_text(std::string_view text) { send_frame(1, text); }
  void send_close(int code);
  Wire& wire() { return wire_; }

 private:
  Wire wire_;
  Answer answer_;
};

/// A masked frame as bytes.
std::string client_frame(int opcode, std::string_view payload, bool final = true);

}  // namespace ws::testing
