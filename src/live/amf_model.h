#pragma once
// AMF0, the notation in which RTMP says its commands: only what a publisher says and is told.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::live::amf {

struct Member;
struct Value {
  enum class Kind { null, number, boolean, text, object };
  Kind kind = Kind::null;
  double number = 0;  ///< a boolean is 0 or 1
  std::string text;
  std::vector<Member> members;  ///< an array's are its elements without names
  /// The text of a member; "" if there is none.
  std::string_view member(std::string_view name) const;
};
struct Member {
  std::string name;
  Value value;
};

/// All values of a message. Nothing when it breaks off, is nested deeper than four or has more than 200 values.
std::optional<std::vector<Value>> read(std::string_view bytes);

std::string number(double value);
std::string text(std::string_view value);
std::string null();
/// Members that are texts, in this order.
std::string object(const std::vector<std::pair<std::string_view, std::string_view>>& texts);

}  // namespace ws::live::amf
