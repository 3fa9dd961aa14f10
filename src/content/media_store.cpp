#include "content/media_store.h"

#include "search/public.h"

namespace ws::content::store {
namespace {

const std::string select_media =
    "SELECT m.id, m.site_id, s.name, m.hash, m.width, m.height, m.title, m.alt, m.credit, m.people, m.consent_note, "
    "m.uploaded_by, p.name, m.uploaded_ms, m.version FROM media m JOIN sites s ON s.id = m.site_id "
    "JOIN persons p ON p.id = m.uploaded_by ";
const std::string select_one = select_media + "WHERE m.id = $1";
const std::string select_page =
    select_media +
    "WHERE ($1 = '' OR m.id < $1) AND lower(m.title || ' ' || m.alt) LIKE $2 ESCAPE '!' "
    "AND lower(m.title || ' ' || m.alt) LIKE $3 ESCAPE '!' AND lower(m.title || ' ' || m.alt) LIKE $4 ESCAPE '!' "
    "ORDER BY m.id DESC LIMIT $5";
constexpr std::string_view insert_media =
    "INSERT INTO media (id, site_id, hash, width, height, title, alt, credit, people, consent_note, uploaded_by, "
    "uploaded_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view update_media =
    "UPDATE media SET title = $2, alt = $3, credit = $4, people = $5, consent_note = $6, version = version + 1 "
    "WHERE id = $1 AND version = $7";

Media media_of(const db::Row& row) {
  Media found;
  found.id = row.id<MediaId>(0);
  found.site = row.id<SiteId>(1);
  found.site_name = row.text(2);
  found.words = {row.text(6), row.text(7), row.text(8), row.text(9), row.text(10)};
  found.picture = {row.text(3), static_cast<int>(row.i64(4)), static_cast<int>(row.i64(5)), found.words.credit};
  found.by = row.id<PersonId>(11);
  found.by_name = row.text(12);
  found.at = {row.i64(13)};
  found.version = row.i64(14);
  return found;
}

}  // namespace

void insert(db::Tx& tx, const Media& media) {
  const MediaWords& words = media.words;
  tx.exec(insert_media, media.id, media.site, media.picture.hash, media.picture.width, media.picture.height,
          words.title, words.alt, words.credit, words.people, words.consent_note, media.by, media.at);
}

bool update(db::Tx& tx, const MediaId& media, const MediaWords& words, std::int64_t version) {
  return tx.exec(update_media, media, words.title, words.alt, words.credit, words.people, words.consent_note,
                 version) == 1;
}

std::optional<Media> find_media(db::Reader& reader, const MediaId& media) {
  const auto row = reader.find(select_one, media);
  if (!row) return std::nullopt;
  return media_of(*row);
}

std::vector<Media> media_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                              std::int64_t limit) {
  const auto like = search::like_patterns(words);
  std::vector<Media> found;
  for (const db::Row& row : reader.query(select_page, cursor, like[0], like[1], like[2], limit))
    found.push_back(media_of(row));
  return found;
}

Pictures pictures(db::Reader& reader, const std::vector<MediaId>& wanted) {
  Pictures found;
  for (const MediaId& media : wanted)
    if (const auto one = find_media(reader, media)) found.emplace(media, one->picture);
  return found;
}

}  // namespace ws::content::store
