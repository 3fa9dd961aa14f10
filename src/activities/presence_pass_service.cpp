#include "activities/presence_pass_service.h"

#include <algorithm>

namespace ws::activities {

Outcome Passes::check_code(const ShiftId& shift, const std::string& code, Instant now) const {
  if (!rotating_code_fits(vault_, rules_.policy, shift.str(), code, now))
    return Error::invalid("presence.code", "code");
  return Done{};
}

std::vector<Passes::Issued> Passes::issue(const SignupId& signup, const ShiftTimes& shift, Instant now) const {
  const std::int64_t period_ms = pass_period_ms(rules_.policy);
  const std::int64_t first = std::max(check_in_from(shift, rules_.policy), now).ms / period_ms;
  const std::int64_t last = check_out_until(shift, rules_.policy).ms / period_ms;
  std::vector<Issued> passes;
  for (std::int64_t period = first; period <= last; ++period) {
    const PassClaim claim{signup, period};
    passes.push_back(
        {{period * period_ms}, {(period + 1) * period_ms}, pass_text(claim, key_.sign(claim.message()))});
  }
  return passes;
}

Result<SignupId> Passes::check_pass(const std::string& text, Instant at) const {
  const auto pass = parse_pass(text);
  if (!pass || !signature_fits(Signing::ed25519, key_.public_key(), pass->claim.message(), pass->signature))
    return Error::invalid("presence.pass", "pass");
  if (!pass_is_for(pass->claim, at, rules_.policy)) return Error::conflict("presence.pass_expired");
  return pass->claim.signup;
}

}  // namespace ws::activities
