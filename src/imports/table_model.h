#pragma once
// Tables as people send them: CSV in UTF-8 (with a byte order mark or without) or GB18030, which Excel writes on a
// Chinese Windows, and XLSX. Input is hostile: everything is bounded, nothing is evaluated. Formulas are what the
// sheet last showed for them; cells with references elsewhere, macros, further sheets are not looked at.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ws::imports {

struct TableLimits {
  std::size_t rows = 10'000;  ///< below the header
  std::size_t columns = 40;
  std::size_t cell_bytes = 2'000;
  std::size_t unpacked_bytes = 64 << 20;  ///< of an XLSX: what all its looked-at parts come to
};

struct Line {
  int number = 0;  ///< in the file, from 1: what a person looks for
  std::vector<std::string> cells;
};

struct Table {
  std::vector<std::string> header;
  std::vector<Line> lines;  ///< empty ones are left out
};

/// By its first bytes, whatever the file is called. Refuses "import.empty", "import.encoding", "import.not_a_table",
/// "import.too_many_rows", "import.too_many_columns", "import.cell_too_long", "import.quote" (a quotation mark that
/// is never closed), "import.packed" (an XLSX that unpacks to too much), "import.broken_xlsx".
Result<Table> read_table(std::string_view bytes, const TableLimits& limits);

/// Text with a byte order mark, so that Excel finds the encoding; a cell that a spreadsheet would take for a formula
/// is given a leading quotation mark (CSV injection).
std::string write_csv(const std::vector<std::vector<std::string>>& rows);
/// "=1+1" → "'=1+1"; what is harmless stays.
std::string defused(std::string_view cell);
/// One sheet of texts, the first row bold.
std::string write_xlsx(const std::vector<std::vector<std::string>>& rows);

}  // namespace ws::imports
