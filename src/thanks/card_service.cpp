#include "thanks/card_service.h"

#include <cairo-svg.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/drawing.h"

namespace ws::thanks {
namespace {

using namespace palette;

constexpr double width = 1080;
constexpr double height = 1440;
constexpr double left = 96;
constexpr double right = width - 96;

void draw_head(Pen& pen, const Review& review, const std::string& name, int stars) {
  pen.colour(paper);
  cairo_paint(pen.canvas());
  pen.colour(brand);
  cairo_rectangle(pen.canvas(), 0, 0, width, 330);
  cairo_fill(pen.canvas());
  pen.write("新时代文明实践 · 志愿服务", left, 92, {sans, 30, pale, false, 3});
  pen.write(std::to_string(review.year) + " 年", left, 168, {serif, 76, white, true});
  pen.write(name + "，谢谢您", left, 262, {serif, 46, white, false, 2});
  pen.colour(pale);
  for (int star = 0; star < stars; ++star) pen.star(right - 22 - 58.0 * star, 168, 26);
}

void draw_figures(Pen& pen, const Review& review) {
  struct Figure {
    std::int64_t value;
    const char* unit;
    const char* says;
  };
  const std::array<Figure, 4> figures{{{review.minutes / 60, "小时", "用在他人身上的时间"},
                                       {review.services, "次", "志愿服务"},
                                       {review.days, "天", "有您的身影"},
                                       {review.sites, "处", "阵地"}}};
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const double x = left + (i % 2 ? 460.0 : 0.0);
    const double y = 440 + (i / 2 ? 190.0 : 0.0);
    const std::string value = std::to_string(figures[i].value);
    pen.write(value, x, y, {serif, 92, brand, true});
    pen.write(figures[i].unit, x + 54.0 * static_cast<double>(value.size()) + 22, y + 18, {sans, 32, ink});
    pen.write(figures[i].says, x, y + 76, {sans, 28, quiet});
  }
}

void draw_months(Pen& pen, const Review& review) {
  constexpr double base = 1000;
  constexpr double tallest = 150;
  const auto most =
      std::max<std::int64_t>(1, *std::max_element(review.minutes_by_month.begin(), review.minutes_by_month.end()));
  const double step = (right - left) / 12;
  for (std::size_t month = 0; month < 12; ++month) {
    const double share = static_cast<double>(review.minutes_by_month[month]) / static_cast<double>(most);
    const double high = review.minutes_by_month[month] > 0 ? std::max(8.0, share * tallest) : 3;
    const double x = left + step * static_cast<double>(month);
    pen.colour(review.minutes_by_month[month] > 0 ? brand : pale);
    cairo_rectangle(pen.canvas(), x + 14, base - high, step - 28, high);
    cairo_fill(pen.canvas());
    pen.write(std::to_string(month + 1) + "月", x + step / 2, base + 30, {sans, 22, quiet}, 0.5);
  }
}

void draw_kinds(Pen& pen, const Review& review) {
  double y = 1110;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, review.kinds.size()); ++i, y += 62) {
    const Part& kind = review.kinds[i];
    pen.colour(brand);
    pen.star(left + 14, y, 14);
    pen.write(kind.title.empty() ? "志愿服务" : kind.title, left + 46, y, {serif, 34, ink}, 0, 560);
    pen.write(std::to_string(kind.services) + " 次", right, y, {sans, 30, quiet}, 1);
  }
  pen.rule(left, height - 120, right, height - 120, 2, pale);
  pen.write("数字来自已生效的服务时长，只属于您自己，不作比较。", left, height - 76, {sans, 26, quiet});
}

void draw(cairo_surface_t* surface, const Review& review, const std::string& name, int stars) {
  const Canvas canvas(cairo_create(surface));
  Pen pen(canvas.get());
  draw_head(pen, review, name, stars);
  draw_figures(pen, review);
  draw_months(pen, review);
  draw_kinds(pen, review);
  if (cairo_status(canvas.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot draw the card");
}

}  // namespace

std::string draw_card(const Review& review, const std::string& name, int stars, CardForm form) {
  std::string out;
  const Surface surface(
      form == CardForm::svg
          ? cairo_svg_surface_create_for_stream(append_to_text, &out, width, height)
          : cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)));
  draw(surface.get(), review, name, stars);
  if (form == CardForm::png) cairo_surface_write_to_png_stream(surface.get(), append_to_text, &out);
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS || out.empty())
    throw std::runtime_error("cairo cannot finish the card");
  return out;
}

}  // namespace ws::thanks
