#include "content/film_store.h"

#include <stdexcept>

#include "search/public.h"

namespace ws::content::store {
namespace {

constexpr std::int64_t most_swept = 100;

const std::string select_films =
    "SELECT f.id, f.site_id, s.name, f.title, f.alt, f.credit, f.people, f.consent_note, f.state, f.reason, "
    "f.upload_bytes, f.received_bytes, f.percent, f.tries, f.hash, f.duration_ms, f.width, f.height, f.has_sound, "
    "f.large_bytes, f.small_bytes, f.sound_bytes, f.poster_hash, f.poster_width, f.poster_height, f.speech, "
    "f.captions, f.captions_hash, f.transcript, f.uploaded_by, p.name, f.opened_ms, f.version "
    "FROM films f JOIN sites s ON s.id = f.site_id JOIN persons p ON p.id = f.uploaded_by ";
const std::string select_film = select_films + "WHERE f.id = $1";
const std::string select_film_page =
    select_films +
    "WHERE ($1 = '' OR f.id < $1) AND lower(f.title || ' ' || f.alt) LIKE $2 ESCAPE '!' "
    "AND lower(f.title || ' ' || f.alt) LIKE $3 ESCAPE '!' AND lower(f.title || ' ' || f.alt) LIKE $4 ESCAPE '!' "
    "ORDER BY f.id DESC LIMIT $5";
constexpr std::string_view insert_film =
    "INSERT INTO films (id, site_id, title, alt, credit, people, consent_note, state, upload_bytes, due_ms, speech, "
    "uploaded_by, opened_ms, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 'receiving', $8, $9, $10, $11, $9, $9)";
constexpr std::string_view update_film =
    "UPDATE films SET title = $2, alt = $3, credit = $4, people = $5, consent_note = $6, speech = $7, "
    "transcript = $8, changed_ms = $9, version = version + 1 WHERE id = $1 AND version = $10";
constexpr std::string_view update_captions =
    "UPDATE films SET captions = $2, captions_hash = $3, changed_ms = $4, version = version + 1 WHERE id = $1";
constexpr std::string_view select_chapters =
    "SELECT at_ms, title FROM film_chapters WHERE film_id = $1 ORDER BY at_ms";
constexpr std::string_view delete_chapters = "DELETE FROM film_chapters WHERE film_id = $1";
constexpr std::string_view insert_chapter = "INSERT INTO film_chapters (film_id, at_ms, title) VALUES ($1, $2, $3)";
constexpr std::string_view select_captions = "SELECT captions FROM films WHERE captions_hash = $1 LIMIT 1";
constexpr std::string_view select_used = "SELECT 1 FROM article_films WHERE film_id = $1 LIMIT 1";
constexpr std::string_view select_published =
    "SELECT 1 FROM article_films u JOIN articles a ON a.id = u.article_id AND a.version = u.number "
    "WHERE u.film_id = $1 AND a.state IN ('published', 'scheduled') LIMIT 1";
constexpr std::string_view select_made = "SELECT 1 FROM films WHERE hash = $1 LIMIT 1";
constexpr std::string_view delete_film = "DELETE FROM films WHERE id = $1";

constexpr std::string_view count_own = "SELECT COUNT(*) FROM films WHERE state = 'receiving' AND uploaded_by = $1";
constexpr std::string_view count_all = "SELECT COUNT(*) FROM films WHERE state = 'receiving'";
constexpr std::string_view update_received =
    "UPDATE films SET received_bytes = $3, changed_ms = $4, due_ms = $4, "
    "state = CASE WHEN $3 = upload_bytes THEN 'waiting' ELSE state END "
    "WHERE id = $1 AND state = 'receiving' AND received_bytes = $2";
constexpr std::string_view select_due =
    "SELECT id FROM films WHERE state IN ('waiting', 'making') AND due_ms <= $1 ORDER BY due_ms, id LIMIT 1";
constexpr std::string_view update_held =
    "UPDATE films SET state = 'making', reason = '', percent = 0, tries = tries + 1, due_ms = $3 "
    "WHERE id = $1 AND state IN ('waiting', 'making') AND due_ms <= $2";
constexpr std::string_view update_percent =
    "UPDATE films SET percent = $2, due_ms = $3 WHERE id = $1 AND state = 'making'";
constexpr std::string_view update_ready =
    "UPDATE films SET state = 'ready', reason = '', percent = 100, hash = $2, duration_ms = $3, width = $4, "
    "height = $5, has_sound = $6, large_bytes = $7, small_bytes = $8, sound_bytes = $9, poster_hash = $10, "
    "poster_width = $11, poster_height = $12, changed_ms = $13 WHERE id = $1 AND state = 'making'";
constexpr std::string_view update_failed =
    "UPDATE films SET state = 'failed', reason = $2, changed_ms = $3 WHERE id = $1 AND state <> 'ready'";
constexpr std::string_view update_put_off =
    "UPDATE films SET state = 'waiting', reason = $2, percent = 0, tries = tries - 1, due_ms = $3 "
    "WHERE id = $1 AND state = 'making'";
constexpr std::string_view update_again =
    "UPDATE films SET state = 'waiting', percent = 0, due_ms = $2 WHERE id = $1 AND state = 'making'";
constexpr std::string_view select_unfinished =
    "SELECT id FROM films WHERE state = 'receiving' AND changed_ms < $1 ORDER BY id LIMIT $2";
constexpr std::string_view select_failed =
    "SELECT id FROM films WHERE state = 'failed' AND changed_ms < $1 "
    "AND NOT EXISTS (SELECT 1 FROM article_films u WHERE u.film_id = films.id) ORDER BY id LIMIT $2";

/// The fields of a row, one after the other.
class Fields {
 public:
  explicit Fields(const db::Row& row) : row_(row) {}
  std::string text() { return row_.text(at_++); }
  std::int64_t number() { return row_.i64(at_++); }
  int integer() { return static_cast<int>(number()); }
  template <class IdType>
  IdType id() {
    return row_.id<IdType>(at_++);
  }

