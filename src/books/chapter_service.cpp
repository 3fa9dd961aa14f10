#include "books/chapter_service.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "base/text.h"

namespace ws::books {
namespace {

using content::Body;
using Kind = Body::Kind;

constexpr std::size_t most_caption_points = 200;
constexpr int deepest_list = 4;
constexpr int most_span = 20;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What is left out with all that is in it, and under what word it is told; "" for what is read.
std::string_view left_out_as(std::string_view name) {
  if (is_one_of(name, {"script", "noscript", "template"})) return "script";
  if (is_one_of(name, {"audio", "video", "source", "track", "object", "embed", "iframe", "canvas", "applet"}))
    return "media";
  if (is_one_of(name, {"input", "select", "button", "textarea", "datalist", "progress", "meter"})) return "form";
  if (name == "math") return "formula";
  return "";
}

std::string first_points(const std::string& text, std::size_t most) {
  std::size_t points = 0, at = 0;
  while (at < text.size() && points < most) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    ++points;
  }
  return text.substr(0, at);
}

/// In one line.
std::string line_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  return trim(out);
}

struct Style {
  bool bold = false, italic = false, kept_blanks = false;
  std::string href;
};

Body text_of(std::string text, const Style& style) {
  Body body;
  body.kind = Kind::text;
  body.text = std::move(text);
  body.bold = style.bold;
  body.italic = style.italic;
  body.href = style.href;
  return body;
}

Body block(Kind kind, std::vector<Body> content = {}) {
  Body body;
  body.kind = kind;
  body.content = std::move(content);
  return body;
}

/// Blocks that are done, and the run of words that will be the next paragraph.
struct Flow {
  bool inner = false;  ///< in a list, a quotation, a cell: paragraphs and lists alone
  std::vector<Body> done, run;

  bool ends_with_blank() const {
    return run.empty() || run.back().kind == Kind::line_break || run.back().text.ends_with(' ');
  }
  void put(std::string text, const Style& style) {
    if (!run.empty() && run.back().kind == Kind::text) {
      Body& last = run.back();
      if (last.bold == style.bold && last.italic == style.italic && last.href == style.href) {
        last.text += text;
        return;
      }
    }
    run.push_back(text_of(std::move(text), style));
  }
  /// What was said so far as a paragraph, without blanks at its ends.
  void flush() {
    const auto blank = [](const Body& one) { return one.kind == Kind::line_break || trim(one.text).empty(); };
    while (!run.empty() && blank(run.back())) run.pop_back();
    while (!run.empty() && blank(run.front())) run.erase(run.begin());
    if (run.empty()) return;
    if (run.size() == 1) {
      run.front().text = trim(run.front().text);
    } else {
      // trim() of both ends, each on its outer side.
      std::string& first = run.front().text;
      first = first.substr(first.size() - trim(first + "x").size() + 1);
      std::string& last = run.back().text;
      last = last.substr(0, trim("x" + last).size() - 1);
    }
    done.push_back(block(Kind::paragraph, std::move(run)));
    run.clear();
  }
};

class Reader {
 public:
  explicit Reader(const Surroundings& around) : around_(around) {}

  Body read(const Node& html) {
    Flow flow;
    const Node* body = html.find("body");
    if (body != nullptr) each(*body, flow, {});
    flow.flush();
    settle(flow);
    return block(Kind::document, std::move(flow.done));
  }

 private:
  void leave_out(std::string_view kind, std::string_view detail) const { around_.leave_out(kind, detail); }

  void each(const Node& parent, Flow& flow, const Style& style) {
    for (const Node& child : parent.children) node(child, flow, style);
  }

  /// Pictures of what may hold none come after it.
  void settle(Flow& flow) {
    if (flow.inner || hoisted_.empty()) return;
    std::move(hoisted_.begin(), hoisted_.end(), std::back_inserter(flow.done));
    hoisted_.clear();
  }

  void node(const Node& node, Flow& flow, const Style& style) {
    if (node.name.empty()) return words(node.text, flow, style);
    for (const auto& [name, value] : node.attributes)
      if (name.starts_with("on")) leave_out("script", name);
    if (const auto kind = left_out_as(node.name); !kind.empty()) return leave_out(kind, "<" + node.name + ">");
    if (inline_node(node, flow, style)) return;
    flow.flush();
    block_node(node, flow, style);
    flow.flush();
    settle(flow);
  }

  // ---- words

