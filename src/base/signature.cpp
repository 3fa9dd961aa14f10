#include "base/signature.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace ws {
namespace {

using Bytes = unsigned char;
const Bytes* bytes(std::string_view text) {
  return reinterpret_cast<const Bytes*>(text.data());
}
Bytes* bytes(std::string& text) {
  return reinterpret_cast<Bytes*>(text.data());
}

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Memory = Owned<BIO, BIO_free_all>;
using Pair = Owned<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::string_view sm2_identifier = "1234567812345678";
constexpr int half = 32;
constexpr std::string_view base58_alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

EVP_PKEY* raw(const std::shared_ptr<void>& key) {
  return static_cast<EVP_PKEY*>(key.get());
}

std::string public_key_of(EVP_PKEY* key, Signing signing) {
  std::string out(65, '\0');
  std::size_t size = out.size();
  const bool read = signing == Signing::ed25519
                        ? EVP_PKEY_get_raw_public_key(key, bytes(out), &size) == 1
                        : EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes(out), size, &size) == 1;
  must(read, "public key");
  out.resize(size);
  return out;
}

Signing signing_of(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return Signing::ed25519;
  must(EVP_PKEY_is_a(key, "SM2") == 1, "a key of another kind");
  return Signing::sm2;
}

// SM2 signs the identifier along with the message; Ed25519 has no digest of its own to choose.
void choose(EVP_PKEY_CTX* context, Signing signing) {
  if (signing == Signing::sm2)
    must(EVP_PKEY_CTX_set1_id(context, sm2_identifier.data(), static_cast<int>(sm2_identifier.size())) == 1,
         "SM2 id");
}
const char* digest_of(Signing signing) {
  return signing == Signing::sm2 ? "SM3" : nullptr;
}

std::string halves(std::string_view der) {
  const Bytes* from = bytes(der);
  const Pair pair(d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size())));
  must(pair != nullptr, "signature");
  std::string out(2 * half, '\0');
  must(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes(out), half) == half &&
           BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes(out) + half, half) == half,
       "signature");
  return out;
}

std::string der_of(std::string_view signature) {
  const Pair pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes(signature), half, nullptr);
  BIGNUM* s = BN_bin2bn(bytes(signature) + half, half, nullptr);
  must(pair && r && s && ECDSA_SIG_set0(pair.get(), r, s) == 1, "signature");
  std::string out(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
  Bytes* to = bytes(out);
  i2d_ECDSA_SIG(pair.get(), &to);
  return out;
}

Key public_only(Signing signing, std::string_view public_key) {
  if (signing == Signing::ed25519)
    return Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(public_key), public_key.size()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  std::string group = "SM2";
  std::string point(public_key);
  std::array<OSSL_PARAM, 3> params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.data()) != 1)
    return nullptr;
  return Key(key);
}

std::string digest(const EVP_MD* kind, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  must(EVP_Digest(text.data(), text.size(), bytes(out), &size, kind, nullptr) == 1, "digest");
  out.resize(size);
  return out;
}

// Digits of one base in another, the greatest first; leading zeros keep their number.
std::vector<unsigned> rebase(const std::vector<unsigned>& values, unsigned from, unsigned to) {
  std::vector<unsigned> digits;  // the smallest first
  for (unsigned carry : values) {
    for (unsigned& digit : digits) {
      carry += digit * from;
      digit = carry % to;
      carry /= to;
    }
    for (; carry > 0; carry /= to) digits.push_back(carry % to);
  }
  const auto first = std::find_if(values.begin(), values.end(), [](unsigned value) { return value != 0; });
  digits.insert(digits.end(), static_cast<std::size_t>(first - values.begin()), 0);
  return {digits.rbegin(), digits.rend()};
}

void write_durably(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot make the key file " + path);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written) throw std::runtime_error("cannot write the key file " + path);
}

}  // namespace

std::string_view to_text(Signing signing) {
  return signing == Signing::ed25519 ? "ed25519" : "sm2";
}

