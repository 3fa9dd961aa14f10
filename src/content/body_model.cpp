#include "content/body_model.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "content/block_model.h"
#include "content/film_html_model.h"

namespace ws::content {
namespace {

namespace bj = boost::json;
using Kind = Body::Kind;

constexpr int deepest = 14;
constexpr std::size_t most_nodes = 5'000;
constexpr std::size_t most_points = 50'000;
constexpr std::size_t most_images = 60;
constexpr std::size_t most_videos = 10;
constexpr std::size_t longest_href = 500;
constexpr std::size_t longest_alt = 200;
constexpr int most_span = 20;
constexpr int most_start = 9'999;
constexpr std::array<int, 3> widths{480, 960, 1920};

/// What the list knows of a kind: its name, and which kinds it holds.
struct Rule {
  Kind kind;
  std::string_view name;
  std::vector<Kind> holds;
};
const std::vector<Rule>& rules() {
  static const std::vector<Kind> blocks{Kind::paragraph,    Kind::heading, Kind::bullet_list,
                                        Kind::ordered_list, Kind::quote,   Kind::image,
                                        Kind::video,        Kind::rule,    Kind::table};
  static const std::vector<Kind> words{Kind::text, Kind::line_break};
  static const std::vector<Kind> inner{Kind::paragraph, Kind::bullet_list, Kind::ordered_list};
  static const std::vector<Rule> all{
      {Kind::document, "doc", blocks},
      {Kind::paragraph, "paragraph", words},
      {Kind::heading, "heading", words},
      {Kind::bullet_list, "bulletList", {Kind::list_item}},
      {Kind::ordered_list, "orderedList", {Kind::list_item}},
      {Kind::list_item, "listItem", inner},
      {Kind::quote, "blockquote", inner},
      {Kind::image, "image", {}},
      {Kind::video, "video", {}},
      {Kind::rule, "horizontalRule", {}},
      {Kind::table, "table", {Kind::row}},
      {Kind::row, "tableRow", {Kind::cell, Kind::header_cell}},
      {Kind::cell, "tableCell", inner},
      {Kind::header_cell, "tableHeader", inner},
      {Kind::text, "text", {}},
      {Kind::line_break, "hardBreak", {}},
  };
  return all;
}

const Rule& rule_of(Kind kind) {
  return *std::find_if(rules().begin(), rules().end(), [&](const Rule& rule) { return rule.kind == kind; });
}

bool has_only(const bj::object& object, std::initializer_list<std::string_view> names) {
  return std::all_of(object.begin(), object.end(), [&](const auto& member) {
    return std::find(names.begin(), names.end(), std::string_view(member.key())) != names.end();
  });
}

bool is_link(std::string_view href) {
  if (href.size() > longest_href || has_control_characters(href) || href.find_first_of(" \t\n\\") != href.npos)
    return false;
  if (href.starts_with("/")) return !href.starts_with("//");
  return href.starts_with("https://") || href.starts_with("http://");
}

bool is_page(const bj::value& value) {
  const bj::object* object = value.if_object();
  const bj::string* type = object && object->contains("type") ? object->at("type").if_string() : nullptr;
  return type && *type == "page";
}

class Parser {
 public:
  Result<Body> document(const bj::value& value) {
    Body body;
    if (!node(value, {Kind::document}, body, "body", 1)) return *error_;
    return body;
  }

 private:
  bool refuse(std::string reason, const std::string& path) {
    error_ = Error::invalid(std::move(reason), path);
    return false;
  }

  bool node(const bj::value& value, const std::vector<Kind>& allowed, Body& out, const std::string& path, int depth) {
    if (depth > deepest) return refuse("body.too_deep", path);
    if (++nodes_ > most_nodes) return refuse("body.too_large", path);
    const bj::object* object = value.if_object();
    const bj::string* type = object && object->contains("type") ? object->at("type").if_string() : nullptr;
    if (!type) return refuse("body.malformed", path);
    const auto rule = std::find_if(rules().begin(), rules().end(),
                                   [&](const Rule& one) { return one.name == std::string_view(*type); });
    if (rule == rules().end() || std::find(allowed.begin(), allowed.end(), rule->kind) == allowed.end())
      return refuse("body.not_allowed", path);
    out.kind = rule->kind;
    if (out.kind == Kind::text) return text(*object, out, path);
    if (!has_only(*object, {"type", "attrs", "content"})) return refuse("body.not_allowed", path);
    return attributes(*object, out, path) && children(*object, *rule, out, path, depth);
  }

