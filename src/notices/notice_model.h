#pragma once
// What a notice says, in both languages. Pure: texts come from data/notices.json inside the binary.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace ws::notices {

struct EmbeddedText {
  std::string_view name;
  std::string_view text;
};
const std::vector<EmbeddedText>& embedded_catalogue();

struct Text {
  std::string zh;
  std::string en;
};

/// The text of a kind with its {placeholders} filled from `params` (public.h says how). A placeholder without a value
/// becomes empty; a kind that is not in the catalogue gives its own name, so that nothing is lost. Times are said as
/// seen from `now`.
Text render(std::string_view kind, std::string_view params, Instant now);

/// True if the catalogue has a text of this kind.
bool is_known(std::string_view kind);

struct NoticeView {
  std::string id;
  std::int64_t at_ms = 0;
  std::string kind;
  std::string order_id;     ///< empty for none
  std::string activity_id;  ///< empty for none
  Text text;
  bool read = false;
};

struct NoticePage {
  std::vector<NoticeView> items;
  std::optional<std::string> next;  ///< cursor of the next page
};

}  // namespace ws::notices
