#include "http/hub.h"

#include <stdexcept>

#include "http/hub_impl.h"
#include "http/io_thread.h"
#include "http/websocket_frames.h"

namespace ws::http {

Hub::Hub() : impl_(std::make_unique<Impl>()) {}
Hub::~Hub() = default;

void Hub::Impl::open(const std::string& room) {
  const std::lock_guard lock(mutex);
  ++rooms[room];
}

void Hub::Impl::close(const std::string& room) {
  const std::lock_guard lock(mutex);
  const auto found = rooms.find(room);
  if (--found->second == 0) rooms.erase(found);
}

void Hub::endpoint(std::string path, Access access, Join join) {
  for (const Endpoint& known : endpoints_)
    if (known.path == path) throw std::logic_error("a second endpoint for " + path);
  endpoints_.push_back({std::move(path), access, std::move(join)});
}

void Hub::publish(const std::string& room, std::string_view text) {
  const Frame frame = std::make_shared<const std::string>(encode_frame(Opcode::text, text));
  const std::lock_guard lock(impl_->mutex);
  for (IoThread* thread : impl_->threads)
    if (thread->sockets > 0) thread->loop.post([thread, room, frame] { thread->deliver(room, frame); });
}

bool Hub::is_open(const std::string& room) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->rooms.contains(room);
}

std::size_t Hub::sockets() const {
  const std::lock_guard lock(impl_->mutex);
  std::size_t sum = 0;
  for (const IoThread* thread : impl_->threads) sum += thread->sockets;
  return sum;
}

}  // namespace ws::http
