#include <algorithm>
#include <stdexcept>

#include "seed/district_plan.h"

namespace ws::seed {
namespace {

/// Skills many have, with their weight; one of few people weighs 3.
const std::map<std::string, std::int64_t> common_skills{
    {"companionship", 40}, {"errands", 40}, {"patrol", 25},     {"environment", 25}, {"smartphone", 18},
    {"first_aid", 12},     {"reading", 15}, {"tutoring", 15},   {"driving", 14},     {"hosting", 10},
    {"dance", 10},         {"music", 9},    {"photography", 9}, {"anti_fraud", 8},   {"mediation", 6}};

constexpr std::size_t veterans_target = 400;     // figures-2020.json: members_about
constexpr std::size_t least_members = 6;         // of a team that is led and can go out
constexpr std::int64_t jitter_e6 = 7000;         // some 700 m around the home station
constexpr std::int64_t registration_days = 900;  // how far registrations go back

enum class Life { student, worker, retired };
Life life_of(int age) {
  return age <= 22 ? Life::student : age >= 58 ? Life::retired : Life::worker;
}

class PeoplePlanner {
 public:
  PeoplePlanner(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start)
      : plan_(plan), data_(data), random_(random), start_(start), maker_(data, random, start) {
    for (const SiteRow& site : plan.sites)
      if (site.kind == "station" && site.state != "preparing") stations_.push_back(&site);
    for (const TeamRow& team : plan.teams) by_host_[team.host].push_back(leaf_keys(team));
  }

  void run(std::size_t volunteers) {
    for (const DemoData& demo : data_.demo) add_demo(demo);
    for (const SiteRow& site : plan_.sites) add_staff(site);
    for (std::size_t i = volunteer_count_; i < volunteers; ++i) add_volunteer();
    for (const TeamRow& team : plan_.teams) complete(team);
  }

 private:
  /// A team with sub-teams takes its members in those.
  std::string leaf_keys(const TeamRow& team) const { return team.team.sub_teams.empty() ? team.team.key : ""; }

  PersonRow& add_person(const MadeUpPerson& person, Instant created) {
    PersonRow row;
    row.id = PersonId::fresh(created, random_);
    row.name = person.name;
    row.mobile = person.mobile;
    row.id_number = person.id_number;
    row.birth_year = person.born.year;
    row.created = created;
    plan_.people.push_back(std::move(row));
    return plan_.people.back();
  }

  void grant(PersonRow& person, const std::string& role, const std::string& site, const std::string& team) {
    person.grants.push_back({new_ulid(start_, random_), role, site, team});
  }

  void add_demo(const DemoData& demo) {
    MadeUpPerson made{demo.name, demo.mobile, demo.id_number, parse_date(demo.birth_date), false, 0};
    made.age = age_at(made.born, local_date(start_));
    PersonRow& person = add_person(made, start_.plus_ms(-30 * day_ms));
    person.login = demo.login;
    person.title = demo.title;
    person.demo_role = demo.role;
    const std::string scope = demo.scope == "center" ? data_.code : demo.scope;
    if (demo.role == "team_leader" || demo.role == "volunteer") {
      const TeamRow& team = plan_.team(demo.scope);
      person.site = team.site;
      make_volunteer(person, made.age, &team);
      join(team.team.key, person.id, demo.role == "team_leader");
      if (demo.role == "team_leader") grant(person, "team_leader", "", team.team.key);
      return;
    }
    person.site = plan_.site(scope).code;
    if (demo.role != "resident") grant(person, role_of(demo.role), scope, "");
  }

  /// "office_dispatcher" → "dispatcher"; the three administrators keep their names.
  static std::string role_of(const std::string& title) {
    for (const char* role : {"dispatcher", "leader", "clerk"})
      if (title.ends_with(std::string("_") + role)) return role;
    return title;
  }

