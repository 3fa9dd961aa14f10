#include "live/amf_model.h"

#include <bit>

namespace ws::live::amf {
namespace {

constexpr int most_depth = 4;
constexpr int most_values = 200;

class Reading {
 public:
  explicit Reading(std::string_view bytes) : left_(bytes) {}

  std::optional<std::vector<Value>> all() {
    std::vector<Value> values;
    while (!left_.empty() && !broken_) values.push_back(value(0));
    if (broken_) return std::nullopt;
    return values;
  }

 private:
  std::string_view take(std::size_t count) {
    if (left_.size() < count) {
      broken_ = true;
      return {};
    }
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint64_t integer(std::size_t bytes) {
    std::uint64_t sum = 0;
    for (const char c : take(bytes)) sum = sum << 8 | static_cast<unsigned char>(c);
    return sum;
  }
  std::string text_of(std::size_t length_bytes) { return std::string(take(integer(length_bytes))); }

  Value value(int depth) {
    Value read;
    if (depth > most_depth || ++count_ > most_values) broken_ = true;
    const std::uint64_t marker = integer(1);
    if (broken_) return read;
    switch (marker) {
      case 0:
        read.kind = Value::Kind::number;
        read.number = std::bit_cast<double>(integer(8));
        break;
      case 1:
        read.kind = Value::Kind::boolean;
        read.number = integer(1) != 0 ? 1 : 0;
        break;
      case 2:
      case 12:
        read.kind = Value::Kind::text;
        read.text = text_of(marker == 2 ? 2 : 4);
        break;
      case 8:  // an array with names: its announced length means nothing
        integer(4);
        [[fallthrough]];
      case 3:
        members(read, depth);
        break;
      case 10:
        elements(read, depth);
        break;
      case 11:  // a date, and a zone that nobody uses
        read.kind = Value::Kind::number;
        read.number = std::bit_cast<double>(integer(8));
        integer(2);
        break;
      case 5:
      case 6:
        break;
      default:
        broken_ = true;
    }
    return read;
  }

  void members(Value& read, int depth) {
    read.kind = Value::Kind::object;
    while (!broken_) {
      std::string name = text_of(2);
      if (broken_) return;
      if (name.empty() && !left_.empty() && left_.front() == 9) {
        integer(1);
        return;
      }
      read.members.push_back({std::move(name), value(depth + 1)});
    }
  }

  void elements(Value& read, int depth) {
    read.kind = Value::Kind::object;
    const std::uint64_t announced = integer(4);
    for (std::uint64_t i = 0; i < announced && !broken_; ++i) read.members.push_back({"", value(depth + 1)});
  }

  std::string_view left_;
  int count_ = 0;
  bool broken_ = false;
};

void append_integer(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void append_text(std::string& out, std::string_view value) {
  append_integer(out, value.size(), 2);
  out += value;
}

}  // namespace

std::string_view Value::member(std::string_view name) const {
  for (const auto& [known, value] : members)
    if (known == name && value.kind == Kind::text) return value.text;
  return {};
}

std::optional<std::vector<Value>> read(std::string_view bytes) {
  return Reading(bytes).all();
}

std::string number(double value) {
  std::string out(1, '\0');
  append_integer(out, std::bit_cast<std::uint64_t>(value), 8);
  return out;
}

std::string text(std::string_view value) {
  std::string out(1, '\2');
  append_text(out, value);
  return out;
}

std::string null() {
  return "\5";
}

std::string object(const std::vector<std::pair<std::string_view, std::string_view>>& texts) {
  std::string out(1, '\3');
  for (const auto& [name, value] : texts) {
    append_text(out, name);
    out += text(value);
  }
  append_integer(out, 0, 2);
  out += '\x09';
  return out;
}

}  // namespace ws::live::amf
