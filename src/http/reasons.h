#pragma once
// data/reasons.json inside the binary.

#include <string_view>
#include <vector>

namespace ws::http {

struct EmbeddedText {
  std::string_view name;
  std::string_view text;
};
const std::vector<EmbeddedText>& embedded_reasons();

}  // namespace ws::http
