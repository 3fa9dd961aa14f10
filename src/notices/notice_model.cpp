#include "notices/notice_model.h"

#include <boost/json.hpp>
#include <map>

#include "base/local_time.h"

namespace ws::notices {
namespace {

namespace bj = boost::json;
using Catalogue = std::map<std::string, Text, std::less<>>;

const Catalogue& catalogue() {
  static const Catalogue loaded = [] {
    Catalogue texts;
    for (const EmbeddedText& file : embedded_catalogue()) {
      const bj::value document = bj::parse(bj::string_view(file.text.data(), file.text.size()));
      for (const auto& [kind, text] : document.as_object())
        texts[std::string(kind)] = {std::string(text.at("zh").as_string()), std::string(text.at("en").as_string())};
    }
    return texts;
  }();
  return loaded;
}

const std::string& in_language(const Text& text, std::string_view language) {
  return language == "en" ? text.en : text.zh;
}

std::string value_of(const bj::object& params, std::string_view name, std::string_view language, Instant now) {
  const bj::value* value = params.if_contains(name);
  if (!value) return {};
  if (value->is_int64()) return say_time({value->get_int64()}, now, language);
  if (value->is_object()) {
    const bj::value* text = value->get_object().if_contains(language);
    return text && text->is_string() ? std::string(text->get_string()) : std::string();
  }
  if (!value->is_string()) return {};
  const std::string text(value->get_string());
  const auto word = catalogue().find(std::string(name) + "." + text);
  return word == catalogue().end() ? text : in_language(word->second, language);
}

// Values are put in once and not looked at again: a title with braces stays as it is.
std::string fill(std::string_view pattern, const bj::object& params, std::string_view language, Instant now) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    out += pattern.substr(0, open);
    out += value_of(params, pattern.substr(open + 1, close - open - 1), language, now);
    pattern.remove_prefix(close + 1);
  }
  return out += pattern;
}

}  // namespace

bool is_known(std::string_view kind) {
  return catalogue().contains(kind);
}

Text render(std::string_view kind, std::string_view params, Instant now) {
  const auto found = catalogue().find(kind);
  if (found == catalogue().end()) return {std::string(kind), std::string(kind)};
  boost::system::error_code failed;
  const bj::value parsed = bj::parse(bj::string_view(params.data(), params.size()), failed);
  const bj::object values = !failed && parsed.is_object() ? parsed.get_object() : bj::object();
  return {fill(found->second.zh, values, "zh", now), fill(found->second.en, values, "en", now)};
}

}  // namespace ws::notices
