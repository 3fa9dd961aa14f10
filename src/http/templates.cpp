#include "http/templates.h"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <unordered_map>

namespace ws::http {

View& View::set(std::string name, std::string value) {
  items_.push_back({std::move(name), std::move(value)});
  return *this;
}
View& View::set(std::string name, std::int64_t value) {
  return set(std::move(name), std::to_string(value));
}
View& View::show(std::string section) {
  add(std::move(section));
  return *this;
}
View& View::add(std::string section) {
  sections_.emplace_back(std::move(section), std::make_unique<View>());
  return *sections_.back().second;
}

namespace {

using Sources = std::map<std::string, std::string, std::less<>>;

/// In front of every template. Nobody can forget it, and a second one in a file is refused below.
constexpr std::string_view autoescape = "{{%AUTOESCAPE context=\"HTML\"}}";

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw std::runtime_error("template " + name + ": " + why);
}

Sources read_all(const std::filesystem::path& root) {
  if (!std::filesystem::is_directory(root)) refuse(root.string(), "no such directory");
  Sources sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".html") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    sources.emplace(std::filesystem::relative(entry.path(), root).generic_string(), std::move(text));
  }
  return sources;
}

/// The names of a template's markers, each found by the library's number for it: looked up once at load, not with
/// every value of every page. The library keeps pointers to the texts, so they live as long as the process.
class Names {
 public:
  void add(std::string_view name) {
    if (by_text_.contains(name)) return;
    static std::mutex mutex;
    static std::set<std::string, std::less<>> texts;
    const std::lock_guard lock(mutex);
    const std::string& text = *texts.emplace(name).first;
    const auto added = by_text_.emplace(text, ctemplate::StaticTemplateString{{text.data(), text.size(), 0}}).first;
    const ctemplate::StaticTemplateStringInitializer numbered(&added->second);
  }
  /// Nothing if no template asks for it.
  const ctemplate::StaticTemplateString* find(std::string_view name) const {
    const auto found = by_text_.find(name);
    return found == by_text_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<std::string_view, ctemplate::StaticTemplateString> by_text_;
};

/// Refuses a marker that could weaken escaping: a modifier ({{NAME:none}}) or another pragma. Takes down the names.
void check_markers(const std::string& name, std::string_view text, Names& names) {
  for (std::size_t at = 0; (at = text.find("{{", at)) != std::string_view::npos; at += 2) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) refuse(name, "a marker is not closed");
    const std::string_view marker = text.substr(at + 2, end - at - 2);
    if (marker.starts_with('!')) continue;  // comment
    if (marker.starts_with('%')) refuse(name, "pragmas are not allowed");
    const std::string_view bare = marker.starts_with('#') || marker.starts_with('/') ? marker.substr(1) : marker;
    if (bare.empty() || bare.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
      refuse(name, "marker {{" + std::string(marker) + "}}");
    names.add(bare);
  }
}

/// `text` with every {{>partial}} replaced by that file's text, recursively.
std::string inlined(const Sources& sources, const std::string& name, int depth = 0) {
  constexpr int deepest = 8;
  if (depth > deepest) refuse(name, "partials include each other");
  const std::string& text = sources.find(name)->second;
  std::string out;
  std::size_t at = 0;
  for (std::size_t start; (start = text.find("{{>", at)) != std::string::npos;) {
    const std::size_t end = text.find("}}", start);
    if (end == std::string::npos) refuse(name, "a marker is not closed");
    const std::string partial = text.substr(start + 3, end - start - 3);
    if (!sources.contains(partial)) refuse(name, "unknown partial " + partial);
    out.append(text, at, start - at);
    out += inlined(sources, partial, depth + 1);
    at = end + 2;
  }
  return out.append(text, at);
}

std::string escaped(std::string_view text) {
  std::string out;
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

/// `text` with every [[key]] replaced by its text. What looks otherwise ([[ in a script) is a mistake, too.
std::string told(const std::string& name, const std::string& text, const Catalogue& texts) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t start; (start = text.find("[[", at)) != std::string::npos;) {
    const std::size_t end = text.find("]]", start);
    if (end == std::string::npos) refuse(name, "a text's key is not closed");
    const std::string key = text.substr(start + 2, end - start - 2);
    const auto found = texts.find(key);
    if (found == texts.end()) refuse(name, "no text [[" + key + "]]");
    out.append(text, at, start - at).append(escaped(found->second));
    at = end + 2;
  }
  return out.append(text, at);
}

/// `text` with the markers that `fixed` knows replaced by their values.
std::string settled(const std::string& text, const Catalogue& fixed) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t start; (start = text.find("{{", at)) != std::string::npos;) {
    const std::size_t end = text.find("}}", start);
    if (end == std::string::npos) break;  // check_markers says so
    const auto found = fixed.find(std::string_view(text).substr(start + 2, end - start - 2));
    out.append(text, at, (found == fixed.end() ? end + 2 : start) - at);
    if (found != fixed.end()) out += escaped(found->second);
    at = end + 2;
  }
  return out.append(text, at);
}

void fill(ctemplate::TemplateDictionary& dictionary, const View& view, const Names& names) {
  for (const View::Item& item : view.items())
    if (const auto* name = names.find(item.name))
      dictionary.SetValueWithoutCopy(*name, ctemplate::TemplateString(item.value.data(), item.value.size()));
  for (const auto& [text, section] : view.sections())
    if (const auto* name = names.find(text)) fill(*dictionary.AddSectionDictionary(*name), *section, names);
}

}  // namespace

struct Templates::Impl {
  Names markers;
  ctemplate::TemplateCache cache;
  std::vector<std::string> names;
};

Catalogue load_catalogue(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  boost::system::error_code ec;
  const boost::json::value value = boost::json::parse(text, ec);
  if (ec || !value.is_object()) throw std::runtime_error(file + ": no JSON object");
  Catalogue texts;
  for (const auto& [key, entry] : value.get_object()) {
    if (!entry.is_string()) throw std::runtime_error(file + ": " + std::string(key) + " is no text");
    texts.emplace(std::string(key), std::string(entry.get_string()));
  }
  return texts;
}

Templates::Templates(std::string directory, const Catalogue& texts, const Catalogue& fixed)
    : impl_(std::make_unique<Impl>()) {
  const Sources sources = read_all(directory);
  for (const auto& [name, ignored] : sources) {
    const std::string text = settled(told(name, inlined(sources, name), texts), fixed);
    check_markers(name, text, impl_->markers);
    if (!impl_->cache.StringToTemplateCache(name, std::string(autoescape) + text, ctemplate::STRIP_BLANK_LINES))
      refuse(name, "does not parse");
    impl_->names.push_back(name);
  }
  impl_->cache.Freeze();
}

Templates::~Templates() = default;

std::vector<std::string> Templates::names() const {
  return impl_->names;
}

std::string Templates::render(std::string_view name, const View& view) const {
  ctemplate::TemplateDictionary dictionary("page");
  fill(dictionary, view, impl_->markers);
  std::string out;
  if (!impl_->cache.ExpandNoLoad(ctemplate::TemplateString(name.data(), name.size()), ctemplate::STRIP_BLANK_LINES,
                                 &dictionary, nullptr, &out))
    throw std::logic_error("no template " + std::string(name));
  return out;
}

}  // namespace ws::http
