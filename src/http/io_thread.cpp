#include "http/io_thread.h"

#include "http/connection.h"
#include "http/websocket.h"

namespace ws::http {

void Member::enter() {
  slot_ = thread_.members.size();
  thread_.members.push_back(this);
  entered_ = true;
}

void Member::leave() {
  if (!std::exchange(entered_, false)) return;
  Member* last = thread_.members.back();
  thread_.members[slot_] = last;
  last->slot_ = slot_;
  thread_.members.pop_back();
  thread_.note_quiet();
}

void Counters::count(int status, std::int64_t duration_us) {
  const auto add = [](std::atomic<std::int64_t>& figure) {
    figure.store(figure.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  };
  add(requests);
  if (status >= 500) add(errors_5xx);
  std::size_t i = 0;
  while (i < bounds_ms.size() && static_cast<double>(duration_us) > bounds_ms[i] * 1000) ++i;
  add(latency[i]);
}

IoThread::IoThread(Service& shared, std::uint64_t seed) : service(shared), random(seed), scratch(64 * 1024) {}
IoThread::~IoThread() = default;

std::unique_ptr<Exchange> IoThread::take_exchange() {
  if (spare_.empty()) return std::make_unique<Exchange>();
  auto exchange = std::move(spare_.back());
  spare_.pop_back();
  return exchange;
}

void IoThread::give_back(std::unique_ptr<Exchange> exchange) {
  constexpr std::size_t most_spare = 64;
  constexpr std::size_t most_body_bytes = 64 * 1024;
  if (spare_.size() >= most_spare || exchange->request.body.capacity() > most_body_bytes) return;
  exchange->clear();
  spare_.push_back(std::move(exchange));
}

std::string_view IoThread::date() {
  const std::int64_t now_s = service.clock.now().ms / 1000;
  if (now_s != date_s_) {
    date_s_ = now_s;
    date_ = http_date(now_s);
  }
  return date_;
}

void IoThread::tick() {
  // Backwards, because a member that leaves is replaced by the last one, which has had its turn.
  for (std::size_t i = members.size(); i-- > 0;)
    if (i < members.size()) members[i]->on_tick(loop.now_ms());
}

void IoThread::deliver(const std::string& room, const Frame& frame) {
  const auto found = rooms.find(room);
  if (found == rooms.end()) return;
  for (WebSocket* socket : found->second) socket->enqueue(frame);
}

void IoThread::flush_later(std::shared_ptr<WebSocket> socket) {
  dirty_.push_back(std::move(socket));
  if (dirty_.size() == 1) loop.post([this] { flush_dirty(); });
}

void IoThread::flush_dirty() {
  std::vector<std::shared_ptr<WebSocket>> burst;
  burst.swap(dirty_);
  for (const auto& socket : burst) socket->flush();
  if (dirty_.empty()) {  // keep the room for the next burst
    burst.clear();
    dirty_.swap(burst);
  }
}

void IoThread::note_quiet() {
  if (!service.stopping || !members.empty() || handlers > 0) return;
  const std::lock_guard lock(quiet_mutex_);
  quiet_ = true;
  quiet_changed_.notify_all();
}

bool IoThread::wait_until_quiet(std::chrono::milliseconds at_most) {
  std::unique_lock lock(quiet_mutex_);
  return quiet_changed_.wait_for(lock, at_most, [this] { return quiet_; });
}

}  // namespace ws::http
