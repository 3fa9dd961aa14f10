#pragma once
// The on-site code: a few digits, new every code_period_s by the server's time, of an order, a site or a shift.
// A look that is some periods old still counts (code_grace_periods), so that typing has its time.

#include <string>

#include "base/clock.h"
#include "base/policy.h"
#include "base/vault.h"

namespace ws {

struct RotatingCode {
  std::string code;
  Instant expires;
  Instant now;
  int period_s;
};

/// Number of the code period that `at` lies in.
std::int64_t code_step(const Policy& policy, Instant at);
/// The code of a subject's identifier at `now`.
RotatingCode rotating_code(const Vault& vault, const Policy& policy, const std::string& subject, Instant now);
bool rotating_code_fits(const Vault& vault, const Policy& policy, const std::string& subject, const std::string& code,
                        Instant now);
/// As the contract's RotatingCode.
std::string to_json(const RotatingCode& code);

}  // namespace ws
