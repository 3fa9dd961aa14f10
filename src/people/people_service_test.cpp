#include "people/people_service.h"

#include <algorithm>

#include "people/grant_store.h"
#include "people/rig_test.h"

namespace ws::people {
namespace {

class People : public PeopleRig {
 protected:
  std::vector<std::string> names(const Actor& who, PeopleFilter filter = {}) {
    std::vector<std::string> found;
    for (const PersonView& person : node->people.list(who, filter).items) found.push_back(person.name);
    std::ranges::sort(found);
    return found;
  }
  static std::vector<std::string> sorted(std::vector<std::string> list) {
    std::ranges::sort(list);
    return list;
  }
  std::int64_t audited(const char* action) {
    return number(std::string("SELECT COUNT(*) FROM audit_log WHERE action = '") + action + "'");
  }
  GrantRequest ask(const PersonId& to, Role role, const SiteId& site) {
    return {to, role, site, {}, "任命文件 12 号"};
  }
};

TEST_P(People, HardRule_ASecurityAdministratorSeesTheOwnSubtree) {
  EXPECT_EQ(names(as_lin()), sorted({"林敏", "何静", "周强", "吴丽", "赵磊", "王芳"}));
  EXPECT_EQ(names(as_he()), sorted({"何静", "周强", "吴丽"})) << "by their site, or where they volunteer";
  EXPECT_EQ(node->people.find(as_he(), zhao).error().reason, "person.not_found");
  EXPECT_EQ(node->people.find(as_he(), PersonId(fresh())).error().reason, "person.not_found") << "hidden = absent";
  EXPECT_TRUE(names(actor(zhou, Role::security_admin, center)).empty())
      << "what a session believes does not count: the database does";
}

TEST_P(People, AForeignMasterKeyIsNoticedBeforeAnybodyIsServed) {
  database->read([&](db::Reader& reader) { EXPECT_NO_THROW(require_key(reader, vault)); });
  const Vault foreign(std::string(32, 'x'));
  database->read([&](db::Reader& reader) { EXPECT_THROW(require_key(reader, foreign), std::runtime_error); });
}

TEST_P(People, ARoleHeldInASubtreeMakesItsPersonVisibleThere) {
  add_grant(zhao, "clerk", station);
  EXPECT_EQ(names(as_he()), sorted({"何静", "周强", "吴丽", "赵磊"}));
}

TEST_P(People, AreFoundByNameLoginExactMobileAndRole) {
  EXPECT_EQ(names(as_lin(), {"静", {}, {}, 20}), std::vector<std::string>{"何静"});
  EXPECT_EQ(names(as_lin(), {"zhaolei", {}, {}, 20}), std::vector<std::string>{"赵磊"});
  EXPECT_EQ(names(as_lin(), {"199 0000 0004", {}, {}, 20}), std::vector<std::string>{"吴丽"});
  EXPECT_TRUE(names(as_lin(), {"1990000000", {}, {}, 20}).empty()) << "no part of a mobile";
  EXPECT_TRUE(names(as_lin(), {"%", {}, {}, 20}).empty());
  EXPECT_EQ(names(as_lin(), {{}, "security_admin", {}, 20}), sorted({"林敏", "何静"}));
}

TEST_P(People, ArePagedByCursor) {
  std::vector<std::string> all;
  PeopleFilter filter;
  filter.limit = 4;
  int pages = 0;
  while (pages < 5) {
    const PersonPage page = node->people.list(as_lin(), filter);
    ++pages;
    for (const PersonView& person : page.items) all.push_back(person.name);
    if (!page.next) break;
    filter.cursor = *page.next;
  }
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(sorted(all), names(as_lin()));
}

TEST_P(People, HardRule_NumbersAreMasked) {
  ASSERT_TRUE(database
                  ->write_now([&](db::Tx& tx) {
                    return register_identity(tx, vault, wu, "resident_id", "11010519491231002X", lin, clock.now());
                  })
                  .ok());
  const auto person = node->people.find(as_lin(), wu);
  ASSERT_TRUE(person.ok());
  EXPECT_EQ(person->mobile_masked, "199****0004");
  EXPECT_EQ(person->id_number_masked, "1101**********002X");
  EXPECT_EQ(person->volunteer_number, "V0001");
  EXPECT_EQ(text("SELECT id_number_sealed FROM persons WHERE id = '" + wu.str() + "'").find("1101"),
            std::string::npos);
}

TEST_P(People, HardRule_OneAccountPerIdentityNumber) {
  const auto register_for = [&](const PersonId& person, const char* number) {
    return database->write_now(
        [&](db::Tx& tx) { return register_identity(tx, vault, person, "resident_id", number, lin, clock.now()); });
  };
  ASSERT_TRUE(register_for(wu, "11010519491231002X").ok());
  EXPECT_TRUE(register_for(wu, "11010519491231002x").ok()) << "the same person again";
  EXPECT_EQ(register_for(zhao, "11010519491231002x").error().reason, "identity.taken");
  EXPECT_EQ(register_for(zhao, "110105194912310021").error().reason, "identity.bad_number");
  EXPECT_EQ(number("SELECT birth_year FROM persons WHERE id = '" + wu.str() + "'"), 1949);
}

TEST_P(People, AGrantWorksAtOnceAndIsAudited) {
  const auto session = by_password("zhaolei", password);
  ASSERT_FALSE(node->sessions.authenticate(session->token).has(Role::clerk));
  const auto id = grant(as_lin(), ask(zhao, Role::clerk, station2));
  ASSERT_TRUE(id.ok()) << id.error().reason;
  EXPECT_TRUE(node->sessions.authenticate(session->token).has(Role::clerk));
  EXPECT_EQ(audited("grant.given"), 1);
  EXPECT_EQ(text("SELECT reason FROM audit_log WHERE action = 'grant.given'"), "任命文件 12 号");
  ASSERT_TRUE(revoke(as_lin(), *id).ok());
  EXPECT_FALSE(node->sessions.authenticate(session->token).has(Role::clerk));
  EXPECT_EQ(audited("grant.revoked"), 1);
  EXPECT_EQ(revoke(as_lin(), *id).error().reason, "grant.already_revoked");
}

TEST_P(People, AGrantTakenBackElsewhereCountsHereWithinTwoSeconds) {
  Node other(*database, clock, random, vault, sender);
  const auto session = by_password("hejing", password);
  ASSERT_TRUE(other.sessions.authenticate(session->token).has(Role::security_admin));
  ASSERT_TRUE(revoke(as_lin(), he_grant).ok());
  clock.advance_ms(2 * second_ms);
  EXPECT_FALSE(other.sessions.authenticate(session->token).has(Role::security_admin));
}

TEST_P(People, TheSameRoleIsHeldOnceAndTheSameKeyWorksOnce) {
  const auto who = as_lin();
  const auto once = key(who);
  const auto first = testing::run_task(node->people.grant(who, once, ask(zhao, Role::clerk, station2)));
  const auto again = testing::run_task(node->people.grant(who, once, ask(zhao, Role::clerk, station2)));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(*first, *again);
  EXPECT_EQ(audited("grant.given"), 1);
  EXPECT_EQ(grant(who, ask(zhao, Role::clerk, station2)).error().reason, "grant.already");
  ASSERT_TRUE(revoke(who, *first).ok());
  EXPECT_TRUE(grant(who, ask(zhao, Role::clerk, station2)).ok()) << "a role taken back can be given again";
}

TEST_P(People, HardRule_SeparatedAdministratorsAreThreeDifferentPeople) {
  const auto system = grant(as_lin(), ask(zhao, Role::system_admin, center));
  ASSERT_TRUE(system.ok());
  EXPECT_EQ(grant(as_lin(), ask(zhao, Role::auditor, center)).error().reason, "grant.separation");
  EXPECT_EQ(grant(as_lin(), ask(zhao, Role::security_admin, station)).error().reason, "grant.separation")
      << "whatever the subtree";
  EXPECT_EQ(grant(as_lin(), ask(he, Role::auditor, center)).error().reason, "grant.separation");
  EXPECT_TRUE(grant(as_lin(), ask(zhao, Role::system_admin, office)).ok()) << "the same one twice is no conflict";
  EXPECT_TRUE(grant(as_lin(), ask(zhao, Role::leader, center)).ok()) << "other roles may be held beside";
  EXPECT_EQ(audited("grant.given"), 3) << "what was refused left nothing";
}

TEST_P(People, HardRule_NobodyGrantsToOrRevokesFromThemself) {
  EXPECT_EQ(grant(as_lin(), ask(lin, Role::clerk, station)).error().reason, "grant.own");
  EXPECT_EQ(revoke(as_lin(), lin_grant).error().reason, "grant.own");
}

TEST_P(People, HardRule_RolesAreGrantedWithinTheOwnSubtree) {
  EXPECT_EQ(grant(as_he(), ask(zhou, Role::clerk, station2)).error().reason, "grant.scope_not_found");
  EXPECT_EQ(grant(as_he(), ask(zhou, Role::clerk, center)).error().reason, "grant.scope_not_found");
  EXPECT_EQ(grant(as_he(), ask(zhao, Role::clerk, station)).error().reason, "person.not_found");
  EXPECT_TRUE(grant(as_he(), ask(zhou, Role::leader, station)).ok());
  const std::string elsewhere = add_grant(zhou, "leader", station2);
  EXPECT_EQ(revoke(as_he(), elsewhere).error().reason, "grant.not_found");
  EXPECT_EQ(revoke(as_he(), fresh()).error().reason, "grant.not_found");
  EXPECT_EQ(revoke(as_he(), lin_grant).error().reason, "grant.not_found") << "nobody takes it from above";
}

TEST_P(People, ATeamsLeaderIsGrantedForATeam) {
  GrantRequest request{wu, Role::team_leader, {}, band, "队员推选"};
  const auto id = grant(as_he(), request);
  ASSERT_TRUE(id.ok()) << id.error().reason;
  EXPECT_EQ(node->people.find(as_he(), wu)->roles.at(0).team->name, "望丛志愿服务队");
  const auto session = by_password("wuli", password);
  EXPECT_EQ(session->actor.grants.at(0).team, band);
  EXPECT_TRUE(revoke(as_he(), *id).ok());
  request.team = TeamId(fresh());
  EXPECT_EQ(grant(as_he(), request).error().reason, "grant.scope_not_found");
}

TEST_P(People, ADispatcherIsNotForAStationAndAClosedAccountGetsNothing) {
  EXPECT_EQ(grant(as_lin(), ask(zhou, Role::dispatcher, station)).error().reason, "grant.dispatcher_scope");
  EXPECT_TRUE(grant(as_lin(), ask(zhou, Role::dispatcher, office)).ok());
  exec("UPDATE persons SET disabled_ms = 1 WHERE id = $1", zhao);
  EXPECT_EQ(grant(as_lin(), ask(zhao, Role::clerk, station2)).error().reason, "grant.person_disabled");
}

TEST_P(People, HardRule_TheLastSecurityAdministratorOfASubtreeIsKept) {
  const auto take = [&](const std::string& id) {
    Revoked what{};
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      what = revoke_grant(tx, GrantId(id), clock.now());
      return Done{};
    });
    EXPECT_TRUE(done.ok());
    return what;
  };
  EXPECT_EQ(take(lin_grant), Revoked::last_security_admin) << "何静 has only the office";
  const std::string second = add_grant(zhao, "security_admin", center);
  exec("UPDATE persons SET disabled_ms = 1 WHERE id = $1", zhao);
  EXPECT_EQ(take(lin_grant), Revoked::last_security_admin) << "a closed account is nobody";
  exec("UPDATE persons SET disabled_ms = NULL WHERE id = $1", zhao);
  EXPECT_EQ(take(lin_grant), Revoked::yes);
  EXPECT_EQ(take(second), Revoked::last_security_admin);
  EXPECT_EQ(take(he_grant), Revoked::yes) << "赵磊 has the office too";
}

