// What people wrote, made up, in each place where a page shows it: as text, in attributes, as an address, in a
// query. The page has no element and no attribute more than with plain words.
// Sources: src/http/templates.cpp
// Libraries: ctemplate boost_json
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "http/templates.h"
#include "pieces.h"

namespace {

constexpr std::string_view page =
    "<!doctype html>\n<html lang=\"zh\"><head><title>{{WORDS}} · 五双</title></head>\n"
    "<body><p id=\"a\" title=\"{{WORDS}}\">{{WORDS}}</p><a id=\"b\" href=\"{{WORDS}}\">x</a>\n"
    "<a id=\"c\" href=\"/search?q={{WORDS}}\">{{#AGAIN}}{{WORDS}}{{/AGAIN}}</a>\n"
    "<textarea name=\"t\">{{WORDS}}</textarea><input value=\"{{WORDS}}\"></body></html>\n";

/// The page in a directory of its own: templates are read once, at the start.
std::string directory() {
  const auto path = std::filesystem::temp_directory_path() / ("fuzz-templates-" + std::to_string(getpid()));
  std::filesystem::create_directories(path);
  std::ofstream(path / "page.html") << page;
  return path.string();
}

std::string render(std::string words) {
  ws::http::View view;
  view.set("WORDS", words).add("AGAIN").set("WORDS", words);
  static const ws::http::Templates templates(directory());
  return templates.render("page.html", view);
}

/// The marks of HTML in their order: where words stand between them does not matter.
std::string bones(const std::string& html) {
  std::string out;
  std::copy_if(html.begin(), html.end(), std::back_inserter(out),
               [](char c) { return c == '<' || c == '>' || c == '"' || c == '\''; });
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string plain = bones(render("words"));
  const std::string html = render(std::string(ws::fuzz::text_of(data, size)));
  if (bones(html) != plain) std::abort();
  const std::size_t address = html.find("id=\"b\" href=\"") + 13;
  std::string scheme = html.substr(address, html.find('"', address) - address);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](unsigned char c) { return std::tolower(c); });
  scheme.erase(std::remove_if(scheme.begin(), scheme.end(), [](unsigned char c) { return c <= ' '; }), scheme.end());
  if (scheme.starts_with("javascript:") || scheme.starts_with("data:") || scheme.starts_with("vbscript:"))
    std::abort();
  return 0;
}
