// Suggestions for one order and the obstacles of one volunteer (public.h). Both judge the same facts by the same
// rule, so nobody is suggested who would be refused.

#include <algorithm>
#include <unordered_map>

#include "dispatch/dispatch_store.h"
#include "dispatch/public.h"
#include "hours/public.h"
#include "sites/public.h"

namespace ws::dispatch {
namespace {

/// How far a need without a skill looks around.
constexpr std::int64_t nearby_m = 5'000;
/// How far back somebody "has lately served at this site".
constexpr std::int64_t lately_ms = 180 * day_ms;

struct Free {
  Candidate candidate;
  Facts facts;
  std::optional<std::int64_t> distance_m;
  std::int64_t load = 0;
};

std::optional<Place> place_of(db::Reader& reader, const Need& need) {
  if (need.lat_e6 && need.lon_e6) return Place{*need.lat_e6, *need.lon_e6};
  const auto site = sites::find_brief(reader, need.site);
  if (!site || !site->lat_e6 || !site->lon_e6) return std::nullopt;
  return Place{*site->lat_e6, *site->lon_e6};
}

Pool pool_of(const Need& need, const std::optional<Place>& place) {
  if (!need.skill.empty()) return Pool::of_skill(need.skill, local_date(need.starts));
  return place ? Pool::near(box_around(*place, nearby_m)) : Pool::of_site(need.site);
}

std::optional<std::int64_t> distance(const std::optional<Place>& from, const std::optional<Place>& to) {
  if (!from || !to) return std::nullopt;
  return sites::distance_m(from->lat_e6, from->lon_e6, to->lat_e6, to->lon_e6);
}

std::vector<Free> free_by_weekly_times(db::Reader& reader, const Need& need, const Pool& pool,
                                       const std::optional<Place>& place) {
  const int first = weekday(local_date(need.starts));
  const int last = weekday(local_date(need.ends.plus_ms(-1)));
  std::vector<Free> free;
  for (Candidate& candidate : candidates(reader, pool, first, last)) {
    if (!covers(candidate.times, need.starts, need.ends)) continue;
    const auto metres = distance(candidate.place, place);
    if (need.skill.empty() && metres && *metres > nearby_m) continue;  // a corner of the box
    Facts facts;
    facts.registered = facts.skilled = true;
    facts.born = candidate.born;
    facts.has_guardian = candidate.has_guardian;
    free.push_back({std::move(candidate), std::move(facts), metres, 0});
  }
  return free;
}

using ByPerson = std::unordered_map<PersonId, Free*>;

void add_commitments(db::Reader& reader, const Need& need, const Pool& pool, ByPerson& people) {
  const Instant week = start_of_week(need.starts);
  const Instant week_end = week.plus_ms(7 * day_ms);
  // A day more, for a service that began before the week and reaches into the slot.
  for (CrewPlace& place : crew_places(reader, pool, week.plus_ms(-day_ms), std::max(week_end, need.ends))) {
    const auto found = people.find(place.volunteer);
    if (found == people.end()) continue;
    if (place.commitment.starts >= week && place.commitment.starts < week_end) ++found->second->load;
    if (place.open) found->second->facts.commitments.push_back(std::move(place.commitment));
  }
}

/// Nothing is counted on days to come, so they are not asked about.
std::vector<LocalDate> days_with_counted(const Need& need, Instant now) {
  std::vector<LocalDate> days;
  for (const LocalDate day : days_of(need.starts, need.ends))
    if (start_of_day(day) <= now) days.push_back(day);
  return days;
}

/// The local days of a need, from the first's midnight to the last's end.
std::pair<Instant, Instant> whole_days(const Need& need) {
  const std::vector<LocalDate> days = days_of(need.starts, need.ends);
  return {start_of_day(days.front()), start_of_day(next_day(days.back()))};
}

void add_counted(db::Reader& reader, const Need& need, Instant now, ByPerson& people) {
  std::vector<PersonId> ids;
  for (const auto& [person, free] : people) ids.push_back(person);
  for (const LocalDate day : days_with_counted(need, now))
    for (const hours::Counted& counted : hours::counted_on(reader, day, ids))
      people.at(counted.volunteer)->facts.counted.push_back({day, counted.order, counted.minutes});
}

std::vector<Free> free_volunteers(db::Reader& reader, const Need& need, const Pool& pool,
                                  const std::optional<Place>& place, const Policy& policy, Instant now) {
  std::vector<Free> free = free_by_weekly_times(reader, need, pool, place);
  ByPerson people;
  for (Free& one : free) people.emplace(one.candidate.person, &one);
  add_commitments(reader, need, pool, people);
  add_counted(reader, need, now, people);
  std::erase_if(free, [&](const Free& one) { return !refusal(one.facts, need, policy).empty(); });
  return free;
}

/// A candidate with what it is judged by. Words are found only for those who are kept.
template <class FitOf, class Source>
struct Judged {
  FitOf fit;
  const Source* source;
};
using JudgedVolunteer = Judged<VolunteerFit, Free>;
using JudgedTeam = Judged<TeamFit, Team>;

Suggestion bare(const JudgedVolunteer& judged, const Need& need) {
  Suggestion suggestion;
  suggestion.kind = Kind::volunteer;
  suggestion.id = judged.source->candidate.person.str();
  suggestion.name = judged.source->candidate.name;
  suggestion.score = score(judged.fit, need);
  suggestion.distance_m = judged.fit.common.distance_m;
  suggestion.load = judged.fit.common.load;
  return suggestion;
}

Suggestion bare(const JudgedTeam& judged, const Need& need) {
  Suggestion suggestion;
  suggestion.kind = Kind::team;
  suggestion.id = judged.source->id.str();
  suggestion.name = judged.source->name;
  suggestion.score = score(judged.fit, need);
  suggestion.distance_m = judged.fit.common.distance_m;
  suggestion.load = judged.fit.common.load;
  if (const auto& place = judged.source->place) {
    suggestion.lat_e6 = place->lat_e6;
    suggestion.lon_e6 = place->lon_e6;
  }
  return suggestion;
}

std::vector<Words> words_of(const JudgedVolunteer& judged, const Need& need, Instant now) {
  return explain(judged.fit, need, now);
}

std::vector<Words> words_of(const JudgedTeam& judged, const Need& need, Instant) {
  return explain(judged.fit, need);
}

/// The best `most` of the candidates, explained.
template <class Candidates>
std::vector<Suggestion> best(const Candidates& judged, const Need& need, Instant now, std::size_t most) {
  std::vector<Suggestion> suggestions;
  std::unordered_map<std::string, std::size_t> where;
  suggestions.reserve(judged.size());
  for (std::size_t i = 0; i < judged.size(); ++i) {
    suggestions.push_back(bare(judged[i], need));
    where.emplace(suggestions.back().id, i);
  }
  rank(suggestions, need);
  if (suggestions.size() > most) suggestions.resize(most);
  for (Suggestion& suggestion : suggestions)
    suggestion.reasons = words_of(judged[where.at(suggestion.id)], need, now);
  return suggestions;
}

std::unordered_map<TeamId, std::size_t> free_members(db::Reader& reader, const Pool& pool,
                                                     const std::vector<Free>& free) {
  std::unordered_map<TeamId, std::size_t> counts;
  std::unordered_map<PersonId, const Free*> people;
  for (const Free& one : free) people.emplace(one.candidate.person, &one);
  for (const Membership& member : memberships(reader, pool))
    if (people.contains(member.person)) ++counts[member.team];
  return counts;
}

}  // namespace

std::vector<Suggestion> suggest(db::Reader& reader, const Need& need, const Policy& policy, Instant now,
                                const Limits& limits) {
  const std::optional<Place> place = place_of(reader, need);
  const Pool pool = pool_of(need, place);
  const Words skill = need.skill.empty() ? Words{} : skill_name(reader, need.skill);
  const auto left_out = out_of_question(reader, need.order);
  std::vector<Free> free = free_volunteers(reader, need, pool, place, policy, now);
  std::erase_if(free, [&](const Free& one) { return left_out.contains(one.candidate.person.str()); });

  const Fit common{!need.skill.empty(), skill, {}, false, 0};
  const std::vector<Team> teams = active_teams(reader, need.order, need.menu_item);
  const auto members = free_members(reader, pool, free);
  std::vector<JudgedTeam> judged_teams;
  for (const Team& team : teams) {
    const auto count = members.find(team.id);
    const std::size_t free_count = count == members.end() ? 0 : count->second;
    if (left_out.contains(team.id.str()) || (!team.offers_item && free_count == 0)) continue;
    TeamFit fit{common, team.offers_item, free_count};
    fit.common.distance_m = distance(team.place, place);
    fit.common.load = team.open_orders;
    judged_teams.push_back({std::move(fit), &team});
  }

  const auto served = served_at(reader, need.site, now.plus_ms(-lately_ms));
  std::vector<JudgedVolunteer> judged_volunteers;
  for (const Free& one : free) {
    VolunteerFit fit{common, served.contains(one.candidate.person.str())};
    fit.common.distance_m = one.distance_m;
    fit.common.distance_is_of_site = one.candidate.place_is_of_site;
    fit.common.load = one.load;
    judged_volunteers.push_back({std::move(fit), &one});
  }

  std::vector<Suggestion> suggestions = best(judged_teams, need, now, limits.teams);
  for (Suggestion& volunteer : best(judged_volunteers, need, now, limits.volunteers))
    suggestions.push_back(std::move(volunteer));
  rank(suggestions, need);
  return suggestions;
}

void expect_obstacle(db::Reader& reader, const PersonId& volunteer, const Need& need, Instant now) {
  const auto [from, until] = whole_days(need);
  expect_facts(reader, volunteer, need.skill, from, until);
  for (const LocalDate day : days_with_counted(need, now)) hours::expect_counted_on(reader, day, volunteer);
}

std::optional<Error> obstacle(db::Reader& reader, const PersonId& volunteer, const Need& need, const Policy& policy,
                              Instant now) {
  const auto [from, until] = whole_days(need);
  Facts facts = facts_of(reader, volunteer, need.skill, from, until);
  for (const LocalDate day : days_with_counted(need, now))
    for (const hours::Counted& counted : hours::counted_on(reader, day, std::span(&volunteer, 1)))
      facts.counted.push_back({day, counted.order, counted.minutes});
  const std::string_view reason = refusal(facts, need, policy);
  if (reason.empty()) return std::nullopt;
  return Error::conflict(std::string(reason));
}

}  // namespace ws::dispatch