TEST_P(People, HardRule_TwoWhoTakeEachOthersRoleLeaveOne) {
  add_grant(zhao, "security_admin", center);
  const std::string zhao_grant = text("SELECT id FROM grants WHERE person_id = '" + zhao.str() + "'");
  const Actor as_zhao = actor(zhao, Role::security_admin, center);
  const bool first = revoke(as_lin(), zhao_grant).ok();
  const bool second = revoke(as_zhao, lin_grant).ok();
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
}

TEST_P(People, HardRule_ANumberIsShownOnlyWithALoggedReason) {
  const auto who = as_he();
  const auto once = key(who);
  const auto shown = testing::run_task(node->people.reveal(who, once, wu, Secret::mobile, "核实联系方式"));
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(*shown, "19900000004");
  EXPECT_EQ(audited("person.revealed"), 1);
  EXPECT_EQ(text("SELECT actor_id || ' ' || subject_id || ' ' || reason || ' ' || detail FROM audit_log "
                 "WHERE action = 'person.revealed'"),
            he.str() + " " + wu.str() + " 核实联系方式 mobile");
  EXPECT_EQ(*testing::run_task(node->people.reveal(who, once, wu, Secret::mobile, "核实联系方式")), "19900000004");
  EXPECT_EQ(audited("person.revealed"), 1) << "a retry is the same look";
  EXPECT_EQ(number("SELECT COUNT(*) FROM idempotency WHERE result LIKE '%1990000%'"), 0);
}

