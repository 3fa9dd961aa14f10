#pragma once
// What is handed out at a broadcast: a file, a picture of the library, a published article. Rules without I/O.

#include <optional>
#include <string>
#include <string_view>

#include "live/broadcast_model.h"

namespace ws::live {

using HandoutId = Id<struct BroadcastHandoutTag>;
using HandoutTargetId = Id<struct HandoutTargetTag>;  ///< of a picture or an article

struct Handout {
  enum class Kind { file, picture, article };
  HandoutId id;
  BroadcastId broadcast;
  Kind kind = Kind::file;
  std::string title;
  std::string target;  ///< of a file the end of its name ("pdf"), else an identifier
  std::int64_t bytes = 0;
  std::string address;  ///< where it is fetched
};
std::string_view to_text(Handout::Kind kind);
std::optional<Handout::Kind> parse_handout_kind(std::string_view text);

inline constexpr std::int64_t most_handouts = 20;  ///< of a broadcast

/// How the name of the file should end, by what is in it: a document's type, "png" or "jpg". Refuses
/// "live.handout_type": programs and pages are not handed out.
Result<std::string> handout_type(std::string_view bytes);
/// For the Content-Type header.
std::string_view media_type_of(std::string_view handout_type);

}  // namespace ws::live
