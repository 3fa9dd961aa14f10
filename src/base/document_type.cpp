#include "base/document_type.h"

#include <algorithm>
#include <array>

namespace ws {
namespace {

struct Type {
  std::string_view name, media_type;
  std::string_view begins;
  std::string_view holds;  ///< the names of a packed document's parts stand in it as they are
};
constexpr std::string_view packed = "PK\x03\x04";
constexpr std::array<Type, 7> types{{
    {"pdf", "application/pdf", "%PDF-", ""},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", packed, "word/document.xml"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", packed, "xl/workbook.xml"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", packed,
     "ppt/presentation.xml"},
    {"odt", "application/vnd.oasis.opendocument.text", packed, "mimetypeapplication/vnd.oasis.opendocument.text"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet", packed,
     "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"},
    {"odp", "application/vnd.oasis.opendocument.presentation", packed,
     "mimetypeapplication/vnd.oasis.opendocument.presentation"},
}};
constexpr std::array<std::string_view, 3> macros{"vbaProject.bin", "Basic/script-lc.xml", "Basic/Standard/"};

}  // namespace

std::optional<std::string_view> document_type(std::string_view bytes) {
  for (const Type& type : types) {
    if (!bytes.starts_with(type.begins) || bytes.find(type.holds) == bytes.npos) continue;
    const bool has_macros = type.begins == packed && std::ranges::any_of(macros, [&](std::string_view name) {
                              return bytes.find(name) != bytes.npos;
                            });
    if (!has_macros) return type.name;
  }
  return std::nullopt;
}

std::string_view media_type_of(std::string_view document_type) {
  const auto found = std::ranges::find(types, document_type, &Type::name);
  return found == types.end() ? "application/octet-stream" : found->media_type;
}

}  // namespace ws
