#pragma once
// What the server knows about a hub.

#include <mutex>
#include <vector>

#include "http/hub.h"

namespace ws::http {

struct IoThread;

struct Hub::Impl {
  std::mutex mutex;
  std::vector<IoThread*> threads;  ///< of the server that runs; empty when none does
};

}  // namespace ws::http
