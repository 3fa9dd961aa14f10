#include "live/hook_model.h"

#include <algorithm>

#include "base/json.h"

namespace ws::live {
namespace {

constexpr std::size_t longest = 2'000;
constexpr std::string_view key_name = "key";

std::string stream_name(std::string_view broadcast, std::string_view key) {
  return std::string(broadcast) + "-" + std::string(key);
}

/// "?vhost=x&key=SECRET" or "key=SECRET": the key; "" when there is none.
std::string_view key_of(std::string_view parameters) {
  if (parameters.starts_with('?')) parameters.remove_prefix(1);
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find('&'), parameters.size());
    const std::string_view one = parameters.substr(0, end);
    if (one.starts_with(key_name) && one.substr(key_name.size()).starts_with('='))
      return one.substr(key_name.size() + 1);
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return {};
}

}  // namespace

std::optional<HookCall> parse_nginx_call(const std::vector<std::pair<std::string, std::string>>& form) {
  std::string call, name, key;
  for (const auto& [field, value] : form) {
    // Parameters of the stream's name come last: what they call themselves must not stand for the server's own words.
    if (field == "call" && call.empty()) call = value;
    if (field == "name" && name.empty()) name = value;
    if (field == key_name) key = value;
  }
  using Kind = HookCall::Kind;
  if (call == "publish") return HookCall{Kind::publish, stream_name(name, key)};
  if (call == "update_publish") return HookCall{Kind::update, stream_name(name, key)};
  if (call == "publish_done") return HookCall{Kind::unpublish, stream_name(name, key)};
  return std::nullopt;
}

std::optional<HookCall> parse_srs_call(std::string_view text) {
  auto body = json::Object::parse(text);
  if (!body) return std::nullopt;
  const std::string action = body->text_or("action", "", {0, 40});
  const std::string stream = body->text_or("stream", "", {0, longest});
  const std::string parameters = body->text_or("param", "", {0, longest});
  // What else it says differs from one version to the next, and is not asked for.
  using Kind = HookCall::Kind;
  if (action == "on_publish") return HookCall{Kind::publish, stream_name(stream, key_of(parameters))};
  if (action == "on_unpublish") return HookCall{Kind::unpublish, stream_name(stream, key_of(parameters))};
  return std::nullopt;
}

}  // namespace ws::live
