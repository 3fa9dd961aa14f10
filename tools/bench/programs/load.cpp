// Sends prepared requests over keep-alive connections and times each: the client side of the benches, light enough to
// share two cores with the server it loads.
//
//   bench_load PORT CONNECTIONS REQUESTS ANSWERS [RATE]
//
// REQUESTS has a line each of method, path, token, key and body, parted by TAB; ANSWERS gets a line each of index,
// status, latency in microseconds and body. Without RATE each connection sends its next request when the last is
// answered; with RATE (requests a second) the n-th is due at n/RATE, and its latency counts from when it was due,
// whether a connection was free or not. Prints one JSON line.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t micros(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

struct Exchange {
  std::string request;
  Clock::time_point due;
  Clock::time_point answered;
  std::int64_t latency_us = -1;
  int status = 0;
  std::string body;
};

std::vector<std::string_view> split(std::string_view line, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = line.find(by)) != line.npos; line.remove_prefix(end + 1))
    parts.push_back(line.substr(0, end));
  parts.push_back(line);
  return parts;
}

std::string wire(std::string_view line) {
  const auto parts = split(line, '\t');
  if (parts.size() != 5) throw std::runtime_error("a request needs five fields: " + std::string(line));
  const auto field = [](std::string_view name, std::string_view value) {
    return value.empty() ? std::string() : std::string(name) + ": " + std::string(value) + "\r\n";
  };
  const std::string body(parts[4]);
  return std::string(parts[0]) + " " + std::string(parts[1]) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
         field("Authorization", parts[2].empty() ? "" : "Bearer " + std::string(parts[2])) +
         field("Idempotency-Key", parts[3]) + field("Content-Type", body.empty() ? "" : "application/json") +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::vector<Exchange> read_requests(const char* path) {
  std::ifstream file(path);
  std::vector<Exchange> exchanges;
  for (std::string line; std::getline(file, line);) exchanges.push_back({wire(line), {}, {}, -1, 0, {}});
  if (exchanges.empty()) throw std::runtime_error("no requests");
  return exchanges;
}

int connect_to(std::uint16_t port) {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
  const int on = 1;
  setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return handle;
}

struct Connection {
  int handle = -1;
  Exchange* under_way = nullptr;
  std::string received;
};

/// True once the whole answer is there; then it is taken apart into the exchange.
bool whole(Connection& connection) {
  const std::string& text = connection.received;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == text.npos) return false;
  const std::size_t at = text.find("Content-Length: ");
  const std::size_t length = at < end ? std::strtoul(text.c_str() + at + 16, nullptr, 10) : 0;
  if (text.size() < end + 4 + length) return false;
  connection.under_way->status = std::atoi(text.c_str() + 9);
  connection.under_way->body = text.substr(end + 4, length);
  return true;
}

class Load {
 public:
  Load(std::uint16_t port, std::size_t connections, std::vector<Exchange> exchanges, double rate)
      : exchanges_(std::move(exchanges)), rate_(rate), poll_(epoll_create1(0)), connections_(connections) {
    for (Connection& connection : connections_) {
      connection.handle = connect_to(port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = &connection;
      epoll_ctl(poll_, EPOLL_CTL_ADD, connection.handle, &event);
      idle_.push_back(&connection);
    }
  }

  void run() {
    began_ = Clock::now();
    while (answered_ < exchanges_.size()) {
      send_due();
      epoll_event events[64];
      const int count = epoll_wait(poll_, events, 64, wait_ms());
      for (int i = 0; i < count; ++i) receive(*static_cast<Connection*>(events[i].data.ptr));
    }
    elapsed_us_ = micros(Clock::now() - began_);
  }

  void write_answers(const char* path) const {
    std::ofstream out(path);
    for (std::size_t i = 0; i < exchanges_.size(); ++i)
      out << i << '\t' << exchanges_[i].status << '\t' << exchanges_[i].latency_us << '\t'
          << micros(exchanges_[i].answered.time_since_epoch()) << '\t' << exchanges_[i].body << '\n';
  }

  void print() const {
    std::vector<std::int64_t> latencies;
    std::size_t ok = 0;
    for (const Exchange& exchange : exchanges_) {
      latencies.push_back(exchange.latency_us);
      if (exchange.status >= 200 && exchange.status < 300) ++ok;
    }
    std::sort(latencies.begin(), latencies.end());
    const auto share = [&](double part) {
      return latencies[std::min(latencies.size() - 1, static_cast<std::size_t>(part * double(latencies.size())))];
    };
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const double cpu_s = double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                         double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    std::printf(
        "{\"answered\":%zu,\"ok\":%zu,\"elapsed_s\":%.6f,\"p50_us\":%ld,\"p99_us\":%ld,\"client_cpu_s\":%.3f}\n",
        exchanges_.size(), ok, double(elapsed_us_) / 1e6, long(share(0.5)), long(share(0.99)), cpu_s);
  }

 private:
  Clock::time_point due(std::size_t index) const {
    if (rate_ <= 0) return began_;
    return began_ + std::chrono::microseconds(static_cast<std::int64_t>(double(index) / rate_ * 1e6));
  }

  int wait_ms() const {
    if (rate_ <= 0 || idle_.empty() || sent_ == exchanges_.size()) return 1000;
    return static_cast<int>(std::clamp<std::int64_t>(micros(due(sent_) - Clock::now()) / 1000, 0, 1000));
  }

  void send_due() {
    while (!idle_.empty() && sent_ < exchanges_.size() && due(sent_) <= Clock::now()) {
      Connection& connection = *idle_.front();  // in turns: one that is never used would be closed
      idle_.pop_front();
      Exchange& exchange = exchanges_[sent_];
      exchange.due = rate_ > 0 ? due(sent_) : Clock::now();
      ++sent_;
      connection.under_way = &exchange;
      connection.received.clear();
      // A request fits the socket's buffer whole.
      if (send(connection.handle, exchange.request.data(), exchange.request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(exchange.request.size()))
        throw std::runtime_error(std::string("send: ") + std::strerror(errno));
    }
  }

  void receive(Connection& connection) {
    char buffer[16384];
    const ssize_t count = recv(connection.handle, buffer, sizeof buffer, 0);
    if (count <= 0) throw std::runtime_error("the server closed a connection");
    connection.received.append(buffer, static_cast<std::size_t>(count));
    if (!whole(connection)) return;
    connection.under_way->answered = Clock::now();
    connection.under_way->latency_us = micros(connection.under_way->answered - connection.under_way->due);
    ++answered_;
    idle_.push_back(&connection);
  }

  std::vector<Exchange> exchanges_;
  const double rate_;
  const int poll_;
  std::vector<Connection> connections_;
  std::deque<Connection*> idle_;
  std::size_t sent_ = 0, answered_ = 0;
  Clock::time_point began_;
  std::int64_t elapsed_us_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "bench_load PORT CONNECTIONS REQUESTS ANSWERS [RATE]\n";
    return 2;
  }
  try {
    Load load(static_cast<std::uint16_t>(std::atoi(argv[1])), std::strtoul(argv[2], nullptr, 10),
              read_requests(argv[3]), argc > 5 ? std::atof(argv[5]) : 0);
    load.run();
    load.write_answers(argv[4]);
    load.print();
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << "bench_load: " << trouble.what() << '\n';
    return 1;
  }
}
