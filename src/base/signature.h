#pragma once
// Signatures that outlive the server: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918, identifier 1234567812345678).

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ws {

enum class Signing { ed25519, sm2 };
std::string_view to_text(Signing signing);
std::optional<Signing> parse_signing(std::string_view text);

class SigningKey {
 public:
  static SigningKey fresh(Signing signing);
  /// The Ed25519 key of 32 secret bytes, always the same one; throws std::runtime_error on another length.
  static SigningKey from_seed(std::string_view seed);
  /// Reads a PEM file; throws std::runtime_error when it holds no key of ours.
  static SigningKey from_file(const std::string& path);
  /// Writes a PEM file of mode 0600, durable; throws when there is one already.
  void keep(const std::string& path) const;

  Signing signing() const { return signing_; }
  /// 32 bytes (Ed25519) or the uncompressed point of 65 bytes (SM2).
  const std::string& public_key() const { return public_key_; }
  /// Names the key by what it is: 16 hexadecimal characters of the SHA-256 of the public key.
  std::string id() const;
  /// 64 bytes: an Ed25519 signature, or r and s of SM2. Thread-safe.
  std::string sign(std::string_view message) const;

 private:
  explicit SigningKey(std::shared_ptr<void> key);
  std::shared_ptr<void> key_;
  Signing signing_;
  std::string public_key_;
};

bool signature_fits(Signing signing, std::string_view public_key, std::string_view message,
                    std::string_view signature);

/// 32 bytes.
std::string sha256(std::string_view text);

/// Without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
/// Of bytes as base58btc, without the multibase prefix.
std::string base58(std::string_view bytes);
std::optional<std::string> from_base58(std::string_view text);
std::string hexadecimal(std::string_view bytes);

}  // namespace ws
