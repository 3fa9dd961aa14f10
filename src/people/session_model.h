#pragma once
// Rules of signing in. The numbers are those of the contract (POST /api/session/code) and of domain.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace ws::people {

inline constexpr std::int64_t session_idle_ms = 30 * day_ms;  ///< a session unused for this long is over
inline constexpr std::int64_t seen_every_ms = hour_ms;        ///< how often its use is written down
inline constexpr std::int64_t sessions_per_person = 20;       ///< the oldest gives way

inline constexpr std::size_t code_digits = 6;
inline constexpr std::int64_t code_lifetime_ms = 5 * minute_ms;
inline constexpr std::int64_t code_tries = 5;
inline constexpr std::int64_t code_resend_ms = minute_ms;

/// Checked when a login is unknown, so that the answer takes as long: of hash_password's cost, from a password that
/// was random and is forgotten.
inline constexpr std::string_view nobody_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$n4nIxK4dlv24M2vqxh+jfQ$lqoezIP2NwUdKPKFxKLMVphCvo2xMo/bMzLFYxmzsLY";

/// 32 random bytes in lower-case hexadecimal; anything else is not worth a look into the database.
bool is_session_token(std::string_view text);
bool is_sign_in_code(std::string_view text);

/// True when the use of a session must be written down again.
bool seen_is_old(Instant seen, Instant now);

/// A one-time code as stored, after this try was taken off it.
struct PendingCode {
  std::string code_hash;
  std::int64_t tries_left = 0;
};
/// Judges a try. `pending` is empty when there is no code, or it ran out of time or tries. Errors:
/// "session.code_expired", "session.code_wrong".
Outcome judge_code(const std::optional<PendingCode>& pending, std::string_view code_hash);

/// Who is asking to come in, once their secret has been proved.
struct Candidate {
  bool known = false;     ///< has an account
  bool disabled = false;  ///< and it is closed
};
/// Errors: "session.disabled"; "session.name_required" for a new account without a name.
Outcome admit(const Candidate& candidate, std::string_view name);

}  // namespace ws::people
