#include "base/rotating_code.h"

#include "base/json.h"

namespace ws {
namespace {

constexpr std::string_view context = "presence.code";

std::string code_of(const Vault& vault, const Policy& policy, const std::string& subject, std::int64_t step) {
  return vault.code(subject + ":" + std::to_string(step), context, static_cast<unsigned>(policy.code_digits));
}

}  // namespace

std::int64_t code_step(const Policy& policy, Instant at) {
  return at.ms / (policy.code_period_s * second_ms);
}

RotatingCode rotating_code(const Vault& vault, const Policy& policy, const std::string& subject, Instant now) {
  const std::int64_t step = code_step(policy, now);
  return {code_of(vault, policy, subject, step),
          {(step + 1) * policy.code_period_s * second_ms},
          now,
          policy.code_period_s};
}

bool rotating_code_fits(const Vault& vault, const Policy& policy, const std::string& subject, const std::string& code,
                        Instant now) {
  for (int back = 0; back <= policy.code_grace_periods; ++back)
    if (code == code_of(vault, policy, subject, code_step(policy, now) - back)) return true;
  return false;
}

std::string to_json(const RotatingCode& code) {
  json::Writer out;
  out.begin()
      .field("code", code.code)
      .field("expires_ms", code.expires.ms)
      .field("now_ms", code.now.ms)
      .field("period_s", code.period_s)
      .end();
  return out.take();
}

}  // namespace ws
