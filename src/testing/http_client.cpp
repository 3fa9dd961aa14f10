#include "testing/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace ws::testing {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool contains(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return true;
  return false;
}

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("http client: " + what);
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

Wire::Wire(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    fail("cannot connect");
  }
}

Wire::~Wire() {
  ::close(fd_);
}

void Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail("cannot send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Wire::fill(std::chrono::milliseconds limit) {
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0) fail("nothing came");
  char piece[16 * 1024];
  const ssize_t got = ::recv(fd_, piece, sizeof piece, 0);
  if (got <= 0) return false;
  buffer.append(piece, static_cast<std::size_t>(got));
  return true;
}

std::string Wire::read_line() {
  std::size_t end;
  while ((end = buffer.find("\r\n")) == std::string::npos)
    if (!fill()) fail("closed before the end of a line: " + buffer);
  std::string line = buffer.substr(0, end);
  buffer.erase(0, end + 2);
  return line;
}

std::string Wire::read_exactly(std::size_t count) {
  while (buffer.size() < count)
    if (!fill()) fail("closed in the midst of a body");
  std::string out = buffer.substr(0, count);
  buffer.erase(0, count);
  return out;
}

Answer Wire::read_answer(bool no_body) {
  Answer answer;
  const std::string first = read_line();
  if (!first.starts_with("HTTP/1.1 ")) fail("no status line: " + first);
  answer.status = std::stoi(first.substr(9, 3));
  for (std::string line = read_line(); !line.empty(); line = read_line()) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) fail("no header: " + line);
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const std::string length = answer.header("Content-Length");
  if (!no_body && !length.empty()) answer.body = read_exactly(std::stoul(length));
  return answer;
}

bool Wire::closed(std::chrono::milliseconds limit) {
  return buffer.empty() && !fill(limit);
}

void Wire::shut_down_sending() {
  ::shutdown(fd_, SHUT_WR);
}

Answer HttpClient::post_json(const std::string& target, const std::string& json, Headers headers) {
  if (!contains(headers, "Content-Type")) headers.emplace_back("Content-Type", "application/json");
  return request("POST", target, json, std::move(headers));
}

Answer HttpClient::put_json(const std::string& target, const std::string& json, Headers headers) {
  if (!contains(headers, "Content-Type")) headers.emplace_back("Content-Type", "application/json");
  return request("PUT", target, json, std::move(headers));
}

Answer HttpClient::post_form(const std::string& target, const std::string& form, Headers headers) {
  if (!contains(headers, "Content-Type")) headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  return request("POST", target, form, std::move(headers));
}

void HttpClient::use_session(const std::string& token, bool secure) {
  const std::string name = secure ? "__Host-ws" : "ws";
  if (token.empty())
    cookies.erase(name);
  else
    cookies[name] = token;
}

std::string HttpClient::compose(const std::string& method, const std::string& target, const std::string& body,
                                const Headers& headers) {
  Headers all = headers;
  const bool unsafe = method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
  if (!contains(all, "Host")) all.emplace_back("Host", "127.0.0.1:" + std::to_string(port_));
  if (unsafe && !contains(all, "Idempotency-Key"))
    all.emplace_back("Idempotency-Key", "test-" + std::to_string(port_) + "-" + std::to_string(++keys_));
  if ((unsafe || !body.empty()) && !contains(all, "Content-Length"))
    all.emplace_back("Content-Length", std::to_string(body.size()));
  if (!cookies.empty() && !contains(all, "Cookie")) {
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    all.emplace_back("Cookie", jar);
  }
  std::string out = method + " " + target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : all)
    if (!value.empty()) out += name + ": " + value + "\r\n";
  return out + "\r\n" + body;
}

Answer HttpClient::request(const std::string& method, const std::string& target, const std::string& body,
                           Headers headers) {
  if (!wire_) {
    wire_.emplace(port_);
    ++connections_;
  }
  wire_->send(compose(method, target, body, headers));
  Answer answer = wire_->read_answer(method == "HEAD");
  keep_cookies(answer);
  if (answer.header("Connection") == "close") wire_.reset();
  return answer;
}

void HttpClient::keep_cookies(const Answer& answer) {
  for (const auto& [name, value] : answer.headers) {
    if (!same_name(name, "Set-Cookie")) continue;
    const std::string pair = value.substr(0, value.find(';'));
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) continue;
    if (value.find("Max-Age=0") != std::string::npos || equals + 1 == pair.size())
      cookies.erase(pair.substr(0, equals));
    else
      cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
}

int WsFrame::close_code() const {
  if (payload.size() < 2) return 1005;
  return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

WsClient::WsClient(std::uint16_t port, const std::string& path, Headers headers) : wire_(port) {
  std::string out = "GET " + path + " HTTP/1.1\r\n";
  const Headers defaults{{"Host", "127.0.0.1:" + std::to_string(port)},
                         {"Upgrade", "websocket"},
                         {"Connection", "Upgrade"},
                         {"Sec-WebSocket-Version", "13"},
                         {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  for (const auto& header : defaults)
    if (!contains(headers, header.first)) headers.push_back(header);
  for (const auto& [name, value] : headers)
    if (!value.empty()) out += name + ": " + value + "\r\n";
  wire_.send(out + "\r\n");
  answer_ = wire_.read_answer();
}

WsFrame WsClient::next_frame() {
  WsFrame frame;
  const std::string start = wire_.read_exactly(2);
  frame.final = (start[0] & 0x80) != 0;
  frame.opcode = start[0] & 0x0f;
  if ((start[1] & 0x80) != 0) fail("a masked frame from the server");
  std::size_t length = start[1] & 0x7f;
  if (length >= 126) {
    const std::string more = wire_.read_exactly(length == 126 ? 2 : 8);
    length = 0;
    for (const char c : more) length = length * 256 + static_cast<unsigned char>(c);
  }
  frame.payload = wire_.read_exactly(length);
  return frame;
}

std::string WsClient::next_text() {
  for (;;) {
    const WsFrame frame = next_frame();
    if (frame.opcode == 1) return frame.payload;
    if (frame.opcode == 8) fail("closed with " + std::to_string(frame.close_code()));
    if (frame.opcode == 9) send_frame(10, frame.payload);
  }
}

std::string client_frame(int opcode, std::string_view payload, bool final) {
  const std::string mask = "\x12\x34\x56\x78";
  std::string out;
  out += static_cast<char>((final ? 0x80 : 0) | opcode);
  const std::size_t size = payload.size();
  const auto put = [&out](std::size_t value) { out += static_cast<char>(value & 0xff); };
  if (size <= 125) {
    put(0x80 | size);
  } else if (size <= 0xffff) {
    put(0x80 | 126);
    put(size >> 8);
    put(size);
  } else {
    put(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) put(size >> shift);
  }
  out += mask;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

void WsClient::send_frame(int opcode, std::string_view payload, bool final) {
  wire_.send(client_frame(opcode, payload, final));
}

void WsClient::send_close(int code) {
  const char payload[2] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  send_frame(8, {payload, 2});
}

}  // namespace ws::testing
