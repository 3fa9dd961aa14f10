#include "base/random.h"

#include <sodium.h>

namespace ws {

Random Random::from_system() {
  std::random_device device;
  return Random((static_cast<std::uint64_t>(device()) << 32) | device());
}

std::uint64_t Random::next() {
  const std::lock_guard lock(mutex_);
  return engine_();
}

std::uint64_t Random::below(std::uint64_t bound) {
  const std::lock_guard lock(mutex_);
  return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(engine_);
}

std::string SecretRandom::bytes(std::size_t count) const {
  std::string out(count, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string SecretRandom::token_hex(std::size_t count) const {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  out.reserve(count * 2);
  for (const unsigned char byte : bytes(count)) {
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
  return out;
}

std::string SecretRandom::digits(std::size_t count) const {
  std::string out(count, '0');
  for (char& c : out) c = static_cast<char>('0' + randombytes_uniform(10));
  return out;
}

}  // namespace ws
