#pragma once
// Personal numbers at rest: sealed with XChaCha20-Poly1305, found by a keyed hash, passwords by argon2id (libsodium).

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace ws {

class Vault {
 public:
  /// `master_key`: 32 bytes; purposes get keys derived from it. Throws std::invalid_argument on another length.
  explicit Vault(std::string_view master_key);
  /// Reads the key file, or creates it (mode 0600) when it is not there; throws when it cannot.
  static Vault from_file(const std::string& path);

  /// Ciphertext in base64, bound to `context` ("persons.mobile"): it does not open under another one.
  std::string seal(std::string_view plain, std::string_view context) const;
  /// Nothing when the text was changed or belongs elsewhere. "" opens to "".
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;
  /// Keyed hash for finding a sealed value by equality; hexadecimal.
  std::string lookup_key(std::string_view plain, std::string_view context) const;
  /// Keyed hash of a rotating or one-time secret, e.g. the on-site code of a time step.
  std::string mac(std::string_view message, std::string_view context) const;
  /// `digits` decimal digits derived from a message (on-site codes).
  std::string code(std::string_view message, std::string_view context, unsigned digits) const;

 private:
  std::string derive(std::string_view context) const;
  std::string master_key_;
};

/// argon2id (19 MiB, 2 passes): costs tens of milliseconds, so never on an I/O thread.
std::string hash_password(std::string_view password);
bool password_matches(const std::string& hash, std::string_view password);
/// SHA-256 in hexadecimal: for tokens that are random already.
std::string sha256_hex(std::string_view text);

}  // namespace ws
