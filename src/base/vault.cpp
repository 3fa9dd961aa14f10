#include "base/vault.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

namespace ws {
namespace {

using Bytes = unsigned char;
const Bytes* bytes(std::string_view text) {
  return reinterpret_cast<const Bytes*>(text.data());
}
Bytes* bytes(std::string& text) {
  return reinterpret_cast<Bytes*>(text.data());
}

std::string hex(std::string_view raw) {
  std::string out(raw.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes(raw), raw.size());
  out.pop_back();
  return out;
}

std::string base64(std::string_view raw) {
  std::string out(sodium_base64_encoded_len(raw.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes(raw), raw.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  out.pop_back();
  return out;
}

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

Vault::Vault(std::string_view master_key) : master_key_(master_key) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  if (master_key.size() != crypto_auth_hmacsha256_KEYBYTES) throw std::invalid_argument("a master key has 32 bytes");
}

Vault Vault::from_file(const std::string& path) {
  if (const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); made >= 0) {
    const std::string key = SecretRandom().bytes(crypto_auth_hmacsha256_KEYBYTES);
    const bool written =
        ::write(made, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(made) == 0;
    ::close(made);
    if (!written) throw std::runtime_error("cannot write the key file " + path);
    return Vault(key);
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::system_error(errno, std::generic_category(), "cannot open the key file " + path);
  std::array<char, 64> buffer{};
  const ssize_t size = ::read(file, buffer.data(), buffer.size());
  ::close(file);
  return Vault(std::string_view(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
}

std::string Vault::derive(std::string_view context) const {
  std::string key(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(bytes(key), bytes(context), context.size(), bytes(master_key_));
  return key;
}

std::string Vault::seal(std::string_view plain, std::string_view context) const {
  const std::string key = derive(context);
  std::string box = SecretRandom().bytes(nonce_size);
  box.resize(nonce_size + plain.size() + tag_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(box) + nonce_size, nullptr, bytes(plain), plain.size(),
                                             bytes(context), context.size(), nullptr, bytes(box), bytes(key));
  return base64(box);
}

std::optional<std::string> Vault::open(std::string_view sealed, std::string_view context) const {
  if (sealed.empty()) return "";
  std::string box(sealed.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(bytes(box), box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      size < nonce_size + tag_size)
    return std::nullopt;
  const std::string key = derive(context);
  std::string plain(size - nonce_size - tag_size, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(plain), nullptr, nullptr, bytes(box) + nonce_size,
                                                 size - nonce_size, bytes(context), context.size(), bytes(box),
                                                 bytes(key)) != 0)
    return std::nullopt;
  return plain;
}

std::string Vault::mac(std::string_view message, std::string_view context) const {
  const std::string key = derive(context);
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(bytes(out), bytes(message), message.size(), bytes(key));
  return out;
}

std::string Vault::lookup_key(std::string_view plain, std::string_view context) const {
  return hex(mac(plain, context));
}

std::string Vault::code(std::string_view message, std::string_view context, unsigned digits) const {
  const std::string digest = mac(message, context);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | static_cast<Bytes>(digest[i]);
  std::string out(digits, '0');
  for (auto it = out.rbegin(); it != out.rend(); ++it, value /= 10) *it = static_cast<char>('0' + value % 10);
  return out;
}

std::string hash_password(std::string_view password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), 2, std::size_t{19} * 1024 * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory to hash a password");
  out.resize(out.find('\0'));
  return out;
}

bool password_matches(const std::string& hash, std::string_view password) {
  return hash.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string sha256_hex(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes(digest), bytes(text), text.size());
  return hex(digest);
}

}  // namespace ws
