// Bodies of articles and pages, made up: whatever the whitelist lets through is written and read again as it was, and
// its HTML has no element, attribute or address of the writer's own.
// Sources: src/content/body_model.cpp src/content/block_model.cpp src/content/film_html_model.cpp src/content/content_model.cpp src/base/captions.cpp src/base/json.cpp src/base/text.cpp src/base/id.cpp src/base/random.cpp
// Libraries: sodium fmt
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "content/body_model.h"
#include "pieces.h"

// The parser itself is watched, too.
#include <boost/json/src.hpp>

namespace {

using namespace ws::content;

/// Every "<" begins an element that we write or marks the place of what is live, and every address leads by http,
/// https, from our root or to a phone.
void check_html(const std::string& html) {
  constexpr std::array elements{
      "p",          "h2",      "h3",    "ul",    "ol",     "li",    "blockquote", "figure",  "img",    "br",
      "hr",         "table",   "tbody", "tr",    "td",     "th",    "strong",     "em",      "a",      "span",
      "figcaption", "section", "div",   "video", "source", "track", "details",    "summary", "header", "h1",
      "dl",         "dt",      "dd",    "b",     "small",  "aside", "!--"};
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t begin = at + 1 + (html.at(at + 1) == '/' ? 1 : 0);
    const std::string name = html.substr(begin, html.find_first_of(" >", begin) - begin);
    if (std::find(elements.begin(), elements.end(), name) == elements.end()) std::abort();
  }
  if (std::count(html.begin(), html.end(), '<') != std::count(html.begin(), html.end(), '>')) std::abort();
  if (std::count(html.begin(), html.end(), '"') % 2 != 0) std::abort();
  constexpr std::string_view address = " href=\"";
  for (std::size_t at = html.find(address); at != std::string::npos; at = html.find(address, at + 1)) {
    const std::string_view to = std::string_view(html).substr(at + address.size());
    const bool own = to.starts_with("/") && !to.starts_with("//") && !to.starts_with("/\\");
    const bool away = to.starts_with("http://") || to.starts_with("https://") || to.starts_with("tel:");
    if (!own && !away) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = parse_body(ws::fuzz::text_of(data, size));
  if (!body) return 0;
  const std::string json = to_json(*body);
  const auto back = parse_body(json);
  if (!back || to_json(*back) != json || passages(*back) != passages(*body)) std::abort();
  Pictures pictures;
  for (const ws::MediaId& media : media_of(*body)) pictures[media] = {std::string(64, 'a'), 1200, 800, "摄影 <b>"};
  Films films;
  for (const ws::FilmId& film : films_of(*body))
    films[film] = {{std::string(64, 'b'), 65'000, 1280, 720, true, 9, 5, 1, {std::string(64, 'c'), 1280, 720, ""}},
                   "老师 <b>",
                   "摄影 \"x\"",
                   std::string(64, 'd'),
                   {{0, 900, "大家好 <i>"}},
                   "",
                   {{0, "开头 <u>"}}};
  const std::string page = "https://pidu.example/news/1";
  check_html(to_html(*body, Showing{pictures, films}));
  check_html(to_html(*body, Showing{pictures, films, "https://pidu.example", page}));
  check_html(to_wechat(*body, Showing{pictures, films, "https://pidu.example", page}));
  return 0;
}
