#include "volunteers/volunteer_model.h"

#include <algorithm>

#include "base/local_time.h"

namespace ws::volunteers {

bool Volunteer::has_skill(std::string_view skill) const {
  return std::find(skills.begin(), skills.end(), skill) != skills.end();
}

bool is_free(const std::vector<FreeTime>& times, Instant starts, Instant ends) {
  const LocalDate date = local_date(starts);
  const std::int64_t length = (ends.ms - starts.ms + minute_ms - 1) / minute_ms;
  const std::int64_t from = minute_of_day(starts);
  const int day = weekday(date);
  return std::any_of(times.begin(), times.end(), [&](const FreeTime& time) {
    return time.weekday == day && time.from_minute <= from && from + length <= time.until_minute;
  });
}

}  // namespace ws::volunteers
