#pragma once
// What tells a write from its retry.

#include <string>

#include "base/id.h"

namespace ws::idempotency {

struct Key {
  PersonId actor;
  std::string key;       ///< as sent by the client; empty for internal callers, which are not remembered
  std::string use_case;  ///< "orders.place"
  std::string content;   ///< what was asked, for telling a retry from a mistaken reuse of a key
};

}  // namespace ws::idempotency
