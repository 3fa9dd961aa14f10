#include "certificates/paper_service.h"

#include <cairo-pdf.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <string_view>

#include "base/drawing.h"
#include "base/text.h"
#include "certificates/paper_model.h"

namespace ws::certificates {
namespace {

using palette::brand;
using palette::ink;
using palette::quiet;

// All lengths in points.
constexpr double width = 595.28;
constexpr double height = 841.89;
constexpr double left = 62;
constexpr double right = width - 62;
constexpr double bottom = height - 78;
constexpr double row_height = 21;
constexpr double closing_rows = 10.2;  // of the height of a row
constexpr double continued_top = 104;

constexpr Colour line{0.87, 0.83, 0.80};
constexpr Colour wash{0.985, 0.958, 0.945};

std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> found;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) found.emplace_back();
    found.back() += c;
  }
  return found;
}

// ---- the frame

void draw_corner(Pen& pen, double x, double y, double turn_x, double turn_y) {
  constexpr double size = 15;
  for (const double inset : {0.0, 4.0}) {
    pen.rule(x + turn_x * inset, y + turn_y * (size - inset), x + turn_x * inset, y + turn_y * inset, 1.1, brand);
    pen.rule(x + turn_x * inset, y + turn_y * inset, x + turn_x * (size - inset), y + turn_y * inset, 1.1, brand);
  }
}

void draw_frame(Pen& pen) {
  constexpr double outer = 30;
  constexpr double inner = 35;
  cairo_t* canvas = pen.canvas();
  pen.colour(brand);
  cairo_set_line_width(canvas, 1.6);
  cairo_rectangle(canvas, outer, outer, width - 2 * outer, height - 2 * outer);
  cairo_stroke(canvas);
  pen.colour(brand, 0.55);
  cairo_set_line_width(canvas, 0.5);
  cairo_rectangle(canvas, inner, inner, width - 2 * inner, height - 2 * inner);
  cairo_stroke(canvas);
  constexpr double corner = 41;
  draw_corner(pen, corner, corner, 1, 1);
  draw_corner(pen, width - corner, corner, -1, 1);
  draw_corner(pen, corner, height - corner, 1, -1);
  draw_corner(pen, width - corner, height - corner, -1, -1);
}

// ---- seal and code

void draw_ring_text(Pen& pen, const std::string& text, double x, double y, double radius) {
  const auto signs = characters(text);
  const auto count = static_cast<double>(signs.size());
  const double size = count <= 12 ? 12.5 : count <= 18 ? 10.5 : 8.5;
  const double step = std::min(0.36, 3.9 / std::max(1.0, count));
  double angle = -std::numbers::pi / 2 - step * (count - 1) / 2;
  for (const std::string& sign : signs) {
    cairo_save(pen.canvas());
    cairo_translate(pen.canvas(), x + radius * std::cos(angle), y + radius * std::sin(angle));
    cairo_rotate(pen.canvas(), angle + std::numbers::pi / 2);
    pen.write(sign, 0, 0, {serif, size, brand, true}, 0.5);
    cairo_restore(pen.canvas());
    angle += step;
  }
}

// A round seal of the platform: it says in words that it is an electronic one.
void draw_seal(Pen& pen, const Content& content, double x, double y) {
  constexpr double radius = 57;
  cairo_t* canvas = pen.canvas();
  cairo_push_group(canvas);
  pen.colour(brand);
  cairo_set_line_width(canvas, 2.6);
  cairo_arc(canvas, x, y, radius, 0, 2 * std::numbers::pi);
  cairo_stroke(canvas);
  cairo_set_line_width(canvas, 0.6);
  cairo_arc(canvas, x, y, radius - 4, 0, 2 * std::numbers::pi);
  cairo_stroke(canvas);
  draw_ring_text(pen, content.issuer, x, y, radius - 15);
  pen.colour(brand);
  pen.star(x, y - 3, 15);
  pen.write("平台电子签章", x, y + 24, {serif, 9.5, brand, true, 1}, 0.5);
  pen.write(content.number, x, y + 37, {sans, 5.6, brand, false, 0.2}, 0.5);
  cairo_pop_group_to_source(canvas);
  cairo_paint_with_alpha(canvas, 0.86);
}

void draw_code(Pen& pen, const Sheet& sheet, double x, double y, double size) {
  pen.colour(ink);
  pen.qr_code(qr_text(sheet), x, y, size);
}

// ---- the page's parts

