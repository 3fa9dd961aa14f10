#include "content/film_html_model.h"

#include <algorithm>

#include "base/clock.h"

namespace ws::content {
namespace {

/// The sides of a screen on which the large film is worth its bytes.
constexpr int small_screen_px = 720;

struct Words {
  const char* language;
  const char* captions;
  const char* chapters;
  const char* transcript;
  const char* small;
  const char* sound;
};
constexpr Words zh{"zh-CN", "中文字幕", "章节", "文字稿", "省流量播放", "只听声音"};
constexpr Words en{"en", "Chinese captions", "Chapters", "Transcript", "Play a smaller film", "Only listen"};

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}

std::string source(const std::string& path, std::string_view media) {
  return "<source" + attribute("src", path) + attribute("type", "video/mp4") +
         (media.empty() ? "" : attribute("media", media)) + ">";
}

std::string link_at(const ShownFilm& film, std::int64_t at_ms, std::string_view kind) {
  const std::string seconds = std::to_string(at_ms / second_ms);
  return "<a" + attribute("class", kind) +
         attribute("href", film_path(film.made.hash, "small.mp4") + "#t=" + seconds) + attribute("data-at", seconds) +
         "><span class=\"num\">" + say_position(at_ms) + "</span>";
}

std::string chapters_html(const ShownFilm& film, const Words& words) {
  if (film.chapters.empty()) return "";
  std::string out = std::string("<p class=\"film-head\"") + attribute("lang", words.language) + ">" + words.chapters +
                    "</p><ol class=\"film-chapters\">";
  for (const Chapter& chapter : film.chapters)
    out += "<li>" + link_at(film, chapter.at_ms, "film-chapter") + " " + html_escaped(chapter.title) + "</a></li>";
  return out + "</ol>";
}

/// The written transcript when there is one, else the captions one below the other.
std::string transcript_html(const ShownFilm& film, const Words& words) {
  if (film.transcript.empty() && film.cues.empty()) return "";
  std::string out = std::string("<details class=\"film-transcript\"><summary") + attribute("lang", words.language) +
                    ">" + words.transcript + "</summary>";
  if (!film.transcript.empty()) return out + "<p class=\"lines\">" + html_escaped(film.transcript) + "</p></details>";
  out += "<ol>";
  for (const Cue& cue : film.cues)
    out += "<li>" + link_at(film, cue.from_ms, "film-cue") + "</a> " + html_escaped(cue.text) + "</li>";
  return out + "</ol></details>";
}

/// For whoever pays by the megabyte.
std::string other_forms_html(const ShownFilm& film, const Words& words) {
  const auto link = [&](const char* name, const char* said, std::int64_t bytes) {
    return "<a" + attribute("href", film_path(film.made.hash, name)) + ">" + said + "</a> <span class=\"num\">" +
           say_size(bytes) + "</span>";
  };
  std::string out = "<p class=\"film-forms\"" + attribute("lang", words.language) + "><span>" +
                    link("small.mp4", words.small, film.made.small_bytes) + "</span>";
  if (film.made.has_sound) out += "<span>" + link("sound.m4a", words.sound, film.made.sound_bytes) + "</span>";
  return out + "</p>";
}

}  // namespace

std::string film_path(std::string_view hash, std::string_view name) {
  return "/films/" + std::string(hash) + "/" + std::string(name);
}

std::string captions_path(std::string_view captions_hash) {
  return "/film-captions/" + std::string(captions_hash) + ".vtt";
}

std::string film_html(const ShownFilm& film, std::string_view caption, const Showing& showing) {
  const Words& words = showing.english ? en : zh;
  const std::string small_screen = "(max-width: " + std::to_string(small_screen_px) + "px)";
  std::string out = "<figure class=\"film\" data-film><video controls playsinline preload=\"none\"" +
                    attribute("poster", picture_path(film.made.poster, 960)) + attribute("aria-label", film.alt) +
                    attribute("width", std::to_string(film.made.width)) +
                    attribute("height", std::to_string(film.made.height)) + ">";
  // Who knows nothing of "media" takes the first: old phones the small one.
  out += source(film_path(film.made.hash, "small.mp4"), small_screen) +
         source(film_path(film.made.hash, "large.mp4"), "");
  if (!film.captions_hash.empty())
    out += "<track kind=\"captions\" srclang=\"zh\"" + attribute("label", words.captions) +
           attribute("src", captions_path(film.captions_hash)) + " default>";
  out += "</video>";
  out += "<figcaption>" + html_escaped(caption);
  if (!film.credit.empty())
    out +=
        std::string(caption.empty() ? "" : " ") + "<span class=\"credit\">" + html_escaped(film.credit) + "</span>";
  return out + other_forms_html(film, words) + chapters_html(film, words) + transcript_html(film, words) +
         "</figcaption></figure>\n";
}

std::string say_size(std::int64_t bytes) {
  if (bytes < 1'000'000) return std::to_string(std::max<std::int64_t>(bytes / 1'000, 1)) + " KB";
  return std::to_string(bytes / 1'000'000) + "." + std::to_string(bytes / 100'000 % 10) + " MB";
}

}  // namespace ws::content
