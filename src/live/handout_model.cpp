#include "live/handout_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/document_type.h"

namespace ws::live {
namespace {

using Kind = Handout::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kinds{
    {{Kind::file, "file"}, {Kind::picture, "picture"}, {Kind::article, "article"}}};

struct PictureType {
  std::string_view name, media_type, begins;
};
constexpr std::array<PictureType, 2> pictures{
    {{"png", "image/png", "\x89PNG\r\n"}, {"jpg", "image/jpeg", "\xff\xd8\xff"}}};

}  // namespace

std::string_view to_text(Kind kind) {
  for (const auto& [known, text] : kinds)
    if (known == kind) return text;
  throw std::logic_error("a kind of hand-out without a word");
}

std::optional<Kind> parse_handout_kind(std::string_view text) {
  for (const auto& [kind, known] : kinds)
    if (known == text) return kind;
  return std::nullopt;
}

Result<std::string> handout_type(std::string_view bytes) {
  for (const PictureType& type : pictures)
    if (bytes.starts_with(type.begins)) return std::string(type.name);
  const auto document = document_type(bytes);
  if (!document) return Error::invalid("live.handout_type", "file");
  return std::string(*document);
}

std::string_view media_type_of(std::string_view handout_type) {
  const auto found = std::ranges::find(pictures, handout_type, &PictureType::name);
  return found == pictures.end() ? ws::media_type_of(handout_type) : found->media_type;
}

}  // namespace ws::live
