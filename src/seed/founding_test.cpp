#include "seed/founding.h"

#include <gtest/gtest.h>

#include <functional>

#include "people/public.h"
#include "seed/public.h"
#include "testing/database.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

constexpr Instant now{1'795'392'000'000};  // 2026-11-23T00:00:00Z

Founding founding() {
  Founding wanted;
  wanted.data = ws::testing::source_dir() + "/data";
  wanted.name = "某某区新时代文明实践中心";
  wanted.short_name = "某某区实践中心";
  wanted.code = "510199";
  wanted.address = "某某区某某街道一号";
  wanted.phone = "028-0000-0001";
  wanted.system_admin = {"赵一", "+86 199-0000-0001", ""};
  wanted.security_admin = {"钱二", "19900000002", "qian.er"};
  wanted.auditor = {"孙三", "19900000003", ""};
  return wanted;
}

class Founds : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override { database->migrate(); }
  Result<Founded> found_with(const Founding& wanted) { return found(*database, vault, random, wanted, now); }
  std::int64_t number(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.find(sql).value().i64(0); });
  }
  std::string text(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.find(sql).value().text(0); });
  }
  testing::TestDatabase place{GetParam()};
  std::unique_ptr<db::Database> database = place.open();
  Vault vault{std::string(32, 'k')};
  Random random{7};
};

TEST_P(Founds, the_center_the_kinds_of_service_and_nothing_made_up) {
  const auto founded = found_with(founding());
  ASSERT_TRUE(founded.ok()) << founded.error().reason;
  EXPECT_EQ(text("SELECT name FROM sites WHERE code = '510199' AND kind = 'center' AND state = 'operating'"),
            "某某区新时代文明实践中心");
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites WHERE lat_e6 IS NULL AND parent_id IS NULL"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM site_tree"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM categories"), 10);
  EXPECT_GT(number("SELECT COUNT(*) FROM skills"), 10);
  EXPECT_EQ(number("SELECT COUNT(*) FROM menu_items"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM persons"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_log WHERE action IN ('district.founded', 'grant.given')"), 4);
  EXPECT_EQ(demo_table(*database), "");
}

TEST_P(Founds, HardRule_TheThreeAdministratorsAreThreePeople) {
  ASSERT_TRUE(found_with(founding()).ok());
  EXPECT_EQ(number("SELECT COUNT(DISTINCT person_id) FROM grants"), 3);
  for (const char* role : {"system_admin", "security_admin", "auditor"})
    EXPECT_EQ(number("SELECT COUNT(*) FROM grants g JOIN sites s ON s.id = g.site_id WHERE s.kind = 'center' AND "
                     "g.role = '" +
                     std::string(role) + "'"),
              1);
}

TEST_P(Founds, HardRule_InitialPasswordsAreRandomAndStoredAsHashesOnly) {
  const auto founded = found_with(founding());
  ASSERT_TRUE(founded.ok());
  ASSERT_EQ(founded->logins.size(), 3U);
  EXPECT_EQ(founded->logins.at(0).login, "system");
  EXPECT_EQ(founded->logins.at(1).login, "qian.er");
  EXPECT_NE(founded->logins.at(0).password, founded->logins.at(1).password);
  for (const InitialLogin& login : founded->logins) {
    EXPECT_GE(login.password.size(), 20U);
    const std::string hash = text("SELECT password_hash FROM persons WHERE login = '" + login.login + "'");
    EXPECT_TRUE(password_matches(hash, login.password));
    EXPECT_EQ(number("SELECT COUNT(*) FROM audit_log WHERE detail LIKE '%" + login.password + "%'"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM outbox WHERE payload LIKE '%" + login.password + "%'"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM settings WHERE body LIKE '%" + login.password + "%'"), 0);
  }
  EXPECT_EQ(vault.open(text("SELECT mobile_sealed FROM persons WHERE login = 'system'"), people::mobile_context),
            "19900000001");
}

TEST_P(Founds, a_place_that_has_sites_or_people_is_left_alone) {
  ASSERT_TRUE(found_with(founding()).ok());
  const auto again = found_with(founding());
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().reason, "founding.not_empty");
  EXPECT_EQ(number("SELECT COUNT(*) FROM persons"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_log"), 4) << "the refusal wrote nothing";
}

TEST_P(Founds, a_visitor_who_signed_in_before_is_a_person_too) {
  const auto visitor = database->write_now(
      [&](db::Tx& tx) { return Result(people::ensure_person(tx, vault, random, "先来", "19900000009", now)); });
  ASSERT_TRUE(visitor.ok());
  EXPECT_EQ(found_with(founding()).error().reason, "founding.not_empty");
}

TEST_P(Founds, what_does_not_fit_is_refused_with_its_option_and_nothing_is_written) {
  struct Wrong {
    std::function<void(Founding&)> spoil;
    std::string reason, field;
  };
  const std::vector<Wrong> wrongs{
      {[](Founding& f) { f.name = " "; }, "field.required", "name"},
      {[](Founding& f) { f.phone = "1\x07"; }, "field.characters", "phone"},
      {[](Founding& f) { f.code = "51019"; }, "founding.code", "code"},
      {[](Founding& f) { f.auditor.mobile = "110"; }, "person.mobile", "auditor"},
      {[](Founding& f) { f.auditor.login = "X"; }, "founding.login", "auditor"},
      {[](Founding& f) { f.auditor.mobile = "+8619900000002"; }, "founding.same_person", "auditor"},
      {[](Founding& f) { f.security_admin.login = "system"; }, "founding.same_person", "security-admin"},
  };
  for (const Wrong& wrong : wrongs) {
    Founding spoiled = founding();
    wrong.spoil(spoiled);
    const auto refused = found_with(spoiled);
    ASSERT_FALSE(refused.ok()) << wrong.reason;
    EXPECT_EQ(refused.error().reason, wrong.reason);
    EXPECT_EQ(refused.error().field, wrong.field);
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM persons") + number("SELECT COUNT(*) FROM sites"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, Founds, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::seed