  bool children(const bj::object& object, const Rule& rule, Body& out, const std::string& path, int depth) {
    if (!object.contains("content")) return true;
    const bj::array* content = object.at("content").if_array();
    if (!content) return refuse("body.malformed", path);
    out.content.reserve(content->size());
    for (std::size_t i = 0; i < content->size(); ++i)
      if (!node((*content)[i], rule.holds, out.content.emplace_back(), path + ".content[" + std::to_string(i) + "]",
                depth + 1))
        return false;
    return true;
  }

  bool text(const bj::object& object, Body& out, const std::string& path) {
    const bj::string* words = object.contains("text") ? object.at("text").if_string() : nullptr;
    if (!words || words->empty()) return refuse("body.malformed", path);
    if (!has_only(object, {"type", "text", "marks"})) return refuse("body.not_allowed", path);
    out.text = std::string(*words);
    if (has_control_characters(out.text)) return refuse("field.characters", path);
    points_ += code_points(out.text);
    if (points_ > most_points) return refuse("body.too_large", path);
    if (!object.contains("marks")) return true;
    const bj::array* marks = object.at("marks").if_array();
    if (!marks) return refuse("body.malformed", path);
    return std::all_of(marks->begin(), marks->end(), [&](const bj::value& one) { return mark(one, out, path); });
  }

  bool mark(const bj::value& value, Body& out, const std::string& path) {
    const bj::object* object = value.if_object();
    const bj::string* type = object && object->contains("type") ? object->at("type").if_string() : nullptr;
    if (!type) return refuse("body.malformed", path);
    if (!has_only(*object, {"type", "attrs"})) return refuse("body.not_allowed", path);
    if (*type == "bold" || *type == "italic") {
      (*type == "bold" ? out.bold : out.italic) = true;
      return object->contains("attrs") ? refuse("body.not_allowed", path) : true;
    }
    if (*type != "link") return refuse("body.not_allowed", path);
    const bj::object* attrs = object->contains("attrs") ? object->at("attrs").if_object() : nullptr;
    if (!attrs || !has_only(*attrs, {"href"})) return refuse("body.not_allowed", path);
    const bj::string* href = attrs->contains("href") ? attrs->at("href").if_string() : nullptr;
    if (!href || !is_link(std::string_view(*href))) return refuse("body.link", path);
    out.href = std::string(*href);
    return true;
  }

  bool attributes(const bj::object& object, Body& out, const std::string& path) {
    static const bj::object none;
    const bj::object* attrs = object.contains("attrs") ? object.at("attrs").if_object() : &none;
    if (!attrs) return refuse("body.malformed", path);
    switch (out.kind) {
      case Kind::heading:
        return has_only(*attrs, {"level"}) && number(*attrs, "level", 2, 3, 0, out.level) && out.level != 0
                   ? true
                   : refuse("body.not_allowed", path);
      case Kind::ordered_list:
        return has_only(*attrs, {"start"}) && number(*attrs, "start", 0, most_start, 1, out.start)
                   ? true
                   : refuse("body.not_allowed", path);
      case Kind::cell:
      case Kind::header_cell:
        return has_only(*attrs, {"colspan", "rowspan"}) && number(*attrs, "colspan", 1, most_span, 1, out.columns) &&
                       number(*attrs, "rowspan", 1, most_span, 1, out.rows)
                   ? true
                   : refuse("body.not_allowed", path);
      case Kind::image:
        return image(*attrs, out, path);
      case Kind::video:
        return video(*attrs, out, path);
      default:
        return attrs->empty() ? true : refuse("body.not_allowed", path);
    }
  }

  static bool number(const bj::object& attrs, std::string_view name, int least, int most, int without, int& out) {
    out = without;
    const auto found = attrs.find(name);
    if (found == attrs.end()) return true;
    const std::int64_t* value = found->value().if_int64();
    if (!value || *value < least || *value > most) return false;
    out = static_cast<int>(*value);
    return true;
  }

  static std::string words(const bj::object& attrs, std::string_view name) {
    const auto found = attrs.find(name);
    return found != attrs.end() && found->value().is_string() ? std::string(found->value().get_string()) : "";
  }

