#include "activities/sheet_service.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/drawing.h"
#include "base/local_time.h"

namespace ws::activities {
namespace {

using namespace palette;

std::string day_words(Instant at) {
  static constexpr std::array<const char*, 7> weekdays{"一", "二", "三", "四", "五", "六", "日"};
  const LocalDate day = local_date(at);
  return std::to_string(day.month) + "月" + std::to_string(day.day) + "日 周" +
         weekdays.at(static_cast<std::size_t>(weekday(day) - 1));
}

std::string clock_words(Instant at) {
  return to_iso(at).substr(11, 5);
}

std::string span_words(const Shift& shift) {
  return clock_words(shift.starts) + "–" + clock_words(shift.ends);
}

/// What is wrong with coming; "" when nothing is.
std::string stamp_of(State state) {
  if (state == State::cancelled) return "已取消";
  return is_on(state) ? "" : "已结束";
}

void draw_stamp(Pen& pen, const std::string& stamp, double x, double y, double size) {
  if (stamp.empty()) return;
  cairo_t* canvas = pen.canvas();
  cairo_save(canvas);
  cairo_translate(canvas, x, y);
  cairo_rotate(canvas, -0.14);
  pen.colour(brand);
  cairo_set_line_width(canvas, size / 12);
  cairo_rectangle(canvas, -size * 2, -size * 0.85, size * 4, size * 1.7);
  cairo_stroke(canvas);
  pen.write(stamp, 0, 0, {serif, size, brand, true, size / 10}, 0.5);
  cairo_restore(canvas);
}

// ---- the card

constexpr double card_width = 1200;
constexpr double card_height = 630;

void draw_card_on(Pen& pen, const Sheet& sheet) {
  constexpr double left = 80;
  constexpr double tile = 250;
  pen.box(0, 0, card_width, card_height, paper);
  pen.box(0, 0, card_width, 18, brand);
  const Shift& first = sheet.shifts.front();
  const LocalDate day = local_date(first.starts);
  pen.box(left, 92, tile, 300, brand);
  pen.write(std::to_string(day.month) + "月", left + tile / 2, 142, {serif, 40, pale, false, 2}, 0.5);
  pen.write(std::to_string(day.day), left + tile / 2, 238, {serif, 132, white, true}, 0.5);
  pen.write(clock_words(first.starts), left + tile / 2, 346, {sans, 40, white, true}, 0.5);
  const double x = left + tile + 56;
  const double wide = card_width - x - 70;
  pen.write(sheet.category_name + " · 志愿者招募", x, 108, {sans, 30, brand, true, 2});
  const double high = pen.lines(sheet.title, x, 138, wide, 2, {serif, 64, ink, true});
  pen.lines(sheet.summary, x, 138 + high + 22, wide, 2, {sans, 30, quiet});
  pen.rule(left, 448, card_width - 70, 448, 2, pale);
  pen.write(sheet.place, left, 494, {sans, 34, ink, true}, 0, card_width - left - 70);
  const std::string host = sheet.team_name.empty() ? sheet.site_name : sheet.site_name + " · " + sheet.team_name;
  pen.write(host, left, 550, {sans, 28, quiet}, 0, 760);
  pen.write("新时代文明实践 · 五双", card_width - 70, 550, {serif, 28, brand, true, 1}, 1);
  draw_stamp(pen, stamp_of(sheet.state), 960, 360, 64);
}

// ---- the poster

constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double margin = 48;
constexpr double inner = page_width - 2 * margin;

void draw_poster_head(Pen& pen, const Sheet& sheet) {
  pen.box(0, 0, page_width, page_height, paper);
  pen.box(0, 0, page_width, 226, brand);
  pen.write("新时代文明实践", margin, 52, {serif, 17, pale, true, 3});
  pen.write(sheet.category_name, page_width - margin, 52, {sans, 13, pale}, 1);
  pen.write("志愿者招募", margin, 88, {sans, 13, pale, false, 6});
  pen.lines(sheet.title, margin, 106, inner, 2, {serif, 42, white, true});
  pen.colour(pale, 0.5);
  for (int star = 0; star < 3; ++star) pen.star(page_width - margin - 10 - 26.0 * star, 88, 8);
}

/// The shifts, at most as many as have room; answers where they end.
double draw_poster_shifts(Pen& pen, const Sheet& sheet, double y) {
  constexpr std::size_t most = 4;
  for (std::size_t i = 0; i < std::min(most, sheet.shifts.size()); ++i, y += 44) {
    const Shift& shift = sheet.shifts[i];
    pen.write(day_words(shift.starts), margin, y, {serif, 22, ink, true});
    pen.write(span_words(shift), margin + 172, y, {sans, 20, brand, true});
    std::string roles;
    for (const ShiftRole& role : shift.roles)
      roles += (roles.empty() ? "" : "、") + role.plan.name + " " + std::to_string(role.plan.capacity) + " 人";
    pen.write(roles, margin + 320, y, {sans, 13, quiet}, 0, inner - 320);
  }
  if (sheet.shifts.size() > most) {
    pen.write("另有 " + std::to_string(sheet.shifts.size() - most) + " 个班次，扫码查看", margin, y,
              {sans, 13, quiet});
    y += 28;
  }
  return y;
}

double draw_fact(Pen& pen, const char* name, const std::string& text, double y, int most) {
  pen.write(name, margin, y + 13, {sans, 14, brand, true, 2});
  return y + std::max(28.0, pen.lines(text, margin + 76, y, inner - 76, most, {sans, 18, ink})) + 20;
}

void draw_poster_foot(Pen& pen, const Sheet& sheet) {
  constexpr double size = 132;
  constexpr double top = page_height - margin - size;
  pen.rule(margin, top - 26, page_width - margin, top - 26, 1, pale);
  pen.box(margin - 8, top - 8, size + 16, size + 16, white);
  pen.colour(ink);
  pen.qr_code(sheet.url, margin, top, size);
  const double x = margin + size + 30;
  pen.write("扫码报名", x, top + 22, {serif, 30, brand, true, 2});
  pen.write(day_words(sheet.closes) + " " + clock_words(sheet.closes) + " 截止", x, top + 60, {sans, 14, ink});
  pen.write(sheet.url, x, top + 86, {sans, 8.5, quiet}, 0, page_width - margin - x);
  const std::string host = sheet.team_name.empty() ? sheet.site_name : sheet.site_name + " · " + sheet.team_name;
  pen.write(host, x, top + 114, {sans, 13, ink, true}, 0, page_width - margin - x);
}

void draw_poster_on(Pen& pen, const Sheet& sheet) {
  draw_poster_head(pen, sheet);
  double y = draw_poster_shifts(pen, sheet, 272);
  y += 8;
  pen.rule(margin, y, page_width - margin, y, 1, pale);
  y += 20;
  y = draw_fact(pen, "地点", sheet.place, y, 2);
  y = draw_fact(pen, "做什么", sheet.summary, y, 4);
  if (!sheet.conditions.empty()) draw_fact(pen, "请知道", sheet.conditions, y, 3);
  draw_poster_foot(pen, sheet);
  draw_stamp(pen, stamp_of(sheet.state), page_width - 150, 560, 38);
}

template <class Draw>
void draw_on(cairo_surface_t* surface, Draw draw) {
  const Canvas canvas(cairo_create(surface));
  Pen pen(canvas.get());
  draw(pen);
  if (cairo_status(canvas.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot draw the sheet");
}

}  // namespace

std::string draw_card(const Sheet& sheet) {
  std::string out;
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(card_width), static_cast<int>(card_height)));
  draw_on(surface.get(), [&](Pen& pen) { draw_card_on(pen, sheet); });
  if (cairo_surface_write_to_png_stream(surface.get(), append_to_text, &out) != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error("cairo cannot write the card");
  return out;
}

std::string draw_poster(const Sheet& sheet) {
  std::string out;
  const Surface surface(cairo_pdf_surface_create_for_stream(append_to_text, &out, page_width, page_height));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
  draw_on(surface.get(), [&](Pen& pen) { draw_poster_on(pen, sheet); });
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS || out.empty())
    throw std::runtime_error("cairo cannot finish the poster");
  return out;
}

}  // namespace ws::activities
