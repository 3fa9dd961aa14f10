#include "content/film_service.h"

#include "audit/public.h"
#include "base/text.h"
#include "base/vault.h"
#include "outbox/public.h"

namespace ws::content {
namespace {

/// A film takes its upload, and again as much at most for what is made of it.
constexpr std::int64_t room_for_each_byte = 2;

Error disk_full() {
  return Error{ErrorCode::unavailable, "film.disk_full", {}, {}, {}};
}

Outcome check_edit(const Film& film, const FilmService::Edit& edit) {
  if (const Outcome right = check_words(edit.words); !right) return right;
  if (const Outcome right = check_chapters(edit.chapters); !right) return right;
  if (has_control_characters(edit.transcript)) return Error::invalid("field.characters", "transcript");
  if (film.state == FilmState::ready && !edit.chapters.empty() && edit.chapters.back().at_ms >= film.made.duration_ms)
    return Error::invalid("film.chapters", "chapters");
  return Done{};
}

/// What an article shows stays readable.
Outcome check_still_shown(db::Reader& reader, const Film& film) {
  if (may_show(film.standing()) || !store::is_published(reader, film.id)) return Done{};
  return Error::conflict("film.captions");
}

/// Pages that show it are put together anew.
void tell_pages(db::Tx& tx, const Film& film, Instant now) {
  outbox::publish(tx, {"film.changed", film.site, {}, R"({"id":")" + film.id.str() + "\"}"}, now);
}

}  // namespace

FilmService::Answer FilmService::open(Actor actor, idempotency::Key key, Opening opening) {
  const Instant now = parts_.clock.now();
  if (parts_.ffmpeg.empty()) co_return Error{ErrorCode::unavailable, "film.no_ffmpeg", {}, {}, {}};
  if (opening.bytes > parts_.limits.film_mb * megabyte)
    co_return Error{ErrorCode::too_large, "film.too_large", "bytes", {}, {}};
  if (!files_.has_room_for(opening.bytes * room_for_each_byte, parts_.limits)) co_return disk_full();
  Film film;
  film.id = FilmId::fresh(now, parts_.random);
  film.site = opening.site;
  film.words = opening.words;
  film.speech = opening.speech;
  film.upload_bytes = opening.bytes;
  film.by = actor.person;
  film.opened = now;
  auto use_case = [this, actor, key, film, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome may = access::check_may_write_at(tx, actor, film.site); !may) return may.error();
      if (const Outcome right = check_words(film.words); !right) return right.error();
      if (store::count_open(tx, actor.person) >= parts_.limits.open_per_person ||
          store::count_open(tx) >= parts_.limits.open_in_all)
        return Error::conflict("film.many_open");
      store::insert(tx, film);
      audit::record(tx, {actor.person, "film.opened", "film", film.id.str(), "", film.words.title}, now);
      return film.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Result<Film> FilmService::to_receive(const Actor& actor, const FilmId& film) const {
  auto found =
      parts_.database.read([&](db::Reader& reader) { return access::get_film_to_edit(reader, actor, film); });
  if (found && found->by != actor.person) return Error::forbidden("film.not_yours");
  return found;
}

Task<Result<FilmService::Received>> FilmService::receive(Actor actor, idempotency::Key key, FilmId film,
                                                         std::int64_t offset, std::string bytes) {
  const Instant now = parts_.clock.now();
  const auto found = to_receive(actor, film);
  if (!found) co_return found.error();
  const auto size = static_cast<std::int64_t>(bytes.size());
  const auto known = known_of_part(offset, size, found->received_bytes, found->upload_bytes);
  if (!known) co_return known.error();
  if (*known == size) co_return Received{found->received_bytes, found->state};
  if (found->state != FilmState::receiving) co_return Error::conflict("film.complete");
  if (!files_.has_room_for(size, parts_.limits)) co_return disk_full();
  auto writing = parts_.receiving.run([&] {
    return files_.put(film, offset + *known, std::string_view(bytes).substr(static_cast<std::size_t>(*known)));
  });
  const auto written = co_await writing;
  if (!written) co_return written.error();
  if (!*written) co_return written->error();
  const std::int64_t before = found->received_bytes, there = offset + size;
  auto use_case = [key, film, before, there, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      store::note_received(tx, film, before, there, now);
      return film.str();
    });
  };
  auto noting = parts_.database.write(use_case);
  const Result<std::string> noted = co_await noting;
  if (!noted) co_return noted.error();
  // Another try of the same part may have come first; what is told is what is there.
  const auto after = to_receive(actor, film);
  if (!after) co_return after.error();
  co_return Received{after->received_bytes, after->state};
}

