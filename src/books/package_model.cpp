#include "books/package_model.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "base/text.h"

namespace ws::books {
namespace {

constexpr std::size_t piece = 64 << 10;
constexpr std::size_t longest_name = 400;
constexpr std::size_t small_entry = 1 << 20;  ///< no bomb, however well it is packed

zip_t* archive(void* zip) {
  return static_cast<zip_t*>(zip);
}

/// Neither absolute nor leading out, in no system's spelling.
bool is_path(std::string_view name) {
  if (name.empty() || name.size() > longest_name || name.front() == '/') return false;
  if (has_control_characters(name) || name.find_first_of("\\:\n\t") != name.npos) return false;
  for (const std::string& step : split(name, '/'))
    if (step == "..") return false;
  return true;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string local_name(const char* name) {
  const std::string_view whole(name);
  const std::size_t colon = whole.rfind(':');
  return lower(colon == std::string_view::npos ? whole : whole.substr(colon + 1));
}

/// What XHTML's own DTD would have said; those that books use.
constexpr std::array<std::pair<std::string_view, std::string_view>, 34> characters{{
    {"nbsp", "\u00a0"}, {"copy", "©"},   {"reg", "®"},    {"trade", "™"}, {"mdash", "—"},  {"ndash", "–"},
    {"hellip", "…"},    {"ldquo", "“"},  {"rdquo", "”"},  {"lsquo", "‘"}, {"rsquo", "’"},  {"laquo", "«"},
    {"raquo", "»"},     {"middot", "·"}, {"bull", "•"},   {"times", "×"}, {"divide", "÷"}, {"deg", "°"},
    {"plusmn", "±"},    {"frac12", "½"}, {"frac14", "¼"}, {"sect", "§"},  {"para", "¶"},   {"eacute", "é"},
    {"egrave", "è"},    {"agrave", "à"}, {"uuml", "ü"},   {"ouml", "ö"},  {"auml", "ä"},   {"ensp", " "},
    {"emsp", "\u3000"}, {"yen", "¥"},    {"larr", "←"},   {"rarr", "→"},
}};

class Builder {
 public:
  Builder(const std::string& place, const EpubLimits& limits)
      : place_(place), limits_(limits), parser_(XML_ParserCreate(nullptr), XML_ParserFree) {
    if (!parser_) throw std::bad_alloc();
    XML_Parser parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const char* name, const char** attributes) { of(self).open(name, attributes); },
        [](void* self, const char*) { of(self).close(); });
    XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
      of(self).add({text, static_cast<std::size_t>(size)});
    });
    // Only a declaration of the kind of document may stand there; nothing it names is ever fetched.
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const char*, const char*, const char*, int own) {
      if (own != 0) of(self).stop("book.entities");
    });
    XML_SetSkippedEntityHandler(parser, [](void* self, const char* name, int parameter) {
      if (parameter == 0) of(self).add(character(name));
    });
    XML_UseForeignDTD(parser, XML_TRUE);  // so that an unknown name is skipped, not an error
    open_.push_back(&root_);
  }

  Node build(std::string_view bytes) {
    const auto status = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
    if (!reason_.empty()) throw Trouble{reason_, here()};
    if (status != XML_STATUS_OK) throw Trouble{"book.broken_xml", here()};
    return std::move(root_);
  }

 private:
  static Builder& of(void* self) { return *static_cast<Builder*>(self); }
  static std::string_view character(std::string_view name) {
    for (const auto& [known, text] : characters)
      if (known == name) return text;
    return "";
  }
  std::string here() const { return place_ + ":" + std::to_string(XML_GetCurrentLineNumber(parser_.get())); }

  void stop(const char* reason) {
    if (reason_.empty()) reason_ = reason;
    XML_StopParser(parser_.get(), XML_FALSE);
  }
  bool may_grow() {
    if (static_cast<int>(open_.size()) <= limits_.depth && ++nodes_ <= limits_.nodes) return true;
    stop("book.too_deep");
    return false;
  }
  void open(const char* name, const char** attributes) {
    if (!reason_.empty() || !may_grow()) return;
    Node& node = open_.back()->children.emplace_back();
    node.name = local_name(name);
    for (; attributes[0] != nullptr; attributes += 2) node.attributes.emplace_back(attributes[0], attributes[1]);
    open_.push_back(&node);
  }
  void close() {
    if (reason_.empty()) open_.pop_back();
  }
  void add(std::string_view text) {
    if (!reason_.empty() || text.empty()) return;
    std::vector<Node>& siblings = open_.back()->children;
    if (siblings.empty() || !siblings.back().name.empty()) {
      if (!may_grow()) return;
      siblings.emplace_back();
    }
    siblings.back().text += text;
  }

  const std::string& place_;
  const EpubLimits& limits_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  Node root_{"#document", {}, {}, {}};
  std::vector<Node*> open_;
  std::size_t nodes_ = 0;
  std::string reason_;
};

