#include "imports/table_model.h"

#include <iconv.h>

#include <cerrno>
#include <stdexcept>

#include "base/utf8.h"
#include "imports/table_limits_model.h"

namespace ws::imports {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The text as UTF-8; nothing if it is no text of that encoding.
std::optional<std::string> converted(std::string_view text, const char* from) {
  const iconv_t converter = iconv_open("UTF-8", from);
  if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error(std::string("no conversion from ") + from);
  std::string out(text.size() * 3 + 16, '\0');  // two bytes become three at most
  std::string input(text);
  char* in = input.data();
  std::size_t in_left = input.size();
  char* to = out.data();
  std::size_t out_left = out.size();
  const std::size_t done = iconv(converter, &in, &in_left, &to, &out_left);
  iconv_close(converter);
  if (done == static_cast<std::size_t>(-1) || in_left > 0) return std::nullopt;
  out.resize(out.size() - out_left);
  return out;
}

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  std::optional<std::string> text;
  if (bytes.starts_with("\xFF\xFE"))
    text = converted(bytes.substr(2), "UTF-16LE");
  else if (bytes.starts_with("\xFE\xFF"))
    text = converted(bytes.substr(2), "UTF-16BE");
  else
    text = converted(bytes, "GB18030");
  if (!text) return Error::invalid("import.encoding");
  return std::move(*text);
}

}  // namespace

Result<Table> read_table(std::string_view bytes, const TableLimits& limits) {
  if (bytes.starts_with("PK\x03\x04")) return read_xlsx(bytes, limits);
  auto text = to_utf8(bytes);
  if (!text) return text.error();
  if (text->find('\0') != std::string::npos) return Error::invalid("import.not_a_table");
  return read_csv(*text, limits);
}

std::string defused(std::string_view cell) {
  const bool formula = !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
  return (formula ? "'" : "") + std::string(cell);
}

}  // namespace ws::imports
