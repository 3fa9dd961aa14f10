#include "base/drawing.h"

#include <qrencode.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace ws {
namespace {

using Code = std::unique_ptr<QRcode, Release<QRcode_free>>;
using Font = std::unique_ptr<PangoFontDescription, Release<pango_font_description_free>>;

double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}
int pango_units(double length) {
  return static_cast<int>(length * PANGO_SCALE);
}

}  // namespace

void Pen::colour(Colour colour, double alpha) {
  cairo_set_source_rgba(canvas_, colour.red, colour.green, colour.blue, alpha);
}

Pen::Layout Pen::layout(std::string_view text, const Style& style) {
  Layout made(pango_cairo_create_layout(canvas_));
  const Font font(pango_font_description_new());
  pango_font_description_set_family(font.get(), style.family);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(made.get(), font.get());
  pango_context_set_language(pango_layout_get_context(made.get()), pango_language_from_string("zh-cn"));
  pango_layout_set_text(made.get(), text.data(), static_cast<int>(text.size()));
  if (style.spacing > 0) {
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(pango_units(style.spacing)));
    pango_layout_set_attributes(made.get(), attributes);
    pango_attr_list_unref(attributes);
  }
  return made;
}

void Pen::write(std::string_view text, double x, double y, const Style& style, double across, double widest) {
  const Layout line = layout(text, style);
  if (widest > 0) {
    pango_layout_set_width(line.get(), pango_units(widest));
    pango_layout_set_ellipsize(line.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_single_paragraph_mode(line.get(), TRUE);
  }
  int wide = 0, high = 0;
  pango_layout_get_size(line.get(), &wide, &high);
  colour(style.colour);
  cairo_move_to(canvas_, x - across * points(wide), y - points(high) / 2);
  pango_cairo_show_layout(canvas_, line.get());
  cairo_new_path(canvas_);
}

double Pen::paragraph(const std::string& markup, double x, double y, double wide, const Style& style) {
  const Layout lines = layout("", style);
  pango_layout_set_markup(lines.get(), markup.c_str(), static_cast<int>(markup.size()));
  pango_layout_set_width(lines.get(), pango_units(wide));
  pango_layout_set_wrap(lines.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(lines.get(), 1.25F);
  int high = 0;
  pango_layout_get_size(lines.get(), nullptr, &high);
  colour(style.colour);
  cairo_move_to(canvas_, x, y);
  pango_cairo_show_layout(canvas_, lines.get());
  cairo_new_path(canvas_);
  return points(high);
}

double Pen::lines(std::string_view text, double x, double y, double wide, int most, const Style& style) {
  const Layout block = layout(text, style);
  pango_layout_set_width(block.get(), pango_units(wide));
  pango_layout_set_wrap(block.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(block.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_height(block.get(), -most);
  int high = 0;
  pango_layout_get_size(block.get(), nullptr, &high);
  colour(style.colour);
  cairo_move_to(canvas_, x, y);
  pango_cairo_show_layout(canvas_, block.get());
  cairo_new_path(canvas_);
  return points(high);
}

void Pen::rule(double from_x, double from_y, double to_x, double to_y, double thick, Colour with) {
  colour(with);
  cairo_set_line_width(canvas_, thick);
  cairo_move_to(canvas_, from_x, from_y);
  cairo_line_to(canvas_, to_x, to_y);
  cairo_stroke(canvas_);
}

void Pen::star(double x, double y, double radius) {
  cairo_new_path(canvas_);
  for (int point = 0; point < 10; ++point) {
    const double angle = -std::numbers::pi / 2 + point * std::numbers::pi / 5;
    const double reach = point % 2 == 0 ? radius : radius * 0.382;
    cairo_line_to(canvas_, x + reach * std::cos(angle), y + reach * std::sin(angle));
  }
  cairo_close_path(canvas_);
  cairo_fill(canvas_);
}

void Pen::box(double x, double y, double wide, double high, Colour with) {
  colour(with);
  cairo_rectangle(canvas_, x, y, wide, high);
  cairo_fill(canvas_);
}

void Pen::qr_code(const std::string& text, double x, double y, double size) {
  const Code code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L));
  if (!code) throw std::runtime_error("the QR code does not fit");
  const double module = size / code->width;
  for (int row = 0; row < code->width; ++row)
    for (int column = 0; column < code->width; ++column)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle(canvas_, x + column * module, y + row * module, module, module);
  cairo_fill(canvas_);
}

std::string markup_escaped(std::string_view text) {
  char* safe = g_markup_escape_text(text.data(), static_cast<gssize>(text.size()));
  std::string out(safe);
  g_free(safe);
  return out;
}

cairo_status_t append_to_text(void* text, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace ws
