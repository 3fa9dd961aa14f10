#include "pacts/card_service.h"

#include <cairo-svg.h>

#include <algorithm>
#include <stdexcept>

#include "base/drawing.h"

namespace ws::pacts {
namespace {

using namespace palette;

constexpr double width = 1080;
constexpr double height = 1440;
constexpr double left = 96;
constexpr double right = width - 96;
constexpr double head = 330;
constexpr double foot = height - 270;
constexpr double code_size = 170;

void draw_head(Pen& pen, const Card& card) {
  pen.colour(paper);
  cairo_paint(pen.canvas());
  pen.box(0, 0, width, head, brand);
  pen.write("新时代文明实践 · 大家的约定", left, 92, {sans, 30, pale, false, 3});
  pen.write("《" + card.words.title + "》", left - 24, 178, {serif, 68, white, true}, 0, right - left + 24);
  pen.write("我已加入", left, 264, {serif, 44, white, false, 4});
}

void draw_clauses(Pen& pen, const Card& card) {
  double y = head + 56;
  for (std::size_t i = 0; i < card.words.clauses.size(); ++i) {
    if (y + 90 > foot) {
      pen.write("…", left, y + 12, {serif, 40, quiet});
      return;
    }
    pen.write(std::to_string(i + 1), left, y + 22, {serif, 40, brand, true});
    y += std::max(48.0, pen.lines(card.words.clauses[i], left + 64, y, right - left - 64, 2, {sans, 32, ink})) + 26;
  }
}

void draw_foot(Pen& pen, const Card& card) {
  pen.rule(left, foot + 20, right, foot + 20, 2, pale);
  const std::string joined = std::to_string(card.joined);
  pen.write(joined, left, foot + 98, {serif, 84, brand, true});
  pen.write("人已经加入", left + 50.0 * static_cast<double>(joined.size()) + 22, foot + 112, {sans, 32, ink});
  pen.write("自愿加入，随时可以退出；不作任何评比和办事的条件。", left, foot + 186, {sans, 24, quiet});
  pen.colour(ink);
  pen.qr_code(card.address, right - code_size, foot + 52, code_size);
}

}  // namespace

std::string draw_card(const Card& card, CardForm form) {
  std::string out;
  const Surface surface(
      form == CardForm::svg
          ? cairo_svg_surface_create_for_stream(append_to_text, &out, width, height)
          : cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)));
  const Canvas canvas(cairo_create(surface.get()));
  Pen pen(canvas.get());
  draw_head(pen, card);
  draw_clauses(pen, card);
  draw_foot(pen, card);
  if (cairo_status(canvas.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot draw the card");
  if (form == CardForm::png) cairo_surface_write_to_png_stream(surface.get(), append_to_text, &out);
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS || out.empty())
    throw std::runtime_error("cairo cannot finish the card");
  return out;
}

}  // namespace ws::pacts