  bool video(const bj::object& attrs, Body& out, const std::string& path) {
    if (!has_only(attrs, {"film", "caption"})) return refuse("body.not_allowed", path);
    const auto film = FilmId::parse(words(attrs, "film"));
    out.caption = trim(words(attrs, "caption"));
    if (!film || code_points(out.caption) > longest_alt || has_control_characters(out.caption))
      return refuse("body.video", path);
    if (++videos_ > most_videos) return refuse("body.too_large", path);
    points_ += code_points(out.caption);
    out.film = *film;
    return true;
  }

  bool image(const bj::object& attrs, Body& out, const std::string& path) {
    if (!has_only(attrs, {"media", "alt", "caption"})) return refuse("body.not_allowed", path);
    const auto media = MediaId::parse(words(attrs, "media"));
    out.alt = trim(words(attrs, "alt"));
    out.caption = trim(words(attrs, "caption"));
    if (!media || out.alt.empty() || code_points(out.alt) > longest_alt || code_points(out.caption) > longest_alt ||
        has_control_characters(out.alt) || has_control_characters(out.caption))
      return refuse("body.image", path);
    if (++images_ > most_images) return refuse("body.too_large", path);
    points_ += code_points(out.caption);
    out.media = *media;
    return true;
  }

  std::optional<Error> error_;
  std::size_t nodes_ = 0, points_ = 0, images_ = 0, videos_ = 0;
};

// ---- JSON

void write_mark(json::Writer& out, std::string_view type, const std::string& href = "") {
  out.begin().field("type", type);
  if (!href.empty()) out.key("attrs").begin().field("href", href).end();
  out.end();
}

void write_attributes(json::Writer& out, const Body& body) {
  switch (body.kind) {
    case Kind::heading:
      out.key("attrs").begin().field("level", body.level).end();
      break;
    case Kind::ordered_list:
      if (body.start != 1) out.key("attrs").begin().field("start", body.start).end();
      break;
    case Kind::cell:
    case Kind::header_cell:
      if (body.columns != 1 || body.rows != 1)
        out.key("attrs").begin().field("colspan", body.columns).field("rowspan", body.rows).end();
      break;
    case Kind::image:
      out.key("attrs").begin().field("media", body.media).field("alt", body.alt).field("caption", body.caption).end();
      break;
    case Kind::video:
      out.key("attrs").begin().field("film", body.film).field("caption", body.caption).end();
      break;
    default:
      break;
  }
}

void write_node(json::Writer& out, const Body& body) {
  out.begin().field("type", rule_of(body.kind).name);
  if (body.kind == Kind::text) {
    out.field("text", body.text);
    if (body.bold || body.italic || !body.href.empty()) {
      out.key("marks").array();
      if (!body.href.empty()) write_mark(out, "link", body.href);
      if (body.bold) write_mark(out, "bold");
      if (body.italic) write_mark(out, "italic");
      out.end_array();
    }
  }
  write_attributes(out, body);
  if (!body.content.empty()) {
    out.key("content").array();
    for (const Body& child : body.content) write_node(out, child);
    out.end_array();
  }
  out.end();
}

// ---- HTML

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}

/// What differs between the page and the package for WeChat.
struct Dress : Showing {
  bool styled = false;  ///< styles in place and no links
};

std::string style(const Dress& dress, std::string_view rules_in_place) {
  return dress.styled ? attribute("style", rules_in_place) : "";
}

std::string text_html(const Body& body, const Dress& dress) {
  std::string out = html_escaped(body.text);
  if (body.bold) out = "<strong>" + out + "</strong>";
  if (body.italic) out = "<em>" + out + "</em>";
  if (body.href.empty() || dress.styled) return out;
  const bool away = !body.href.starts_with("/");
  const std::string target = away ? body.href : std::string(dress.address) + body.href;
  return "<a" + attribute("href", target) + (away ? " rel=\"noopener nofollow\"" : "") + ">" + out + "</a>";
}

std::string image_html(const Body& body, const Dress& dress) {
  const auto found = dress.pictures.find(body.media);
  if (found == dress.pictures.end()) return "";
  const Picture& picture = found->second;
  std::string out = "<figure" + style(dress, "margin:1.5em 0;text-align:center") + "><img" +
                    attribute("src", std::string(dress.address) + picture_path(picture, 960)) +
                    attribute("alt", body.alt);
  if (dress.styled) {
    out += attribute("style", "max-width:100%;height:auto");
  } else {
    std::string set;
    for (const int width : widths_of(picture))
      set += (set.empty() ? "" : ", ") + std::string(dress.address) + picture_path(picture, width) + " " +
             std::to_string(width) + "w";
    out += attribute("srcset", set) + attribute("sizes", "(max-width: 760px) 100vw, 720px") +
           attribute("width", std::to_string(picture.width)) + attribute("height", std::to_string(picture.height)) +
           " loading=\"lazy\"";
  }
  out += ">";
  if (!body.caption.empty() || !picture.credit.empty()) {
    out += "<figcaption" + style(dress, "font-size:14px;color:#6b6460") + ">" + html_escaped(body.caption);
    if (!picture.credit.empty())
      out += std::string(body.caption.empty() ? "" : " ") + "<span class=\"credit\">" + html_escaped(picture.credit) +
             "</span>";
    out += "</figcaption>";
  }
  return out + "</figure>\n";
}

/// Where no film plays its picture stands for it.
std::string poster_html(const Body& body, const ShownFilm& film, const Dress& dress) {
  const std::string image =
      "<img" + attribute("src", std::string(dress.address) + picture_path(film.made.poster, 960)) +
      attribute("alt", film.alt) + (dress.styled ? attribute("style", "max-width:100%;height:auto") : "") + ">";
  const std::string where =
      "视频" + say_position(film.made.duration_ms) + "，请到原文观看：" + std::string(dress.page);
  return "<figure" + style(dress, "margin:1.5em 0;text-align:center") + ">" +
         (dress.styled ? image : "<a" + attribute("href", dress.page) + ">" + image + "</a>") + "<figcaption" +
         style(dress, "font-size:14px;color:#6b6460") + ">" +
         html_escaped(body.caption.empty() ? where : body.caption + " · " + where) + "</figcaption></figure>\n";
}

std::string video_html(const Body& body, const Dress& dress) {
  const auto found = dress.films.find(body.film);
  if (found == dress.films.end()) return "";
  if (!dress.page.empty()) return poster_html(body, found->second, dress);
  return film_html(found->second, body.caption, dress);
}

std::string html_of(const Body& body, const Dress& dress);

std::string inside(const Body& body, const Dress& dress) {
  std::string out;
  for (const Body& child : body.content) out += html_of(child, dress);
  return out;
}

std::string element(std::string_view name, const std::string& attributes, const std::string& content) {
  return "<" + std::string(name) + attributes + ">" + content + "</" + std::string(name) + ">\n";
}

std::string cell_html(const Body& body, const Dress& dress) {
  const bool header = body.kind == Kind::header_cell;
  std::string attributes = style(dress, "border:1px solid #d9d2cc;padding:6px 8px");
  if (body.columns != 1) attributes += attribute("colspan", std::to_string(body.columns));
  if (body.rows != 1) attributes += attribute("rowspan", std::to_string(body.rows));
  return element(header ? "th" : "td", attributes, inside(body, dress));
}

/// On the own pages as itself, elsewhere in plain elements.
std::string page_html(const Body& body, const Dress& dress) {
  const TextHtml text = [&](const Body& words) { return inside(words, dress); };
  if (dress.styled || !dress.address.empty())
    return to_plain_html(body.blocks, dress.pictures, dress.address, text,
                         dress.styled ? Links::dropped : Links::kept);
  return to_html(body.blocks, dress.pictures, text);
}

std::string html_of(const Body& body, const Dress& dress) {
  switch (body.kind) {
    case Kind::page:
      return page_html(body, dress);
    case Kind::document:
      return inside(body, dress);
    case Kind::text:
      return text_html(body, dress);
    case Kind::line_break:
      return "<br>";
    case Kind::paragraph:
      return element("p", style(dress, "margin:1em 0;line-height:1.75"), inside(body, dress));
    case Kind::heading:
      return element(body.level == 2 ? "h2" : "h3", style(dress, "margin:1.4em 0 .6em;color:#a8131a"),
                     inside(body, dress));
    case Kind::bullet_list:
      return element("ul", "", inside(body, dress));
    case Kind::ordered_list:
      return element("ol", body.start == 1 ? "" : attribute("start", std::to_string(body.start)),
                     inside(body, dress));
    case Kind::list_item:
      return element("li", "", inside(body, dress));
    case Kind::quote:
      return element("blockquote", style(dress, "margin:1em 0;padding-left:1em;border-left:4px solid #c7161d"),
                     inside(body, dress));
    case Kind::image:
      return image_html(body, dress);
    case Kind::video:
      return video_html(body, dress);
    case Kind::rule:
      return "<hr>\n";
    case Kind::table:
      return (dress.styled ? "" : "<div class=\"scroll\" tabindex=\"0\">") +
             element("table", style(dress, "border-collapse:collapse;width:100%"), inside(body, dress)) +
             (dress.styled ? "" : "</div>\n");
    case Kind::row:
      return element("tr", "", inside(body, dress));
    case Kind::cell:
    case Kind::header_cell:
      return cell_html(body, dress);
  }
  return "";
}

// ---- what stands in it

std::string words_of(const Body& body) {
  std::string out;
  for (const Body& child : body.content) out += child.kind == Kind::line_break ? "\n" : child.text;
  return out;
}

template <class Visit>
void walk(const Body& body, const Visit& visit) {
  visit(body);
  for (const Body& child : body.content) walk(child, visit);
  for (const Block& block : body.blocks) walk(block.body, visit);
}

}  // namespace

