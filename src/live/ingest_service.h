#pragma once
// Takes streams by RTMP: a thread that listens, and one for each sender. Wrong keys are refused, one sender a
// broadcast; who fell silent makes room for who comes back.

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "live/broadcast_service.h"
#include "live/take_service.h"

namespace ws::live {

class Ingest {
 public:
  /// Listens at once; throws std::system_error when the address cannot be had, std::runtime_error without ffmpeg.
  Ingest(BroadcastService& broadcasts, const std::string& address, std::uint16_t port);
  ~Ingest() { stop(); }

  std::uint16_t port() const { return port_; }
  const std::string& ffmpeg() const { return ffmpeg_; }
  void start();
  /// Everybody's recording is ended well.
  void stop();

 private:
  struct Sender {
    int fd = -1;
    std::string peer;
    std::atomic<int> silent_ms{0};
    std::atomic<bool> gone{false};
    std::thread thread;
  };
  class Session;

  void listen();
  void take_in(int fd, std::string peer);
  void serve(Sender& sender);
  void sweep();
  /// What storage takes for live and nobody sends: after a crash, or when storage was away as the sender left.
  void interrupt_the_lost();
  /// Makes the sender the broadcast's only one. Refuses "live.taken".
  Outcome claim(const BroadcastId& broadcast, Sender& sender);
  void release(const BroadcastId& broadcast, const Sender& sender);

  BroadcastService& broadcasts_;
  const std::string ffmpeg_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread listening_;
  std::mutex mutex_;
  std::condition_variable released_;
  std::list<Sender> senders_;  ///< of the listening thread alone, but for their members that are atomic
  std::map<BroadcastId, Sender*> on_air_;
};

}  // namespace ws::live
