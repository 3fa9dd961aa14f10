#pragma once
// What the server knows about a hub.

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/hub.h"

namespace ws::http {

struct IoThread;

struct Hub::Impl {
  /// The first socket of a room on a thread came; its last one left.
  void open(const std::string& room);
  void close(const std::string& room);

  std::mutex mutex;
  std::vector<IoThread*> threads;                      ///< of the server that runs; empty when none does
  std::unordered_map<std::string, std::size_t> rooms;  ///< threads with sockets, by room
};

}  // namespace ws::http