Result<Body> parse_body(std::string_view json) {
  if (json.size() > most_body_bytes) return Error::invalid("body.too_large", "body");
  bj::parse_options options;
  options.max_depth = 4 * deepest;
  boost::system::error_code failed;
  const bj::value value = bj::parse(json, failed, {}, options);
  if (failed) return Error::invalid("body.malformed", "body");
  if (is_page(value)) {
    auto blocks = parse_blocks(json);
    if (!blocks) return blocks.error();
    Body page;
    page.kind = Kind::page;
    page.blocks = std::move(*blocks);
    return page;
  }
  return Parser().document(value);
}

std::string to_json(const Body& body) {
  if (body.kind == Kind::page) return to_json(body.blocks);
  json::Writer out;
  write_node(out, body);
  return out.take();
}

std::vector<int> widths_of(const Picture& picture) {
  std::vector<int> found;
  for (const int width : widths)
    if (width < picture.width) found.push_back(width);
  if (found.size() < widths.size()) found.push_back(picture.width);
  return found;
}

std::string picture_path(const Picture& picture, int at_least) {
  const auto all = widths_of(picture);
  const auto fits = std::find_if(all.begin(), all.end(), [&](int width) { return width >= at_least; });
  return "/media/" + picture.hash + "-" + std::to_string(fits == all.end() ? all.back() : *fits) + ".webp";
}

