// XLSX, which is a ZIP of XML parts: the shared strings and the first sheet are read, piece by piece, each within a
// budget. Documents with a DOCTYPE are refused, so no entity is ever expanded.
#include <expat.h>
#include <xlsxwriter.h>
#include <zip.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "base/random.h"
#include "imports/table_limits_model.h"

namespace ws::imports {
namespace {

constexpr std::size_t piece = 64 << 10;
constexpr int most_parts = 2'000;
constexpr int deepest = 32;
constexpr std::size_t most_strings = 400'000;

struct Trouble {
  std::string reason;
};

// ---- the package

class Package {
 public:
  Package(std::string_view bytes, std::size_t budget) : budget_(budget) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_ = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (!zip_ && source) zip_source_free(source);
    zip_error_fini(&error);
    if (!zip_) throw Trouble{"import.broken_xlsx"};
    if (zip_get_num_entries(zip_, 0) > most_parts) {
      zip_discard(zip_);
      throw Trouble{"import.packed"};
    }
  }
  ~Package() { zip_discard(zip_); }
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  bool has(const std::string& part) const { return zip_name_locate(zip_, part.c_str(), 0) >= 0; }

  /// Calls `take` with the part's bytes, piece by piece, until it answers false.
  void each_piece(const std::string& part, const std::function<bool(const char*, std::size_t, bool last)>& take) {
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(zip_, part.c_str(), 0), zip_fclose);
    if (!file) throw Trouble{"import.broken_xlsx"};
    std::vector<char> buffer(piece);
    for (;;) {
      const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
      if (got < 0) throw Trouble{"import.broken_xlsx"};
      if (static_cast<std::size_t>(got) > budget_) throw Trouble{"import.packed"};
      budget_ -= static_cast<std::size_t>(got);
      if (!take(buffer.data(), static_cast<std::size_t>(got), got == 0) || got == 0) return;
    }
  }

 private:
  zip_t* zip_ = nullptr;
  std::size_t budget_;
};

// ---- its XML

std::string_view local(const char* name) {
  const std::string_view whole(name);
  const std::size_t colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::string_view attribute(const char** attributes, std::string_view name) {
  for (; attributes[0]; attributes += 2)
    if (attributes[0] == name || local(attributes[0]) == name) return attributes[1];
  return {};
}

/// Walks one part. Handlers may set `over` to stop early.
class Walker {
 public:
  virtual ~Walker() = default;

  void walk(Package& package, const std::string& part) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
    if (!parser) throw std::bad_alloc();
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_, [](void* self, const char* name, const char** attributes) { of(self).open(name, attributes); },
        [](void* self, const char* name) { of(self).close(name); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const char* text, int size) {
      of(self).text({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(
        parser_, [](void* self, const char*, const char*, const char*, int) { of(self).stop("import.broken_xlsx"); });
    package.each_piece(part, [this](const char* bytes, std::size_t size, bool last) {
      const auto status = XML_Parse(parser_, bytes, static_cast<int>(size), last);
      if (!reason_.empty()) throw Trouble{reason_};
      if (over_) return false;
      if (status != XML_STATUS_OK) throw Trouble{"import.broken_xlsx"};
      return true;
    });
  }

 protected:
  virtual void begin(std::string_view name, const char** attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void characters(std::string_view text) = 0;

  /// Ends the walk; with a reason it is refused.
  void stop(std::string reason = {}) {
    over_ = true;
    if (reason_.empty()) reason_ = std::move(reason);
    XML_StopParser(parser_, XML_FALSE);
  }

 private:
  static Walker& of(void* self) { return *static_cast<Walker*>(self); }
  void open(const char* name, const char** attributes) {
    if (++depth_ > deepest) return stop("import.broken_xlsx");
    if (!over_) begin(local(name), attributes);
  }
  void close(const char* name) {
    --depth_;
    if (!over_) end(local(name));
  }
  void text(std::string_view text) {
    if (!over_) characters(text);
  }

  XML_Parser parser_ = nullptr;
  int depth_ = 0;
  bool over_ = false;
  std::string reason_;
};

class SharedStrings : public Walker {
 public:
  explicit SharedStrings(const TableLimits& limits) : limits_(limits) {}
  std::vector<std::string> strings;

 private:
  void begin(std::string_view name, const char**) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") phonetic_ = true;
    if (name == "t") in_text_ = !phonetic_ && !strings.empty();
    if (strings.size() > most_strings) stop("import.packed");
  }
  void end(std::string_view name) override {
    if (name == "t") in_text_ = false;
    if (name == "rPh") phonetic_ = false;
  }
  void characters(std::string_view text) override {
    if (!in_text_) return;
    // A text too long is refused where a cell shows it; here it only must not grow.
    std::string& whole = strings.back();
    if (whole.size() <= limits_.cell_bytes) whole += text;
  }

  const TableLimits& limits_;
  bool in_text_ = false, phonetic_ = false;
};

/// The target of the first sheet: its relationship in workbook.xml, looked up in the relationships.
class FirstSheet : public Walker {
 public:
  std::string relationship;

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name != "sheet" || !relationship.empty()) return;
    for (; attributes[0]; attributes += 2)
      if (std::string_view(attributes[0]).find(":id") != std::string_view::npos) relationship = attributes[1];
  }
  void end(std::string_view) override {}
  void characters(std::string_view) override {}
};

class Relationships : public Walker {
 public:
  explicit Relationships(std::string wanted) : wanted_(std::move(wanted)) {}
  std::string target;

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "Relationship" && attribute(attributes, "Id") == wanted_) target = attribute(attributes, "Target");
  }
  void end(std::string_view) override {}
  void characters(std::string_view) override {}

  std::string wanted_;
};

