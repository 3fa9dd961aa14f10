#pragma once
// The result of anything that can be refused. A refusal is data, not an exception: it carries a stable
// reason code for the client ("signup.full") and a detail for the log only.

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ws {

/// What kind of refusal; mapped to an HTTP status in exactly one table (http/http.cpp).
enum class ErrorCode {
  invalid,          ///< the input breaks a rule of form (400)
  unauthenticated,  ///< sign-in needed (401)
  forbidden,        ///< signed in, but this action is not theirs (403)
  not_found,        ///< absent, or hidden from this actor: the two look the same (404)
  conflict,         ///< the state does not allow it (409)
  too_large,        ///< a body or list over its limit (413)
  mismatch,         ///< same idempotency key, other content (422)
  rate_limited,     ///< too many tries (429)
  unavailable,      ///< storage full or database away (503)
};

/// The nearest thing that would work, offered with a refusal: another order to claim, another shift.
struct Alternative {
  std::string id;
  std::string title;
};

struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string reason;  ///< stable, dotted: "order.already_claimed"; every reason has a sentence in data/reasons.json
  std::string field = {};   ///< path of the offending field, or empty: "items[2].mobile"
  std::string detail = {};  ///< for the log only, never sent to a client
  std::optional<Alternative> alternative = {};

  static Error invalid(std::string reason, std::string field = {}) {
    return {ErrorCode::invalid, std::move(reason), std::move(field), {}, {}};
  }
  static Error conflict(std::string reason) { return {ErrorCode::conflict, std::move(reason), {}, {}, {}}; }
  static Error not_found(std::string reason) { return {ErrorCode::not_found, std::move(reason), {}, {}, {}}; }
  static Error forbidden(std::string reason) { return {ErrorCode::forbidden, std::move(reason), {}, {}, {}}; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// The value of a use case that answers nothing but "done".
struct Done {};
using Outcome = Result<Done>;

}  // namespace ws
