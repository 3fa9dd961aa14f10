#pragma once
// EPUBs of our own: folders of small sources, packed as any tool would pack them, so that the demo's books come by
// the way of everybody's.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ws::seed {

using EpubParts = std::vector<std::pair<std::string, std::string>>;  ///< path and bytes

/// A ZIP of the parts, with the word that makes it an EPUB in front.
std::string pack_epub(const EpubParts& parts);
/// All files below a folder, by their path in it.
EpubParts read_parts(const std::filesystem::path& folder);

}  // namespace ws::seed
