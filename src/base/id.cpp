#include "base/id.h"

#include <algorithm>

#include "base/random.h"

namespace ws {
namespace {
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
}

std::string new_ulid(Instant now, Random& random) {
  std::string out(26, '0');
  auto time = static_cast<std::uint64_t>(now.ms);
  for (int i = 9; i >= 0; --i, time >>= 5) out[static_cast<std::size_t>(i)] = crockford[time & 31];
  std::uint64_t high = random.next();
  std::uint64_t low = random.next();
  for (std::size_t i = 10; i < 18; ++i, high >>= 5) out[i] = crockford[high & 31];
  for (std::size_t i = 18; i < 26; ++i, low >>= 5) out[i] = crockford[low & 31];
  return out;
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' &&
         std::all_of(text.begin(), text.end(), [](char c) { return crockford.find(c) != std::string_view::npos; });
}

}  // namespace ws
