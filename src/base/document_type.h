#pragma once
// What kind of document a file is, by what is in it, whatever it is called. Programs, pages and documents with macros
// are none.

#include <optional>
#include <string_view>

namespace ws {

/// How its name should end: "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"; nothing for anything else.
std::optional<std::string_view> document_type(std::string_view bytes);
/// For the Content-Type header; "application/octet-stream" for what document_type never says.
std::string_view media_type_of(std::string_view document_type);

}  // namespace ws
