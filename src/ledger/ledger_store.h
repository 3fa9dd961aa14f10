#pragma once
// Rows of the tree, and the ledger's rows as leaves. A leaf's index is its number in the ledger less one.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "db/db.h"
#include "ledger/leaf_model.h"
#include "ledger/tree_model.h"

namespace ws::ledger {

/// Perfect subtrees of so many leaves are stored with the hashes of their leaves.
inline constexpr int tile_level = 8;
inline constexpr std::int64_t tile_size = 1 << tile_level;

struct Leaf {
  std::int64_t index = 0;
  std::string name;  ///< "entry ID" or "event ID of entry ID"
  std::string text;
};
/// Leaves with index in [from, until) that there are, in order.
std::vector<Leaf> leaves(db::Reader& reader, std::int64_t from, std::int64_t until);
/// How many numbers of the ledger are handed out.
std::int64_t handed_out(db::Reader& reader);
/// The highest number that a row has; 0 without rows.
std::int64_t highest_number(db::Reader& reader);
/// The same, holding back every later number until the transaction ends: all below are there to read.
std::int64_t lock_size(db::Tx& tx);

struct StoredNode {
  Hash hash;
  std::string leaves;  ///< hexadecimal hashes of a tile's leaves, one after the other; "" above
};
std::optional<StoredNode> find_node(db::Reader& reader, int level, std::int64_t position);
std::int64_t count_tiles(db::Reader& reader);
void insert_node(db::Tx& tx, int level, std::int64_t position, const Hash& hash, const std::string& leaves);

struct Root {
  std::string day;  ///< "2026-11-23", the local day it closes
  std::int64_t size = 0;
  std::string root;           ///< hexadecimal
  std::string previous_root;  ///< hexadecimal; "" for the first
  std::string tail;           ///< hexadecimal hashes of the leaves after the last whole tile
  std::int64_t sealed_ms = 0;
};
std::optional<Root> last_root(db::Reader& reader);
std::optional<Root> find_root(db::Reader& reader, const std::string& day);
/// Newest first, of days before `before` ("" for the newest).
std::vector<Root> list_roots(db::Reader& reader, const std::string& before, std::int64_t limit);
/// Oldest first, of days after `after`.
std::vector<Root> list_roots_after(db::Reader& reader, const std::string& after, std::int64_t limit);
/// False if the day has one.
bool insert_root(db::Tx& tx, const Root& root);

/// The stored tree as of a root.
class StoredNodes final : public Nodes {
 public:
  /// Both must outlive it.
  StoredNodes(db::Reader& reader, const Root& of) : reader_(reader), of_(of) {}
  Hash perfect(int level, std::int64_t position) const override;

 private:
  const std::string& tile(std::int64_t position) const;
  db::Reader& reader_;
  const Root& of_;
  mutable std::map<std::int64_t, std::string> tiles_;
};

/// An entry with its events, for the proof of its volunteer.
struct EntryLeaves {
  EntryRow entry;
  std::vector<EventRow> events;
};
std::optional<EntryLeaves> find_entry(db::Reader& reader, const std::string& entry);

/// The first entry whose place in the lists is not that of its last event; nothing when all agree.
std::optional<std::string> find_misplaced(db::Reader& reader);

}  // namespace ws::ledger
