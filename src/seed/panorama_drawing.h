#pragma once
// Panoramas of the demo, drawn: rooms of flat pieces, each a small SVG, seen from the middle.

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace ws::seed {

/// A JPEG, twice as wide as high, of a room as data/pidu/tours.json tells it: `width`, `depth` and `height` in
/// centimetres, the parts of `walls`, `floor` and `ceiling` (or a `sky`), and `things` on walls, on the floor, or
/// standing in the room. `parts` is the folder of the SVGs. Throws std::runtime_error when a part is missing or no
/// SVG.
std::string draw_panorama(const json::Document& room, const std::filesystem::path& parts, int width);

}  // namespace ws::seed
