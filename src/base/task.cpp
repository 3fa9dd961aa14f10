#include "base/task.h"

namespace ws {
namespace {
thread_local Executor* current_executor = nullptr;
}

Executor* Executor::current() {
  return current_executor;
}
void Executor::set_current(Executor* executor) {
  current_executor = executor;
}

}  // namespace ws
