#include "books/epub_service.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "books/chapter_service.h"

namespace ws::books {
namespace {

using content::Body;
using Kind = Body::Kind;

constexpr std::string_view epub_type = "application/epub+zip";
constexpr std::string_view xhtml_type = "application/xhtml+xml";
constexpr std::size_t most_title_points = 80, most_summary_points = 500, most_name_points = 80;
// A chapter that is longer goes on in a next one: within what content::parse_body takes, with room to spare.
constexpr std::size_t most_part_bytes = 160 << 10, most_part_points = 36'000, most_part_images = 50;
constexpr std::size_t most_part_blocks = 1'500;

struct Item {
  std::string id, path, type, properties;
  bool remote = false;
};

bool has_word(std::string_view list, std::string_view word) {
  const auto words = split(list, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string points_of(const std::string& text, std::size_t most) {
  std::string line;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (blank && (line.empty() || line.back() == ' ')) continue;
    line += blank ? ' ' : c;
  }
  line = trim(line);
  std::size_t points = 0, at = 0;
  while (at < line.size() && points < most) {
    ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) ++at;
    ++points;
  }
  return line.substr(0, at);
}

/// A summary often comes as escaped HTML.
std::string without_tags(std::string_view text) {
  std::string out;
  bool in_tag = false;
  for (const char c : text) {
    if (c == '<') in_tag = true;
    if (!in_tag) out += c;
    if (c == '>' && in_tag) {
      in_tag = false;
      out += ' ';
    }
  }
  return out;
}

template <class Visit>
void walk(Body& body, const Visit& visit) {
  visit(body);
  for (Body& child : body.content) walk(child, visit);
}

template <class Visit>
void each_element(const Node& node, std::string_view name, const Visit& visit) {
  for (const Node& child : node.children) {
    if (child.name == name) visit(child);
    each_element(child, name, visit);
  }
}

struct TocEntry {
  std::string title;
  int depth = 1;
};
using Toc = std::map<std::string, TocEntry>;  ///< by path, the first of each

class EpubReader {
 public:
  EpubReader(std::string_view bytes, const BookId& book, const std::function<MediaId()>& fresh,
             const EpubLimits& limits)
      : limits_(limits), package_(bytes, limits), book_(book), fresh_(fresh) {}

  Epub read() {
    check_kind();
    find_package_document();
    const Node package = document(opf_path_);
    read_metadata(package);
    read_manifest(package);
    read_contents(package);
    read_spine(package);
    if (epub_.chapters.empty()) throw Trouble{"book.no_text", ""};
    lead_links();
    return std::move(epub_);
  }

 private:
  Node document(const std::string& path) {
    return parse_xml(package_.read(path, limits_.document_bytes), path, limits_);
  }

  void leave_out(std::string_view kind, std::string_view detail) {
    const auto chapter = static_cast<std::int64_t>(chapter_);
    for (Omission& known : epub_.omissions)
      if (known.chapter == chapter && known.kind == kind) {
        ++known.times;
        return;
      }
    if (epub_.omissions.size() < limits_.omissions)
      epub_.omissions.push_back({chapter, std::string(kind), points_of(std::string(detail), 120), 1});
  }

  // ---- what it is

  void check_kind() {
    if (!package_.has("mimetype") || trim(package_.read("mimetype", 200)) != epub_type)
      throw Trouble{"book.not_epub", "mimetype"};
    // Readers that open nothing else are told so by a file of the vendor's.
    if (package_.has("META-INF/rights.xml") || package_.has("META-INF/license.lcpl"))
      throw Trouble{"book.drm", "META-INF"};
    if (!package_.has("META-INF/encryption.xml")) return;
    const Node encryption = document("META-INF/encryption.xml");
    each_element(encryption, "encrypteddata", [&](const Node& data) { check_obfuscation(data); });
  }

  /// Fonts may be made unreadable to others: they are left out anyway. All else is a lock.
  static void check_obfuscation(const Node& data) {
    const Node* method = data.find("encryptionmethod");
    const std::string_view algorithm = method != nullptr ? method->get("Algorithm") : "";
    const Node* reference = data.find("cipherreference");
    const std::string path(reference != nullptr ? reference->get("URI") : "");
    const auto ends = [&](std::string_view ending) { return path.ends_with(ending); };
    const bool font = ends(".otf") || ends(".ttf") || ends(".woff") || ends(".woff2") || ends(".ttc");
    const bool known =
        algorithm == "http://www.idpf.org/2008/embedding" || algorithm == "http://ns.adobe.com/pdf/enc#RC";
    if (!font || !known) throw Trouble{"book.drm", path.substr(0, 120)};
  }

