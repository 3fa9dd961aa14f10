// The tree against the definition of RFC 6962, read literally.

#include "ledger/tree_model.h"

#include <gtest/gtest.h>

#include "base/sm3.h"

namespace ws::ledger {
namespace {

constexpr std::int64_t most = 40;

/// MTH(D[from:until]) as the RFC writes it.
Hash defined(const std::vector<std::string>& leaves, std::size_t from, std::size_t until) {
  if (from == until) return sm3("");
  if (until - from == 1) return leaf_hash(leaves[from]);
  std::size_t half = 1;
  while (half * 2 < until - from) half *= 2;
  return node_hash(defined(leaves, from, from + half), defined(leaves, from + half, until));
}

class Tree final : public Nodes {
 public:
  Tree() {
    for (std::int64_t i = 0; i < most; ++i) leaves.push_back("leaf " + std::to_string(i));
  }
  Hash perfect(int level, std::int64_t position) const override {
    const auto size = std::size_t{1} << level;
    const auto from = static_cast<std::size_t>(position) * size;
    return defined(leaves, from, from + size);
  }
  Hash of(std::int64_t size) const { return defined(leaves, 0, static_cast<std::size_t>(size)); }
  std::vector<std::string> leaves;
};

TEST(LedgerTree, RootsAreThoseOfTheDefinition) {
  const Tree tree;
  Frontier frontier;
  for (std::int64_t size = 0; size <= most; ++size) {
    EXPECT_EQ(root(size, tree), tree.of(size)) << size;
    EXPECT_EQ(frontier.root(), tree.of(size)) << size;
    if (size < most) frontier.add(leaf_hash(tree.leaves[static_cast<std::size_t>(size)]));
  }
}

TEST(LedgerTree, HardRule_EveryLeafIsProvenAndNoOther) {
  const Tree tree;
  int proofs = 0;
  for (std::int64_t size = 1; size <= most; ++size)
    for (std::int64_t index = 0; index < size; ++index) {
      const auto path = inclusion(index, size, tree);
      const Hash leaf = leaf_hash(tree.leaves[static_cast<std::size_t>(index)]);
      ASSERT_TRUE(includes(leaf, index, size, path, tree.of(size))) << index << " of " << size;
      EXPECT_FALSE(includes(leaf_hash("another"), index, size, path, tree.of(size)));
      EXPECT_FALSE(includes(leaf, index, size, path, tree.of(size - 1)));
      if (size > 1) {
        EXPECT_FALSE(includes(leaf, (index + 1) % size, size, path, tree.of(size)));
        auto broken = path;
        broken.back()[0] = static_cast<char>(broken.back()[0] ^ 1);
        EXPECT_FALSE(includes(leaf, index, size, broken, tree.of(size)));
        broken.pop_back();
        EXPECT_FALSE(includes(leaf, index, size, broken, tree.of(size)));
      }
      auto longer = path;
      longer.push_back(sm3("more"));
      EXPECT_FALSE(includes(leaf, index, size, longer, tree.of(size)));
      ++proofs;
    }
  EXPECT_EQ(proofs, most * (most + 1) / 2);
}

TEST(LedgerTree, HardRule_ALaterTreeProvesThatItContinuesTheEarlier) {
  const Tree tree;
  Tree other;
  other.leaves[0] = "rewritten";
  int proofs = 0;
  for (std::int64_t newer = 0; newer <= most; ++newer)
    for (std::int64_t older = 0; older <= newer; ++older) {
      const auto path = consistency(older, newer, tree);
      ASSERT_TRUE(extends(older, tree.of(older), newer, tree.of(newer), path)) << older << " to " << newer;
      if (older > 0) {
        const auto rewritten = consistency(older, newer, other);
        EXPECT_FALSE(extends(older, tree.of(older), newer, other.of(newer), rewritten)) << older << " to " << newer;
      }
      ++proofs;
    }
  EXPECT_EQ(proofs, (most + 1) * (most + 2) / 2);
}

}  // namespace
}  // namespace ws::ledger
