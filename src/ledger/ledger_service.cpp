#include "ledger/ledger_service.h"

#include <utility>

#include "base/sm3.h"
#include "people/public.h"

namespace ws::ledger {
namespace {

/// A transaction hashes so many tiles, a turn of the clock runs so many transactions.
constexpr std::int64_t tiles_at_once = 8;
constexpr int most_steps = 8;

std::vector<Hash> hashes(db::Reader& reader, std::int64_t from, std::int64_t until) {
  std::vector<Hash> all;
  for (const Leaf& leaf : leaves(reader, from, until)) all.push_back(leaf_hash(leaf.text));
  if (static_cast<std::int64_t>(all.size()) != until - from)
    throw db::Failure(db::Failure::Kind::broken, "the ledger has a gap after number " + std::to_string(from));
  return all;
}

std::string joined(const std::vector<Hash>& all) {
  std::string hex;
  for (const Hash& hash : all) hex += to_hex(hash);
  return hex;
}

/// Writes a tile, and every larger subtree that it completes.
void append_tile(db::Tx& tx, std::int64_t position) {
  const std::vector<Hash> all = hashes(tx, position * tile_size, (position + 1) * tile_size);
  Frontier frontier;
  for (const Hash& hash : all) frontier.add(hash);
  Hash hash = frontier.root();
  insert_node(tx, tile_level, position, hash, joined(all));
  for (int level = tile_level; position % 2 == 1; ++level) {
    hash = node_hash(find_node(tx, level, position - 1)->hash, hash);
    position /= 2;
    insert_node(tx, level + 1, position, hash, "");
  }
}

/// What was sealed must still be what the tree begins with.
void require_unchanged(db::Reader& reader, const Root& last, const Root& fresh) {
  if (to_hex(root(last.size, StoredNodes(reader, fresh))) != last.root)
    throw db::Failure(db::Failure::Kind::broken,
                      "the ledger sealed on " + last.day + " has been changed: run verify-ledger");
}

}  // namespace

std::string LedgerService::due_day(Instant now) const {
  const Instant closed = now.plus_ms(-rules_.policy_at(now).seal_minute * minute_ms);
  return to_text(local_date(start_of_day(local_date(closed)).plus_ms(-1)));
}

int LedgerService::tick() {
  const Instant now = clock_.now();
  const std::string day = due_day(now);
  if (day <= sealed_day_) return 0;
  for (int step = 0; step < most_steps; ++step) {
    auto body = [&](db::Tx& tx) { return advance(tx, day, now); };
    const auto sealed = database_.write_now(body);
    if (!sealed) return 0;
    if (!*sealed) continue;
    sealed_day_ = day;
    return 1;
  }
  return 0;
}

/// One step towards the root of `day`: some tiles, or the root itself (true).
Result<bool> LedgerService::advance(db::Tx& tx, const std::string& day, Instant now) const {
  const auto last = last_root(tx);
  if (last && last->day >= day) return true;  // another process did
  const std::int64_t size = lock_size(tx);
  std::int64_t tiles = count_tiles(tx);
  for (std::int64_t i = 0; i < tiles_at_once && tiles < size / tile_size; ++i) append_tile(tx, tiles++);
  if (tiles < size / tile_size) return false;
  Root fresh{day, size, {}, last ? last->root : "", joined(hashes(tx, tiles * tile_size, size)), now.ms};
  if (last) require_unchanged(tx, *last, fresh);
  fresh.root = to_hex(root(size, StoredNodes(tx, fresh)));
  insert_root(tx, fresh);
  return true;
}

LedgerService::Page LedgerService::roots(const std::string& before, std::int64_t limit) const {
  Page page;
  page.items = database_.read([&](db::Reader& reader) { return list_roots(reader, before, limit + 1); });
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().day;
  }
  return page;
}

Result<LedgerService::Proof> LedgerService::prove(const Actor& actor, const std::string& id) const {
  return database_.read([&](db::Reader& reader) -> Result<Proof> {
    const auto found = find_entry(reader, id);
    if (!found || !actor.signed_in() || people::person_of(reader, PersonId(found->entry.volunteer)) != actor.person)
      return Error::not_found("hours.not_found");
    const auto last = last_root(reader);
    if (!last || found->entry.seq > last->size) return Error::conflict("ledger.not_sealed");
    Proof proof{*last, found->entry, {}};
    const StoredNodes nodes(reader, *last);
    const auto add = [&](std::int64_t seq, std::string text) {
      if (seq <= last->size)
        proof.leaves.push_back({seq - 1, std::move(text), inclusion(seq - 1, last->size, nodes)});
    };
    add(found->entry.seq, leaf_of(found->entry));
    for (const EventRow& event : found->events) add(event.seq, leaf_of(event));
    return proof;
  });
}

Result<LedgerService::Consistency> LedgerService::consistency(const std::string& older,
                                                              const std::string& newer) const {
  return database_.read([&](db::Reader& reader) -> Result<Consistency> {
    const auto from = find_root(reader, older);
    const auto to = find_root(reader, newer);
    if (!from) return Error::not_found("ledger.no_day");
    if (!to || to->day < from->day) return Error::not_found("ledger.no_day");
    const StoredNodes nodes(reader, *to);
    return Consistency{*from, *to, ledger::consistency(from->size, to->size, nodes)};
  });
}

}  // namespace ws::ledger