  void find_package_document() {
    const Node container = document("META-INF/container.xml");
    const Node* root = container.find("rootfile");
    opf_path_ = root != nullptr ? std::string(root->get("full-path")) : "";
    if (!package_.has(opf_path_))
      throw Trouble{"book.missing", opf_path_.empty() ? "META-INF/container.xml" : opf_path_};
  }

  // ---- what it says of itself

  void read_metadata(const Node& package) {
    const Node* metadata = package.find("metadata");
    if (metadata == nullptr) throw Trouble{"book.missing", opf_path_};
    const auto all = [&](std::string_view name) {
      std::vector<std::string> found;
      each_element(*metadata, name, [&](const Node& one) {
        if (std::string words = trim(one.words()); !words.empty()) found.push_back(std::move(words));
      });
      return found;
    };
    const auto first = [&](std::string_view name, std::size_t most) {
      const auto found = all(name);
      return found.empty() ? std::string() : points_of(found.front(), most);
    };
    BookWords& words = epub_.words;
    words.title = first("title", most_title_points);
    std::string creators;
    for (const std::string& one : all("creator")) creators += (creators.empty() ? "" : "、") + one;
    words.creator = points_of(creators, most_name_points);
    words.publisher = first("publisher", most_name_points);
    words.language = first("language", 20);
    words.source = first("source", 200);
    const auto summary = all("description");
    if (!summary.empty()) words.summary = points_of(without_tags(summary.front()), most_summary_points);
    epub_.identifier = first("identifier", 120);
    epub_.stated_rights = first("rights", 300);
    each_element(*metadata, "meta", [&](const Node& meta) {
      if (meta.get("name") == "cover") cover_id_ = std::string(meta.get("content"));
      if (meta.get("property") == "rendition:layout" && trim(meta.words()) == "pre-paginated")
        leave_out("fixed_layout", "rendition:layout");
    });
  }

  void read_manifest(const Node& package) {
    const Node* manifest = package.find("manifest");
    if (manifest == nullptr) throw Trouble{"book.missing", opf_path_};
    each_element(*manifest, "item", [&](const Node& node) {
      Item item;
      item.id = std::string(node.get("id"));
      item.type = std::string(node.get("media-type"));
      item.properties = std::string(node.get("properties"));
      const std::string_view href = node.get("href");
      item.remote = href.find("://") != href.npos || href.starts_with("//");
      item.path = item.remote ? std::string(href) : resolved(opf_path_, href);
      note_unread(item);
      if (has_word(item.properties, "nav")) nav_path_ = item.path;
      if (has_word(item.properties, "cover-image")) cover_id_ = item.id;
      items_.emplace(item.id, std::move(item));
    });
    const auto cover = items_.find(cover_id_);
    if (cover == items_.end() || cover->second.remote) return;
    epub_.cover = picture(cover->second.path);
  }

  /// Of parts that no chapter takes in.
  void note_unread(const Item& item) {
    const std::string& type = item.type;
    if (item.remote) return leave_out("remote", item.path);
    if (type == "text/css") return leave_out("style", item.path);
    if (type.find("font") != type.npos || type == "application/vnd.ms-opentype") return leave_out("font", item.path);
    if (type.find("javascript") != type.npos || type.find("ecmascript") != type.npos)
      return leave_out("script", item.path);
    if (type.starts_with("audio/") || type.starts_with("video/")) return leave_out("media", item.path);
  }

  // ---- its contents

  void read_contents(const Node& package) {
    if (!nav_path_.empty() && package_.has(nav_path_)) return read_nav(document(nav_path_));
    const Node* spine = package.find("spine");
    const auto ncx = spine != nullptr ? items_.find(std::string(spine->get("toc"))) : items_.end();
    if (ncx == items_.end() || !package_.has(ncx->second.path)) return;
    const Node toc = document(ncx->second.path);
    if (const Node* map = toc.find("navmap")) read_ncx(*map, ncx->second.path, 1);
  }

