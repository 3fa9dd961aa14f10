#include "content/media_model.h"

#include <utility>

#include "base/text.h"

namespace ws::content {

Outcome check_words(const MediaWords& words) {
  for (const auto& [field, text] : {std::pair{"title", &words.title},
                                    {"alt", &words.alt},
                                    {"credit", &words.credit},
                                    {"consent_note", &words.consent_note}})
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  if (words.people == "consented" && trim(words.consent_note).empty())
    return Error::invalid("media.consent", "consent_note");
  return Done{};
}

}  // namespace ws::content