 private:
  const db::Row& row_;
  std::size_t at_ = 0;
};

FilmMade made_of(Fields& fields) {
  FilmMade made;
  made.hash = fields.text();
  made.duration_ms = fields.number();
  made.width = fields.integer();
  made.height = fields.integer();
  made.has_sound = fields.number() == 1;
  made.large_bytes = fields.number();
  made.small_bytes = fields.number();
  made.sound_bytes = fields.number();
  made.poster.hash = fields.text();
  made.poster.width = fields.integer();
  made.poster.height = fields.integer();
  return made;
}

Film film_of(const db::Row& row) {
  Fields fields(row);
  Film film;
  film.id = fields.id<FilmId>();
  film.site = fields.id<SiteId>();
  film.site_name = fields.text();
  for (std::string* words :
       {&film.words.title, &film.words.alt, &film.words.credit, &film.words.people, &film.words.consent_note})
    *words = fields.text();
  const std::string state = fields.text();
  const auto known = parse_film_state(state);
  if (!known) throw std::logic_error("films.state holds " + state);
  film.state = *known;
  film.reason = fields.text();
  film.upload_bytes = fields.number();
  film.received_bytes = fields.number();
  film.percent = fields.number();
  film.tries = fields.number();
  film.made = made_of(fields);
  film.speech = fields.number() == 1;
  film.captions = fields.text();
  film.captions_hash = fields.text();
  film.transcript = fields.text();
  film.by = fields.id<PersonId>();
  film.by_name = fields.text();
  film.opened = {fields.number()};
  film.version = fields.number();
  return film;
}

std::vector<FilmId> ids_of(const db::Rows& rows) {
  std::vector<FilmId> found;
  for (const db::Row& row : rows) found.push_back(row.id<FilmId>(0));
  return found;
}

}  // namespace

void insert(db::Tx& tx, const Film& film) {
  const MediaWords& words = film.words;
  tx.exec(insert_film, film.id, film.site, words.title, words.alt, words.credit, words.people, words.consent_note,
          film.upload_bytes, film.opened, film.speech ? 1 : 0, film.by);
}

bool update(db::Tx& tx, const Film& film, Instant now) {
  const MediaWords& words = film.words;
  return tx.exec(update_film, film.id, words.title, words.alt, words.credit, words.people, words.consent_note,
                 film.speech ? 1 : 0, film.transcript, now, film.version) == 1;
}

void set_captions(db::Tx& tx, const FilmId& film, const std::string& captions, const std::string& hash, Instant now) {
  tx.exec(update_captions, film, captions, hash, now);
}

std::vector<Chapter> film_chapters(db::Reader& reader, const FilmId& film) {
  std::vector<Chapter> found;
  for (const db::Row& row : reader.query(select_chapters, film)) found.push_back({row.i64(0), row.text(1)});
  return found;
}

void set_chapters(db::Tx& tx, const FilmId& film, const std::vector<Chapter>& chapters) {
  tx.exec(delete_chapters, film);
  for (const Chapter& chapter : chapters) tx.exec(insert_chapter, film, chapter.at_ms, chapter.title);
}

std::optional<Film> find_film(db::Reader& reader, const FilmId& film) {
  const auto row = reader.find(select_film, film);
  if (!row) return std::nullopt;
  return film_of(*row);
}

std::vector<Film> film_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                            std::int64_t limit) {
  const auto like = search::like_patterns(words);
  std::vector<Film> found;
  for (const db::Row& row : reader.query(select_film_page, cursor, like[0], like[1], like[2], limit))
    found.push_back(film_of(row));
  return found;
}

