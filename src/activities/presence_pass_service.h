#pragma once
// What proves that somebody was on the spot: the shift's rotating code, and a volunteer's signed pass.

#include "activities/presence_model.h"
#include "base/rotating_code.h"
#include "base/signature.h"
#include "base/vault.h"

namespace ws::activities {

class Passes {
 public:
  /// The signing key comes from the vault's: every process of the district signs with the same one.
  Passes(const Vault& vault, const Rules& rules)
      : vault_(vault), rules_(rules), key_(SigningKey::from_seed(vault.mac("key", "presence.pass"))) {}

  RotatingCode code(const ShiftId& shift, Instant now) const {
    return rotating_code(vault_, rules_.policy, shift.str(), now);
  }
  /// "presence.code".
  Outcome check_code(const ShiftId& shift, const std::string& code, Instant now) const;

  struct Issued {
    Instant from;
    Instant until;
    std::string text;
  };
  /// One pass for each period in which the signup can be marked, those that are over left out: a phone fetches them
  /// while it has a connection and shows the one of the moment.
  std::vector<Issued> issue(const SignupId& signup, const ShiftTimes& shift, Instant now) const;
  /// Whose pass it is. "presence.pass" when it is none of ours, "presence.pass_expired" when it is not for `at`.
  Result<SignupId> check_pass(const std::string& text, Instant at) const;
  const std::string& public_key() const { return key_.public_key(); }

 private:
  const Vault& vault_;
  const Rules& rules_;
  SigningKey key_;
};

}  // namespace ws::activities
