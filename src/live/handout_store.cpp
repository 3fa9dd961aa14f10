#include "live/handout_store.h"

#include <stdexcept>

#include "content/public.h"

namespace ws::live::store {
namespace {

const std::string select_handout =
    "SELECT id, broadcast_id, kind, title, target, bytes FROM broadcast_handouts WHERE removed_ms IS NULL AND ";
const std::string select_one = select_handout + "id = $1";
const std::string select_all = select_handout + "broadcast_id = $1 ORDER BY id LIMIT $2";
constexpr std::string_view count_all =
    "SELECT COUNT(*) FROM broadcast_handouts WHERE removed_ms IS NULL AND broadcast_id = $1";
constexpr std::string_view insert_one =
    "INSERT INTO broadcast_handouts (id, broadcast_id, kind, title, target, bytes, added_by, added_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view update_removed =
    "UPDATE broadcast_handouts SET removed_ms = $2 WHERE id = $1 AND removed_ms IS NULL";

Handout handout_of(const db::Row& row) {
  const auto kind = parse_handout_kind(row.text(2));
  if (!kind) throw std::logic_error("broadcast_handouts.kind holds " + row.text(2));
  return {row.id<HandoutId>(0), row.id<BroadcastId>(1), *kind, row.text(3), row.text(4), row.i64(5), {}};
}

/// "" when what it stands for is not there any more.
std::string address_of(db::Reader& reader, const Handout& handout) {
  switch (handout.kind) {
    case Handout::Kind::file:
      return "/live/" + handout.broadcast.str() + "/handouts/" + handout.id.str();
    case Handout::Kind::picture:
      return content::find_picture(reader, MediaId(handout.target)).value_or("");
    case Handout::Kind::article:
      return content::find_published(reader, ArticleId(handout.target)) ? "/news/" + handout.target : "";
  }
  return {};
}

}  // namespace

void insert(db::Tx& tx, const Handout& handout, const PersonId& by, Instant now) {
  tx.exec(insert_one, handout.id, handout.broadcast, to_text(handout.kind), handout.title, handout.target,
          handout.bytes, by, now);
}

std::optional<Handout> find_handout(db::Reader& reader, const HandoutId& handout) {
  const auto row = reader.find(select_one, handout);
  if (!row) return std::nullopt;
  return handout_of(*row);
}

std::vector<Handout> handouts(db::Reader& reader, const BroadcastId& broadcast) {
  std::vector<Handout> found;
  for (const db::Row& row : reader.query(select_all, broadcast, most_handouts)) {
    Handout one = handout_of(row);
    one.address = address_of(reader, one);
    if (!one.address.empty()) found.push_back(std::move(one));
  }
  return found;
}

std::int64_t count_handouts(db::Reader& reader, const BroadcastId& broadcast) {
  return reader.find(count_all, broadcast)->i64(0);
}

bool remove(db::Tx& tx, const HandoutId& handout, Instant now) {
  return tx.exec(update_removed, handout, now) == 1;
}

}  // namespace ws::live::store
