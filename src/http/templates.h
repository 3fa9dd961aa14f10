#pragma once
// HTML from templates (ctemplate with AUTOESCAPE: it knows attribute, URL and script contexts). The templates are
// read at start and never change while serving.
//
// {{>partials/head.html}} is replaced by that file's text at load, so that values and sections are in the same scope.
// Markers and sections are A-Z, 0-9 and _. Every value is escaped for the place where it stands; there is no way out.
//
// [[key]] is replaced at load by the HTML-escaped text of a catalogue, so one set of templates serves each language;
// a text may hold markers, they stay. Markers whose value is the same on every page as long as the process lives (the
// addresses of the assets) are replaced at load as well.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::http {

/// Values for one template or section. Markers in templates: {{NAME}}, {{#SECTION}}…{{/SECTION}}.
class View {
 public:
  View& set(std::string name, std::string value);
  View& set(std::string name, std::int64_t value);
  /// Shows the section once (no values of its own).
  View& show(std::string section);
  /// Adds one repetition of the section and returns it, for filling. The reference stays valid.
  View& add(std::string section);

  struct Item {
    std::string name;
    std::string value;
  };
  const std::vector<Item>& items() const { return items_; }
  const std::vector<std::pair<std::string, std::unique_ptr<View>>>& sections() const { return sections_; }

 private:
  std::vector<Item> items_;
  std::vector<std::pair<std::string, std::unique_ptr<View>>> sections_;
};

/// Texts by key.
using Catalogue = std::map<std::string, std::string, std::less<>>;
/// Reads a flat JSON object of texts; throws std::runtime_error naming the file when it is none.
Catalogue load_catalogue(const std::string& file);

class Templates {
 public:
  /// Loads every *.html below `directory`; throws std::runtime_error naming the file that does not parse, or that
  /// refers to a key which `texts` has not. `fixed`: values by marker, HTML-escaped as for text or a quoted
  /// attribute.
  explicit Templates(std::string directory, const Catalogue& texts = {}, const Catalogue& fixed = {});
  ~Templates();
  /// Renders "orders/new.html" with `view`; throws std::logic_error for a name that is not there.
  std::string render(std::string_view name, const View& view) const;
  /// Names of all templates, sorted.
  std::vector<std::string> names() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ws::http
