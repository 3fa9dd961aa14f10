#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "figures/sheet_service.h"

namespace ws::figures {
namespace {

std::string field(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  return fmt::format("{:.2f}", std::get<double>(cell));
}

/// The table alone, so that other programs read it: no heading above it.
class CsvSheet final : public Sheet {
 public:
  CsvSheet(const std::string& path, const Heading& heading) : file_(path, std::ios::binary | std::ios::trunc) {
    file_ << "\xEF\xBB\xBF";  // spreadsheets take a file without it for one of the local code page
    std::vector<Cell> titles;
    for (const Column& column : heading.columns) titles.emplace_back(column.title);
    row(titles);
  }
  void row(const std::vector<Cell>& cells) override {
    std::string line;
    for (const Cell& cell : cells) {
      if (&cell != &cells.front()) line += ',';
      line += field(cell);
    }
    file_ << line << "\r\n";
  }
  void finish() override {
    file_.close();
    if (!file_) throw std::runtime_error("the CSV file cannot be written");
  }

 private:
  std::ofstream file_;
};

}  // namespace

std::string csv_field(std::string_view text) {
  std::string field(text);
  if (!field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos)
    field = "'" + field;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string said_cell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{:.2f}", *real);
  std::string digits = std::to_string(std::get<std::int64_t>(cell));
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::unique_ptr<Sheet> open_csv(const std::string& path, const Heading& heading) {
  return std::make_unique<CsvSheet>(path, heading);
}

std::unique_ptr<Sheet> open_sheet(Format format, const std::string& path, const Heading& heading) {
  switch (format) {
    case Format::xlsx:
      return open_xlsx(path, heading);
    case Format::csv:
      return open_csv(path, heading);
    case Format::pdf:
      return open_pdf(path, heading);
  }
  throw std::invalid_argument("no such format");
}

}  // namespace ws::figures
