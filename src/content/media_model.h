#pragma once
// What must be said of a picture or a film before others may show it.

#include <string>

#include "base/result.h"

namespace ws::content {

struct MediaWords {
  std::string title, alt, credit;
  std::string people;        ///< who can be recognised: "none", "crowd", "consented"
  std::string consent_note;  ///< whose consent, and where it is kept; required for "consented"
};
/// Refuses "field.characters", "media.consent".
Outcome check_words(const MediaWords& words);

}  // namespace ws::content
