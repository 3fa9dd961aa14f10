#include "base/actor.h"

#include <array>
#include <utility>

namespace ws {
namespace {
constexpr std::array<std::pair<Role, std::string_view>, 7> names{{
    {Role::team_leader, "team_leader"},
    {Role::clerk, "clerk"},
    {Role::dispatcher, "dispatcher"},
    {Role::leader, "leader"},
    {Role::system_admin, "system_admin"},
    {Role::security_admin, "security_admin"},
    {Role::auditor, "auditor"},
}};
}

std::string_view to_text(Role role) {
  for (const auto& [value, name] : names)
    if (value == role) return name;
  return {};
}

std::optional<Role> parse_role(std::string_view text) {
  for (const auto& [value, name] : names)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace ws