double draw_head(Pen& pen, const Content& content) {
  pen.write("编号 " + content.number, right, 74, {sans, 8.5, quiet, false, 0.3}, 1);
  pen.write("志愿服务记录证明", width / 2, 118, {serif, 29, ink, true, 4}, 0.5);
  pen.write("RECORD OF VOLUNTEER SERVICE", width / 2, 148, {sans, 7.5, quiet, false, 2.2}, 0.5);
  pen.rule(width / 2 - 92, 168, width / 2 - 12, 168, 0.7, brand);
  pen.rule(width / 2 + 12, 168, width / 2 + 92, 168, 0.7, brand);
  pen.colour(brand);
  pen.star(width / 2, 168, 5.5);
  std::string bearer = "<b>" + markup_escaped(content.name) + "</b>（";
  if (!content.id_number_masked.empty())
    bearer += std::string(say_id_type(content.id_type)) + " " + markup_escaped(content.id_number_masked) + "，";
  bearer += "志愿者编号 " + markup_escaped(content.volunteer_number) + "）";
  const std::string markup = "　　兹证明 " + bearer + "于 " + say_day(content.from) + "至 " + say_day(content.to) +
                             "期间，参加志愿服务 <b>" + std::to_string(content.activities.size()) +
                             "</b> 次，服务时长累计 <b>" + say_minutes(content.minutes) +
                             "</b>。以上时长均为台账中经确认、公示后生效的记录，明细如下。";
  constexpr double top = 190;
  return top + pen.paragraph(markup, left, top, right - left, {serif, 12.2, ink}) + 16;
}

struct Columns {
  double number = left + 8;
  double day = left + 40;
  double title = left + 112;
  double site = left + 266;
  double minutes = right - 8;
};

void draw_table_head(Pen& pen, double y) {
  const Columns at;
  pen.colour(wash);
  cairo_rectangle(pen.canvas(), left, y, right - left, row_height);
  cairo_fill(pen.canvas());
  pen.rule(left, y, right, y, 1.1, brand);
  const double middle = y + row_height / 2;
  const Style style{serif, 9.2, brand, true};
  pen.write("序号", at.number, middle, style);
  pen.write("日期", at.day, middle, style);
  pen.write("服务内容", at.title, middle, style);
  pen.write("服务阵地", at.site, middle, style);
  pen.write("时长", at.minutes, middle, style, 1);
}

void draw_row(Pen& pen, double y, std::size_t number, const Activity& activity) {
  const Columns at;
  const double middle = y + row_height / 2;
  pen.write(std::to_string(number), at.number, middle, {sans, 8.6, quiet});
  pen.write(activity.day, at.day, middle, {sans, 8.6, ink});
  pen.write(activity.title.empty() ? "志愿服务" : activity.title, at.title, middle, {sans, 8.8, ink}, 0,
            at.site - at.title - 8);
  pen.write(activity.site, at.site, middle, {sans, 8.6, quiet}, 0, at.minutes - at.site - 68);
  pen.write(say_minutes(activity.minutes), at.minutes, middle, {sans, 8.6, ink}, 1);
  pen.rule(left, y + row_height, right, y + row_height, 0.4, line);
}

void draw_sum(Pen& pen, double y, const Content& content) {
  pen.write("合计", left + 8, y + row_height / 2, {serif, 9.4, ink, true});
  pen.write(std::to_string(content.activities.size()) + " 次 · " + std::to_string(content.minutes) + " 分钟 · " +
                say_minutes(content.minutes),
            right - 8, y + row_height / 2, {serif, 9.4, ink, true}, 1);
  pen.rule(left, y + row_height, right, y + row_height, 1.1, brand);
}

void draw_signatures(Pen& pen, double y, const Content& content) {
  constexpr double label = left + 258;
  constexpr double value = label + 58;
  const auto say = [&](const char* name, const std::string& words) {
    if (words.empty()) return;
    pen.write(name, label, y, {sans, 8.6, quiet});
    pen.write(words, value, y, {serif, 10, ink}, 0, right - value);
    y += 19;
  };
  say("出具单位", content.issuer);
  say("负责人", content.responsible);
  say("经办人", content.handler);
  say("联系方式", content.contact);
  say("出具日期", say_day(to_text(local_date(content.issued))));
}

void draw_closing(Pen& pen, double y, const Sheet& sheet) {
  const Content& content = sheet.content;
  draw_sum(pen, y, content);
  y += row_height + 14;
  std::string notes = content.notes;
  if (!content.replaces.empty()) notes += (notes.empty() ? "" : "　") + ("本证明替换编号 " + content.replaces + "。");
  pen.write(notes.empty() ? "特此证明。" : "特此证明。　备注：" + notes, left + 8, y, {serif, 10, ink}, 0,
            right - left - 16);
  y += 22;
  constexpr double code_size = 104;
  draw_code(pen, sheet, left + 8, y, code_size);
  pen.write("扫码核验", left + 126, y + 34, {serif, 11, ink, true});
  pen.write("二维码含数字签名，", left + 126, y + 52, {sans, 7.8, quiet});
  pen.write("不联网也能验证；不含证件号码。", left + 126, y + 65, {sans, 7.8, quiet});
  draw_signatures(pen, y + 14, content);
  draw_seal(pen, content, right - 62, y + 62);
}

