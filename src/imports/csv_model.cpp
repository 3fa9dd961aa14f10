#include "imports/table_limits_model.h"

namespace ws::imports {
namespace {

/// What separates the cells: the most frequent of the three in the first line, outside quotation marks.
char separator_of(std::string_view text) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const TableLimits& limits)
      : text_(text), limits_(limits), separator_(separator_of(text)), builder_(limits) {}

  Result<Table> read() {
    while (at_ < text_.size() && !builder_.refused()) read_line();
    return builder_.finish();
  }

 private:
  void read_line() {
    const int number = line_;
    std::vector<std::string> cells;
    for (;;) {
      cells.push_back(peek() == '"' ? read_quoted(number) : read_plain());
      if (builder_.refused()) return;
      if (cells.size() > limits_.columns + 1) {
        builder_.refuse("import.too_many_columns", number);
        return;
      }
      if (peek() != separator_ || at_ >= text_.size()) break;
      ++at_;
    }
    take_line_end();
    builder_.add(number, std::move(cells));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }

  std::string read_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  /// Two quotation marks are one; line ends belong to the cell. What follows the closing mark belongs to it too.
  std::string read_quoted(int number) {
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (cell.size() > limits_.cell_bytes) break;
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
          ++at_;
          return cell + read_plain();
        }
        ++at_;
      }
      if (c == '\n') ++line_;
      cell += c;
    }
    builder_.refuse(cell.size() > limits_.cell_bytes ? "import.cell_too_long" : "import.quote", number);
    return {};
  }

  void take_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  const std::string_view text_;
  const TableLimits& limits_;
  const char separator_;
  TableBuilder builder_;
  std::size_t at_ = 0;
  int line_ = 1;
};

/// Whatever a reader might take for a separator or a line's end.
bool needs_quotes(std::string_view cell) {
  return cell.find_first_of(",;\t\"\r\n") != std::string_view::npos;
}

}  // namespace

Result<Table> read_csv(std::string_view text, const TableLimits& limits) {
  return CsvReader(text, limits).read();
}

std::string write_csv(const std::vector<std::vector<std::string>>& rows) {
  std::string text = "\xEF\xBB\xBF";
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = defused(row[i]);
      if (i > 0) text += ',';
      if (!needs_quotes(cell)) {
        text += cell;
        continue;
      }
      text += '"';
      for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace ws::imports
