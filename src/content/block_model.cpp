#include "content/block_model.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/json.h"
#include "base/text.h"

namespace ws::content {
namespace {

namespace bj = boost::json;
using Kind = Block::Kind;

constexpr std::size_t most_blocks = 60;
constexpr std::size_t most_alt_points = 200;
constexpr int deepest = 60;  ///< of the JSON alone: texts have their own limit

struct Field {
  std::string_view name;
  std::string Block::*member;
  std::size_t least, most;  ///< in characters
};
enum class Picturing { none, may, must };
/// What the list knows of a kind.
struct Rule {
  Kind kind;
  std::string_view name;
  std::vector<Field> fields;
  Picturing picture = Picturing::none;
  std::optional<Kind> holds = {};
  std::size_t least_items = 0, most_items = 0;
  std::size_t most_refs = 0;
  bool at_top = true;
};

const std::vector<Rule>& rules() {
  static const Field title{"title", &Block::title, 1, 40}, heading{"title", &Block::title, 0, 40};
  static const std::vector<Rule> all{
      {Kind::hero, "hero", {title, {"line", &Block::words, 0, 120}}, Picturing::may},
      {Kind::text, "text", {}},
      {Kind::picture, "picture", {{"caption", &Block::words, 0, 200}}, Picturing::must},
      {Kind::gallery, "gallery", {heading}, Picturing::none, Kind::picture, 2, 9},
      {Kind::cards, "cards", {heading}, Picturing::none, Kind::card, 1, 12},
      {Kind::card,
       "card",
       {title, {"text", &Block::words, 0, 200}, {"href", &Block::href, 0, 300}},
       Picturing::may,
       {},
       0,
       0,
       0,
       false},
      {Kind::steps, "steps", {heading}, Picturing::none, Kind::step, 1, 10},
      {Kind::step, "step", {title, {"text", &Block::words, 0, 300}}, Picturing::none, {}, 0, 0, 0, false},
      {Kind::quote, "quote", {{"text", &Block::words, 1, 300}, {"source", &Block::source, 0, 80}}},
      {Kind::figures, "figures", {heading}, Picturing::none, Kind::figure, 1, 8},
      {Kind::figure,
       "figure",
       {{"number", &Block::title, 1, 20}, {"label", &Block::words, 1, 40}, {"source", &Block::source, 1, 80}},
       Picturing::none,
       {},
       0,
       0,
       0,
       false},
      {Kind::button, "button", {{"text", &Block::title, 1, 20}, {"href", &Block::href, 1, 300}}},
      {Kind::folds, "folds", {heading}, Picturing::none, Kind::fold, 1, 20},
      {Kind::fold,
       "fold",
       {{"question", &Block::title, 1, 80}, {"answer", &Block::words, 1, 1'000}},
       Picturing::none,
       {},
       0,
       0,
       0,
       false},
      {Kind::menu, "menu", {heading}, Picturing::none, {}, 0, 0, 8},
      {Kind::activities, "activities", {heading, {"of", &Block::source, 4, 7}}, Picturing::none, {}, 0, 0, 1},
      {Kind::contact, "contact", {title, {"phone", &Block::source, 3, 20}, {"note", &Block::words, 0, 120}}},
  };
  return all;
}

const Rule& rule_of(Kind kind) {
  return *std::find_if(rules().begin(), rules().end(), [&](const Rule& rule) { return rule.kind == kind; });
}

/// An own path or a page of the web that cannot be listened to.
bool is_link(std::string_view href) {
  if (has_control_characters(href) || href.find_first_of(" \t\n\\") != href.npos) return false;
  if (href.starts_with("/")) return !href.starts_with("//");
  return href.starts_with("https://") && href.size() > 8;
}

bool is_phone(std::string_view phone) {
  const auto digits = std::count_if(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && phone.find_first_not_of("0123456789 +-") == phone.npos;
}

class Parser {
 public:
  Result<Blocks> page(const bj::value& value) {
    const bj::object* object = value.if_object();
    const bj::array* content =
        object != nullptr && object->contains("content") ? object->at("content").if_array() : nullptr;
    if (content == nullptr || type_of(*object) != "page" || object->size() != 2)
      return Error::invalid("page.malformed", "body");
    if (content->size() > most_blocks) return Error::invalid("page.too_large", "body");
    Blocks blocks;
    for (std::size_t i = 0; i < content->size(); ++i) {
      const std::string path = "body.content[" + std::to_string(i) + "]";
      if (!block((*content)[i], {}, blocks.emplace_back(), path)) return *error_;
    }
    return blocks;
  }

 private:
  bool refuse(std::string reason, const std::string& path) {
    error_ = Error::invalid(std::move(reason), path);
    return false;
  }
  static std::string_view type_of(const bj::object& object) {
    const bj::string* type = object.contains("type") ? object.at("type").if_string() : nullptr;
    return type != nullptr ? std::string_view(*type) : std::string_view();
  }

  bool block(const bj::value& value, std::optional<Kind> wanted, Block& out, const std::string& path) {
    const bj::object* object = value.if_object();
    if (object == nullptr) return refuse("page.malformed", path);
    const auto rule =
        std::find_if(rules().begin(), rules().end(), [&](const Rule& one) { return one.name == type_of(*object); });
    if (rule == rules().end() || (wanted ? rule->kind != *wanted : !rule->at_top))
      return refuse("page.not_allowed", path);
    out.kind = rule->kind;
    for (const auto& member : *object)
      if (!knows(*rule, member.key())) return refuse("page.not_allowed", path + "." + std::string(member.key()));
    if (out.kind == Kind::text) return text(*object, out, path);
    return fields(*object, *rule, out, path) && picture(*object, *rule, out, path) &&
           refs(*object, *rule, out, path) && items(*object, *rule, out, path) && sense(out, path);
  }

  static bool knows(const Rule& rule, std::string_view name) {
    if (name == "type") return true;
    if (name == "media" || name == "alt") return rule.picture != Picturing::none;
    if (name == "content") return rule.kind == Kind::text;
    if (name == "items") return rule.holds.has_value();
    if (name == "ids") return rule.most_refs > 0;
    return std::any_of(rule.fields.begin(), rule.fields.end(),
                       [&](const Field& field) { return field.name == name; });
  }

  bool fields(const bj::object& object, const Rule& rule, Block& out, const std::string& path) {
    for (const Field& field : rule.fields) {
      const std::string at = path + "." + std::string(field.name);
      const auto found = object.find(field.name);
      const bj::string* said = found != object.end() ? found->value().if_string() : nullptr;
      if (found != object.end() && said == nullptr) return refuse("page.malformed", at);
      std::string words = said != nullptr ? trim(std::string_view(*said)) : "";
      if (has_control_characters(words)) return refuse("field.characters", at);
      if (code_points(words) < field.least) return refuse("page.empty", at);
      if (code_points(words) > field.most) return refuse("field.length", at);
      out.*field.member = std::move(words);
    }
    return true;
  }

  bool picture(const bj::object& object, const Rule& rule, Block& out, const std::string& path) {
    if (rule.picture == Picturing::none) return true;
    const auto text = [&](std::string_view name) -> std::string {
      const auto found = object.find(name);
      return found != object.end() && found->value().is_string() ? trim(std::string_view(found->value().get_string()))
                                                                 : "";
    };
    const std::string media = text("media");
    out.alt = text("alt");
    if (media.empty()) {
      out.alt.clear();
      return rule.picture == Picturing::must ? refuse("body.image", path) : true;
    }
    const auto id = MediaId::parse(media);
    if (!id || out.alt.empty() || code_points(out.alt) > most_alt_points || has_control_characters(out.alt))
      return refuse("body.image", path);
    out.media = *id;
    return true;
  }

  bool refs(const bj::object& object, const Rule& rule, Block& out, const std::string& path) {
    if (rule.most_refs == 0) return true;
    const bj::array* ids = object.contains("ids") ? object.at("ids").if_array() : nullptr;
    if (ids == nullptr) return refuse("page.malformed", path + ".ids");
    if (ids->empty()) return refuse("page.empty", path + ".ids");
    if (ids->size() > rule.most_refs) return refuse("page.too_large", path + ".ids");
    for (const bj::value& one : *ids) {
      const bj::string* id = one.if_string();
      if (id == nullptr || !is_ulid(std::string_view(*id))) return refuse("field.id", path + ".ids");
      out.refs.emplace_back(*id);
    }
    return true;
  }

  bool items(const bj::object& object, const Rule& rule, Block& out, const std::string& path) {
    if (!rule.holds) return true;
    const bj::array* all = object.contains("items") ? object.at("items").if_array() : nullptr;
    if (all == nullptr) return refuse("page.malformed", path + ".items");
    if (all->size() < rule.least_items) return refuse("page.empty", path + ".items");
    if (all->size() > rule.most_items) return refuse("page.too_large", path + ".items");
    for (std::size_t i = 0; i < all->size(); ++i)
      if (!block((*all)[i], rule.holds, out.items.emplace_back(), path + ".items[" + std::to_string(i) + "]"))
        return false;
    return true;
  }

  /// What the limits of the fields alone do not say.
  bool sense(const Block& block, const std::string& path) {
    if (!block.href.empty() && !is_link(block.href)) return refuse("body.link", path + ".href");
    if (block.kind == Kind::contact && !is_phone(block.source)) return refuse("page.phone", path + ".phone");
    if (block.kind == Kind::activities && block.source != "site" && block.source != "project")
      return refuse("field.unknown_value", path + ".of");
    return true;
  }

  bool text(const bj::object& object, Block& out, const std::string& path) {
    bj::object document{{"type", "doc"}};
    if (object.contains("content")) document["content"] = object.at("content");
    auto body = parse_body(bj::serialize(document));
    if (!body) {
      const std::string inside = body.error().field;
      return refuse(body.error().reason, path + inside.substr(std::min<std::size_t>(4, inside.size())));
    }
    out.body = std::move(*body);
    return true;
  }

  std::optional<Error> error_;
};

// ---- JSON

void write_block(json::Writer& out, const Block& block) {
  const Rule& rule = rule_of(block.kind);
  out.begin().field("type", rule.name);
  for (const Field& field : rule.fields) out.field(field.name, block.*field.member);
  if (!block.media.empty()) out.field("media", block.media).field("alt", block.alt);
  if (rule.most_refs > 0) {
    out.key("ids").array();
    for (const std::string& id : block.refs) out.value(id);
    out.end_array();
  }
  if (rule.holds) {
    out.key("items").array();
    for (const Block& item : block.items) write_block(out, item);
    out.end_array();
  }
  if (block.kind == Kind::text) {
    out.key("content").array();
    for (const Body& node : block.body.content) out.raw(to_json(node));
    out.end_array();
  }
  out.end();
}

// ---- HTML

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}
std::string element(std::string_view name, std::string_view attributes, const std::string& content) {
  return "<" + std::string(name) + std::string(attributes) + ">" + content + "</" + std::string(name) + ">\n";
}
std::string classed(std::string_view name, std::string_view of, const std::string& content) {
  return content.empty() ? "" : element(name, attribute("class", of), content);
}
/// Lines of a text as paragraphs.
std::string lines(const std::string& words) {
  std::string out;
  for (const std::string& line : split(words, '\n'))
    if (!trim(line).empty()) out += element("p", "", html_escaped(trim(line)));
  return out;
}

class Page {
 public:
  Page(const Pictures& pictures, const TextHtml& text) : pictures_(pictures), text_(text) {}

  std::string html(const Blocks& blocks) {
    std::string out;
    for (const Block& block : blocks) out += one(block);
    return out;
  }

 private:
  std::string image(const Block& block, int width, std::string_view sizes) const {
    const auto found = pictures_.find(block.media);
    if (found == pictures_.end()) return "";
    const Picture& picture = found->second;
    std::string set;
    for (const int one : widths_of(picture))
      set += (set.empty() ? "" : ", ") + picture_path(picture, one) + " " + std::to_string(one) + "w";
    return "<img" + attribute("src", picture_path(picture, width)) + attribute("alt", block.alt) +
           attribute("srcset", set) + attribute("sizes", sizes) + attribute("width", std::to_string(picture.width)) +
           attribute("height", std::to_string(picture.height)) +
           (block.kind == Kind::hero ? ">" : " loading=\"lazy\">");
  }
  std::string figure(const Block& block, std::string_view sizes) const {
    const std::string shown = image(block, 960, sizes);
    if (shown.empty()) return "";
    const std::string& credit = pictures_.at(block.media).credit;
    std::string words = html_escaped(block.words);
    if (!credit.empty()) words += " " + element("span", attribute("class", "credit"), html_escaped(credit));
    return element("figure", "", shown + (words.empty() ? "" : element("figcaption", "", words)));
  }
  std::string section(std::string_view of, const Block& block, const std::string& content) const {
    const std::string heading = block.title.empty() ? "" : element("h2", "", html_escaped(block.title));
    return content.empty() ? "" : element("section", attribute("class", of), heading + content);
  }
  template <class Each>
  static std::string each(const Block& block, const Each& html) {
    std::string out;
    for (const Block& item : block.items) out += html(item);
    return out;
  }
  static std::string link(const Block& block, const std::string& words, std::string_view of) {
    const bool away = !block.href.starts_with("/");
    return "<a" + attribute("href", block.href) + (of.empty() ? "" : attribute("class", of)) +
           (away ? " rel=\"noopener\"" : "") + ">" + words + "</a>";
  }
  std::string card(const Block& block) const {
    const std::string title =
        block.href.empty() ? html_escaped(block.title) : link(block, html_escaped(block.title), "");
    return element("li", attribute("class", block.href.empty() ? "card card-art" : "card card-link card-art"),
                   image(block, 480, "(max-width: 560px) 100vw, 360px") +
                       element("div", "", element("h3", "", title) + lines(block.words)));
  }

  std::string one(const Block& block) {
    switch (block.kind) {
      case Kind::hero: {
        const std::string shown = image(block, 1920, "100vw");
        return element("header", attribute("class", shown.empty() ? "block-hero block-hero-plain" : "block-hero"),
                       shown + element("div", "",
                                       element("h1", "", html_escaped(block.title)) +
                                           classed("p", "lead", html_escaped(block.words))));
      }
      case Kind::text:
        return classed("div", "prose", text_(block.body));
      case Kind::picture:
        return classed("div", "prose", figure(block, "(max-width: 760px) 100vw, 720px"));
      case Kind::gallery:
        return section("block-gallery", block, classed("div", "block-pictures", each(block, [&](const Block& item) {
                                                         return figure(item, "(max-width: 560px) 50vw, 360px");
                                                       })));
      case Kind::cards:
        return section("block-cards", block,
                       classed("ul", "grid grid-3", each(block, [&](const Block& item) { return card(item); })));
      case Kind::steps:
        return section("block-steps", block,
                       classed("ol", "block-way", each(block, [&](const Block& item) {
                                 return element("li", "",
                                                element("h3", "", html_escaped(item.title)) + lines(item.words));
                               })));
      case Kind::quote:
        return classed(
            "figure", "block-quote",
            element("blockquote", "", lines(block.words)) +
                (block.source.empty() ? "" : element("figcaption", "", "—— " + html_escaped(block.source))));
      case Kind::figures:
        return section("block-figures", block,
                       classed("dl", "figures", each(block, [&](const Block& item) {
                                 return element("div", attribute("class", "figure"),
                                                element("dt", "",
                                                        html_escaped(item.words) +
                                                            element("small", "", html_escaped(item.source))) +
                                                    element("dd", "", element("b", "", html_escaped(item.title))));
                               })));
      case Kind::button:
        return classed("p", "block-button", link(block, html_escaped(block.title), "btn btn-main"));
      case Kind::folds:
        return section("block-folds", block, each(block, [&](const Block& item) {
                         return element("details", attribute("class", "card"),
                                        element("summary", "", html_escaped(item.title)) +
                                            classed("div", "fold", lines(item.words)));
                       }));
      case Kind::menu:
      case Kind::activities:
        return section("block-live", block, live_place(live_++));
      case Kind::contact: {
        std::string digits;
        for (const char c : block.source)
          if (c != ' ' && c != '-') digits += c;
        return classed("aside", "lane",
                       element("div", "", element("h2", "", html_escaped(block.title)) + lines(block.words)) + "<a" +
                           attribute("class", "lane-phone") + attribute("href", "tel:" + digits) + ">" +
                           html_escaped(block.source) + "</a>");
      }
      case Kind::card:
      case Kind::step:
      case Kind::figure:
      case Kind::fold:
        break;  // in their own block
    }
    return "";
  }

  const Pictures& pictures_;
  const TextHtml& text_;
  std::size_t live_ = 0;
};

/// The same in plain elements, for where there are no styles of ours.
class PlainPage {
 public:
  PlainPage(const Pictures& pictures, std::string_view address, const TextHtml& text, Links links)
      : pictures_(pictures), address_(address), text_(text), links_(links) {}

  std::string html(const Blocks& blocks) const {
    std::string out;
    for (const Block& block : blocks) out += one(block);
    return out;
  }

 private:
  std::string image(const Block& block) const {
    const auto found = pictures_.find(block.media);
    if (found == pictures_.end()) return "";
    return element("p", "",
                   "<img" + attribute("src", std::string(address_) + picture_path(found->second, 960)) +
                       attribute("alt", block.alt) + ">");
  }
  std::string link(const std::string& href, const std::string& words) const {
    if (links_ == Links::dropped) return html_escaped(words);
    return "<a" + attribute("href", href.starts_with("/") ? std::string(address_) + href : href) + ">" +
           html_escaped(words) + "</a>";
  }
  std::string one(const Block& block) const {
    const bool heads = block.kind != Kind::button && block.kind != Kind::fold && block.kind != Kind::figure &&
                       block.kind != Kind::contact;
    std::string out;
    if (heads && !block.title.empty())
      out += element(rule_of(block.kind).at_top ? "h2" : "h3", "", html_escaped(block.title));
    out += image(block);
    switch (block.kind) {
      case Kind::text:
        return text_(block.body);
      case Kind::button:
        return element("p", "", link(block.href, block.title));
      case Kind::quote:
        return element("blockquote", "", lines(block.words) + lines(block.source));
      case Kind::figure:
        return element("p", "",
                       element("strong", "", html_escaped(block.title)) + " " +
                           html_escaped(block.words + "（" + block.source + "）"));
      case Kind::fold:
        return element("p", "", element("strong", "", html_escaped(block.title))) + lines(block.words);
      case Kind::menu:
        return out + element("p", "", link("/menu", "到平台点单"));
      case Kind::activities:
        return out + element("p", "", link(activities_path(block), "看正在招募的活动"));
      case Kind::contact:
        return element("p", "", html_escaped(block.title + "：" + block.source)) + lines(block.words);
      default:
        break;
    }
    out += lines(block.words);
    if (!block.href.empty()) out += element("p", "", link(block.href, block.title));
    for (const Block& item : block.items) out += one(item);
    return out;
  }
  static std::string activities_path(const Block& block) {
    return block.source == "site" ? "/activities?site=" + block.refs.front() : "/projects/" + block.refs.front();
  }

  const Pictures& pictures_;
  std::string_view address_;
  const TextHtml& text_;
  const Links links_;
};

template <class Visit>
void walk(const Blocks& blocks, const Visit& visit) {
  for (const Block& block : blocks) {
    visit(block);
    walk(block.items, visit);
  }
}

void add_new(std::vector<MediaId>& found, const MediaId& media) {
  if (!media.empty() && std::find(found.begin(), found.end(), media) == found.end()) found.push_back(media);
}

}  // namespace

Result<Blocks> parse_blocks(std::string_view json) {
  if (json.size() > most_body_bytes) return Error::invalid("page.too_large", "body");
  bj::parse_options options;
  options.max_depth = deepest;
  boost::system::error_code failed;
  const bj::value value = bj::parse(json, failed, {}, options);
  if (failed) return Error::invalid("page.malformed", "body");
  return Parser().page(value);
}

std::string to_json(const Blocks& blocks) {
  json::Writer out;
  out.begin().field("type", "page").key("content").array();
  for (const Block& block : blocks) write_block(out, block);
  return out.end_array().end().take();
}

std::string to_html(const Blocks& blocks, const Pictures& pictures, const TextHtml& text) {
  return Page(pictures, text).html(blocks);
}

std::string live_place(std::size_t number) {
  return "<!-- live " + std::to_string(number) + " -->";
}

std::vector<Block> live_blocks(const Blocks& blocks) {
  std::vector<Block> found;
  for (const Block& block : blocks)
    if (block.kind == Kind::menu || block.kind == Kind::activities) found.push_back(block);
  return found;
}

std::string to_plain_html(const Blocks& blocks, const Pictures& pictures, std::string_view address,
                          const TextHtml& text, Links links) {
  return PlainPage(pictures, address, text, links).html(blocks);
}

std::vector<std::string> passages(const Blocks& blocks) {
  std::vector<std::string> found;
  walk(blocks, [&](const Block& block) {
    if (block.kind == Kind::text) {
      for (std::string& passage : passages(block.body)) found.push_back(std::move(passage));
      return;
    }
    for (const Field& field : rule_of(block.kind).fields)
      if (const std::string& said = block.*field.member; !said.empty() && field.name != "of") found.push_back(said);
  });
  return found;
}

std::vector<MediaId> media_of(const Blocks& blocks) {
  std::vector<MediaId> found;
  walk(blocks, [&](const Block& block) {
    add_new(found, block.media);
    for (const MediaId& media : media_of(block.body)) add_new(found, media);
  });
  return found;
}

}  // namespace ws::content