  void enter(const std::string& from, std::string_view reference, const std::string& title, int depth) {
    const std::string path = resolved(from, reference);
    std::string words = points_of(title, most_title_points);
    if (!path.empty() && !words.empty()) toc_.emplace(path, TocEntry{std::move(words), std::min(depth, 3)});
  }

  void read_nav(const Node& document) {
    const Node* toc = nullptr;
    each_element(document, "nav", [&](const Node& nav) {
      if (toc == nullptr && has_word(nav.get("epub:type"), "toc")) toc = &nav;
    });
    if (toc == nullptr) toc = document.find("nav");
    if (const Node* list = toc != nullptr ? toc->find("ol") : nullptr) read_nav_list(*list, 1);
  }
  void read_nav_list(const Node& list, int depth) {
    for (const Node& item : list.children) {
      if (item.name != "li") continue;
      for (const Node& child : item.children) {
        if (child.name == "a") enter(nav_path_, child.get("href"), child.words(), depth);
        if (child.name == "ol") read_nav_list(child, depth + 1);
      }
    }
  }
  void read_ncx(const Node& parent, const std::string& path, int depth) {
    for (const Node& point : parent.children) {
      if (point.name != "navpoint") continue;
      const Node* label = point.find("text");
      const Node* target = point.find("content");
      if (label != nullptr && target != nullptr) enter(path, target->get("src"), label->words(), depth);
      read_ncx(point, path, depth + 1);
    }
  }

  // ---- its chapters

  void read_spine(const Node& package) {
    const Node* spine = package.find("spine");
    if (spine == nullptr) throw Trouble{"book.missing", opf_path_};
    each_element(*spine, "itemref", [&](const Node& reference) {
      const auto item = items_.find(std::string(reference.get("idref")));
      if (item == items_.end()) throw Trouble{"book.missing", std::string(reference.get("idref")).substr(0, 80)};
      chapter_ = epub_.chapters.size() + 1;
      if (item->second.path == nav_path_) return;  // our own contents take its place
      if (reference.get("linear") == "no") return leave_out("aside", item->second.path);
      if (item->second.type != xhtml_type || item->second.remote) return leave_out("drawing", item->second.path);
      read_document(item->second.path);
    });
    chapter_ = 0;
  }

  void read_document(const std::string& path) {
    const Node html = document(path);
    const std::size_t pictures_before = unnamed_;
    Surroundings around{path, [&](const std::string& of) { return picture(of); },
                        [&](std::string_view kind, std::string_view detail) { leave_out(kind, detail); },
                        "插图 " + std::to_string(pictures_before + 1)};
    Body body = read_chapter(html, around);
    unnamed_ += content::media_of(body).size();
    if (body.content.empty()) return;
    const bool only_cover = body.content.size() == 1 && body.content.front().kind == Kind::image &&
                            body.content.front().media == epub_.cover;
    if (only_cover) return;
    const TocEntry entry = entry_of(path, html, body);
    Body& first = body.content.front();
    if (first.kind == Kind::heading && points_of(words_of(first), most_title_points) == entry.title)
      body.content.erase(body.content.begin());
    chapter_of_[path] = epub_.chapters.size() + 1;
    add_parts(entry, std::move(body), path);
  }

  TocEntry entry_of(const std::string& path, const Node& html, const Body& body) const {
    if (const auto known = toc_.find(path); known != toc_.end()) return known->second;
    TocEntry entry;
    for (const Body& block : body.content) {
      if (block.kind != Kind::heading) continue;
      entry.title = points_of(words_of(block), most_title_points);
      break;
    }
    if (entry.title.empty())
      if (const Node* title = html.find("title")) entry.title = points_of(title->words(), most_title_points);
    if (entry.title.empty()) entry.title = "第 " + std::to_string(epub_.chapters.size() + 1) + " 节";
    return entry;
  }