void add_words(const Node& node, std::string& out) {
  out += node.text;
  for (const Node& child : node.children) add_words(child, out);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

// ---- the package

Package::Package(std::string_view bytes, const EpubLimits& limits) : limits_(limits), budget_(limits.unpacked_bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_ = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (zip_ == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (zip_ == nullptr) throw Trouble{"book.not_epub", ""};
  try {
    check_entries();
  } catch (...) {
    zip_discard(archive(zip_));
    throw;
  }
}

Package::~Package() {
  zip_discard(archive(zip_));
}

/// Of all that is in it, whether it will be read or not.
void Package::check_entries() {
  const zip_int64_t count = zip_get_num_entries(archive(zip_), 0);
  if (count < 0 || static_cast<std::size_t>(count) > limits_.entries) throw Trouble{"book.packed", ""};
  std::size_t sum = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t entry;
    zip_stat_init(&entry);
    if (zip_stat_index(archive(zip_), static_cast<zip_uint64_t>(i), 0, &entry) != 0 || entry.name == nullptr)
      throw Trouble{"book.broken", ""};
    const std::string name = entry.name;
    if (!is_path(name)) throw Trouble{"book.bad_name", name.substr(0, 80)};
    if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && entry.encryption_method != ZIP_EM_NONE)
      throw Trouble{"book.encrypted", name};
    sum += static_cast<std::size_t>(entry.size);
    const bool bomb =
        entry.size > small_entry && entry.size / std::max<zip_uint64_t>(entry.comp_size, 1) > limits_.ratio;
    if (bomb || entry.size > limits_.unpacked_bytes || sum > limits_.unpacked_bytes)
      throw Trouble{"book.packed", name};
  }
}

bool Package::has(const std::string& path) const {
  return !path.empty() && zip_name_locate(archive(zip_), path.c_str(), 0) >= 0;
}

std::string Package::read(const std::string& path, std::size_t most_bytes) {
  if (!has(path)) throw Trouble{"book.missing", path};
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(archive(zip_), path.c_str(), 0), zip_fclose);
  if (!file) throw Trouble{"book.broken", path};
  std::string bytes;
  std::vector<char> buffer(piece);
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0) throw Trouble{"book.broken", path};
    if (got == 0) return bytes;
    const auto size = static_cast<std::size_t>(got);
    // What an entry says of its size is not believed.
    if (size > budget_ || bytes.size() + size > most_bytes) throw Trouble{"book.packed", path};
    budget_ -= size;
    bytes.append(buffer.data(), size);
  }
}

// ---- its XML

std::string_view Node::get(std::string_view attribute) const {
  for (const auto& [known, value] : attributes)
    if (known == attribute) return value;
  return {};
}

const Node* Node::find(std::string_view wanted) const {
  for (const Node& child : children) {
    if (child.name == wanted) return &child;
    if (const Node* found = child.find(wanted)) return found;
  }
  return nullptr;
}

std::string Node::words() const {
  std::string out;
  add_words(*this, out);
  return out;
}

Node parse_xml(std::string_view bytes, const std::string& place, const EpubLimits& limits) {
  return Builder(place, limits).build(bytes);
}

std::string resolved(const std::string& from, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  reference = reference.substr(0, reference.find('?'));
  if (reference.empty() || reference.front() == '/') return "";
  const std::string path = percent_decoded(reference);
  if (path.find(':') != path.npos || has_control_characters(path)) return "";
  std::vector<std::string> steps = split(from, '/');
  steps.pop_back();  // the document itself
  for (const std::string& step : split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step != "..") {
      steps.push_back(step);
      continue;
    }
    if (steps.empty()) return "";
    steps.pop_back();
  }
  std::string out;
  for (const std::string& step : steps) out += (out.empty() ? "" : "/") + step;
  return out;
}

}  // namespace ws::books
