#pragma once
// A document of an EPUB as the house's own tree. Nothing of its HTML is kept: what the tree has no place for is left
// out and told.

#include <functional>
#include <string>
#include <string_view>

#include "books/package_model.h"
#include "content/public.h"

namespace ws::books {

/// Before the path of another document, in the link of a text, until it is known which chapter that is.
inline constexpr std::string_view link_to_document = "epub:";

struct Surroundings {
  std::string path;  ///< of the document in its package
  /// The library's future picture of a path; empty when there is no such part, or too many pictures.
  std::function<MediaId(const std::string& path)> picture;
  std::function<void(std::string_view kind, std::string_view detail)> leave_out;
  std::string unnamed_picture;  ///< says in words what nobody described
};

/// `html` is the whole document.
content::Body read_chapter(const Node& html, const Surroundings& around);
/// The words of a heading or paragraph.
std::string words_of(const content::Body& block);

}  // namespace ws::books
