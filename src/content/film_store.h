#pragma once

#include <optional>
#include <string>
#include <vector>

#include "content/film_model.h"
#include "content/media_model.h"
#include "db/db.h"

namespace ws::content {

struct Film {
  FilmId id;
  SiteId site;
  std::string site_name;
  MediaWords words;
  FilmState state = FilmState::receiving;
  std::string reason;  ///< why it failed, or what it waits for
  std::int64_t upload_bytes = 0, received_bytes = 0;
  std::int64_t percent = 0;  ///< while it is made
  std::int64_t tries = 0;
  FilmMade made;  ///< once it is ready
  bool speech = true;
  std::string captions;       ///< WebVTT as to_vtt writes it; "" for none
  std::string captions_hash;  ///< of their address
  std::string transcript;
  PersonId by;
  std::string by_name;
  Instant opened;
  std::int64_t version = 0;

  FilmStanding standing() const { return {state, made.has_sound, speech, !captions.empty(), !transcript.empty()}; }
};

namespace store {

// ---- what is said of them
void insert(db::Tx& tx, const Film& film);
/// Words, speech and transcript. False if it was changed since `version`.
bool update(db::Tx& tx, const Film& film, Instant now);
void set_captions(db::Tx& tx, const FilmId& film, const std::string& captions, const std::string& hash, Instant now);
std::vector<Chapter> film_chapters(db::Reader& reader, const FilmId& film);
/// In place of those that were there.
void set_chapters(db::Tx& tx, const FilmId& film, const std::vector<Chapter>& chapters);
std::optional<Film> find_film(db::Reader& reader, const FilmId& film);
/// Newest first, those before the cursor ("": from the newest on).
std::vector<Film> film_page(db::Reader& reader, const std::string& words, const std::string& cursor,
                            std::int64_t limit);
std::optional<std::string> captions_by_hash(db::Reader& reader, const std::string& hash);
/// Those of `wanted` that are ready.
Films shown_films(db::Reader& reader, const std::vector<FilmId>& wanted);
/// Does a version of an article name it; does a published article show it?
bool is_used(db::Reader& reader, const FilmId& film);
bool is_published(db::Reader& reader, const FilmId& film);
void remove(db::Tx& tx, const FilmId& film);
/// Is there a film of these very bytes?
bool is_made(db::Reader& reader, const std::string& hash);

// ---- on its way
std::int64_t count_open(db::Reader& reader, const PersonId& person);
std::int64_t count_open(db::Reader& reader);
/// False if it is not there or got more meanwhile. Complete, it waits.
bool note_received(db::Tx& tx, const FilmId& film, std::int64_t before, std::int64_t now_there, Instant now);
/// The one that has waited longest, or whose maker is gone: nobody holds it at `now`.
std::optional<FilmId> next_due(db::Reader& reader, Instant now);
/// Holds it until `until`, counting a try. False if somebody else does.
bool hold(db::Tx& tx, const FilmId& film, Instant now, Instant until);
/// Goes on holding it. False if it is gone.
bool note_percent(db::Tx& tx, const FilmId& film, std::int64_t percent, Instant until);
void note_ready(db::Tx& tx, const FilmId& film, const FilmMade& made, Instant now);
void note_failed(db::Tx& tx, const FilmId& film, const std::string& reason, Instant now);
/// Goes back to those that wait, for a reason, until `due`; the try does not count.
void put_off(db::Tx& tx, const FilmId& film, const std::string& reason, Instant due);
/// Waits until `due` for its next try.
void try_again(db::Tx& tx, const FilmId& film, Instant due);
/// Uploads that nobody went on with since, and what failed before: at most 100.
std::vector<FilmId> unfinished(db::Reader& reader, Instant since);
std::vector<FilmId> failed_before(db::Reader& reader, Instant since);

}  // namespace store
}  // namespace ws::content
