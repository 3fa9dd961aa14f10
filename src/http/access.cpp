#include "http/http.h"

namespace ws::http {
namespace {

bool has_any(const Actor& actor, std::initializer_list<Role> roles) {
  for (const Role role : roles)
    if (actor.has(role)) return true;
  return false;
}

bool holds(Access access, const Actor& actor) {
  switch (access) {
    case Access::everyone:
    case Access::signed_in:
      return true;
    case Access::volunteer:
      return actor.volunteer;
    case Access::team_leader:
      return actor.has(Role::team_leader);
    case Access::staff:
      return has_any(actor, {Role::clerk, Role::dispatcher, Role::leader});
    case Access::clerk:
      return has_any(actor, {Role::clerk, Role::dispatcher});
    case Access::dispatcher:
      return actor.has(Role::dispatcher);
    case Access::system_admin:
      return actor.has(Role::system_admin);
    case Access::security_admin:
      return actor.has(Role::security_admin);
    case Access::auditor:
      return actor.has(Role::auditor);
  }
  return false;
}

}  // namespace

std::string_view to_text(Access access) {
  switch (access) {
    case Access::everyone:
      return "everyone";
    case Access::signed_in:
      return "signed_in";
    case Access::volunteer:
      return "volunteer";
    case Access::team_leader:
      return "team_leader";
    case Access::staff:
      return "staff";
    case Access::clerk:
      return "clerk";
    case Access::dispatcher:
      return "dispatcher";
    case Access::system_admin:
      return "system_admin";
    case Access::security_admin:
      return "security_admin";
    case Access::auditor:
      return "auditor";
  }
  return "";
}

Outcome allow(Access access, const Actor& actor) {
  if (access == Access::everyone) return Done{};
  if (!actor.signed_in()) return Error{ErrorCode::unauthenticated, "session.required", {}, {}};
  if (!holds(access, actor)) return Error::forbidden("access.denied");
  return Done{};
}

}  // namespace ws::http
