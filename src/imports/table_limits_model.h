#pragma once
// Collects the lines of a table as a reader finds them, and refuses what is over a limit.

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "imports/table_model.h"

namespace ws::imports {

class TableBuilder {
 public:
  explicit TableBuilder(const TableLimits& limits) : limits_(limits) {}

  /// A whole line; false once something was refused.
  bool add(int number, std::vector<std::string> cells) {
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    if (cells.empty()) return !refused_;
    if (cells.size() > limits_.columns) return refuse("import.too_many_columns", number);
    for (std::string& cell : cells) {
      if (cell.size() > limits_.cell_bytes) return refuse("import.cell_too_long", number);
      cell = trim(cell);
    }
    if (table_.header.empty()) {
      table_.header = std::move(cells);
      return true;
    }
    if (table_.lines.size() == limits_.rows) return refuse("import.too_many_rows", number);
    table_.lines.push_back({number, std::move(cells)});
    return true;
  }
  bool refuse(std::string reason, int line = 0) {
    if (!refused_) refused_ = Error::invalid(std::move(reason), line > 0 ? "line " + std::to_string(line) : "");
    return false;
  }
  bool refused() const { return refused_.has_value(); }

  Result<Table> finish() {
    if (refused_) return std::move(*refused_);
    if (table_.header.empty() || table_.lines.empty()) return Error::invalid("import.empty");
    return std::move(table_);
  }

 private:
  const TableLimits& limits_;
  Table table_;
  std::optional<Error> refused_;
};

/// `text` is UTF-8.
Result<Table> read_csv(std::string_view text, const TableLimits& limits);
Result<Table> read_xlsx(std::string_view bytes, const TableLimits& limits);

}  // namespace ws::imports
