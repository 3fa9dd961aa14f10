#pragma once
// What other streaming servers say when somebody begins or ends to send: nginx-rtmp by a form, SRS by JSON. The same
// rule of keys as for our own port: a stream is called by its broadcast, and its key is a parameter of its name
// ("rtmp://…/live/BROADCAST?key=SECRET"), which neither server shows to viewers. Parsers without I/O.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ws::live {

struct HookCall {
  /// `update`: nginx-rtmp asks now and then whether the sender may go on.
  enum class Kind { publish, update, unpublish };
  Kind kind = Kind::publish;
  std::string stream_name;  ///< "BROADCAST-SECRET", as our own port is told it
};

/// Of an on_publish, on_update or on_publish_done; nothing for a call that is none of ours.
std::optional<HookCall> parse_nginx_call(const std::vector<std::pair<std::string, std::string>>& form);
/// Of an on_publish or on_unpublish; nothing for a call that is none of ours, or no JSON.
std::optional<HookCall> parse_srs_call(std::string_view json);

}  // namespace ws::live
