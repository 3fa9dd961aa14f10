#pragma once
// The body of an article: ProseMirror JSON, read against a whitelist of nodes and marks and written as HTML here. No
// HTML is ever stored, and nothing of a body reaches a page but through these functions.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/captions.h"
#include "base/result.h"
#include "content/content_model.h"

namespace ws::content {

struct Block;

struct Body {
  enum class Kind {
    document,
    page,  ///< made of blocks; never in anything else
    paragraph,
    heading,
    bullet_list,
    ordered_list,
    list_item,
    quote,
    image,
    video,
    rule,
    table,
    row,
    cell,
    header_cell,
    text,
    line_break,
  };
  Kind kind = Kind::document;
  std::vector<Body> content;

  std::string text;  ///< of a text
  bool bold = false, italic = false;
  std::string href;           ///< of a text; "" is no link
  int level = 0;              ///< of a heading: 2 or 3
  int start = 1;              ///< of an ordered list
  int columns = 1, rows = 1;  ///< what a cell spans
  MediaId media;              ///< of an image
  FilmId film;                ///< of a video
  std::string alt;            ///< of an image
  std::string caption;        ///< of an image or a video
  std::vector<Block> blocks;  ///< of a page
};

/// A part of a page; which kind has what is said in block_model.cpp.
struct Block {
  enum class Kind {
    hero,
    text,
    picture,
    gallery,
    cards,
    card,
    steps,
    step,
    quote,
    figures,
    figure,
    button,
    folds,
    fold,
    menu,
    activities,
    contact,
  };
  Kind kind = Kind::text;
  std::string title;   ///< title, question, number of a figure, name of a contact, words of a button
  std::string words;   ///< line, text, answer, label, caption, note
  std::string source;  ///< of a figure or quotation; phone of a contact; "site" or "project" of activities
  std::string href;    ///< of a card or button; "" is none
  MediaId media;
  std::string alt;
  std::vector<std::string> refs;  ///< menu items; the site or project whose activities are shown
  std::vector<Block> items;       ///< pictures of a gallery, cards, steps, figures, folds
  Body body;                      ///< of a text
};

inline constexpr std::size_t most_body_bytes = 256 * 1024;

/// Refuses "body.malformed", "body.not_allowed" (a node, mark or attribute that is not on the list, or stands where
/// it may not), what parse_blocks refuses of pages, "body.too_deep", "body.too_large", "body.link", "body.image",
/// "body.video", with the path of the place.
Result<Body> parse_body(std::string_view json);
/// The same document, with nothing in it but what parse_body knows.
std::string to_json(const Body& body);

/// A picture as pages show it.
struct Picture {
  std::string hash;
  int width = 0, height = 0;
  std::string credit;
};
using Pictures = std::map<MediaId, Picture>;
/// Widths of the files of a picture, smallest first; the last is at most its own.
std::vector<int> widths_of(const Picture& picture);
/// "/media/HASH-960.webp": the smallest file at least so wide, else the largest.
std::string picture_path(const Picture& picture, int at_least);

/// What was made of an upload: a large and a small film, its sound alone, a picture of it. All have the film's hash
/// in their address.
struct FilmMade {
  std::string hash;
  std::int64_t duration_ms = 0;
  int width = 0, height = 0;
  bool has_sound = false;
  std::int64_t large_bytes = 0, small_bytes = 0, sound_bytes = 0;
  Picture poster;
};
/// A film as pages show it.
struct ShownFilm {
  FilmMade made;
  std::string alt, credit;
  std::string captions_hash;  ///< of the address of its captions; "" for none
  std::vector<Cue> cues;
  std::string transcript;
  std::vector<Chapter> chapters;
};
using Films = std::map<FilmId, ShownFilm>;

/// Where HTML is read. On our own pages films play; elsewhere their picture leads to the article's page.
struct Showing {
  const Pictures& pictures;
  const Films& films;
  std::string_view address = "";  ///< before own paths where it is read elsewhere
  std::string_view page = "";     ///< whole address of the article's page; "" on our own
  bool english = false;           ///< words around films; the article's own are what they are
};
/// Elements of a page; a picture or a film that is not at hand is left out.
std::string to_html(const Body& body, const Showing& showing);
/// Without its films.
std::string to_html(const Body& body, const Pictures& pictures, std::string_view address = "");
/// For the editor of a WeChat public account: its subset of HTML, styles in place, addresses whole, no links but
/// text.
std::string to_wechat(const Body& body, const Showing& showing);
/// Escaped for text and for attributes in double quotes.
std::string html_escaped(std::string_view text);

/// Blocks of text in their order, for comparing versions and for marking a place: each paragraph, heading, cell and
/// caption. Numbered alike in every reading of the same body.
std::vector<std::string> passages(const Body& body);
std::vector<MediaId> media_of(const Body& body);
std::vector<FilmId> films_of(const Body& body);

}  // namespace ws::content
