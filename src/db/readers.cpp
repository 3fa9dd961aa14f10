#include "db/readers.h"

#include <algorithm>
#include <utility>

namespace ws::db {

std::unique_ptr<ReadSession> ReaderPool::idle_or_new() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<ReadSession> session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return open_();
}

Reader& ReaderPool::acquire() {
  const std::thread::id self = std::this_thread::get_id();
  {
    const std::lock_guard lock(mutex_);
    const auto lease = std::ranges::find(leases_, self, &Lease::thread);
    if (lease != leases_.end()) {
      ++lease->depth;
      return *lease->session;
    }
  }
  std::unique_ptr<ReadSession> session = idle_or_new();
  session->begin_read();
  const std::lock_guard lock(mutex_);
  return *leases_.emplace_back(Lease{self, std::move(session), 1}).session;
}

void ReaderPool::release(Reader& reader) noexcept {
  std::unique_ptr<ReadSession> session;
  {
    const std::lock_guard lock(mutex_);
    const auto lease =
        std::ranges::find(leases_, &reader, [](const Lease& each) -> Reader* { return each.session.get(); });
    if (--lease->depth > 0) return;
    session = std::move(lease->session);
    leases_.erase(lease);
  }
  session->end_read();
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
}

}  // namespace ws::db
