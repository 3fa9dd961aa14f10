#pragma once
// Reader connections. A thread that reads gets one to itself for the length of the read; a read inside a read on the
// same thread shares connection and snapshot. Threads may come and go: connections outlive them and are closed
// with the pool.

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "db/session.h"

namespace ws::db {

class ReaderPool {
 public:
  using Open = std::function<std::unique_ptr<ReadSession>()>;
  explicit ReaderPool(Open open) : open_(std::move(open)) {}

  Reader& acquire();
  void release(Reader& reader) noexcept;

 private:
  struct Lease {
    std::thread::id thread;
    std::unique_ptr<ReadSession> session;
    int depth;
  };
  std::unique_ptr<ReadSession> idle_or_new();

  const Open open_;
  std::mutex mutex_;
  std::vector<Lease> leases_;                       ///< as many as threads are reading now
  std::vector<std::unique_ptr<ReadSession>> idle_;  ///< the one used last is taken first
};

}  // namespace ws::db