  void words(std::string text, Flow& flow, const Style& style) {
    // Chinese paragraphs are indented with blanks that do not break; the page does that itself.
    for (std::size_t at; (at = text.find("\u00a0")) != text.npos;) text.replace(at, 2, " ");
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
      if (blank && style.kept_blanks && c == '\n') {
        put(out, flow, style);
        flow.run.push_back(block(Kind::line_break));
      } else if (blank) {
        const std::size_t begin = i;
        while (i + 1 < text.size() && std::string_view(" \t\n\r\f").find(text[i + 1]) != text.npos) ++i;
        const bool wrapped = text.find('\n', begin) <= i;
        const bool in_chinese =
            !out.empty() && i + 1 < text.size() && (out.back() & 0x80) != 0 && (text[i + 1] & 0x80) != 0;
        const bool after_blank = out.empty() ? flow.ends_with_blank() : out.back() == ' ';
        if (!after_blank && !(wrapped && in_chinese)) out += ' ';
      } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
        out += c;
      }
    }
    put(out, flow, style);
  }
  static void put(std::string& text, Flow& flow, const Style& style) {
    if (!text.empty()) flow.put(std::move(text), style);
    text.clear();
  }

  /// True for what stands in a line.
  bool inline_node(const Node& node, Flow& flow, const Style& style) {
    const std::string& name = node.name;
    Style inside = style;
    if (name == "br") {
      flow.run.push_back(block(Kind::line_break));
      return true;
    }
    if (name == "img" || name == "image") {
      picture(node, flow);
      return true;
    }
    if (name == "svg") {
      drawing(node, flow);
      return true;
    }
    if (name == "rp" || name == "wbr") return true;
    if (name == "rt") {
      // The reading of a character, behind it.
      const std::string reading = line_of(node.words());
      if (!reading.empty()) flow.put("（" + reading + "）", style);
      return true;
    }
    if (is_one_of(name, {"b", "strong"})) {
      inside.bold = true;
    } else if (is_one_of(name, {"i", "em", "cite", "dfn", "var"})) {
      inside.italic = true;
    } else if (name == "a") {
      inside.href = link_of(node);
    } else if (!is_one_of(name, {"span",  "sup",  "sub", "small", "big",  "u",       "s",      "del",  "ins", "q",
                                 "abbr",  "code", "kbd", "samp",  "tt",   "font",    "mark",   "time", "bdi", "bdo",
                                 "label", "ruby", "rb",  "rtc",   "data", "acronym", "strike", "nobr"})) {
      return false;
    }
    each(node, flow, inside);
    return true;
  }

  std::string link_of(const Node& node) const {
    const std::string_view href = node.get("href");
    if (href.empty() || href.front() == '#') return "";
    if (href.find(':') != href.npos || href.starts_with("//")) {
      leave_out("outside_link", href.substr(0, 120));
      return "";
    }
    const std::string path = resolved(around_.path, href);
    return path.empty() ? "" : std::string(link_to_document) + path;
  }

  // ---- pictures

  void drawing(const Node& node, Flow& flow) {
    if (const Node* image = node.find("image"))
      picture(*image, flow);
    else
      leave_out("drawing", "<svg>");
  }

  void picture(const Node& node, Flow& flow) {
    std::string_view source = node.get("src");
    if (source.empty()) source = node.get("xlink:href");
    if (source.empty()) source = node.get("href");
    if (source.find(':') != source.npos || source.starts_with("//"))
      return leave_out(source.starts_with("data:") ? "picture" : "remote", source.substr(0, 120));
    const std::string path = resolved(around_.path, source);
    const MediaId media = path.empty() ? MediaId{} : around_.picture(path);
    if (media.empty()) return leave_out("picture", source.substr(0, 120));
    Body image = block(Kind::image);
    image.media = media;
    image.caption = first_points(caption_, most_caption_points);
    image.alt = first_points(line_of(node.get("alt")), most_caption_points);
    if (image.alt.empty()) {
      image.alt = image.caption.empty() ? around_.unnamed_picture : image.caption;
      leave_out("unnamed_picture", path);
    }
    caption_.clear();
    if (flow.inner) return hoisted_.push_back(std::move(image));
    flow.flush();
    flow.done.push_back(std::move(image));
  }

  void figure(const Node& node, Flow& flow, const Style& style) {
    const Node* caption = node.find("figcaption");
    caption_ = caption != nullptr ? line_of(caption->words()) : "";
    for (const Node& child : node.children)
      if (&child != caption) this->node(child, flow, style);
    // A figure without a picture, a table perhaps: what is said of it stays.
    if (!caption_.empty()) flow.put(caption_, style);
    caption_.clear();
  }

  // ---- blocks

  void block_node(const Node& node, Flow& flow, const Style& style) {
    const std::string& name = node.name;
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6')
      return heading(node, flow, name[1] <= '2' ? 2 : 3);
    if (name == "ul" || name == "ol") return list(node, flow, style);
    if (name == "blockquote" && !flow.inner) return quote(node, flow, style);
    if (name == "table") return table(node, flow, style);
    if (name == "figure") return figure(node, flow, style);
    if (name == "hr") {
      if (!flow.inner) flow.done.push_back(block(Kind::rule));
      return;
    }
    Style inside = style;
    if (name == "dt") inside.bold = true;
    if (name == "pre") inside.kept_blanks = true;
    each(node, flow, inside);
  }

  /// All in it as one line of words.
  std::vector<Body> line(const Node& node, const Style& style) {
    Flow alone;
    alone.inner = true;
    each(node, alone, style);
    alone.flush();
    std::vector<Body> out;
    for (Body& one : alone.done) {
      if (one.kind != Kind::paragraph) continue;
      if (!out.empty()) out.push_back(block(Kind::line_break));
      std::move(one.content.begin(), one.content.end(), std::back_inserter(out));
    }
    return out;
  }

  void heading(const Node& node, Flow& flow, int level) {
    Style bold;
    bold.bold = flow.inner;
    std::vector<Body> words = line(node, bold);
    if (words.empty()) return;
    Body body = block(flow.inner ? Kind::paragraph : Kind::heading, std::move(words));
    if (!flow.inner) body.level = level;
    flow.done.push_back(std::move(body));
  }

  void list(const Node& node, Flow& flow, const Style& style) {
    if (++lists_ > deepest_list) {
      each(node, flow, style);
      --lists_;
      return;
    }
    Body body = block(node.name == "ol" ? Kind::ordered_list : Kind::bullet_list);
    if (node.name == "ol") {
      const std::string_view start = node.get("start");
      int number = 1;
      std::from_chars(start.data(), start.data() + start.size(), number);
      body.start = std::clamp(number, 0, 9'999);
    }
    for (const Node& child : node.children) {
      Flow item;
      item.inner = true;
      if (child.name == "li")
        each(child, item, style);
      else
        this->node(child, item, style);
      item.flush();
      if (!item.done.empty()) body.content.push_back(block(Kind::list_item, std::move(item.done)));
    }
    --lists_;
    if (!body.content.empty()) flow.done.push_back(std::move(body));
  }

  void quote(const Node& node, Flow& flow, const Style& style) {
    Flow said;
    said.inner = true;
    each(node, said, style);
    said.flush();
    if (!said.done.empty()) flow.done.push_back(block(Kind::quote, std::move(said.done)));
  }

  // ---- tables

  void table(const Node& node, Flow& flow, const Style& style) {
    Body body = block(Kind::table);
    rows(node, body, flow, style);
    if (body.content.empty()) return;
    if (!flow.inner) {
      flow.done.push_back(std::move(body));
      return;
    }
    leave_out("table", "<table>");
    for (Body& row : body.content)
      for (Body& cell : row.content)
        std::move(cell.content.begin(), cell.content.end(), std::back_inserter(flow.done));
  }

  void rows(const Node& node, Body& table, Flow& flow, const Style& style) {
    for (const Node& child : node.children) {
      if (is_one_of(child.name, {"thead", "tbody", "tfoot"})) {
        rows(child, table, flow, style);
      } else if (child.name == "caption") {
        this->node({"p", {}, child.children, {}}, flow, style);
      } else if (child.name == "tr") {
        Body row = block(Kind::row);
        for (const Node& one : child.children)
          if (one.name == "td" || one.name == "th") row.content.push_back(cell(one, style));
        if (!row.content.empty()) table.content.push_back(std::move(row));
      }
    }
  }

  Body cell(const Node& node, const Style& style) {
    Flow inside;
    inside.inner = true;
    each(node, inside, style);
    inside.flush();
    if (inside.done.empty()) inside.done.push_back(block(Kind::paragraph));
    Body body = block(node.name == "th" ? Kind::header_cell : Kind::cell, std::move(inside.done));
    body.columns = span_of(node.get("colspan"));
    body.rows = span_of(node.get("rowspan"));
    return body;
  }
  static int span_of(std::string_view text) {
    int span = 1;
    std::from_chars(text.data(), text.data() + text.size(), span);
    return std::clamp(span, 1, most_span);
  }

  const Surroundings& around_;
  std::vector<Body> hoisted_;
  std::string caption_;  ///< of the figure that is being read
  int lists_ = 0;
};

}  // namespace

content::Body read_chapter(const Node& html, const Surroundings& around) {
  return Reader(around).read(html);
}

std::string words_of(const content::Body& block) {
  std::string out;
  for (const Body& child : block.content) out += child.kind == Kind::line_break ? " " : child.text;
  return out;
}

}  // namespace ws::books
