#pragma once
#include "base/run_task.h"

namespace ws::testing {

using ws::run_task;
using TestLoop = WaitLoop;

}  // namespace ws::testing