  void employ(const SiteRow& site, const std::string& title_key) {
    PersonRow& person = add_person(maker_.make(25, 57), start_.plus_ms(-between(random_, 30, 400) * day_ms));
    person.title = site.short_name + pick(random_, data_.titles.at(title_key));
    person.site = site.code;
    grant(person, role_of(title_key), site.code, "");
  }

  void add_staff(const SiteRow& site) {
    if (site.kind == "center")
      for (const char* title : {"center_dispatcher", "center_dispatcher", "center_leader"}) employ(site, title);
    else if (site.kind == "office")
      for (const char* title : {"office_dispatcher", "office_leader"}) employ(site, title);
    else if (site.kind == "base")
      employ(site, "base_clerk");
    else if (site.demonstration || chance(random_, 30))
      employ(site, "station_clerk");
  }

  void make_volunteer(PersonRow& person, int age, const TeamRow* team) {
    const SiteRow& home = *stations_[random_.below(stations_.size())];
    VolunteerRow row;
    std::string sequence = std::to_string(++volunteer_count_);
    sequence.insert(0, 7 - sequence.size(), '0');
    row.number = data_.code + sequence;
    row.site = home.code;
    row.lat_e6 = *home.lat_e6 + between(random_, -jitter_e6, jitter_e6);
    row.lon_e6 = *home.lon_e6 + between(random_, -jitter_e6, jitter_e6);
    row.registered = person.created;
    row.skills = skills_for(team);
    row.times = times_for(life_of(age));
    person.volunteer = std::move(row);
    if (person.site.empty()) person.site = home.code;
  }

  std::vector<std::string> skills_for(const TeamRow* team) {
    const auto wanted = static_cast<std::size_t>(1 + weighted(random_, {35, 40, 18, 7}));
    std::vector<std::string> skills;
    const auto take = [&skills](const std::string& skill) {
      if (std::find(skills.begin(), skills.end(), skill) == skills.end()) skills.push_back(skill);
    };
    if (team) take(pick(random_, team->team.skills));
    if (team && chance(random_, 50)) take(pick(random_, team->team.skills));
    std::vector<std::int64_t> weights;
    for (const CodeName& skill : data_.skills) {
      const auto common = common_skills.find(skill.code);
      weights.push_back(common == common_skills.end() ? 3 : common->second);
    }
    while (skills.size() < wanted) take(data_.skills[weighted(random_, weights)].code);
    return skills;
  }

  std::vector<FreeTimeRow> times_for(Life life) {
    std::vector<FreeTimeRow> times;
    const auto add = [&times](std::int64_t weekday, std::int64_t from, std::int64_t until) {
      times.push_back({weekday, from, until});
    };
    for (std::int64_t day = 1; day <= 7; ++day) {
      const bool weekend = day >= 6;
      if (life == Life::retired && !weekend) {
        if (chance(random_, 65)) add(day, 9 * 60, 11 * 60 + 30);
        if (chance(random_, 55)) add(day, 14 * 60, 17 * 60 + 30);
      } else if (life == Life::worker) {
        if (weekend && chance(random_, 65)) add(day, 9 * 60, 18 * 60);
        if (!weekend && chance(random_, 40)) add(day, 18 * 60 + 30, 21 * 60 + 30);
      } else if (life == Life::student) {
        if (weekend && chance(random_, 50)) add(day, 9 * 60, 18 * 60);
        if (!weekend && chance(random_, 45)) add(day, 13 * 60 + 30, 18 * 60);
      }
    }
    if (times.empty()) {
      if (life == Life::retired)
        add(3, 9 * 60, 11 * 60 + 30);
      else
        add(6, 9 * 60, 18 * 60);
    }
    return times;
  }