std::optional<std::string> captions_by_hash(db::Reader& reader, const std::string& hash) {
  const auto row = reader.find(select_captions, hash);
  if (!row) return std::nullopt;
  return row->text(0);
}

Films shown_films(db::Reader& reader, const std::vector<FilmId>& wanted) {
  Films found;
  for (const FilmId& id : wanted) {
    const auto film = find_film(reader, id);
    if (!film || film->state != FilmState::ready) continue;
    ShownFilm shown{film->made, film->words.alt,  film->words.credit,       film->captions_hash,
                    {},         film->transcript, film_chapters(reader, id)};
    if (!film->captions.empty()) shown.cues = parse_captions(film->captions).value();
    found.emplace(id, std::move(shown));
  }
  return found;
}

bool is_used(db::Reader& reader, const FilmId& film) {
  return reader.find(select_used, film).has_value();
}

bool is_published(db::Reader& reader, const FilmId& film) {
  return reader.find(select_published, film).has_value();
}

void remove(db::Tx& tx, const FilmId& film) {
  tx.exec(delete_chapters, film);
  tx.exec(delete_film, film);
}

bool is_made(db::Reader& reader, const std::string& hash) {
  return reader.find(select_made, hash).has_value();
}

std::int64_t count_open(db::Reader& reader, const PersonId& person) {
  return reader.find(count_own, person)->i64(0);
}

std::int64_t count_open(db::Reader& reader) {
  return reader.find(count_all)->i64(0);
}

bool note_received(db::Tx& tx, const FilmId& film, std::int64_t before, std::int64_t now_there, Instant now) {
  return tx.exec(update_received, film, before, now_there, now) == 1;
}

std::optional<FilmId> next_due(db::Reader& reader, Instant now) {
  const auto row = reader.find(select_due, now);
  if (!row) return std::nullopt;
  return row->id<FilmId>(0);
}

bool hold(db::Tx& tx, const FilmId& film, Instant now, Instant until) {
  return tx.exec(update_held, film, now, until) == 1;
}

bool note_percent(db::Tx& tx, const FilmId& film, std::int64_t percent, Instant until) {
  return tx.exec(update_percent, film, percent, until) == 1;
}

void note_ready(db::Tx& tx, const FilmId& film, const FilmMade& made, Instant now) {
  tx.exec(update_ready, film, made.hash, made.duration_ms, made.width, made.height, made.has_sound ? 1 : 0,
          made.large_bytes, made.small_bytes, made.sound_bytes, made.poster.hash, made.poster.width,
          made.poster.height, now);
}

void note_failed(db::Tx& tx, const FilmId& film, const std::string& reason, Instant now) {
  tx.exec(update_failed, film, reason, now);
}

void put_off(db::Tx& tx, const FilmId& film, const std::string& reason, Instant due) {
  tx.exec(update_put_off, film, reason, due);
}

void try_again(db::Tx& tx, const FilmId& film, Instant due) {
  tx.exec(update_again, film, due);
}

std::vector<FilmId> unfinished(db::Reader& reader, Instant since) {
  return ids_of(reader.query(select_unfinished, since, most_swept));
}

std::vector<FilmId> failed_before(db::Reader& reader, Instant since) {
  return ids_of(reader.query(select_failed, since, most_swept));
}

}  // namespace ws::content::store