std::optional<Signing> parse_signing(std::string_view text) {
  if (text == "ed25519") return Signing::ed25519;
  if (text == "sm2") return Signing::sm2;
  return std::nullopt;
}

SigningKey::SigningKey(std::shared_ptr<void> key)
    : key_(std::move(key)), signing_(signing_of(raw(key_))), public_key_(public_key_of(raw(key_), signing_)) {}

SigningKey SigningKey::fresh(Signing signing) {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, signing == Signing::ed25519 ? "ED25519" : "SM2"));
  must(key != nullptr, "no key was made");
  return SigningKey(
      std::shared_ptr<void>(key.release(), [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }));
}

SigningKey SigningKey::from_seed(std::string_view seed) {
  must(seed.size() == 32, "a seed has 32 bytes");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(seed), seed.size()));
  must(key != nullptr, "no key was made");
  return SigningKey(
      std::shared_ptr<void>(key.release(), [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }));
}

SigningKey SigningKey::from_file(const std::string& path) {
  const Memory file(BIO_new_file(path.c_str(), "rb"));
  if (!file) throw std::runtime_error("cannot open the key file " + path);
  Key key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
  if (!key) throw std::runtime_error("no key in " + path);
  return SigningKey(
      std::shared_ptr<void>(key.release(), [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }));
}

void SigningKey::keep(const std::string& path) const {
  const Memory memory(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PKCS8PrivateKey(memory.get(), raw(key_), nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  write_durably(path, {text, static_cast<std::size_t>(size)});
}

std::string SigningKey::id() const {
  return hexadecimal(sha256(public_key_)).substr(0, 16);
}

std::string SigningKey::sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* chosen = nullptr;
  must(EVP_DigestSignInit_ex(context.get(), &chosen, digest_of(signing_), nullptr, nullptr, raw(key_), nullptr) == 1,
       "sign");
  choose(chosen, signing_);
  std::string out(96, '\0');
  std::size_t size = out.size();
  must(EVP_DigestSign(context.get(), bytes(out), &size, bytes(message), message.size()) == 1, "sign");
  out.resize(size);
  return signing_ == Signing::sm2 ? halves(out) : out;
}

bool signature_fits(Signing signing, std::string_view public_key, std::string_view message,
                    std::string_view signature) {
  if (signature.size() != 2 * half) return false;
  const Key key = public_only(signing, public_key);
  if (!key) return false;
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* chosen = nullptr;
  if (EVP_DigestVerifyInit_ex(context.get(), &chosen, digest_of(signing), nullptr, nullptr, key.get(), nullptr) != 1)
    return false;
  choose(chosen, signing);
  const std::string sent = signing == Signing::sm2 ? der_of(signature) : std::string(signature);
  return EVP_DigestVerify(context.get(), bytes(sent), sent.size(), bytes(message), message.size()) == 1;
}

std::string sha256(std::string_view text) {
  return digest(EVP_sha256(), text);
}

std::string base64url(std::string_view raw_bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(raw_bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes(raw_bytes), raw_bytes.size(), variant);
  out.pop_back();
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(bytes(out), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return std::nullopt;
  out.resize(size);
  return out;
}

std::string base58(std::string_view raw_bytes) {
  std::vector<unsigned> values;
  for (const char c : raw_bytes) values.push_back(static_cast<Bytes>(c));
  std::string out;
  for (const unsigned digit : rebase(values, 256, 58)) out += base58_alphabet[digit];
  return out;
}

std::optional<std::string> from_base58(std::string_view text) {
  std::vector<unsigned> values;
  for (const char c : text) {
    const std::size_t value = base58_alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    values.push_back(static_cast<unsigned>(value));
  }
  std::string out;
  for (const unsigned digit : rebase(values, 58, 256)) out += static_cast<char>(digit);
  return out;
}

std::string hexadecimal(std::string_view raw_bytes) {
  std::string out(raw_bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes(raw_bytes), raw_bytes.size());
  out.pop_back();
  return out;
}

}  // namespace ws
