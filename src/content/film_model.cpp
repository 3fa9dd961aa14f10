#include "content/film_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/clock.h"
#include "base/json.h"

namespace ws::content {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<FilmState, std::string_view>, 5> state_texts{{{FilmState::receiving, "receiving"},
                                                                             {FilmState::waiting, "waiting"},
                                                                             {FilmState::making, "making"},
                                                                             {FilmState::ready, "ready"},
                                                                             {FilmState::failed, "failed"}}};

constexpr std::int64_t least_side = 16, most_side = 8'192;
constexpr std::int64_t longest_shape = 4;  ///< times as wide as high, or the other way round
constexpr std::int64_t shortest_ms = 500;

struct Mark {
  std::size_t at;
  std::string_view bytes;
  std::string_view container;
};
constexpr std::array<Mark, 7> marks{{{4, "ftyp"sv, "mov"},
                                     {4, "moov"sv, "mov"},
                                     {4, "wide"sv, "mov"},
                                     {4, "mdat"sv, "mov"},
                                     {0, "\x1a\x45\xdf\xa3"sv, "matroska"},
                                     {8, "AVI "sv, "avi"},
                                     {0, "FLV\x01"sv, "flv"}}};
constexpr std::size_t packet = 188;  ///< of an MPEG transport stream

/// "12.345000" seconds.
std::int64_t milliseconds(const std::string& seconds) {
  double value = 0;
  const auto [end, failed] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  if (failed != std::errc() || value < 0 || value > 1e7) return 0;
  return static_cast<std::int64_t>(value * 1'000);
}

/// Films of phones are kept lying and say how they are turned.
bool lies_on_its_side(const json::Document& stream) {
  for (const json::Document& about : stream.items("side_data_list"))
    if (const auto turned = about.integer("rotation")) return *turned % 180 != 0;
  return false;
}

}  // namespace

std::string_view to_text(FilmState state) {
  for (const auto& [known, text] : state_texts)
    if (known == state) return text;
  throw std::logic_error("a state of a film without a word");
}

std::optional<FilmState> parse_film_state(std::string_view text) {
  for (const auto& [state, known] : state_texts)
    if (known == text) return state;
  return std::nullopt;
}

LibraryLimits LibraryLimits::parse(std::string_view policy) {
  const json::Document document(policy);
  LibraryLimits limits;
  const auto take = [&](const std::string& name, std::int64_t& target, std::int64_t least, std::int64_t most) {
    const auto value = document.integer("library." + name);
    if (!value) return;
    if (*value < least || *value > most) throw std::runtime_error("policy out of sense: library." + name);
    target = *value;
  };
  take("film_mb", limits.film_mb, 1, 16'384);
  take("film_minutes", limits.film_minutes, 1, 600);
  take("open_per_person", limits.open_per_person, 1, 100);
  take("open_in_all", limits.open_in_all, 1, 1'000);
  take("unfinished_hours", limits.unfinished_hours, 1, 720);
  take("making_minutes", limits.making_minutes, 1, 2'880);
  take("least_free_mb", limits.least_free_mb, 0, 1'000'000);
  take("file_mb", limits.file_mb, 1, 20);
  return limits;
}

Result<std::int64_t> known_of_part(std::int64_t offset, std::int64_t bytes, std::int64_t received,
                                   std::int64_t upload) {
  if (bytes == 0) return Error::invalid("field.required", "part");
  if (offset > received) return Error::conflict("film.gap");
  if (offset + bytes > upload) return Error::invalid("film.past_the_end", "offset");
  return std::min(received - offset, bytes);
}

Result<std::string> container_of(std::string_view head) {
  for (const Mark& mark : marks)
    if (head.size() >= mark.at && head.substr(mark.at).starts_with(mark.bytes)) return std::string(mark.container);
  if (head.size() > packet && head.front() == 'G' && head[packet] == 'G') return std::string("mpegts");
  return Error::invalid("film.not_a_film", "file");
}

Result<FilmFacts> judge_facts(std::string_view probed, const LibraryLimits& limits) {
  const json::Document document(probed);
  FilmFacts facts;
  bool has_picture = false;
  for (const json::Document& stream : document.items("streams")) {
    const std::string kind = stream.text("codec_type").value_or("");
    if (kind == "audio") facts.has_sound = true;
    // A cover of a piece of music is a picture too, and no film.
    if (kind != "video" || has_picture || stream.integer("disposition.attached_pic").value_or(0) != 0) continue;
    has_picture = true;
    const std::int64_t width = stream.integer("width").value_or(0), height = stream.integer("height").value_or(0);
    if (std::min(width, height) < least_side || std::max(width, height) > most_side ||
        std::max(width, height) > longest_shape * std::min(width, height))
      return Error::invalid("film.shape", "file");
    facts.width = static_cast<int>(width);
    facts.height = static_cast<int>(height);
    if (lies_on_its_side(stream)) std::swap(facts.width, facts.height);
  }
  if (!has_picture) return Error::invalid("film.no_picture", "file");
  facts.duration_ms = milliseconds(document.text("format.duration").value_or(""));
  if (facts.duration_ms < shortest_ms) return Error::invalid("film.not_a_film", "file");
  if (facts.duration_ms > limits.film_minutes * minute_ms) return Error::invalid("film.too_long", "file");
  return facts;
}

std::int64_t percent_of(std::string_view progress, std::int64_t duration_ms) {
  constexpr std::string_view name = "out_time_us=";
  const std::size_t at = progress.rfind(name);
  if (at == progress.npos || duration_ms <= 0) return 0;
  progress.remove_prefix(at + name.size());
  std::int64_t us = 0;
  const auto [end, failed] = std::from_chars(progress.data(), progress.data() + progress.size(), us);
  if (failed != std::errc() || us < 0) return 0;
  return std::min<std::int64_t>(us / (duration_ms * 10), 99);
}

Outcome may_show(const FilmStanding& film) {
  if (film.state != FilmState::ready) return Error::conflict("film.not_ready");
  if (film.has_sound && film.speech && !film.captions && !film.transcript) return Error::conflict("film.captions");
  return Done{};
}

}  // namespace ws::content
