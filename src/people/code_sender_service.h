#pragma once
// How a one-time code, or a short message, reaches a mobile. Senders block, so they are called on workers; never
// inside a transaction.

#include <cstdint>
#include <iosfwd>
#include <mutex>
#include <string>

#include "base/result.h"

namespace ws::people {

class CodeSender {
 public:
  virtual ~CodeSender() = default;
  /// Hands the code over; returns within seconds. Error: unavailable "session.code_not_sent", the cause in its
  /// detail.
  virtual Outcome send(const std::string& mobile, const std::string& code) = 0;
  /// The same of a message in words.
  virtual Outcome tell(const std::string& mobile, const std::string& text) = 0;
};

/// For a demonstration: no message leaves the machine.
class ConsoleSender final : public CodeSender {
 public:
  enum class Codes {
    hidden,  ///< says only that a code was made: a forgotten setting leaks nothing into a log
    shown,   ///< prints it
  };
  ConsoleSender(std::ostream& out, Codes codes) : out_(out), codes_(codes) {}
  /// "sign-in code for 199****0012: 123456"
  Outcome send(const std::string& mobile, const std::string& code) override;
  /// "short message for 199****0012: …"
  Outcome tell(const std::string& mobile, const std::string& text) override;

 private:
  std::mutex mutex_;
  std::ostream& out_;
  const Codes codes_;
};

struct Gateway {
  std::string url;           ///< https://… (http:// only for a gateway on the same machine or network)
  std::string bearer_token;  ///< sent as Authorization; empty: none
  std::int64_t timeout_ms = 5'000;
};

/// Posts {"mobile", "code", "expires_s"} or {"mobile", "text"} as JSON to a message gateway; any 2xx is a success. No
/// redirects, no retries: the person asks again.
class HttpSender final : public CodeSender {
 public:
  /// Throws std::invalid_argument when the URL is neither https nor http.
  explicit HttpSender(Gateway gateway);
  Outcome send(const std::string& mobile, const std::string& code) override;
  Outcome tell(const std::string& mobile, const std::string& text) override;

 private:
  Outcome post(const std::string& body) const;

  const Gateway gateway_;
};

}  // namespace ws::people
