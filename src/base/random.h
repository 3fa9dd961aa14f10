#pragma once
// Randomness comes in through a constructor, like time. `Random` serves identifiers, seeds and draws and may be
// seeded; `SecretRandom` is the operating system's generator and the only source of tokens, codes and keys.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>

namespace ws {

/// Thread-safe; the same seed gives the same sequence.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// Seeded from the operating system.
  static Random from_system();
  Random(Random&& other) noexcept : engine_(other.engine_) {}

  std::uint64_t next();
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

/// Cryptographic randomness; cannot be seeded, by design.
class SecretRandom {
 public:
  /// `bytes` random bytes as lower-case hexadecimal.
  std::string token_hex(std::size_t bytes) const;
  /// `digits` decimal digits, each uniform.
  std::string digits(std::size_t digits) const;
  std::string bytes(std::size_t count) const;
};

}  // namespace ws
