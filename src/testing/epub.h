#pragma once
// A small EPUB for tests, right unless a test changes a part of it.

#include <map>
#include <string>
#include <vector>

namespace ws::testing {

struct EpubSource {
  /// Bodies of the chapters: what stands inside <body>.
  std::vector<std::string> chapters{"<h1>一</h1><p>第一章的话。</p>"};
  std::string metadata =
      "<dc:identifier>isbn:1</dc:identifier><dc:title>小书</dc:title><dc:creator>老街坊</dc:creator>"
      "<dc:language>zh-CN</dc:language><dc:description>一本小书。</dc:description>";
  std::string manifest;  ///< further items
  /// Further parts, or others in their place, by path.
  std::map<std::string, std::string> parts;

  std::string packed() const;
};

/// One of the demo's own, without its drawings.
std::string demo_epub(const std::string& folder);
/// A chapter's whole document.
std::string xhtml(const std::string& body, const std::string& before = "<!DOCTYPE html>");

}  // namespace ws::testing
