#include <gmock/gmock.h>

#include "testing/district.h"
#include "volunteers/public.h"

namespace ws::volunteers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Numbers that pass the check and belong to nobody.
constexpr const char* adult_id = "11010519491231002X";

constexpr LocalDate today{2026, 11, 23};

TEST(RegistrationModel, HardRule_AgeDecidesWhatAGuardianMustAgreeTo) {
  const Policy policy;
  EXPECT_EQ(age_group({2016, 11, 24}, today, policy), AgeGroup::family);
  EXPECT_EQ(age_group({2016, 11, 23}, today, policy), AgeGroup::per_activity) << "the tenth birthday";
  EXPECT_EQ(age_group({2012, 11, 24}, today, policy), AgeGroup::per_activity);
  EXPECT_EQ(age_group({2012, 11, 23}, today, policy), AgeGroup::once) << "the fourteenth birthday";
  EXPECT_EQ(age_group({2008, 11, 24}, today, policy), AgeGroup::once);
  EXPECT_EQ(age_group({2008, 11, 23}, today, policy), AgeGroup::adult) << "the eighteenth birthday";
  EXPECT_EQ(age_group({2008, 2, 29}, {2026, 2, 28}, policy), AgeGroup::once) << "born on a leap day";
}

TEST(RegistrationModel, TimesAreRealAndDoNotOverlap) {
  EXPECT_TRUE(check_times({{6, 540, 700}, {6, 700, 900}}).ok());
  for (const std::vector<FreeTime>& wrong : {std::vector<FreeTime>{},
                                             {{0, 1, 2}},
                                             {{8, 1, 2}},
                                             {{1, 5, 5}},
                                             {{1, 0, 1441}},
                                             {{1, -1, 5}},
                                             {{6, 540, 700}, {6, 699, 900}}})
    EXPECT_EQ(check_times(wrong).error().reason, "volunteer.times");
}

TEST(VolunteerModel, StepsMoveOnlyFromWhereTheyMay) {
  EXPECT_EQ(next_state(std::nullopt, Step::entered), State::pending);
  EXPECT_EQ(next_state(State::registered, Step::entered), std::nullopt);
  EXPECT_EQ(next_state(State::pending, Step::returned), State::draft);
  EXPECT_EQ(next_state(State::draft, Step::submitted), State::pending);
  EXPECT_EQ(next_state(State::draft, Step::verified), std::nullopt);
  EXPECT_EQ(next_state(State::registered, Step::suspended), State::suspended);
  EXPECT_EQ(next_state(State::suspended, Step::resumed), State::registered);
  EXPECT_EQ(next_state(State::withdrawn, Step::resumed), std::nullopt);
  EXPECT_EQ(next_state(State::withdrawn, Step::withdrawn), std::nullopt);
}

class Enroll : public ::testing::TestWithParam<db::Engine> {
 protected:
  Registration complete() {
    Registration filled;
    filled.name = "江晓月";
    filled.id_type = "resident_id";
    filled.id_number = adult_id;
    filled.mobile = "199 8888 0001";
    filled.skills = {"companionship", "errands"};
    filled.times = {{6, 540, 1080}};
    filled.site = SiteId(district.value("SELECT id FROM sites WHERE code = '510117001021'"));
    filled.consent_version = "2026-01";
    filled.lane = "paper";
    filled.actor = district.person("shuyuan");
    return filled;
  }
  /// Of a passport, so that any age can be told.
  Registration child(LocalDate born, const std::string& mobile = "19988880002") {
    Registration filled = complete();
    filled.name = "江小舟";
    filled.id_type = "passport";
    filled.id_number = "E1234567" + std::to_string(born.year);
    filled.mobile = mobile;
    filled.birth = born;
    filled.guardian = GuardianNamed{"江晓月", "19988880001", "mother"};
    return filled;
  }
  Result<Enrolled> enrolled(const Registration& filled) {
    return district.database().write_now(
        [&](db::Tx& tx) { return enroll(tx, vault, random, rules, filled, district.clock.now()); });
  }
  std::vector<std::string> fields_refused(const Registration& filled) {
    std::vector<std::string> fields;
    for (const Error& error : district.database().read(
             [&](db::Reader& reader) { return problems(reader, vault, rules, filled, district.clock.now()); }))
      fields.push_back(error.field + " " + error.reason);
    return fields;
  }
  std::string state(const PersonId& person) {
    return district.value("SELECT state FROM volunteers WHERE person_id = '" + person.str() + "'");
  }

  testing::District district{GetParam(), 60};
  const Vault& vault = district.vault();
  Random random{5};
  Rules rules;
};

