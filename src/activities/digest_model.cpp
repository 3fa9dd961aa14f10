#include "activities/digest_model.h"

#include <algorithm>
#include <array>

namespace ws::activities {
namespace {

std::vector<Why> reasons(const Opening& opening, const Wishes& wishes) {
  const bool skilled = std::find(wishes.skills.begin(), wishes.skills.end(), opening.skill) != wishes.skills.end();
  const bool near = !wishes.town_code.empty() && opening.town_code == wishes.town_code;
  if (!wishes.is_free(opening.starts, opening.ends) || (opening.skill.empty() ? !near : !skilled)) return {};
  std::vector<Why> why;
  if (skilled) why.push_back(Why::skill);
  why.push_back(Why::time);
  if (near) why.push_back(Why::town);
  return why;
}

}  // namespace

std::string_view to_text(Why why) {
  static constexpr std::array<std::string_view, 3> names{"skill", "time", "town"};
  return names.at(static_cast<std::size_t>(why));
}

std::vector<Fit> fitting(const std::vector<Opening>& openings, const Wishes& wishes) {
  std::vector<Fit> found;
  for (const Opening& opening : openings)
    if (auto why = reasons(opening, wishes); !why.empty()) found.push_back({opening, std::move(why)});
  std::stable_sort(found.begin(), found.end(), [](const Fit& a, const Fit& b) {
    return a.why.size() != b.why.size() ? a.why.size() > b.why.size() : a.opening.starts < b.opening.starts;
  });
  std::vector<Fit> one_each;
  for (Fit& fit : found)
    if (std::none_of(one_each.begin(), one_each.end(),
                     [&](const Fit& other) { return other.opening.activity == fit.opening.activity; }))
      one_each.push_back(std::move(fit));
  return one_each;
}

Instant next_digest(Instant now, int on_weekday, int minute) {
  LocalDate day = local_date(now);
  for (int days = 0; days < 8; ++days, day = next_day(day))
    if (const Instant at = start_of_day(day).plus_ms(minute * minute_ms); weekday(day) == on_weekday && at > now)
      return at;
  return now.plus_ms(7 * day_ms);
}

}  // namespace ws::activities