  /// As few chapters as hold it.
  void add_parts(const TocEntry& entry, Body body, const std::string& path) {
    std::vector<Body> blocks = std::move(body.content);
    std::size_t at = 0, part = 1;
    do {
      EpubChapter chapter;
      chapter.title = part == 1 ? entry.title : entry.title + "（续 " + std::to_string(part - 1) + "）";
      chapter.depth = part == 1 ? entry.depth : std::min(entry.depth + 1, 3);
      std::size_t bytes = 0, points = 0, images = 0;
      for (; at < blocks.size(); ++at) {
        const std::string json = content::to_json(blocks[at]);
        std::size_t said = 0, shown = 0;
        walk(blocks[at], [&](const Body& one) {
          said += code_points(one.text) + code_points(one.caption);
          if (one.kind == Kind::image) ++shown;
        });
        const bool full = bytes + json.size() > most_part_bytes || points + said > most_part_points ||
                          images + shown > most_part_images || chapter.body.content.size() >= most_part_blocks;
        if (full && !chapter.body.content.empty()) break;
        bytes += json.size();
        points += said;
        images += shown;
        chapter.body.content.push_back(std::move(blocks[at]));
      }
      add(std::move(chapter), path);
      ++part;
    } while (at < blocks.size());
  }

  void add(EpubChapter chapter, const std::string& path) {
    if (!content::parse_body(content::to_json(without_links(chapter.body))))
      throw Trouble{"book.chapter_too_large", path};
    walk(chapter.body, [&](const Body& one) { points_ += code_points(one.text); });
    if (points_ > limits_.points || epub_.chapters.size() >= limits_.chapters) throw Trouble{"book.too_long", path};
    chapter.pictures = content::media_of(chapter.body);
    epub_.chapters.push_back(std::move(chapter));
  }
  /// Where they lead is not known yet.
  static Body without_links(Body body) {
    walk(body, [](Body& one) { one.href.clear(); });
    return body;
  }

  void lead_links() {
    for (std::size_t i = 0; i < epub_.chapters.size(); ++i) {
      chapter_ = i + 1;
      walk(epub_.chapters[i].body, [&](Body& one) {
        if (!one.href.starts_with(link_to_document)) return;
        const auto to = chapter_of_.find(one.href.substr(link_to_document.size()));
        if (to == chapter_of_.end()) leave_out("lost_link", one.text);
        one.href = to == chapter_of_.end() || to->second == i + 1 ? "" : chapter_path(book_, to->second);
      });
    }
  }

  // ---- its pictures

  MediaId picture(const std::string& path) {
    if (const auto known = pictures_.find(path); known != pictures_.end()) return known->second;
    if (!package_.has(path) || epub_.pictures.size() >= limits_.pictures) return {};
    EpubPicture fresh{fresh_(), path, package_.read(path, limits_.picture_bytes)};
    const MediaId id = fresh.id;
    pictures_.emplace(path, id);
    epub_.pictures.push_back(std::move(fresh));
    return id;
  }

  const EpubLimits& limits_;
  Package package_;
  const BookId& book_;
  const std::function<MediaId()>& fresh_;
  Epub epub_;
  std::string opf_path_, nav_path_, cover_id_;
  std::map<std::string, Item> items_;
  Toc toc_;
  std::map<std::string, MediaId> pictures_;
  std::map<std::string, std::size_t> chapter_of_;
  std::size_t chapter_ = 0, points_ = 0, unnamed_ = 0;
};

}  // namespace

Result<Epub> read_epub(std::string_view bytes, const BookId& book, const std::function<MediaId()>& fresh,
                       const EpubLimits& limits) {
  try {
    return EpubReader(bytes, book, fresh, limits).read();
  } catch (const Trouble& trouble) {
    return Error::invalid(trouble.reason, trouble.place);
  }
}

void take_out(Epub& epub, MediaId picture) {
  std::string path;
  std::erase_if(epub.pictures, [&](const EpubPicture& one) {
    if (one.id == picture) path = one.path;
    return one.id == picture;
  });
  if (epub.cover == picture) {
    epub.cover = {};
    epub.omissions.push_back({0, "bad_picture", path, 1});
  }
  for (std::size_t i = 0; i < epub.chapters.size(); ++i) {
    EpubChapter& chapter = epub.chapters[i];
    if (std::erase(chapter.pictures, picture) == 0) continue;
    // Pictures stand at the top alone.
    std::erase_if(chapter.body.content,
                  [&](const Body& one) { return one.kind == Kind::image && one.media == picture; });
    epub.omissions.push_back({static_cast<std::int64_t>(i) + 1, "bad_picture", path, 1});
  }
}

std::string chapter_path(const BookId& book, std::size_t number) {
  return "/books/" + book.str() + "/" + std::to_string(number);
}

}  // namespace ws::books
