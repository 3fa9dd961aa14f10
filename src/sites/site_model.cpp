#include "sites/site_model.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace ws::sites {
namespace {

constexpr std::array<std::string_view, 4> state_names{"preparing", "operating", "rectifying", "closed"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Outcome wrong_hours(std::size_t index) {
  return Error::invalid("site.hours_wrong", "hours[" + std::to_string(index) + "]");
}

bool overlap(const OpenHours& a, const OpenHours& b) {
  if (a.open_minute >= b.close_minute || b.open_minute >= a.close_minute) return false;
  return std::any_of(a.days.begin(), a.days.end(),
                     [&b](std::int64_t day) { return std::find(b.days.begin(), b.days.end(), day) != b.days.end(); });
}

}  // namespace

std::string_view to_text(SiteState state) {
  return state_names.at(static_cast<std::size_t>(state));
}

std::optional<SiteState> parse_state(std::string_view text) {
  const auto* const found = std::find(state_names.begin(), state_names.end(), text);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<SiteState>(found - state_names.begin());
}

Outcome check_move(SiteState from, SiteState to) {
  const bool allowed = (from == SiteState::preparing && to == SiteState::operating) ||
                       (from == SiteState::operating && (to == SiteState::rectifying || to == SiteState::closed)) ||
                       (from == SiteState::rectifying && to == SiteState::operating);
  if (!allowed) return Error::conflict("site.state_not_allowed");
  return Done{};
}

std::optional<std::int64_t> parse_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t at : {0U, 1U, 3U, 4U})
    if (!is_digit(text[at])) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 24 || minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return hour * 60 + minute;
}

std::string minute_text(std::int64_t minute) {
  const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

Outcome check_hours(const std::vector<OpenHours>& hours) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const OpenHours& span = hours[i];
    if (span.days.empty() || span.close_minute <= span.open_minute) return wrong_hours(i);
    for (std::size_t d = 1; d < span.days.size(); ++d)
      if (span.days[d] <= span.days[d - 1]) return wrong_hours(i);
    for (std::size_t j = 0; j < i; ++j)
      if (overlap(hours[j], span)) return wrong_hours(i);
  }
  return Done{};
}

std::string hours_json(const std::vector<OpenHours>& hours) {
  json::Writer out;
  out.array();
  for (const OpenHours& span : hours) {
    out.begin().key("days").array();
    for (const std::int64_t day : span.days) out.value(day);
    out.end_array().field("open", minute_text(span.open_minute)).field("close", minute_text(span.close_minute)).end();
  }
  out.end_array();
  return out.take();
}

Outcome check_edit(const Site& site, const Edit& edit) {
  if (site.state == SiteState::closed) return Error::conflict("site.closed");
  if (site.version != edit.version) return Error::conflict("site.changed_meanwhile");
  const std::pair<const char*, const std::string*> texts[] = {
      {"summary", &edit.summary}, {"address", &edit.address}, {"phone", &edit.phone}};
  for (const auto& [field, text] : texts)
    if (has_control_characters(*text)) return Error::invalid("site.no_control_characters", field);
  for (std::size_t i = 0; i < edit.rooms.size(); ++i) {
    const std::string field = "rooms[" + std::to_string(i) + "].name";
    if (trim(edit.rooms[i].name).empty()) return Error::invalid("site.room_unnamed", field);
    if (has_control_characters(edit.rooms[i].name)) return Error::invalid("site.no_control_characters", field);
    if (edit.rooms[i].plan_x.has_value() != edit.rooms[i].plan_y.has_value())
      return Error::invalid("site.room_half_placed", "rooms[" + std::to_string(i) + "].plan_y");
  }
  std::set<std::string> floors;
  for (std::size_t i = 0; edit.plans && i < edit.plans->size(); ++i)
    if (!floors.insert((*edit.plans)[i].floor).second)
      return Error::invalid("site.floor_twice", "plans[" + std::to_string(i) + "].floor");
  return check_hours(edit.hours);
}

}  // namespace ws::sites
