#include "seed/team_history.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "seed/history_store.h"
#include "teams/public.h"

namespace ws::seed {
namespace {

json::Document read_told(const std::filesystem::path& data) {
  std::ifstream file(data / "pidu" / "organisations.json", std::ios::binary);
  if (!file) throw std::runtime_error("cannot read pidu/organisations.json");
  std::ostringstream text;
  text << file.rdbuf();
  return json::Document(text.str());
}

Actor volunteer(const PersonId& person) {
  Actor actor;
  actor.person = person;
  actor.volunteer = true;
  return actor;
}

template <class T>
const T& of_code(const std::vector<T>& all, const std::string& code) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.code == code; });
  if (found == all.end()) throw std::runtime_error("organisations.json names the unknown " + code);
  return *found;
}

class Replay {
 public:
  Replay(db::Tx& tx, const Rules& rules, const HistoryOptions& options)
      : tx_(tx),
        random_(options.seed + 2),
        steps_(random_, rules),
        known_(store::read_district(tx)),
        now_(options.now.plus_ms(-30 * hour_ms)) {
    std::set<PersonId> belongs;
    for (const store::TeamKnown& team : known_.teams) belongs.insert(team.members.begin(), team.members.end());
    for (const store::VolunteerKnown& volunteer : known_.volunteers)
      if (!belongs.contains(volunteer.person)) loners_.push_back(volunteer.person);
  }

  Result<TeamResult> run(const json::Document& told) {
    for (const json::Document& request : told.items("requests"))
      if (auto asked = ask(request); !asked) return asked.error();
    for (const json::Document& review : told.items("reviews"))
      if (auto found = submit(review); !found) return found.error();
    return result_;
  }

 private:
  Outcome ask(const json::Document& request) {
    const TeamId team = of_code(known_.teams, request.text("team").value()).id;
    now_ = now_.plus_ms(97 * minute_ms);
    // Each by somebody else, who belongs to no team yet.
    const Actor asking = volunteer(loners_.at(result_.requests * 7 % loners_.size()));
    const auto asked = steps_.ask(tx_, asking, team, request.text("text").value(), now_);
    if (!asked) return asked.error();
    ++result_.requests;
    return Done{};
  }

  Outcome submit(const json::Document& review) {
    teams::Plan plan;
    plan.name = review.text("name").value();
    plan.host = review.text("host").value();
    plan.summary = review.text("summary").value();
    plan.site = of_code(known_.places, review.text("site").value()).id;
    const auto login = std::find_if(known_.logins.begin(), known_.logins.end(), [&](const store::LoginKnown& one) {
      return one.login == review.text("founder").value();
    });
    if (login == known_.logins.end()) throw std::runtime_error("organisations.json names an unknown founder");
    const Actor founder = volunteer(login->person);
    const auto found = steps_.found(tx_, founder, plan, now_);
    if (!found) return found.error();
    const auto submitted = steps_.submit(tx_, founder, TeamId(found->id), now_);
    if (!submitted) return submitted.error();
    ++result_.reviews;
    return Done{};
  }

  db::Tx& tx_;
  Random random_;
  teams::TeamSteps steps_;
  store::District known_;
  std::vector<PersonId> loners_;
  Instant now_;
  TeamResult result_;
};

}  // namespace

Result<TeamResult> replay_teams(db::Database& database, const Rules& rules, const HistoryOptions& options) {
  const json::Document told = read_told(options.data);
  return database.write_now([&](db::Tx& tx) -> Result<TeamResult> { return Replay(tx, rules, options).run(told); });
}

}  // namespace ws::seed
