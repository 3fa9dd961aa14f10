#pragma once
// A table on its way into a file, row by row, in bounded memory.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace ws::figures {

enum class Format { xlsx, csv, pdf };

struct Column {
  std::string title;
  double weight = 1;  ///< of its width
  bool number = false;
};
struct Heading {
  std::string title;
  std::vector<std::string> lines;  ///< what, of whom, from when to when, and what the figures mean
  std::vector<Column> columns;
  std::string foot;
  Instant at;
};
using Cell = std::variant<std::string, std::int64_t, double>;

class Sheet {
 public:
  virtual ~Sheet() = default;
  /// As many cells as there are columns.
  virtual void row(const std::vector<Cell>& cells) = 0;
  /// Last. Throws std::runtime_error when the file cannot be written.
  virtual void finish() = 0;
};

/// Throws std::runtime_error when the file cannot be made.
std::unique_ptr<Sheet> open_sheet(Format format, const std::string& path, const Heading& heading);

std::unique_ptr<Sheet> open_csv(const std::string& path, const Heading& heading);
std::unique_ptr<Sheet> open_xlsx(const std::string& path, const Heading& heading);
std::unique_ptr<Sheet> open_pdf(const std::string& path, const Heading& heading);

/// A field of a CSV file: quoted where needed, and never a formula to the program that opens it.
std::string csv_field(std::string_view text);
/// As the table says it: "1,234", "12.50".
std::string said_cell(const Cell& cell);

}  // namespace ws::figures
