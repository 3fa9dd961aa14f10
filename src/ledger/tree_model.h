#pragma once
// The Merkle tree of RFC 6962 with SM3: a leaf's hash is SM3(0x00 ‖ leaf), an inner node's SM3(0x01 ‖ left ‖ right),
// the empty tree's SM3(""). Pure; hashes are 32 raw bytes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ws::ledger {

using Hash = std::string;
Hash leaf_hash(std::string_view leaf);
Hash node_hash(std::string_view left, std::string_view right);

/// Roots of the perfect subtrees that are known: [position << level, (position + 1) << level).
class Nodes {
 public:
  virtual ~Nodes() = default;
  virtual Hash perfect(int level, std::int64_t position) const = 0;
};

/// Root over the first `size` leaves.
Hash root(std::int64_t size, const Nodes& nodes);
/// Audit path of a leaf in the tree of `size` leaves (RFC 6962, 2.1.1); 0 ≤ index < size.
std::vector<Hash> inclusion(std::int64_t index, std::int64_t size, const Nodes& nodes);
/// That the tree of `older` leaves is the beginning of the one of `newer` (RFC 6962, 2.1.2); 0 ≤ older ≤ newer.
std::vector<Hash> consistency(std::int64_t older, std::int64_t newer, const Nodes& nodes);

bool includes(const Hash& leaf, std::int64_t index, std::int64_t size, const std::vector<Hash>& path,
              const Hash& root_hash);
bool extends(std::int64_t older, const Hash& older_root, std::int64_t newer, const Hash& newer_root,
             const std::vector<Hash>& path);

/// Grows leaf by leaf and knows its root at any time.
class Frontier {
 public:
  struct Made {
    int level;
    std::int64_t position;
    Hash hash;
  };
  /// Adds a leaf; answers the perfect subtrees it completed, the leaf itself (level 0) first.
  std::vector<Made> add(Hash leaf);
  Hash root() const;
  std::int64_t size() const { return size_; }

 private:
  std::int64_t size_ = 0;
  std::vector<Made> perfect_;  ///< largest first
};

}  // namespace ws::ledger
