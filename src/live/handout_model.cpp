#include "live/handout_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace ws::live {
namespace {

using Kind = Handout::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kinds{
    {{Kind::file, "file"}, {Kind::picture, "picture"}, {Kind::article, "article"}}};

struct Type {
  std::string_view name, media_type;
  std::string_view begins;
  std::string_view holds;  ///< the names of a packed document's parts stand in it as they are
};
constexpr std::array<Type, 6> types{{
    {"pdf", "application/pdf", "%PDF-", ""},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04",
     "word/document.xml"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04", "xl/workbook.xml"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PK\x03\x04",
     "ppt/presentation.xml"},
    {"png", "image/png", "\x89PNG\r\n", ""},
    {"jpg", "image/jpeg", "\xff\xd8\xff", ""},
}};
constexpr std::string_view macros = "vbaProject.bin";

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
  for (const Type& type : types)
    if (bytes.starts_with(type.begins) && bytes.find(type.holds) != bytes.npos && bytes.find(macros) == bytes.npos)
      return std::string(type.name);
  return Error::invalid("live.handout_type", "file");
}

std::string_view media_type_of(std::string_view handout_type) {
  const auto found = std::ranges::find(types, handout_type, &Type::name);
  return found == types.end() ? "application/octet-stream" : found->media_type;
}

}  // namespace ws::live
