#include "http/reasons.h"

#include <boost/json.hpp>
#include <map>
#include <string>

#include "http/http.h"

namespace ws::http {
namespace {

struct Sentence {
  std::string zh;
  std::string en;
};
using Catalogue = std::map<std::string, Sentence, std::less<>>;

Catalogue load() {
  Catalogue catalogue;
  for (const EmbeddedText& file : embedded_reasons()) {
    const boost::json::value document =
        boost::json::parse(boost::json::string_view(file.text.data(), file.text.size()));
    for (const auto& [reason, sentences] : document.as_object())
      catalogue[std::string(reason)] = {std::string(sentences.at("zh").as_string()),
                                        std::string(sentences.at("en").as_string())};
  }
  return catalogue;
}

}  // namespace

std::string sentence(std::string_view reason, std::string_view language) {
  static const Catalogue catalogue = load();
  const auto found = catalogue.find(reason);
  if (found == catalogue.end()) return std::string(reason);
  return language == "en" ? found->second.en : found->second.zh;
}

}  // namespace ws::http
