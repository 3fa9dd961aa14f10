#pragma once
// /api/session and /api/me.

#include "base/clock.h"
#include "http/http.h"
#include "http/rate_limit.h"
#include "people/session_service.h"

namespace ws::people {

/// How often one may try, per client address and per login or mobile: tries at once, then tries a minute. A school or
/// a village often shares one address, so that the bound per name is the narrow one.
struct SignInRates {
  std::int64_t peer_tries = 60;
  std::int64_t peer_per_minute = 30;
  std::int64_t name_tries = 10;
  std::int64_t name_per_minute = 2;
  std::int64_t code_peer_tries = 20;
  std::int64_t code_peer_per_minute = 6;
  std::int64_t code_mobile_tries = 5;
  /// Slower than one a minute, which the resend rule allows anyway: bounds both what a stranger can have sent to
  /// somebody's mobile, and how many codes can be guessed at.
  std::int64_t code_mobile_per_hour = 12;
};

/// One per process; outlives the routes. The public pages with the same forms share it.
class SignInLimits {
 public:
  explicit SignInLimits(const Clock& clock, const SignInRates& rates = {});
  /// Takes a try of `peer` to sign in as `name` (a login, or a mobile in any notation). Error: "rate.limited".
  Outcome sign_in(const std::string& peer, const std::string& name);
  /// Takes a try of `peer` to have a code sent. Error: "rate.limited".
  Outcome send_code(const std::string& peer, const std::string& mobile);

 private:
  /// A clock whose minute is an hour: the limiter counts whole tries a minute.
  class HourlyClock final : public Clock {
   public:
    explicit HourlyClock(const Clock& clock) : clock_(clock) {}
    Instant now() const override { return clock_.now(); }
    std::int64_t ticks_us() const override { return clock_.ticks_us() / 60; }

   private:
    const Clock& clock_;
  };

  HourlyClock hourly_;
  http::RateLimiter peers_;
  http::RateLimiter names_;
  http::RateLimiter code_peers_;
  http::RateLimiter code_mobiles_;
};

enum class Cookies {
  plain,   ///< without TLS: development
  secure,  ///< behind TLS
};
/// The Set-Cookie line that keeps a session, and the one that ends it.
std::string keep_session(const std::string& token, Cookies cookies);
std::string end_session(Cookies cookies);

void add_session_routes(http::Routes& routes, SessionService& service, SignInLimits& limits, Cookies cookies);

}  // namespace ws::people
