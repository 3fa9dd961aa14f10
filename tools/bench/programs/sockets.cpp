// Holds many WebSockets open and notes when each message about an order, of a room or of a guide's view reaches each
// of them.
//
//   bench_sockets PORT COUNT PATH TOKEN OUT
//
// Says "open" when all are; ends when its standard input does. Then OUT.moves has a line "order<TAB>kind<TAB>seq" for
// each move seen (of a view only its turn), OUT.deliveries a pair of 32-bit numbers for each delivery (line in
// OUT.moves, microseconds since the monotonic "base_us"), and one JSON line is printed.

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Socket {
  int handle = -1;
  std::string received;
  std::int64_t last_move = -1;  ///< of OUT.moves
};

struct Delivery {
  std::uint32_t move;
  std::uint32_t at_us;
};

/// The text or number of a field, found by its name: messages are the server's own and plain.
std::string_view field(std::string_view message, std::string_view name) {
  const std::string wanted = "\"" + std::string(name) + "\":";
  std::size_t at = message.find(wanted);
  if (at == message.npos) return {};
  at += wanted.size();
  if (message[at] == '"') return message.substr(at + 1, message.find('"', at + 1) - at - 1);
  return message.substr(at, message.find_first_of(",}", at) - at);
}

void allow_many_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

class Audience {
 public:
  Audience(std::uint16_t port, std::size_t count, const std::string& path, const std::string& token)
      : base_us_(now_us()), poll_(epoll_create1(0)), sockets_(count) {
    for (Socket& socket : sockets_) open(socket, port, path, token);
    watch(STDIN_FILENO, nullptr);
  }

  /// Until standard input ends.
  void listen() {
    for (;;) {
      epoll_event events[256];
      const int count = epoll_wait(poll_, events, 256, -1);
      for (int i = 0; i < count; ++i) {
        if (events[i].data.ptr == nullptr) return;
        receive(*static_cast<Socket*>(events[i].data.ptr));
      }
    }
  }

  void write(const std::string& out) const {
    std::ofstream(out + ".moves") << lines_;
    std::ofstream(out + ".deliveries", std::ios::binary)
        .write(reinterpret_cast<const char*>(deliveries_.data()),
               static_cast<std::streamsize>(deliveries_.size() * sizeof(Delivery)));
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf(
        "{\"base_us\":%ld,\"messages\":%zu,\"bytes\":%zu,\"moves\":%zu,\"out_of_order\":%zu,\"resyncs\":%zu,"
        "\"closed\":%zu,\"client_cpu_s\":%.3f}\n",
        long(base_us_), messages_, bytes_, deliveries_.size(), out_of_order_, resyncs_, closed_,
        double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
            double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
  }

 private:
  void watch(int handle, Socket* socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = socket;
    epoll_ctl(poll_, EPOLL_CTL_ADD, handle, &event);
  }

  void open(Socket& socket, std::uint16_t port, const std::string& path, const std::string& token) {
    socket.handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket.handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
                                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
                                "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nAuthorization: Bearer " + token +
                                "\r\n\r\n";
    if (send(socket.handle, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("send");
    shake_hands(socket);
    watch(socket.handle, &socket);
  }

  /// What comes after the head of the answer is frames already.
  void shake_hands(Socket& socket) {
    std::size_t end;
    while ((end = socket.received.find("\r\n\r\n")) == std::string::npos) {
      char buffer[16384];
      const ssize_t count = recv(socket.handle, buffer, sizeof buffer, 0);
      if (count <= 0) throw std::runtime_error("refused");
      socket.received.append(buffer, static_cast<std::size_t>(count));
    }
    if (socket.received.compare(0, 12, "HTTP/1.1 101") != 0)
      throw std::runtime_error("no WebSocket: " + socket.received.substr(0, 200));
    socket.received.erase(0, end + 4);
    take_frames(socket);
  }

  void receive(Socket& socket) {
    char buffer[65536];
    const ssize_t count = recv(socket.handle, buffer, sizeof buffer, 0);
    if (count <= 0) {
      ++closed_;
      epoll_ctl(poll_, EPOLL_CTL_DEL, socket.handle, nullptr);
      close(socket.handle);
      return;
    }
    bytes_ += static_cast<std::size_t>(count);
    socket.received.append(buffer, static_cast<std::size_t>(count));
    take_frames(socket);
  }

  void take_frames(Socket& socket) {
    std::string_view rest = socket.received;
    while (rest.size() >= 2) {
      const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(rest[i])); };
      std::size_t size = byte(1) & 0x7f, head = 2;
      const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
      if (rest.size() < head + extra) break;
      if (extra > 0) size = 0;
      for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(head + i);
      head += extra;
      if (rest.size() < head + size) break;
      if ((byte(0) & 0x0f) == 1) heard(socket, rest.substr(head, size));
      rest.remove_prefix(head + size);
    }
    socket.received.erase(0, socket.received.size() - rest.size());
    if (socket.received.empty()) socket.received.shrink_to_fit();
  }

  void heard(Socket& socket, std::string_view message) {
    ++messages_;
    const std::string_view type = field(message, "type");
    if (type == "resync") ++resyncs_;
    if (type != "move" && type != "message" && type != "view") return;
    const std::uint32_t move = move_of(type, message);
    // Lines are numbered as they are first heard, so a later number before an earlier one is out of order. Of a
    // guide's views one may hear fewer than another: those have numbers of their own.
    const std::int64_t number = type == "view" ? std::atoll(std::string(field(message, "turn")).c_str()) : move;
    if (number <= socket.last_move) ++out_of_order_;
    socket.last_move = number;
    deliveries_.push_back({move, static_cast<std::uint32_t>(now_us() - base_us_)});
  }

  /// Of an order by its number, of a word said in a room by its identifier.
  std::uint32_t move_of(std::string_view type, std::string_view message) {
    const bool is_order = type == "move";
    const std::string_view mark = field(message, is_order ? "seq" : type == "view" ? "turn" : "id");
    const auto [known, is_new] = moves_.emplace(mark, static_cast<std::uint32_t>(moves_.size()));
    if (is_new)
      lines_ += std::string(is_order ? field(message, "order_id") : mark) + "\t" +
                std::string(field(message, "kind")) + "\t" + std::string(mark) + "\n";
    return known->second;
  }

  const std::int64_t base_us_;
  const int poll_;
  std::vector<Socket> sockets_;
  std::unordered_map<std::string, std::uint32_t> moves_;
  std::vector<Delivery> deliveries_;
  std::string lines_;
  std::size_t messages_ = 0, bytes_ = 0, out_of_order_ = 0, resyncs_ = 0, closed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "bench_sockets PORT COUNT PATH TOKEN OUT\n";
    return 2;
  }
  try {
    allow_many_files();
    Audience audience(static_cast<std::uint16_t>(std::atoi(argv[1])), std::strtoul(argv[2], nullptr, 10), argv[3],
                      argv[4]);
    std::cout << "open" << std::endl;
    audience.listen();
    audience.write(argv[5]);
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << "bench_sockets: " << trouble.what() << '\n';
    return 1;
  }
}