  /// A team for a newcomer: students to the universities' teams, veterans from forty on, the rest by their choice;
  /// null for those who come alone.
  const TeamRow* team_for(int age) {
    std::string host;
    if (life_of(age) == Life::student)
      host = chance(random_, 85) ? "university" : "";
    else if (age >= 40 && veterans_ < veterans_target && chance(random_, 32))
      host = "veterans";
    else if (chance(random_, 62))
      host = std::vector<std::string>{"department", "social_organisation", "community"}[weighted(random_, {3, 3, 4})];
    if (host.empty()) return nullptr;
    std::vector<std::string> keys = by_host_.at(host);
    std::erase(keys, "");
    if (host == "veterans") ++veterans_;
    return &plan_.team(pick(random_, keys));
  }

  void add_volunteer() {
    const MadeUpPerson made = maker_.make_volunteer();
    // Older registrations are denser at the end: the platform grows.
    const std::int64_t days =
        registration_days * static_cast<std::int64_t>(random_.below(1000) * random_.below(1000)) / 1'000'000;
    const Instant created = start_.plus_ms(-days * day_ms - between(random_, 1, 9 * 60) * minute_ms);
    const TeamRow* team = team_for(made.age);
    PersonRow& person = add_person(made, created);
    make_volunteer(person, made.age, team);
    if (!team) return;
    join(team->team.key, person.id, false);
    if (chance(random_, 8))
      if (const TeamRow* second = team_for(made.age); second && second != team)
        join(second->team.key, person.id, false);
  }

  void join(const std::string& team, const PersonId& person, bool leader) {
    plan_.members.push_back({team, person, leader});
    auto& held = members_[team];
    held.push_back(plan_.members.size() - 1);
    if (leader) led_.insert(team);
  }

  PersonRow& person_of(const PersonId& id) {
    for (PersonRow& person : plan_.people)
      if (person.id == id) return person;
    throw std::logic_error("a member without a person");
  }

  bool belongs(const std::string& team, const PersonId& person) {
    return std::any_of(members_[team].begin(), members_[team].end(),
                       [&](std::size_t at) { return plan_.members[at].person == person; });
  }

  PersonRow& random_adult() {
    for (;;) {
      PersonRow& person = plan_.people[random_.below(plan_.people.size())];
      if (person.volunteer && person.login.empty() && local_date(start_).year - person.birth_year > 18) return person;
    }
  }

  /// Every team has some members and one leader: an adult who may sign in as such.
  void complete(const TeamRow& team) {
    const std::string& key = team.team.key;
    if (team.team.sub_teams.empty())
      for (int tries = 0; members_[key].size() < least_members && tries < 1000; ++tries)
        if (const PersonRow& person = random_adult(); !belongs(key, person.id)) join(key, person.id, false);
    if (led_.contains(key)) return;
    for (const std::size_t at : members_[key]) {
      PersonRow& person = person_of(plan_.members[at].person);
      if (!person.login.empty() || local_date(start_).year - person.birth_year <= 18) continue;
      plan_.members[at].leader = true;
      return lead(person, team);
    }
    PersonRow& person = random_adult();
    if (!belongs(key, person.id)) join(key, person.id, true);
    lead(person, team);
  }

  void lead(PersonRow& person, const TeamRow& team) {
    led_.insert(team.team.key);
    person.title =
        team.team.name + pick(random_, data_.titles.at(team.parent.empty() ? "team_leader" : "sub_team_leader"));
    grant(person, "team_leader", "", team.team.key);
  }

  DistrictPlan& plan_;
  const DistrictData& data_;
  Random& random_;
  Instant start_;
  PeopleMaker maker_;
  std::vector<const SiteRow*> stations_;
  std::map<std::string, std::vector<std::string>> by_host_;
  std::map<std::string, std::vector<std::size_t>> members_;
  std::set<std::string> led_;
  std::size_t volunteer_count_ = 0;
  std::size_t veterans_ = 0;
};

}  // namespace

void plan_people(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start,
                 std::size_t volunteers) {
  PeoplePlanner(plan, data, random, start).run(volunteers);
}

}  // namespace ws::seed
