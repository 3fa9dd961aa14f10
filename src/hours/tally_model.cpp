#include "hours/tally_model.h"

#include <algorithm>
#include <stdexcept>

namespace ws::hours {
namespace {

using Months = std::map<std::int64_t, std::int64_t>;  // month → services

/// The volunteer's months in what the changes touch, as they are and as they were.
struct Touched {
  Months after;
  Months change;
};

/// Only lines and standings that a change touches are looked at: a long history costs little.
class Person {
 public:
  Person(const std::vector<TallyFact>& after, const std::vector<TallyChange>& changes) {
    for (const TallyChange& change : changes) touch(change);
    for (const TallyFact& fact : after) see(fact);
  }

  void add_people(TallyDelta& delta) const {
    for (const auto& [line, standings] : touched_)
      for (const auto& [standing, months] : standings) {
        Months before = months.after;
        for (const auto& [month, services] : months.change) before[month] -= services;
        add_months(delta, line, standing, before, -1);
        add_months(delta, line, standing, months.after, 1);
      }
  }

 private:
  void touch(const TallyChange& change) {
    const auto count = [&](std::string_view standing, std::int64_t services) {
      if (standing.empty()) return;
      for (const std::string& line : *change.lines) touched_[line][standing].change[change.month] += services;
    };
    count(change.from, -change.services);
    count(change.to, change.services);
    if (change.from.empty()) count(every_standing, change.services);
    if (change.to.empty()) count(every_standing, -change.services);
  }

  void see(const TallyFact& fact) {
    for (const std::string& line : *fact.lines) {
      const auto found = touched_.find(line);
      if (found == touched_.end()) continue;
      for (const std::string_view standing : {std::string_view(fact.counted), every_standing})
        if (const auto at = found->second.find(standing); at != found->second.end())
          at->second.after[fact.month] += fact.services;
    }
  }

  static void add(TallyDelta& delta, const TallyKey& key, std::int64_t since, std::int64_t people) {
    const auto [at, fresh] = delta.people.try_emplace({key, since}, 0);
    if ((at->second += people) == 0) delta.people.erase(at);
  }

  /// Each of the person's months, by when they had served before.
  static void add_months(TallyDelta& delta, std::string_view line, std::string_view standing, const Months& months,
                         std::int64_t sign) {
    std::int64_t previous = 0;
    for (const auto& [month, services] : months) {
      if (services == 0) continue;
      const TallyKey key{std::string(line), std::string(standing), month};
      if (previous == 0) add(delta, key, 0, sign);
      if (previous != 0)
        for (std::int64_t since = std::max(previous, month - longest_stretch) + 1; since <= month; ++since)
          add(delta, key, since, sign);
      previous = month;
    }
  }

  std::unordered_map<std::string_view, std::map<std::string_view, Touched>> touched_;
};

void add_sum(TallyDelta& delta, const TallyChange& change, std::string_view standing, std::int64_t sign) {
  for (const std::string& line : *change.lines) {
    TallySum& sum = delta.sums[{line, std::string(standing), change.month}];
    sum.services += sign * change.services;
    sum.minutes += sign * change.minutes;
  }
}

constexpr std::array<std::string_view, 5> standings{every_standing, "pending", "publicised", "effective", "disputed"};

std::size_t standing_place(std::string_view standing) {
  const auto found = std::find(standings.begin(), standings.end(), standing);
  if (found == standings.end()) throw std::invalid_argument("no standing: " + std::string(standing));
  return static_cast<std::size_t>(found - standings.begin());
}

}  // namespace

std::string_view counted_as(State state) {
  switch (state) {
    case State::pending:
    case State::confirmed:
      return "pending";
    case State::publicised:
      return "publicised";
    case State::effective:
      return "effective";
    case State::disputed:
      return "disputed";
    case State::reversed:
      break;
  }
  return "";
}

void add_changes(TallyDelta& delta, const std::vector<TallyFact>& after, const std::vector<TallyChange>& changes) {
  for (const TallyChange& change : changes) {
    if (!change.from.empty()) add_sum(delta, change, change.from, -1);
    if (!change.to.empty()) add_sum(delta, change, change.to, 1);
    if (change.from.empty()) add_sum(delta, change, every_standing, 1);
    if (change.to.empty()) add_sum(delta, change, every_standing, -1);
  }
  Person(after, changes).add_people(delta);
}

const TallyCount::Places& TallyCount::places(const TallyLines& lines) {
  const auto [known, fresh] = known_.try_emplace(&lines);
  if (fresh)
    for (const std::string& line : lines) {
      const auto [at, first] = lines_.try_emplace(line, months_.size());
      if (first) months_.resize(months_.size() + standings.size());
      known->second.push_back(at->second);
    }
  return known->second;
}

void TallyCount::add_person(const std::vector<TallyChange>& entries) {
  served_.clear();
  for (const TallyChange& entry : entries) {
    const std::size_t standing = standing_place(entry.to);
    for (const Place line : places(*entry.lines))
      for (const Place place : {line, line + standing}) {  // every_standing is a line's first
        TallySum& sum = month_of(place, entry.month).sum;
        sum.services += entry.services;
        sum.minutes += entry.minutes;
        served_.emplace_back(place, entry.month);
      }
  }
  std::sort(served_.begin(), served_.end());
  served_.erase(std::unique(served_.begin(), served_.end()), served_.end());
  for (std::size_t i = 0; i < served_.size(); ++i) {
    const auto [place, month] = served_[i];
    const bool first = i == 0 || served_[i - 1].first != place;
    const std::int64_t gap = first ? 0 : std::min(month - served_[i - 1].second, longest_stretch);
    ++month_of(place, month).people.at(static_cast<std::size_t>(gap));
  }
}

std::vector<std::string> TallyCount::lines() const {
  std::vector<std::string> found;
  for (const auto& [line, place] : lines_) found.push_back(line);
  return found;
}

TallyDelta TallyCount::rows(const std::string& line) const {
  TallyDelta rows;
  const auto found = lines_.find(line);
  if (found == lines_.end()) return rows;
  for (std::size_t standing = 0; standing < standings.size(); ++standing)
    for (const auto& [month, counted] : months_[found->second + standing]) {
      const TallyKey key{line, std::string(standings.at(standing)), month};
      rows.sums[key] = counted.sum;
      const auto add = [&](std::int64_t since, std::int64_t people) {
        if (people != 0) rows.people[{key, since}] = people;
      };
      add(0, counted.people.front());
      // Who had not served since a month are those whose last one lies before it.
      std::int64_t people = 0;
      for (std::int64_t gap = longest_stretch; gap >= 1; --gap) {
        people += counted.people.at(static_cast<std::size_t>(gap));
        add(month - gap + 1, people);
      }
    }
  return rows;
}

}  // namespace ws::hours
