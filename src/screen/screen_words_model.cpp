#include "screen/screen_words_model.h"

#include "base/json.h"

namespace ws::screen {
namespace {

void write_figures(json::Writer& out, const Figures& figures) {
  const SiteCounts& sum = figures.sum;
  out.key("figures")
      .begin()
      .field("placed_today", sum.placed)
      .field("accepted_today", sum.accepted)
      .field("completed_today", sum.completed)
      .field("minutes_today", sum.minutes)
      .field("rated_today", sum.rated)
      .field("rating_sum_today", sum.rating_sum)
      .field("open", sum.open())
      .field("at_risk", sum.at_risk)
      .field("escalated", sum.escalated)
      .field("person_times_today", static_cast<std::int64_t>(sum.served.size()))
      .field("people_today", figures.people)
      .end();
  out.key("towns").array();
  for (const Town& town : figures.towns)
    out.begin()
        .field("town_code", town.code)
        .field("town_name", town.name)
        .field("open", town.open)
        .field("placed_today", town.placed)
        .field("completed_today", town.completed)
        .field("escalated", town.escalated)
        .end();
  out.end_array().key("states").array();
  for (std::size_t i = 0; i < standing_states.size(); ++i)
    out.begin().field("state", standing_states[i]).field("count", sum.standing[i]).end();
  out.end_array();
}

void write_list(json::Writer& out, std::string_view name, const std::vector<std::string>& documents) {
  out.key(name).array();
  for (const std::string& document : documents) out.raw(document);
  out.end_array();
}

void write_points(json::Writer& out, const State& state) {
  std::map<SiteId, std::int64_t> open(state.snapshot.figures.open_sites.begin(),
                                      state.snapshot.figures.open_sites.end());
  out.key("points").array();
  for (const Place& place : state.places)
    if (place.lat_e6 && place.lon_e6)
      out.begin()
          .field("site_id", place.id)
          .field("name", place.name)
          .field("kind", place.kind)
          .field("lat_e6", place.lat_e6)
          .field("lon_e6", place.lon_e6)
          .field("open", open[place.id])
          .end();
  out.end_array();
}

void write_activities(json::Writer& out, const Activities& activities) {
  out.key("activities")
      .begin()
      .field("today", activities.today)
      .field("on", activities.on)
      .field("people_inside", activities.people_inside)
      .field("companions_inside", activities.companions_inside)
      .key("items")
      .array();
  for (const ActivityToday& one : activities.items)
    out.begin()
        .field("id", one.shift.activity)
        .field("title", one.shift.title)
        .field("lat_e6", one.shift.lat_e6)
        .field("lon_e6", one.shift.lon_e6)
        .field("starts_ms", one.shift.starts.ms)
        .field("ends_ms", one.shift.ends.ms)
        .field("people_inside", one.people)
        .end();
  out.end_array().end();
}

}  // namespace

std::string state_words(const State& state) {
  json::Writer out;
  out.begin().field("seq", state.snapshot.seq).field("now_ms", state.snapshot.now.ms);
  out.key("site").begin().field("id", state.site.id).field("name", state.site.name).end();
  write_figures(out, state.snapshot.figures);
  write_list(out, "at_risk", state.snapshot.at_risk);
  write_list(out, "recent", state.recent);
  write_points(out, state);
  write_activities(out, state.activities);
  out.end();
  return out.take();
}

std::string move_words(std::int64_t seq, const std::string& move, const std::string& row) {
  json::Writer out;
  out.begin().field("type", "move").field("seq", seq).key("move").raw(move).key("row").raw(row).end();
  return out.take();
}

std::string figures_words(const Snapshot& snapshot) {
  json::Writer out;
  out.begin().field("type", "figures").field("seq", snapshot.seq).field("now_ms", snapshot.now.ms);
  write_figures(out, snapshot.figures);
  out.key("points_open").array();
  for (const auto& [site, open] : snapshot.figures.open_sites)
    out.begin().field("site_id", site).field("open", open).end();
  out.end_array();
  write_list(out, "at_risk", snapshot.at_risk);
  out.end();
  return out.take();
}

std::string activities_words(std::int64_t seq, Instant now, const Activities& activities) {
  json::Writer out;
  out.begin().field("type", "activities").field("seq", seq).field("now_ms", now.ms);
  write_activities(out, activities);
  out.end();
  return out.take();
}

std::string beat_words(std::int64_t seq, Instant now) {
  json::Writer out;
  out.begin().field("type", "beat").field("seq", seq).field("now_ms", now.ms).end();
  return out.take();
}

std::string resync_words(std::int64_t seq) {
  json::Writer out;
  out.begin().field("type", "resync").field("seq", seq).end();
  return out.take();
}

std::string notice_words(std::int64_t seq, const std::string& notice) {
  json::Writer out;
  out.begin().field("type", "notice").field("seq", seq).key("notice").raw(notice).end();
  return out.take();
}

std::string activity_words(std::int64_t seq) {
  json::Writer out;
  out.begin().field("type", "activity").field("seq", seq).end();
  return out.take();
}

}  // namespace ws::screen
