#pragma once
// Pictures by libvips: the only file that knows it. What comes in is untrusted; what goes out has no EXIF, the right
// way up, in sRGB, as WebP.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "content/body_model.h"

namespace ws::content {

/// A drawing is an SVG of our own (the demo's); uploads are JPEG, PNG or WebP.
enum class Origin { upload, drawing };

struct Rendered {
  Picture picture;
  std::vector<std::pair<int, std::string>> files;  ///< by width, as widths_of says
};

/// Takes a second and much memory for a large one: on a worker, never on an I/O thread. Refuses "media.not_a_picture"
/// and "media.too_many_pixels", told from the head before anything is unpacked.
Result<Rendered> render_picture(std::string_view bytes, Origin origin);

/// One of our own files as a JPEG, for whoever knows no WebP. Refuses "media.not_a_picture".
Result<std::string> as_jpeg(std::string_view webp);
/// An SVG of our own as one. Throws std::runtime_error when it is none.
std::string drawing_as_jpeg(std::string_view svg);

// ---- panoramas: all that is seen from one place, twice as wide as high (equirectangular)

inline constexpr int panorama_tile = 512;
/// Widths in which a panorama is cut, smallest first; each is twice the one before.
std::vector<int> panorama_levels(int width);
/// Its hash, told from the head before anything is unpacked. Refuses "media.not_a_picture",
/// "panorama.too_many_pixels", "panorama.shape", "panorama.too_small".
Result<std::string> check_panorama(std::string_view bytes);
/// Hands out JPEGs by name: "LEVEL-COLUMN-ROW.jpg" for each tile, "base.jpg" (all of it, small), "card.jpg" (what one
/// sees first, as a camera would). Answers the width of the largest level. As slow as render_picture, and more.
using KeepPiece = std::function<void(const std::string& name, std::string_view bytes)>;
Result<int> cut_panorama(std::string_view bytes, const KeepPiece& keep);

// ---- drawings of our own

struct Pixels {
  int width = 0, height = 0, bands = 4;  ///< RGBA, or RGB
  std::vector<std::uint8_t> bytes;
};
/// An SVG as it is drawn at that many pixels a unit.
Result<Pixels> draw(std::string_view svg, double scale);
Result<std::string> as_jpeg(const Pixels& pixels);

}  // namespace ws::content