TEST_P(People, WhatIsHiddenOrMissingIsNotRevealed) {
  const auto who = as_he();
  EXPECT_EQ(testing::run_task(node->people.reveal(who, key(who), zhao, Secret::mobile, "核实")).error().reason,
            "person.not_found");
  EXPECT_EQ(testing::run_task(node->people.reveal(who, key(who), wu, Secret::id_number, "核实")).error().reason,
            "person.no_number");
  EXPECT_EQ(audited("person.revealed"), 0);
}

TEST_P(People, HoldersAreNearestFirstAndDistinct) {
  add_grant(zhao, "clerk", office);
  add_grant(zhou, "clerk", center);
  add_grant(wang, "clerk", station2);
  const auto found = database->read([&](db::Reader& reader) { return holders(reader, Role::clerk, station); });
  EXPECT_EQ(found, (std::vector<PersonId>{zhou, zhao}));
}

TEST_P(People, AMobileHasOneAccountAndAConsentIsRecordedOnce) {
  const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
    EXPECT_EQ(ensure_person(tx, vault, random, "另一个名字", "19900000006", clock.now()), wang);
    record_consent(tx, wang, "2026-01", {}, "online", clock.now());
    record_consent(tx, wang, "2026-01", zhou, "phone", clock.now());
    record_consent(tx, wang, "2027-01", zhou, "phone", clock.now());
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(number("SELECT COUNT(*) FROM consents"), 2);
  EXPECT_EQ(text("SELECT lane FROM consents WHERE text_version = '2026-01'"), "online") << "the first one stands";
  EXPECT_EQ(database->read([&](db::Reader& reader) { return find_name(reader, wang); }), "王芳");
}

INSTANTIATE_TEST_SUITE_P(Engines, People, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::people
