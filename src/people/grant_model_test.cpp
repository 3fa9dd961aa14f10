#include "people/grant_model.h"

#include <gtest/gtest.h>

namespace ws::people {
namespace {

const PersonId wang("01J0000000000000000000WANG");
const PersonId chen("01J0000000000000000000CHEN");
const SiteId center("01J00000000000000000CENTER");
const TeamId band("01J00000000000000000000TEA");

constexpr Role all_roles[] = {Role::team_leader,  Role::clerk,          Role::dispatcher, Role::leader,
                              Role::system_admin, Role::security_admin, Role::auditor};

TEST(GrantModel, ATeamsLeaderHasATeamAndEverybodyElseASite) {
  for (const Role role : all_roles) {
    const bool by_team = role == Role::team_leader;
    EXPECT_EQ(check_scope({wang, role, center, {}, ""}).ok(), !by_team) << to_text(role);
    EXPECT_EQ(check_scope({wang, role, {}, band, ""}).ok(), by_team) << to_text(role);
    EXPECT_EQ(check_scope({wang, role, {}, {}, ""}).error().reason,
              by_team ? "grant.team_required" : "grant.site_required");
    EXPECT_EQ(check_scope({wang, role, center, band, ""}).error().reason, "grant.scope_mismatch");
  }
}

TEST(GrantModel, HardRule_TheThreeSeparatedAdministratorsAreSystemSecurityAndAudit) {
  int separated = 0;
  for (const Role role : all_roles) separated += is_separated(role) ? 1 : 0;
  EXPECT_EQ(separated, 3);
  EXPECT_TRUE(is_separated(Role::system_admin) && is_separated(Role::security_admin) && is_separated(Role::auditor));
}

TEST(GrantModel, HardRule_NobodyGrantsToThemself) {
  Actor actor;
  actor.person = wang;
  EXPECT_EQ(check_not_own(actor, wang).error().reason, "grant.own");
  EXPECT_TRUE(check_not_own(actor, chen).ok());
}

TEST(GrantModel, ADispatcherWorksForACenterOrAnOffice) {
  EXPECT_TRUE(check_site_kind(Role::dispatcher, "center").ok());
  EXPECT_TRUE(check_site_kind(Role::dispatcher, "office").ok());
  EXPECT_EQ(check_site_kind(Role::dispatcher, "station").error().reason, "grant.dispatcher_scope");
  EXPECT_TRUE(check_site_kind(Role::clerk, "station").ok());
}

}  // namespace
}  // namespace ws::people