std::string to_html(const Body& body, const Showing& showing) {
  return html_of(body, {showing, false});
}

std::string to_html(const Body& body, const Pictures& pictures, std::string_view address) {
  return to_html(body, Showing{pictures, {}, address});
}

std::string to_wechat(const Body& body, const Showing& showing) {
  return element("section", attribute("style", "font-size:16px;color:#2b2523"), html_of(body, {showing, true}));
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::vector<std::string> passages(const Body& body) {
  if (body.kind == Kind::page) return passages(body.blocks);
  std::vector<std::string> found;
  walk(body, [&](const Body& node) {
    if (node.kind == Kind::paragraph || node.kind == Kind::heading) found.push_back(words_of(node));
    if (node.kind == Kind::image) found.push_back(node.caption.empty() ? node.alt : node.caption);
    if (node.kind == Kind::video) found.push_back(node.caption);
  });
  return found;
}

std::vector<MediaId> media_of(const Body& body) {
  if (body.kind == Kind::page) return media_of(body.blocks);
  std::vector<MediaId> found;
  walk(body, [&](const Body& node) {
    if (node.kind == Kind::image && std::find(found.begin(), found.end(), node.media) == found.end())
      found.push_back(node.media);
  });
  return found;
}

std::vector<FilmId> films_of(const Body& body) {
  std::vector<FilmId> found;
  walk(body, [&](const Body& node) {
    if (node.kind == Kind::video && std::find(found.begin(), found.end(), node.film) == found.end())
      found.push_back(node.film);
  });
  return found;
}

}  // namespace ws::content
