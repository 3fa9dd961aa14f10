#include "seed/volunteer_life.h"

#include <stdexcept>

#include "seed/history_store.h"
#include "seed/made_up_people.h"
#include "volunteers/public.h"

namespace ws::seed {
namespace {

using volunteers::GuardianNamed;
using volunteers::Registration;

struct Newcomer {
  const char* name;
  const char* born;
  const char* mobile;
  const char* site;
  const char* lane;
  std::vector<std::string> skills;
  std::int64_t days_ago;
  std::optional<GuardianNamed> guardian = {};
};

const std::vector<Newcomer>& newcomers() {
  static const std::vector<Newcomer> all{
      {"文嘉禾", "1998-05-12", "19900000101", "510117001021", "online", {"smartphone", "reading"}, 3},
      {"阳春梅", "1962-03-08", "19900000102", "510117001021", "paper", {"companionship", "cooking"}, 2},
      {"宿立新", "1985-10-30", "19900000103", "510117001021", "online", {"driving", "errands"}, 1},
      {"刁雨涵", "2003-07-19", "19900000104", "510117001021", "online", {"tutoring", "photography"}, 1},
      {"母建军", "1971-12-02", "19900000105", "510117001021", "phone", {"plumbing_electric"}, 1},
      {"苟明远", "1990-01-15", "19900000106", "510117001021", "online", {"first_aid"}, 6},
      {"温以宁",
       "2013-05-06",
       "19900000107",
       "510117001021",
       "online",
       {"reading", "environment"},
       9,
       GuardianNamed{"温晓燕", "19900000015", "mother"}},
      {"鲜知夏",
       "2010-09-20",
       "19900000108",
       "510117001021",
       "online",
       {"music"},
       2,
       GuardianNamed{"鲜明根", "19900000016", "father"}},
      // Came by paper first and by telephone a day later, with another number written down: the station finds the
      // pair.
      {"阳春梅", "1962-03-08", "19900000109", "510117001021", "phone", {"companionship"}, 1}};
  return all;
}

class Replay {
 public:
  Replay(db::Tx& tx, const Vault& vault, const Rules& rules, const HistoryOptions& options)
      : tx_(tx), vault_(vault), rules_(rules), options_(options), random_(options.seed ^ 0x5EED) {
    for (const store::LoginKnown& login : store::read_district(tx).logins) logins_[login.login] = login.person;
    for (const store::PlaceKnown& place : store::read_district(tx).places) sites_[place.code] = place.id;
    verifier_.person = logins_.at("pitong");
    verifier_.grants = {{Role::dispatcher, sites_.at("510117001"), {}}};
  }

  std::size_t run() {
    for (const Newcomer& one : newcomers()) people_[one.name] = come(one);
    come_along();
    decide("苟明远", volunteers::Step::returned, "证件照片看不清，请带身份证到站里核对", 5);
    guardian_says_yes("温以宁", "jumin2", 8);
    decide("温以宁", volunteers::Step::verified, "", 7);
    ask_about_activities("温以宁");
    return people_.size() + 1;
  }

 private:
  Instant days_ago(std::int64_t days) const { return options_.now.plus_ms(-days * day_ms); }

  Registration filled(const Newcomer& one) {
    Registration registration;
    registration.name = one.name;
    registration.id_type = "resident_id";
    std::string digits = "510107";
    for (const char c : std::string(one.born))
      if (c != '-') digits += c;
    digits += "9" + std::to_string(10 + people_.size());
    registration.id_number = digits + id_check_character(digits);
    registration.mobile = one.mobile;
    registration.skills = one.skills;
    registration.times = {{3, 14 * 60, 17 * 60 + 30}, {6, 9 * 60, 11 * 60 + 30}};
    registration.site = sites_.at(one.site);
    registration.consent_version = rules_.privacy_version;
    registration.lane = one.lane;
    registration.guardian = one.guardian;
    return registration;
  }

  PersonId enrolled(const Registration& registration, Instant at) {
    const auto done = volunteers::enroll(tx_, vault_, random_, rules_, registration, at);
    if (!done) throw std::runtime_error("newcomer " + registration.name + ": " + done.error().reason);
    return done->person;
  }

  PersonId come(const Newcomer& one) {
    Registration registration = filled(one);
    const Instant at = days_ago(one.days_ago);
    if (registration.lane == "online") {
      registration.self = people::ensure_person(tx_, vault_, random_, one.name, one.mobile, at);
      registration.actor = registration.self;
    } else {
      registration.actor = logins_.at("shuyuan");
    }
    return enrolled(registration, at);
  }

  /// A child under ten, whom the mother registers from her own account.
  void come_along() {
    Registration child = filled(
        {"温以安", "2018-11-11", "", "510117001021", "online", {"reading"}, 4, GuardianNamed{"", "", "mother"}});
    child.actor = logins_.at("jumin2");
    enrolled(child, days_ago(4));
  }

  void decide(const std::string& name, volunteers::Step step, const std::string& reason, std::int64_t days) {
    const auto done =
        volunteers::decide(tx_, random_, rules_, verifier_, people_.at(name), step, reason, days_ago(days));
    if (!done) throw std::runtime_error("newcomer " + name + ": " + done.error().reason);
  }

  void guardian_says_yes(const std::string& child, const std::string& guardian, std::int64_t days) {
    Actor actor;
    actor.person = logins_.at(guardian);
    const auto done = volunteers::answer_for(tx_, random_, rules_, actor, people_.at(child), volunteers::Answer::yes,
                                             days_ago(days));
    if (!done) throw std::runtime_error("guardian of " + child + ": " + done.error().reason);
  }

  /// The mother finds the question on her page.
  void ask_about_activities(const std::string& child) {
    Actor actor;
    actor.person = people_.at(child);
    for (const ActivityId& activity : store::coming_activities(tx_, options_.now)) {
      const auto asked = volunteers::ask_for(tx_, random_, rules_, actor, activity, days_ago(1));
      if (!asked) throw std::runtime_error("asking for " + child + ": " + asked.error().reason);
    }
  }

  db::Tx& tx_;
  const Vault& vault_;
  const Rules& rules_;
  const HistoryOptions& options_;
  Random random_;
  Actor verifier_;
  std::map<std::string, PersonId> logins_;
  std::map<std::string, SiteId> sites_;
  std::map<std::string, PersonId> people_;
};

}  // namespace

Result<std::size_t> replay_newcomers(db::Database& database, const Vault& vault, const Rules& rules,
                                     const HistoryOptions& options) {
  return database.write_now(
      [&](db::Tx& tx) -> Result<std::size_t> { return Replay(tx, vault, rules, options).run(); });
}

}  // namespace ws::seed