void draw_foot(Pen& pen, const Content& content, std::size_t page, std::size_t pages) {
  const double y = height - 56;
  pen.rule(left, y - 11, right, y - 11, 0.4, line);
  pen.write("核验地址 " + content.address + "/verify/" + content.number, left, y, {sans, 7.2, quiet}, 0,
            right - left - 70);
  pen.write("第 " + std::to_string(page) + " 页，共 " + std::to_string(pages) + " 页", right, y, {sans, 7.2, quiet},
            1);
}

void draw_continued_head(Pen& pen, const Content& content) {
  pen.write("志愿服务记录证明（续）", left, 74, {serif, 12, ink, true});
  pen.write("编号 " + content.number, right, 74, {sans, 8.5, quiet, false, 0.3}, 1);
}

std::size_t rows_between(double from, double to) {
  return static_cast<std::size_t>(std::max(0.0, std::floor((to - from) / row_height)));
}

void draw_sheet(Pen& pen, const Sheet& sheet) {
  const Content& content = sheet.content;
  draw_frame(pen);
  double y = draw_head(pen, content);
  const Room room{rows_between(y + row_height, bottom), rows_between(continued_top + row_height, bottom),
                  static_cast<std::size_t>(std::ceil(closing_rows))};
  const auto pages = rows_of_pages(content.activities.size(), room);
  std::size_t number = 0;
  for (std::size_t page = 0; page < pages.size(); ++page) {
    if (page > 0) {
      draw_frame(pen);
      draw_continued_head(pen, content);
      y = continued_top;
    }
    draw_table_head(pen, y);
    y += row_height;
    for (std::size_t row = 0; row < pages[page]; ++row, y += row_height, ++number)
      draw_row(pen, y, number + 1, content.activities[number]);
    if (page + 1 == pages.size()) draw_closing(pen, y, sheet);
    draw_foot(pen, content, page + 1, pages.size());
    cairo_show_page(pen.canvas());
  }
}

// ---- the file

void describe(cairo_surface_t* surface, const Sheet& first, const std::string& title) {
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, first.content.issuer.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, "志愿服务记录证明");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "五双 Wushuang");
  const std::string at = to_iso(first.content.issued);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, at.c_str());
}

/// cairo cannot say the document's language: an update behind the file (ISO 32000-1, 7.5.6) writes its catalog anew.
std::string with_language(std::string pdf) {
  const std::size_t trailer = pdf.rfind("trailer");
  const std::size_t start = pdf.rfind("startxref");
  if (trailer == std::string::npos || start == std::string::npos) return pdf;
  const auto number_after = [&](std::string_view name, std::size_t from) {
    const std::size_t at = pdf.find(name, from);
    return at == std::string::npos ? 0UL : std::strtoul(pdf.c_str() + at + name.size(), nullptr, 10);
  };
  const std::string root = std::to_string(number_after("/Root", trailer)) + " 0 obj\n";
  const std::string info = std::to_string(number_after("/Info", trailer));
  const std::string size = std::to_string(number_after("/Size", trailer));
  const std::string previous = std::to_string(number_after("startxref", start));
  const std::size_t object = pdf.find("\n" + root);
  const std::size_t opening = object == std::string::npos ? object : pdf.find("<<", object);
  const std::size_t closing = opening == std::string::npos ? opening : pdf.find("endobj", opening);
  if (closing == std::string::npos) return pdf;
  const std::string body = pdf.substr(opening + 2, closing - opening - 2);
  const std::string number = root.substr(0, root.find(' '));
  const std::string offset = std::to_string(pdf.size());
  pdf += root + "<< /Lang (zh-CN)" + body + "endobj\n";
  const std::string table = std::to_string(pdf.size());
  pdf += "xref\n" + number + " 1\n" + std::string(10 - offset.size(), '0') + offset +
         " 00000 n \ntrailer\n<< /Size " + size + " /Root " + number + " 0 R /Info " + info + " 0 R /Prev " +
         previous + " >>\nstartxref\n" + table + "\n%%EOF\n";
  return pdf;
}

}  // namespace

std::string qr_text(const Sheet& sheet) {
  return sheet.content.address + "/verify/" + sheet.content.number + "#" + sheet.short_form;
}

std::string papers_pdf(const std::vector<Sheet>& sheets, const std::string& title) {
  if (sheets.empty()) throw std::runtime_error("a document without a sheet");
  std::string pdf;
  const Surface surface(cairo_pdf_surface_create_for_stream(append_to_text, &pdf, width, height));
  describe(surface.get(), sheets.front(), title);
  {
    const Canvas canvas(cairo_create(surface.get()));
    Pen pen(canvas.get());
    for (const Sheet& sheet : sheets) draw_sheet(pen, sheet);
    if (cairo_status(canvas.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot draw the paper");
  }
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot finish");
  return with_language(std::move(pdf));
}

}  // namespace ws::certificates
