#pragma once
// Who acts. Roles are granted within a site's subtree (or a team's); a person may hold several.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace ws {

/// The roles of the practice network. The last three are the separated administrators (三员分立): one person
/// holds at most one of them.
enum class Role {
  team_leader,     ///< 队长: scope is a team
  clerk,           ///< 站点工作人员: one site's subtree
  dispatcher,      ///< 派单员: center or office subtree
  leader,          ///< 负责人: reads figures and the command screen of a subtree
  system_admin,    ///< 系统管理员: sites, menu, policy
  security_admin,  ///< 安全管理员: people's roles
  auditor,         ///< 审计管理员: audit log
};
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

struct Grant {
  Role role;
  SiteId site;  ///< root of the subtree; empty for a team's leader
  TeamId team;  ///< empty unless role is team_leader
};

struct Actor {
  PersonId person;
  bool volunteer = false;  ///< a registered volunteer
  std::vector<Grant> grants;
  std::string session;  ///< identifier of the session's row (never the token)

  bool signed_in() const { return !person.empty(); }
  bool has(Role role) const {
    for (const Grant& grant : grants)
      if (grant.role == role) return true;
    return false;
  }
};

}  // namespace ws
