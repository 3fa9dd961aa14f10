#include "live/replay_store.h"

namespace ws::live::store {
namespace {

constexpr std::string_view select_chapters =
    "SELECT at_ms, title FROM broadcast_chapters WHERE broadcast_id = $1 ORDER BY at_ms";
constexpr std::string_view delete_chapters = "DELETE FROM broadcast_chapters WHERE broadcast_id = $1";
constexpr std::string_view insert_chapter =
    "INSERT INTO broadcast_chapters (broadcast_id, at_ms, title) VALUES ($1, $2, $3)";
constexpr std::string_view select_captions = "SELECT text FROM broadcast_captions WHERE broadcast_id = $1";
constexpr std::string_view delete_captions = "DELETE FROM broadcast_captions WHERE broadcast_id = $1";
constexpr std::string_view insert_captions =
    "INSERT INTO broadcast_captions (broadcast_id, text, added_by, added_ms) VALUES ($1, $2, $3, $4)";

}  // namespace

std::vector<Chapter> chapters(db::Reader& reader, const BroadcastId& broadcast) {
  std::vector<Chapter> found;
  for (const db::Row& row : reader.query(select_chapters, broadcast)) found.push_back({row.i64(0), row.text(1)});
  return found;
}

void set_chapters(db::Tx& tx, const BroadcastId& broadcast, const std::vector<Chapter>& chapters) {
  tx.exec(delete_chapters, broadcast);
  for (const Chapter& chapter : chapters) tx.exec(insert_chapter, broadcast, chapter.at_ms, chapter.title);
}

std::string captions(db::Reader& reader, const BroadcastId& broadcast) {
  const auto row = reader.find(select_captions, broadcast);
  return row ? row->text(0) : std::string();
}

void set_captions(db::Tx& tx, const BroadcastId& broadcast, const std::string& text, const PersonId& by,
                  Instant now) {
  tx.exec(delete_captions, broadcast);
  if (!text.empty()) tx.exec(insert_captions, broadcast, text, by, now);
}

}  // namespace ws::live::store