FilmService::Answer FilmService::edit(Actor actor, idempotency::Key key, FilmId film, Edit edit) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, film, edit = std::move(edit), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto found = access::get_film_to_edit(tx, actor, film);
      if (!found) return found.error();
      if (found->version != edit.version) return Error::conflict("film.changed_meanwhile");
      if (const Outcome right = check_edit(*found, edit); !right) return right.error();
      found->words = edit.words;
      found->speech = edit.speech;
      found->transcript = trim(edit.transcript);
      if (const Outcome still = check_still_shown(tx, *found); !still) return still.error();
      if (!store::update(tx, *found, now)) return Error::conflict("film.changed_meanwhile");
      store::set_chapters(tx, film, edit.chapters);
      tell_pages(tx, *found, now);
      audit::record(tx, {actor.person, "film.edited", "film", film.str(), "", edit.words.title}, now);
      return film.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

FilmService::Answer FilmService::caption(Actor actor, idempotency::Key key, FilmId film, std::string text) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, film, text = std::move(text), now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto found = access::get_film_to_edit(tx, actor, film);
      if (!found) return found.error();
      found->captions.clear();
      if (!text.empty()) {
        const auto cues = parse_captions(text);
        if (!cues) return cues.error();
        found->captions = to_vtt(*cues);
      }
      if (const Outcome still = check_still_shown(tx, *found); !still) return still.error();
      store::set_captions(tx, film, found->captions, found->captions.empty() ? "" : sha256_hex(found->captions), now);
      tell_pages(tx, *found, now);
      audit::record(tx, {actor.person, "film.captioned", "film", film.str(), "", found->words.title}, now);
      return film.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

FilmService::Answer FilmService::remove(Actor actor, idempotency::Key key, FilmId film) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, film, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_film_to_edit(tx, actor, film);
      if (!found) return found.error();
      if (store::is_used(tx, film)) return Error::conflict("film.in_use");
      store::remove(tx, film);
      audit::record(tx, {actor.person, "film.removed", "film", film.str(), "", found->words.title}, now);
      return film.str();
    });
  };
  const auto hash = parts_.database.read([&](db::Reader& reader) {
    const auto found = store::find_film(reader, film);
    return found ? found->made.hash : std::string();
  });
  auto removing = parts_.database.write(use_case);
  const Result<std::string> removed = co_await removing;
  if (!removed) co_return removed;
  files_.forget(film);
  const bool shared = parts_.database.read([&](db::Reader& reader) { return store::is_made(reader, hash); });
  if (!hash.empty() && !shared) files_.forget_made(hash);
  co_return removed;
}

FilmService::Page FilmService::list(const std::string& words, const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::film_page(reader, words, cursor, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().id.str();
    }
    return page;
  });
}

Result<FilmService::Detail> FilmService::find(const Actor& actor, const FilmId& film) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = store::find_film(reader, film);
    if (!found) return Error::not_found("film.not_found");
    Detail detail{std::move(*found), store::film_chapters(reader, film), {}, false};
    if (!detail.film.captions.empty()) detail.cues = parse_captions(detail.film.captions).value();
    detail.may_edit = access::get_film_to_edit(reader, actor, film).ok();
    return detail;
  });
}

Result<std::string> FilmService::captions(const std::string& hash) const {
  auto found = parts_.database.read(
      [&](db::Reader& reader) { return is_hash(hash) ? store::captions_by_hash(reader, hash) : std::nullopt; });
  if (!found) return Error::not_found("film.not_found");
  return std::move(*found);
}

}  // namespace ws::content