/// Whole numbers as they are typed: 1.9900000001E10 → 19900000001.
std::string number_text(std::string text) {
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr double exact = 999'999'999'999'999.0;  // fifteen digits: what a sheet keeps of a number
  if (failed != std::errc() || end != text.data() + text.size()) return text;
  if (std::abs(number) > exact || number != std::floor(number)) return text;
  return std::to_string(static_cast<long long>(number));
}

class SheetRows : public Walker {
 public:
  SheetRows(const std::vector<std::string>& strings, const TableLimits& limits)
      : strings_(strings), limits_(limits), builder_(limits) {}
  Result<Table> finish() { return builder_.finish(); }

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "row") begin_row(attributes);
    if (name == "c") begin_cell(attributes);
    // <f> holds a formula: what it came to is in <v>.
    taking_ = name == "v" || (name == "t" && type_ == "inlineStr");
  }
  void end(std::string_view name) override {
    taking_ = false;
    if (name == "c") end_cell();
    if (name == "row" && !builder_.add(row_, std::move(cells_))) stop();
    if (name == "sheetData") stop();
  }
  void characters(std::string_view text) override {
    if (!taking_) return;
    if (value_.size() > limits_.cell_bytes) {
      builder_.refuse("import.cell_too_long", row_);
      return stop();
    }
    value_ += text;
  }

  void begin_row(const char** attributes) {
    const std::string_view said = attribute(attributes, "r");
    int number = 0;
    const auto [end, failed] = std::from_chars(said.data(), said.data() + said.size(), number);
    row_ = failed == std::errc() && end == said.data() + said.size() && number > row_ ? number : row_ + 1;
    cells_.clear();
  }

  void begin_cell(const char** attributes) {
    type_ = attribute(attributes, "t");
    value_.clear();
    std::size_t column = 0;
    for (const char c : attribute(attributes, "r")) {
      if (c < 'A' || c > 'Z' || column > limits_.columns) break;
      column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    }
    column_ = column == 0 ? cells_.size() : column - 1;
  }

  void end_cell() {
    if (type_ == "s") {
      std::size_t index = strings_.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      value_ = index < strings_.size() ? strings_[index] : "";
    } else if (type_.empty() || type_ == "n") {
      value_ = number_text(std::move(value_));
    }
    if (value_.empty()) return;
    if (column_ >= limits_.columns) {
      builder_.refuse("import.too_many_columns", row_);
      return stop();
    }
    if (cells_.size() <= column_) cells_.resize(column_ + 1);
    cells_[column_] = std::move(value_);
    value_.clear();
  }

  const std::vector<std::string>& strings_;
  const TableLimits& limits_;
  TableBuilder builder_;
  std::vector<std::string> cells_;
  std::string type_, value_;
  std::size_t column_ = 0;
  int row_ = 0;
  bool taking_ = false;
};

std::string sheet_part(Package& package) {
  FirstSheet first;
  first.walk(package, "xl/workbook.xml");
  Relationships relationships(first.relationship);
  relationships.walk(package, "xl/_rels/workbook.xml.rels");
  const std::string& target = relationships.target;
  if (target.empty()) throw Trouble{"import.broken_xlsx"};
  return target.front() == '/' ? target.substr(1) : "xl/" + target;
}

}  // namespace

Result<Table> read_xlsx(std::string_view bytes, const TableLimits& limits) {
  try {
    Package package(bytes, limits.unpacked_bytes);
    SharedStrings strings(limits);
    if (package.has("xl/sharedStrings.xml")) strings.walk(package, "xl/sharedStrings.xml");
    SheetRows rows(strings.strings, limits);
    rows.walk(package, sheet_part(package));
    return rows.finish();
  } catch (const Trouble& trouble) {
    return Error::invalid(trouble.reason);
  }
}

std::string write_xlsx(const std::vector<std::vector<std::string>>& rows) {
  // The library writes files only.
  const std::string name =
      (std::filesystem::temp_directory_path() / ("wushuang-" + SecretRandom().token_hex(16))).string();
  lxw_workbook* book = workbook_new(name.c_str());
  if (!book) throw std::bad_alloc();
  lxw_worksheet* sheet = workbook_add_worksheet(book, nullptr);
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  // Texts, so that a spreadsheet does not round numbers of eighteen digits.
  lxw_format* text = workbook_add_format(book);
  format_set_num_format(text, "@");
  worksheet_set_column(sheet, 0, 15, 18, text);
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < rows[row].size(); ++column)
      worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                             rows[row][column].c_str(), row == 0 ? bold : text);
  worksheet_freeze_panes(sheet, 1, 0);
  const bool written = workbook_close(book) == LXW_NO_ERROR;
  std::ostringstream bytes;
  bytes << std::ifstream(name, std::ios::binary).rdbuf();
  std::filesystem::remove(name);
  if (!written) throw std::runtime_error("a sheet could not be written");
  return bytes.str();
}

}  // namespace ws::imports