TEST_P(Enroll, ACompleteRegistrationIsAPendingVolunteerWithNumberConsentAndOneEvent) {
  ASSERT_THAT(fields_refused(complete()), IsEmpty());
  const auto done = enrolled(complete());
  ASSERT_TRUE(done.ok()) << done.error().reason;
  EXPECT_EQ(done->number, "5101170000061") << "after the sixty of the district";
  EXPECT_EQ(state(done->person), "pending");
  const std::string who = " WHERE person_id = '" + done->person.str() + "'";
  EXPECT_EQ(district.value("SELECT lane || ' ' || text_version FROM consents" + who), "paper 2026-01");
  EXPECT_EQ(district.value("SELECT kind || from_state || to_state FROM volunteer_events" + who), "enteredpending");
  EXPECT_EQ(district.value("SELECT birth_date FROM persons WHERE id = '" + done->person.str() + "'"), "1949-12-31");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteer_skills" + who), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM guardianships"), 0);
}

TEST_P(Enroll, EachWrongFieldIsNamedAtOnce) {
  Registration wrong = complete();
  wrong.name = " ";
  wrong.id_number = "123";
  wrong.mobile = "12";
  wrong.birth = LocalDate{1990, 1, 1};
  wrong.skills = {"flying"};
  wrong.times = {};
  wrong.site = SiteId("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  wrong.team = TeamId("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  wrong.consent_version = "1999-01";
  EXPECT_THAT(fields_refused(wrong),
              ElementsAre("name field.required", "mobile person.mobile", "times volunteer.times",
                          "id_number identity.bad_number", "skills volunteer.unknown_skill", "site_id volunteer.site",
                          "team_id volunteer.team", "consent_version volunteer.consent"));
}

TEST_P(Enroll, HardRule_OneAccountPerIdentityNumber) {
  ASSERT_TRUE(enrolled(complete()).ok());
  Registration again = complete();
  EXPECT_EQ(enrolled(again).error().reason, "volunteer.already");
  again.mobile = "19988880009";
  const auto refused = enrolled(again);
  EXPECT_EQ(refused.error().reason, "identity.taken");
  EXPECT_EQ(refused.error().field, "id_number");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteers WHERE state = 'pending'"), 1) << "nothing half-written";
}

TEST_P(Enroll, SomebodyElseCannotRenameTheAccountOfAMobile) {
  Registration other = complete();
  other.mobile = "19900000014";  // 辜素容's, of the demo district
  other.name = "冒名者";
  EXPECT_THAT(fields_refused(other), Contains("mobile volunteer.mobile_taken"));
}

TEST_P(Enroll, HardRule_UnderEighteenAGuardianIsNamedAndAsked) {
  Registration alone = child({2013, 5, 6});
  alone.guardian.reset();
  EXPECT_EQ(enrolled(alone).error().reason, "guardian.required");
  Registration own_number = child({2013, 5, 6});
  own_number.guardian->mobile = "+86 199-8888-0002";
  EXPECT_EQ(enrolled(own_number).error().reason, "guardian.own_mobile");

  const auto done = enrolled(child({2013, 5, 6}));
  ASSERT_TRUE(done.ok()) << done.error().reason;
  EXPECT_EQ(district.value("SELECT state FROM guardianships WHERE child_id = '" + done->person.str() + "'"), "asked");
  const std::string notice = district.value("SELECT params FROM notices WHERE kind = 'volunteer.guardian_asked'");
  EXPECT_THAT(notice, ::testing::HasSubstr("江**")) << "the number may be a stranger's";
}

TEST_P(Enroll, HardRule_UnderTenIsAnEntryUnderTheGuardiansAccountWithoutOneOfTheirOwn) {
  EXPECT_EQ(enrolled(child({2018, 5, 6})).error().reason, "volunteer.family_mode");
  Registration entry = child({2018, 5, 6}, "");
  entry.lane = "online";
  entry.actor = district.person("jumin1");
  entry.guardian->mobile = "";
  const auto done = enrolled(entry);
  ASSERT_TRUE(done.ok()) << done.error().reason;
  EXPECT_EQ(
      district.value("SELECT guardian_id || state FROM guardianships WHERE child_id = '" + done->person.str() + "'"),
      district.person("jumin1").str() + "confirmed");
  EXPECT_EQ(district.value("SELECT mobile_sealed FROM persons WHERE id = '" + done->person.str() + "'"), "");
}

TEST_P(Enroll, AMinorIsNoGuardian) {
  ASSERT_TRUE(enrolled(child({2010, 5, 6})).ok());
  Registration younger = child({2013, 5, 6}, "19988880003");
  younger.name = "江小帆";
  younger.guardian->mobile = "19988880002";
  EXPECT_EQ(enrolled(younger).error().reason, "guardian.not_adult");
}

INSTANTIATE_TEST_SUITE_P(Engines, Enroll, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::volunteers
