#include "people/session_model.h"

#include <algorithm>

namespace ws::people {

bool is_session_token(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_sign_in_code(std::string_view text) {
  return text.size() == code_digits && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool seen_is_old(Instant seen, Instant now) {
  return now.ms - seen.ms >= seen_every_ms;
}

Outcome judge_code(const std::optional<PendingCode>& pending, std::string_view code_hash) {
  if (!pending) return Error{ErrorCode::unauthenticated, "session.code_expired", "code", {}};
  if (pending->code_hash != code_hash) return Error{ErrorCode::unauthenticated, "session.code_wrong", "code", {}};
  return Done{};
}

Outcome admit(const Candidate& candidate, std::string_view name) {
  if (candidate.disabled) return Error::forbidden("session.disabled");
  if (!candidate.known && name.empty()) return Error::invalid("session.name_required", "name");
  return Done{};
}

}  // namespace ws::people
