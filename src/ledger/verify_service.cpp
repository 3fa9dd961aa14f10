#include "ledger/verify_service.h"

#include <algorithm>

#include "base/sm3.h"

namespace ws::ledger {
namespace {

constexpr std::size_t hex_size = 64;
constexpr std::int64_t every_day = 100'000;

class Verification {
 public:
  Verification(db::Reader& reader, const std::vector<Root>& published)
      : reader_(reader), roots_(list_roots_after(reader, "", every_day)), published_(published) {}

  Verdict run() {
    verdict_.sealed = roots_.empty() ? 0 : roots_.back().size;
    const std::int64_t last = std::max(handed_out(reader_), verdict_.sealed);
    meet_roots();
    for (std::int64_t from = 0; from < last && good(); from += tile_size)
      look_at(from, std::min(from + tile_size, last));
    if (good())
      if (const std::int64_t highest = highest_number(reader_); highest > last)
        blame("number " + std::to_string(highest) + " of the ledger was never handed out");
    if (good()) compare_published();
    if (good())
      if (const auto entry = find_misplaced(reader_))
        blame("entry " + *entry + " is listed otherwise than its events say");
    return verdict_;
  }

 private:
  bool good() const { return verdict_.trouble.empty(); }
  void blame(const std::string& trouble) {
    if (good()) verdict_.trouble = trouble;
  }

  void look_at(std::int64_t from, std::int64_t until) {
    const std::vector<Leaf> rows = leaves(reader_, from, until);
    const std::string known = known_hashes(from);
    for (std::int64_t index = from; index < until && good(); ++index) {
      const auto place = static_cast<std::size_t>(index - from);
      if (place >= rows.size() || rows[place].index != index)
        return blame("number " + std::to_string(index + 1) + " of the ledger is missing");
      ++verdict_.leaves;
      const Hash hash = leaf_hash(rows[place].text);
      if (index < verdict_.sealed &&
          known.compare(std::min(place * hex_size, known.size()), hex_size, to_hex(hash)) != 0)
        return blame(rows[place].name + " (number " + std::to_string(index + 1) + ") is not as it was sealed");
      grow(hash);
    }
  }

  /// Hashes of a tile's leaves as they were sealed.
  std::string known_hashes(std::int64_t from) {
    if (const auto tile = find_node(reader_, tile_level, from / tile_size)) return tile->leaves;
    return roots_.empty() ? "" : roots_.back().tail;
  }

  void grow(const Hash& hash) {
    for (const Frontier::Made& made : frontier_.add(hash)) {
      if (made.level < tile_level) continue;
      const auto stored = find_node(reader_, made.level, made.position);
      const bool sealed = (made.position + 1) << made.level <= verdict_.sealed;
      if (stored ? stored->hash != made.hash : sealed)
        blame("a node of the tree over numbers up to " + std::to_string(frontier_.size()) +
              " is not as it was sealed");
    }
    meet_roots();
  }

  void meet_roots() {
    while (good() && next_ < roots_.size() && roots_[next_].size == frontier_.size()) {
      const Root& root = roots_[next_];
      if (to_hex(frontier_.root()) != root.root)
        return blame("the root of " + root.day + " is not that of the ledger's numbers up to " +
                     std::to_string(root.size));
      if (root.previous_root != (next_ == 0 ? "" : roots_[next_ - 1].root))
        return blame("the root of " + root.day + " does not follow the one before");
      ++next_;
      ++verdict_.days;
    }
    if (good() && next_ < roots_.size() && roots_[next_].size < frontier_.size())
      blame("the root of " + roots_[next_].day + " is over fewer numbers than the day before");
  }

  void compare_published() {
    for (const Root& kept : published_) {
      const auto same = std::find_if(roots_.begin(), roots_.end(), [&](const Root& r) { return r.day == kept.day; });
      if (same == roots_.end() || same->root != kept.root || same->size != kept.size)
        return blame("the root of " + kept.day + " is not the one that was published");
    }
  }

  db::Reader& reader_;
  const std::vector<Root> roots_;
  const std::vector<Root>& published_;
  Frontier frontier_;
  std::size_t next_ = 0;  ///< root to be met next
  Verdict verdict_;
};

}  // namespace

Verdict verify(db::Database& database, const std::vector<Root>& published) {
  return database.read([&](db::Reader& reader) { return Verification(reader, published).run(); });
}

}  // namespace ws::ledger
