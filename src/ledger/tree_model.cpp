#include "ledger/tree_model.h"

#include <bit>

#include "base/sm3.h"

namespace ws::ledger {
namespace {

/// The largest power of two below `size`; size ≥ 2.
std::int64_t split(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

/// Leaves [from, until) of a larger tree, cut as RFC 6962 cuts: a whole power of two is always aligned.
Hash hash_of(std::int64_t from, std::int64_t until, const Nodes& nodes) {
  const auto size = static_cast<std::uint64_t>(until - from);
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return nodes.perfect(level, from >> level);
  }
  const std::int64_t middle = from + split(until - from);
  return node_hash(hash_of(from, middle, nodes), hash_of(middle, until, nodes));
}

void path_to(std::int64_t index, std::int64_t from, std::int64_t until, const Nodes& nodes, std::vector<Hash>& path) {
  if (until - from == 1) return;
  const std::int64_t middle = from + split(until - from);
  if (index < middle) {
    path_to(index, from, middle, nodes, path);
    path.push_back(hash_of(middle, until, nodes));
  } else {
    path_to(index, middle, until, nodes, path);
    path.push_back(hash_of(from, middle, nodes));
  }
}

/// `older`: end of the older tree; `whole`: the subtree is one the verifier knows as the older root.
void path_from(std::int64_t older, std::int64_t from, std::int64_t until, bool whole, const Nodes& nodes,
               std::vector<Hash>& path) {
  if (older == until) {
    if (!whole) path.push_back(hash_of(from, until, nodes));
    return;
  }
  const std::int64_t middle = from + split(until - from);
  if (older <= middle) {
    path_from(older, from, middle, whole, nodes, path);
    path.push_back(hash_of(middle, until, nodes));
  } else {
    path_from(older, middle, until, false, nodes, path);
    path.push_back(hash_of(from, middle, nodes));
  }
}

}  // namespace

Hash leaf_hash(std::string_view leaf) {
  return sm3(std::string(1, '\0').append(leaf));
}

Hash node_hash(std::string_view left, std::string_view right) {
  return sm3(std::string(1, '\1').append(left).append(right));
}

Hash root(std::int64_t size, const Nodes& nodes) {
  return size == 0 ? sm3("") : hash_of(0, size, nodes);
}

std::vector<Hash> inclusion(std::int64_t index, std::int64_t size, const Nodes& nodes) {
  std::vector<Hash> path;
  path_to(index, 0, size, nodes, path);
  return path;
}

std::vector<Hash> consistency(std::int64_t older, std::int64_t newer, const Nodes& nodes) {
  std::vector<Hash> path;
  if (older > 0 && older < newer) path_from(older, 0, newer, true, nodes, path);
  return path;
}

// RFC 9162, 2.1.3.2.
bool includes(const Hash& leaf, std::int64_t index, std::int64_t size, const std::vector<Hash>& path,
              const Hash& root_hash) {
  if (index < 0 || index >= size) return false;
  std::int64_t at = index;
  std::int64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& other : path) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      hash = node_hash(other, hash);
      for (; at % 2 == 0 && at != 0; last >>= 1) at >>= 1;
    } else {
      hash = node_hash(hash, other);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root_hash;
}

// RFC 9162, 2.1.4.2.
bool extends(std::int64_t older, const Hash& older_root, std::int64_t newer, const Hash& newer_root,
             const std::vector<Hash>& given) {
  if (older < 0 || older > newer) return false;
  if (older == newer) return given.empty() && older_root == newer_root;
  if (older == 0) return given.empty() && older_root == sm3("");
  std::vector<Hash> path = given;
  if (std::has_single_bit(static_cast<std::uint64_t>(older))) path.insert(path.begin(), older_root);
  if (path.empty()) return false;
  std::int64_t at = older - 1;
  std::int64_t last = newer - 1;
  for (; at % 2 == 1; at >>= 1) last >>= 1;
  Hash old_hash = path.front();
  Hash new_hash = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if (at % 2 == 1 || at == last) {
      old_hash = node_hash(path[i], old_hash);
      new_hash = node_hash(path[i], new_hash);
      for (; at % 2 == 0 && at != 0; last >>= 1) at >>= 1;
    } else {
      new_hash = node_hash(new_hash, path[i]);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == older_root && new_hash == newer_root;
}

std::vector<Frontier::Made> Frontier::add(Hash leaf) {
  std::vector<Made> made{{0, size_++, std::move(leaf)}};
  perfect_.push_back(made.back());
  while (perfect_.size() > 1 && perfect_[perfect_.size() - 2].level == perfect_.back().level) {
    const Made right = perfect_.back();
    perfect_.pop_back();
    const Made left = perfect_.back();
    perfect_.back() = {left.level + 1, left.position / 2, node_hash(left.hash, right.hash)};
    made.push_back(perfect_.back());
  }
  return made;
}

Hash Frontier::root() const {
  if (perfect_.empty()) return sm3("");
  Hash hash = perfect_.back().hash;
  for (std::size_t i = perfect_.size() - 1; i > 0; --i) hash = node_hash(perfect_[i - 1].hash, hash);
  return hash;
}

}  // namespace ws::ledger
