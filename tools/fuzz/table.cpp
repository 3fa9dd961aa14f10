// Lists of people as files, made up: CSV in two encodings, and workbooks. What is read stays within its limits,
// and written as CSV it is read back as it was, but for what a spreadsheet would have run.
// Sources: src/imports/csv_model.cpp src/imports/table_model.cpp src/imports/xlsx_model.cpp src/base/text.cpp src/base/utf8.cpp src/base/id.cpp src/base/random.cpp
// Libraries: expat zip xlsxwriter sodium
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "imports/table_model.h"
#include "pieces.h"

namespace {

using namespace ws::imports;

std::vector<std::string> defused_cells(std::vector<std::string> cells) {
  // As a reader leaves them: trimmed, without what is empty at the end.
  for (std::string& cell : cells) cell = ws::trim(defused(cell));
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  return cells;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const TableLimits limits{20, 8, 100, 64 * 1024};
  const auto table = read_table(ws::fuzz::text_of(data, size), limits);
  if (!table) return 0;
  if (table->lines.empty() || table->lines.size() > limits.rows || table->header.size() > limits.columns)
    std::abort();
  std::vector<std::vector<std::string>> rows{table->header};
  int last = 0;
  for (const Line& line : table->lines) {
    if (line.number <= last || line.cells.empty() || line.cells.size() > limits.columns) std::abort();
    last = line.number;
    for (const std::string& cell : line.cells)
      if (cell.size() > limits.cell_bytes) std::abort();
    rows.push_back(line.cells);
  }
  // One more column, so that no line is empty, and nothing is taken for a sheet's separator.
  for (auto& row : rows) row.insert(row.begin(), "序号");
  const TableLimits wider{21, 9, 200, 64 * 1024};
  const auto back = read_table(write_csv(rows), wider);
  if (!back || back->lines.size() + 1 != rows.size() || back->header != defused_cells(rows.front())) std::abort();
  for (std::size_t n = 0; n < back->lines.size(); ++n)
    if (back->lines[n].cells != defused_cells(rows[n + 1])) std::abort();
  return 0;
}
