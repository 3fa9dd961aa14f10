#include "base/canonical_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>
#include <vector>

namespace ws::json {
namespace {

namespace bj = boost::json;

constexpr std::int64_t greatest = (std::int64_t{1} << 53) - 1;

void write_text(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view named = "btnvfr";  // 8 … 13; 11 has no name
  out += '"';
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (code >= 8 && code <= 13 && code != 11) {
      out += '\\';
      out += named[code - 8U];
    } else if (code < 0x20) {
      out += "\\u00";
      out += hex[code >> 4U];
      out += hex[code & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

void write_value(std::string& out, const bj::value& value);

void write_object(std::string& out, const bj::object& object) {
  std::vector<const bj::key_value_pair*> members;
  for (const auto& member : object) {
    if (!std::all_of(member.key().begin(), member.key().end(), [](char c) { return c > 0; }))
      throw std::runtime_error("a member's name is not ASCII");
    members.push_back(&member);
  }
  std::sort(members.begin(), members.end(), [](auto* one, auto* other) { return one->key() < other->key(); });
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i) out += ',';
    write_text(out, {members[i]->key().data(), members[i]->key().size()});
    out += ':';
    write_value(out, members[i]->value());
  }
  out += '}';
}

void write_array(std::string& out, const bj::array& array) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i) out += ',';
    write_value(out, array[i]);
  }
  out += ']';
}

void write_value(std::string& out, const bj::value& value) {
  if (const auto* object = value.if_object()) return write_object(out, *object);
  if (const auto* array = value.if_array()) return write_array(out, *array);
  if (const auto* text = value.if_string()) return write_text(out, {text->data(), text->size()});
  if (value.is_null()) {
    out += "null";
  } else if (const auto* yes = value.if_bool()) {
    out += *yes ? "true" : "false";
  } else if (const auto* number = value.if_int64(); number && *number <= greatest && *number >= -greatest) {
    out += std::to_string(*number);
  } else {
    throw std::runtime_error("only whole numbers below 2^53 have a canonical form here");
  }
}

}  // namespace

std::string canonical(std::string_view text) {
  std::string out;
  write_value(out, bj::parse(bj::string_view(text.data(), text.size())));
  return out;
}

}  // namespace ws::json
