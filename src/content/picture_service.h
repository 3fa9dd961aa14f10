#pragma once
// Pictures by libvips: the only file that knows it. What comes in is untrusted; what goes out has no EXIF, the right
// way up, in sRGB, as WebP.

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

}  // namespace ws::content
