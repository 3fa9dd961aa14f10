#include <xlsxwriter.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "figures/sheet_service.h"

namespace ws::figures {
namespace {

void must(lxw_error error) {
  if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("the XLSX file: ") + lxw_strerror(error));
}

constexpr double narrowest = 9;
constexpr double each_weight = 9;

/// Rows go to a file as they come; nothing of a row is kept once the next one begins.
class XlsxSheet final : public Sheet {
 public:
  XlsxSheet(const std::string& path, const Heading& heading) : scratch_(std::filesystem::path(path).parent_path()) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = scratch_.data();
    book_ = workbook_new_opt(path.c_str(), &options);
    if (book_ == nullptr) throw std::runtime_error("the XLSX file cannot be made");
    describe(heading);
    sheet_ = workbook_add_worksheet(book_, nullptr);
    if (sheet_ == nullptr) throw std::runtime_error("the XLSX file has no sheet");
    write_heading(heading);
  }
  ~XlsxSheet() override {
    if (book_ != nullptr) workbook_close(book_);  // given up; the file is thrown away
  }
  XlsxSheet(const XlsxSheet&) = delete;
  XlsxSheet& operator=(const XlsxSheet&) = delete;

  void row(const std::vector<Cell>& cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i) write(static_cast<lxw_col_t>(i), cells[i]);
    ++row_;
  }
  void finish() override { must(workbook_close(std::exchange(book_, nullptr))); }

 private:
  void describe(const Heading& heading) {
    lxw_doc_properties about{};
    std::string title = heading.title, company = "五双 Wushuang";  // the library takes texts it could change
    about.title = title.data();
    about.company = company.data();
    about.created = static_cast<time_t>(heading.at.ms / second_ms);
    must(workbook_set_properties(book_, &about));
  }

  void write_heading(const Heading& heading) {
    for (std::size_t i = 0; i < heading.columns.size(); ++i)
      worksheet_set_column(sheet_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i),
                           narrowest + each_weight * (heading.columns[i].weight - 1), nullptr);
    lxw_format* title = workbook_add_format(book_);
    format_set_bold(title);
    format_set_font_size(title, 15);
    must(worksheet_write_string(sheet_, row_++, 0, heading.title.c_str(), title));
    for (const std::string& line : heading.lines)
      must(worksheet_write_string(sheet_, row_++, 0, line.c_str(), nullptr));
    lxw_format* head = workbook_add_format(book_);
    format_set_bold(head);
    format_set_text_wrap(head);
    format_set_bg_color(head, 0xFBF1EE);
    format_set_bottom(head, LXW_BORDER_THIN);
    for (std::size_t i = 0; i < heading.columns.size(); ++i)
      must(worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(i), heading.columns[i].title.c_str(), head));
    ++row_;
    worksheet_freeze_panes(sheet_, row_, 1);
    whole_ = workbook_add_format(book_);
    format_set_num_format(whole_, "#,##0");
    real_ = workbook_add_format(book_);
    format_set_num_format(real_, "#,##0.00");
  }

  void write(lxw_col_t column, const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell))
      must(worksheet_write_string(sheet_, row_, column, text->c_str(), nullptr));
    else if (const auto* number = std::get_if<std::int64_t>(&cell))
      must(worksheet_write_number(sheet_, row_, column, static_cast<double>(*number), whole_));
    else
      must(worksheet_write_number(sheet_, row_, column, std::get<double>(cell), real_));
  }

  std::string scratch_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* whole_ = nullptr;
  lxw_format* real_ = nullptr;
  lxw_row_t row_ = 0;
};

}  // namespace

std::unique_ptr<Sheet> open_xlsx(const std::string& path, const Heading& heading) {
  return std::make_unique<XlsxSheet>(path, heading);
}

}  // namespace ws::figures
