#pragma once
// Words and lines on a cairo canvas, with Pango for Chinese text. What is drawn with the same fonts installed is the
// same.

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

namespace ws {

struct Colour {
  double red, green, blue;
};

inline constexpr const char* serif = "Noto Serif CJK SC";
inline constexpr const char* sans = "Noto Sans CJK SC";

/// The colours of what is handed out on paper and as cards.
namespace palette {
inline constexpr Colour paper{0.984, 0.969, 0.945};
inline constexpr Colour brand{0.78, 0.09, 0.11};
inline constexpr Colour pale{0.965, 0.870, 0.850};
inline constexpr Colour ink{0.13, 0.11, 0.10};
inline constexpr Colour quiet{0.42, 0.39, 0.37};
inline constexpr Colour white{1, 1, 1};
}  // namespace palette

/// Lengths are in the canvas's unit.
struct Style {
  const char* family = sans;
  double size = 9;
  Colour colour = {0, 0, 0};
  bool bold = false;
  double spacing = 0;  ///< between characters
};

/// Deletes what a C library made by its own function.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Canvas = std::unique_ptr<cairo_t, Release<cairo_destroy>>;

class Pen {
 public:
  /// `canvas` outlives the pen.
  explicit Pen(cairo_t* canvas) : canvas_(canvas) {}

  cairo_t* canvas() { return canvas_; }
  void colour(Colour colour, double alpha = 1);
  /// One line. `across` 0: `x` is its left end, 0.5 its middle, 1 its right end; `y` is the middle of its height.
  /// With `widest` it is cut and ends in "…" rather than be wider.
  void write(std::string_view text, double x, double y, const Style& style, double across = 0, double widest = 0);
  /// Pango markup in lines of `wide`, from its top left corner on; answers its height.
  double paragraph(const std::string& markup, double x, double y, double wide, const Style& style);
  /// Plain text in at most `lines` lines, the last ending in "…" when there is more; answers its height.
  double lines(std::string_view text, double x, double y, double wide, int lines, const Style& style);
  void rule(double from_x, double from_y, double to_x, double to_y, double thick, Colour colour);
  /// Five points, filled.
  void star(double x, double y, double radius);
  void box(double x, double y, double wide, double high, Colour colour);
  /// A QR code, `size` wide and high, in the current colour. Throws std::runtime_error when the text does not fit.
  void qr_code(const std::string& text, double x, double y, double size);

 private:
  using Layout = std::unique_ptr<PangoLayout, Release<g_object_unref>>;
  Layout layout(std::string_view text, const Style& style);

  cairo_t* canvas_;
};

/// Safe within Pango markup.
std::string markup_escaped(std::string_view text);
/// A cairo_write_func_t whose closure is a std::string.
cairo_status_t append_to_text(void* text, const unsigned char* data, unsigned length);

}  // namespace ws
