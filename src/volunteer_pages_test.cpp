// A volunteer's pages, by forms without scripts.
#include "testing/newcomers.h"

namespace ws::volunteers {
namespace {

using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;

class VolunteerPages : public Volunteers {
 protected:
  HttpClient browser(const PersonId& person) { return {district.port(), district.session_of(person)}; }
  std::string keyed(const std::string& fields) { return "_key=k" + std::to_string(++keys_) + "&" + fields; }
  std::string join_fields(const std::string& number, const std::string& more = "") {
    return keyed("name=%E6%B1%9F%E6%99%93%E6%9C%88&id_type=resident_id&id_number=" + number +
                 "&skill=companionship&skill=reading&time=6-540-690&site_id=" + station +
                 "&consent=1&consent_version=2026-01" + more);
  }

 private:
  int keys_ = 0;
};

TEST_P(VolunteerPages, TheFormIsFilledBeforeThereIsAnAccountAndNothingIsSaidOfWhoIsHere) {
  joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  HttpClient anybody(district.port());
  EXPECT_EQ(anybody.get("/volunteer/join").status, 200);
  const Answer short_of = anybody.post_form("/volunteer/join", keyed("name=&id_type=resident_id&id_number=12"));
  EXPECT_EQ(short_of.status, 422);
  for (const char* field : {"#f-name", "#f-id_number", "#f-skills", "#f-times", "#f-site_id", "#f-consent_version"})
    EXPECT_THAT(short_of.body, HasSubstr(field));
  const Answer known = anybody.post_form("/volunteer/join", join_fields(id_number("1990-04-05", 1)));
  const Answer fresh = anybody.post_form("/volunteer/join", join_fields(id_number("1990-04-05", 2)));
  EXPECT_EQ(known.status, 303) << "a taken number looks like any other to strangers";
  EXPECT_EQ(known.header("Location"), fresh.header("Location"));
  EXPECT_THAT(known.header("Location"), HasSubstr("/sign-in?next="));
}

TEST_P(VolunteerPages, SomebodyRegistersAndSeesTheirRecord) {
  const PersonId jiang = account("江阿姨", "19988880001");
  HttpClient own = browser(jiang);
  EXPECT_THAT(own.get("/my/volunteer").body, HasSubstr("/volunteer/join"));
  EXPECT_EQ(own.post_form("/volunteer/join", join_fields(id_number("1990-04-05", 1))).header("Location"),
            "/my/volunteer?done=joined");
  const Answer record = own.get("/my/volunteer");
  EXPECT_THAT(record.body, HasSubstr("等待核验"));
  EXPECT_THAT(record.body, HasSubstr("江晓月")) << "the name of the document is the account's now";
  EXPECT_EQ(own.get("/volunteer/join").header("Location"), "/my/volunteer");

  EXPECT_EQ(own.post_form("/my/volunteer/abilities", keyed("skill=reading&time=7-600-700")).status, 303);
  EXPECT_THAT(own.get("/my/volunteer").body, HasSubstr("10:00–11:40")) << "times beside the usual ones are kept";
  const Answer none = own.post_form("/my/volunteer/abilities", keyed("time=7-600-700"));
  EXPECT_EQ(none.status, 422);
  EXPECT_THAT(none.body, HasSubstr("#f-skills"));
  EXPECT_EQ(own.post_form("/my/volunteer/qualifications",
                          keyed("skill=first_aid&q_name=A&document=1&issued=2024-01-01&until="))
                .status,
            303);
  EXPECT_THAT(own.post_form("/my/volunteer/insurances",
                            keyed("insurer=A&policy_number=1&i_from=2026-01-01&i_until=2025-01-01"))
                  .body,
              HasSubstr("#f-i_until"));
}

TEST_P(VolunteerPages, ATakenNumberLeadsToRecovery) {
  joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  HttpClient own = browser(account("江阿姨", "19988880002"));
  const Answer refused = own.post_form("/volunteer/join", join_fields(id_number("1990-04-05", 1)));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("/my/recovery"));
  EXPECT_EQ(
      own.post_form("/my/recovery", keyed("name=%E6%B1%9F%E6%99%93%E6%9C%88&id_type=resident_id&note=&id_number=" +
                                          id_number("1990-04-05", 1)))
          .header("Location"),
      "/my/recovery?sent=1");
  EXPECT_THAT(own.get("/my/recovery?sent=1").body, HasSubstr("role=\"status\""));
}

TEST_P(VolunteerPages, AGuardianAnswersByButtons) {
  const PersonId mother = account("温晓燕", "19988880011");
  const PersonId ning =
      joined("温以宁", "19988880012", id_number("2013-05-06", 3), guardian("温晓燕", "19988880011"));
  HttpClient hers = browser(mother);
  EXPECT_THAT(hers.get("/my/children").body, HasSubstr("温**"));
  const std::string path = "/my/children/" + ning.str();
  EXPECT_EQ(hers.post_form(path + "/answer", keyed("answer=yes")).status, 303);
  EXPECT_THAT(hers.get("/my/children").body, HasSubstr("温以宁"));
  EXPECT_EQ(browser(district.person("jumin1")).post_form(path + "/answer", keyed("answer=yes")).status, 404);
  const std::string activity = published();
  EXPECT_EQ(hers.post_form(path + "/consents", keyed("answer=yes&activity_id=" + activity)).status, 303);
  EXPECT_THAT(hers.get("/my/children").body, HasSubstr("室外站立两小时"))
      << "conditions and risks beside the question";
  EXPECT_EQ(hers.post_form("/my/children/new", join_fields(id_number("2018-11-11", 4), "&guardian_relation=mother"))
                .header("Location"),
            "/my/children?done=joined");
}

TEST_P(VolunteerPages, LeavingSaysWhatItMeansAndAsksToBeSure) {
  const PersonId jiang = joined("江晓月", "19988880001", id_number("1990-04-05", 1));
  HttpClient own = browser(jiang);
  EXPECT_THAT(own.get("/my/withdrawal").body, HasSubstr("10 年"));
  const Answer taken = own.post_form("/my/export", keyed(""));
  EXPECT_THAT(taken.header("Content-Disposition"), HasSubstr("attachment"));
  EXPECT_THAT(taken.body, HasSubstr("19988880001"));
  EXPECT_EQ(own.post_form("/my/withdrawal", keyed("reason=")).status, 422);
  EXPECT_EQ(own.post_form("/my/withdrawal", keyed("reason=&understood=1")).header("Location"), "/");
  EXPECT_EQ(state(jiang), "withdrawn");
  EXPECT_THAT(own.get("/my/volunteer").header("Location"), HasSubstr("/sign-in"));
}

INSTANTIATE_TEST_SUITE_P(Engines, VolunteerPages, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::volunteers
