#include <cairo-pdf.h>

#include <stdexcept>

#include "base/drawing.h"
#include "base/local_time.h"
#include "figures/sheet_service.h"

namespace ws::figures {
namespace {

// A4 across; lengths in points.
constexpr double width = 841.89;
constexpr double height = 595.28;
constexpr double left = 40;
constexpr double right = width - 40;
constexpr double top = 44;
constexpr double bottom = height - 46;
constexpr double row_height = 17;
constexpr double head_height = 30;
constexpr double padding = 5;

constexpr Colour ink{0.13, 0.11, 0.10};
constexpr Colour quiet{0.36, 0.33, 0.31};
constexpr Colour brand{0.78, 0.09, 0.11};
constexpr Colour line{0.87, 0.83, 0.80};
constexpr Colour wash{0.985, 0.958, 0.945};

class PdfSheet final : public Sheet {
 public:
  PdfSheet(const std::string& path, const Heading& heading)
      : heading_(heading), surface_(cairo_pdf_surface_create(path.c_str(), width, height)) {
    describe();
    canvas_.reset(cairo_create(surface_.get()));
    pen_ = std::make_unique<Pen>(canvas_.get());
    double weights = 0;
    for (const Column& column : heading_.columns) weights += column.weight;
    double x = left;
    for (const Column& column : heading_.columns) {
      edges_.push_back(x);
      x += (right - left) * column.weight / weights;
    }
    edges_.push_back(right);
    draw_title();
    draw_head();
  }

  void row(const std::vector<Cell>& cells) override {
    if (y_ + row_height > bottom) turn_page();
    if (++rows_ % 2 == 0) {
      pen_->colour(wash, 0.55);
      cairo_rectangle(canvas_.get(), left, y_, right - left, row_height);
      cairo_fill(canvas_.get());
    }
    for (std::size_t i = 0; i < cells.size(); ++i) write(i, said_cell(cells[i]), y_ + row_height / 2, {sans, 8, ink});
    y_ += row_height;
    pen_->rule(left, y_, right, y_, 0.4, line);
  }

  void finish() override {
    draw_foot();
    cairo_show_page(canvas_.get());
    if (cairo_status(canvas_.get()) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cairo cannot draw the table");
    pen_.reset();
    canvas_.reset();
    cairo_surface_finish(surface_.get());
    if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error("the PDF file cannot be written");
  }

 private:
  void describe() {
    const std::string at = to_iso(heading_.at);
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, heading_.title.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATOR, "五双 Wushuang");
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
  }

  void draw_title() {
    pen_->write(heading_.title, left, top + 4, {serif, 17, ink, true, 0.6}, 0, right - left);
    y_ = top + 22;
    for (const std::string& words : heading_.lines)
      y_ += pen_->paragraph(markup_escaped(words), left, y_, right - left, {sans, 8.4, quiet}) + 3;
    y_ += 6;
  }

  void draw_head() {
    pen_->colour(wash);
    cairo_rectangle(canvas_.get(), left, y_, right - left, head_height);
    cairo_fill(canvas_.get());
    pen_->rule(left, y_, right, y_, 1.1, brand);
    for (std::size_t i = 0; i < heading_.columns.size(); ++i) {
      const std::string& title = heading_.columns[i].title;
      const std::size_t cut = title.find(' ');  // "生效 人次": two lines of a narrow column
      if (cut == std::string::npos || !heading_.columns[i].number) {
        write(i, title, y_ + head_height / 2, {sans, 8, brand, true});
      } else {
        write(i, title.substr(0, cut), y_ + head_height / 2 - 5.5, {sans, 8, brand, true});
        write(i, title.substr(cut + 1), y_ + head_height / 2 + 5.5, {sans, 8, brand, true});
      }
    }
    y_ += head_height;
  }

  void write(std::size_t column, const std::string& text, double y, const Style& style) {
    const double room = edges_[column + 1] - edges_[column] - 2 * padding;
    if (heading_.columns[column].number)
      pen_->write(text, edges_[column + 1] - padding, y, style, 1, room);
    else
      pen_->write(text, edges_[column] + padding, y, style, 0, room);
  }

  void draw_foot() {
    pen_->rule(left, height - 34, right, height - 34, 0.4, line);
    pen_->write(heading_.foot, left, height - 24, {sans, 7.4, quiet}, 0, right - left - 60);
    pen_->write(std::to_string(++pages_), right, height - 24, {sans, 7.4, quiet}, 1);
  }

  void turn_page() {
    draw_foot();
    cairo_show_page(canvas_.get());
    y_ = top - 8;
    draw_head();
  }

  const Heading heading_;
  Surface surface_;
  Canvas canvas_;
  std::unique_ptr<Pen> pen_;
  std::vector<double> edges_;
  double y_ = top;
  int rows_ = 0;
  int pages_ = 0;
};

}  // namespace

std::unique_ptr<Sheet> open_pdf(const std::string& path, const Heading& heading) {
  return std::make_unique<PdfSheet>(path, heading);
}

}  // namespace ws::figures
