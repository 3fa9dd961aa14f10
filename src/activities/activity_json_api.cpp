#include "activities/activity_json_api.h"

#include "base/json.h"
#include "http/http.h"

namespace ws::activities {
namespace {

void write_ref(json::Writer& out, std::string_view name, const store::Ref& ref) {
  out.key(name);
  if (ref.id.empty())
    out.null();
  else
    out.begin().field("id", ref.id).field("name", ref.name).end();
}

std::optional<std::int64_t> ms_of(const std::optional<Instant>& at) {
  return at ? std::optional(at->ms) : std::nullopt;
}

void write_row(json::Writer& out, const store::RowView& row) {
  out.begin()
      .field("id", row.id)
      .field("number", row.number)
      .field("title", row.title)
      .field("summary", row.summary)
      .field("category", row.category)
      .field("category_name", row.category_name);
  write_ref(out, "site", row.site);
  write_ref(out, "team", row.team);
  write_ref(out, "project", row.project);
  out.field("place", row.place)
      .field("lat_e6", row.lat_e6)
      .field("lon_e6", row.lon_e6)
      .field("distance_m", row.distance_m)
      .field("state", row.state)
      .field("mode", row.mode)
      .field("hazardous", row.hazardous)
      .field("starts_ms", row.starts_ms)
      .field("ends_ms", row.ends_ms)
      .field("opens_ms", row.opens_ms)
      .field("closes_ms", row.closes_ms)
      .field("shifts", row.shifts)
      .field("capacity", row.capacity)
      .field("taken", row.taken)
      .field("waiting", row.waiting)
      .field("open", row.open)
      .end();
}

void write_shift(json::Writer& out, const Shift& shift) {
  out.begin()
      .field("id", shift.id)
      .field("starts_ms", shift.starts.ms)
      .field("ends_ms", shift.ends.ms)
      .field("minimum_staff", shift.minimum_staff)
      .key("roles")
      .array();
  for (const ShiftRole& role : shift.roles)
    out.begin()
        .field("id", role.id)
        .field("name", role.plan.name)
        .field("capacity", role.plan.capacity)
        .field("reserved", role.plan.reserved)
        .field("taken", role.taken)
        .field("open", role.open())
        .field("waiting", role.waiting)
        .field("skill", role.plan.skill)
        .field("minimum_age", role.plan.minimum_age)
        .field("training", role.plan.training)
        .end();
  out.end_array().end();
}

void write_signup(json::Writer& out, const store::SignupView& signup) {
  out.begin().field("id", signup.id).field("activity_id", signup.activity).field("title", signup.title);
  write_ref(out, "site", signup.site);
  out.field("place", signup.place)
      .field("shift_id", signup.shift)
      .field("role_id", signup.role)
      .field("role_name", signup.role_name)
      .field("state", signup.state)
      .field("companions", signup.companions)
      .field("starts_ms", signup.starts_ms)
      .field("ends_ms", signup.ends_ms)
      .field("offered_until_ms", signup.offered_until_ms)
      .field("place_in_line", signup.place_in_line)
      .end();
}

void write_event(json::Writer& out, const store::EventView& event) {
  out.begin()
      .field("at_ms", event.at_ms)
      .field("kind", event.kind)
      .field("from_state", event.from_state)
      .field("to_state", event.to_state)
      .field("actor", event.actor_name.empty() ? std::string("系统") : event.actor_name)
      .field("reason", event.reason)
      .field("detail", event.detail)
      .end();
}

void write_project(json::Writer& out, const store::ProjectRow& row) {
  out.begin().field("id", row.project.id).field("name", row.project.name).field("summary", row.project.summary);
  write_ref(out, "site", {row.project.site.str(), row.site_name});
  write_ref(out, "team", {row.project.team.str(), row.team_name});
  out.field("state", row.project.state)
      .field("activities", row.activities)
      .field("version", row.project.version)
      .end();
}

template <class Rows, class Write>
std::string list_json(const Rows& rows, const std::optional<std::string>& next, Write write) {
  json::Writer out;
  out.begin().key("items").array();
  for (const auto& row : rows) write(out, row);
  out.end_array().field("next", next).end();
  return out.take();
}

void write_terms(json::Writer& out, const Detail& detail) {
  const Plan& plan = detail.activity.plan;
  out.field("conditions", plan.conditions)
      .field("risks", plan.risks)
      .field("insured", !plan.insurance.empty())
      .field("own_insurance", plan.own_insurance)
      .key("insurance");
  if (detail.standing.sees_all())
    out.value(plan.insurance);
  else
    out.null();
  out.field("private_details", detail.private_details)
      .field("quota", plan.quota)
      .field("draw_due_ms", ms_of(plan.draw_due))
      .field("draw_seed_hash", detail.activity.draw_seed_hash)
      .field("drawn_ms", ms_of(detail.activity.drawn))
      .field("series_id", detail.activity.series)
      .field("version", detail.activity.version)
      .field("signed_up", detail.signed_up);
}

}  // namespace

std::string changed_json(const Changed& changed) {
  json::Writer out;
  out.begin().field("id", changed.id).field("state", to_text(changed.state)).field("version", changed.version).end();
  return out.take();
}

std::string signed_json(const Signed& signup) {
  json::Writer out;
  out.begin()
      .field("id", signup.id)
      .field("activity_id", signup.activity)
      .field("shift_id", signup.shift)
      .field("role_id", signup.role)
      .field("state", to_text(signup.state))
      .field("companions", signup.companions)
      .field("place_in_line", signup.place_in_line)
      .field("offered_until_ms", ms_of(signup.offered_until))
      .end();
  return out.take();
}

std::string project_id_json(const ProjectId& id) {
  json::Writer out;
  out.begin().field("id", id).end();
  return out.take();
}

std::string occurrences_json(const std::vector<Occurrence>& occurrences) {
  json::Writer out;
  out.begin().key("occurrences").array();
  for (const Occurrence& one : occurrences)
    out.begin()
        .field("id", one.id)
        .field("starts_ms", one.starts.ms)
        .field("state", to_text(one.state))
        .field("people", one.people)
        .field("outcome", one.outcome)
        .end();
  out.end_array().end();
  return out.take();
}

std::string page_json(const store::Page& page) {
  return list_json(page.rows, page.next, write_row);
}

std::string detail_json(const Detail& detail) {
  json::Writer out;
  out.begin().key("activity");
  write_row(out, detail.row);
  write_terms(out, detail);
  out.key("shifts").array();
  for (const Shift& shift : detail.shifts) write_shift(out, shift);
  out.end_array().key("mine").array();
  for (const store::SignupView& signup : detail.mine) write_signup(out, signup);
  out.end_array().key("events").array();
  for (const store::EventView& event : detail.events) write_event(out, event);
  out.end_array().key("actions").array();
  for (const std::string_view action : detail.actions) out.value(action);
  out.end_array().end();
  return out.take();
}

std::string calendar_json(const std::vector<store::CalendarEntry>& entries) {
  json::Writer out;
  out.begin().key("entries").array();
  for (const store::CalendarEntry& entry : entries) {
    out.begin()
        .field("shift_id", entry.shift)
        .field("activity_id", entry.activity)
        .field("title", entry.title)
        .field("state", entry.state)
        .field("category", entry.category);
    write_ref(out, "site", entry.site);
    out.field("starts_ms", entry.starts_ms)
        .field("ends_ms", entry.ends_ms)
        .field("capacity", entry.capacity)
        .field("taken", entry.taken)
        .end();
  }
  out.end_array().end();
  return out.take();
}

std::string my_signups_json(const store::SignupPage& page) {
  return list_json(page.rows, page.next, write_signup);
}

std::string roster_json(const Roster& roster) {
  return list_json(roster.entries, roster.next, [](json::Writer& out, const RosterEntry& entry) {
    out.begin()
        .field("id", entry.row.id)
        .field("shift_id", entry.row.shift)
        .field("role_id", entry.row.role)
        .field("role_name", entry.row.role_name)
        .field("person_id", entry.row.person)
        .field("name", entry.row.name)
        .field("volunteer_number", entry.row.number)
        .field("mobile_masked", entry.mobile_masked)
        .field("state", entry.row.state)
        .field("companions", entry.row.companions)
        .field("reserved", entry.row.reserved)
        .field("arrival", entry.row.arrival)
        .field("offered_until_ms", entry.row.offered_until_ms)
        .field("created_ms", entry.row.created_ms)
        .field("note", entry.row.note)
        .end();
  });
}

std::string draw_json(const Draw& draw) {
  json::Writer out;
  out.begin()
      .field("algorithm", draw_algorithm)
      .field("seed_hash", draw.seed_hash)
      .field("seed", draw.seed)
      .field("drawn_ms", ms_of(draw.drawn))
      .key("items")
      .array();
  for (const store::Lot& lot : draw.page.lots)
    out.begin()
        .field("ticket", lot.ticket)
        .field("companions", lot.companions)
        .field("arrival", lot.arrival)
        .field("won", lot.won)
        .field("passed_over", lot.passed_over)
        .end();
  out.end_array().field("next", draw.page.next).end();
  return out.take();
}

std::string waiting_json(const std::vector<Waiting>& waiting) {
  json::Writer out;
  out.begin().key("kinds").array();
  for (const Waiting& kind : waiting) {
    out.begin().field("kind", kind.kind).field("more", kind.more).key("items").array();
    for (const Waiting::One& one : kind.rows) {
      out.begin().field("count", one.count).key("activity");
      write_row(out, one.row);
      out.end();
    }
    out.end_array().end();
  }
  return out.end_array().end().take();
}

std::string candidates_json(const std::vector<Candidate>& candidates) {
  json::Writer out;
  out.begin().key("items").array();
  for (const Candidate& one : candidates) {
    out.begin()
        .field("person_id", one.row.person)
        .field("name", one.row.name)
        .field("volunteer_number", one.row.number)
        .field("site_name", one.row.site_name)
        .key("obstacle");
    if (one.obstacle)
      out.begin()
          .field("reason", one.obstacle->reason)
          .field("zh", http::sentence(one.obstacle->reason, "zh"))
          .field("en", http::sentence(one.obstacle->reason, "en"))
          .end();
    else
      out.null();
    out.end();
  }
  return out.end_array().end().take();
}

std::string contact_json(const Contact& contact) {
  json::Writer out;
  return out.begin().field("name", contact.name).field("mobile", contact.mobile).end().take();
}

namespace {

void write_template(json::Writer& out, const store::Template& one) {
  out.begin().field("id", one.id).field("name", one.name);
  write_ref(out, "site", {one.site.str(), one.site_name});
  out.field("created_ms", one.created.ms).key("plan").raw(one.plan).end();
}

}  // namespace

std::string templates_json(const ActivityService::TemplatePage& page) {
  return list_json(page.rows, page.next, write_template);
}

std::string template_json(const store::Template& one) {
  json::Writer out;
  write_template(out, one);
  return out.take();
}

std::string template_id_json(const ActivityTemplateId& id) {
  json::Writer out;
  return out.begin().field("id", id).end().take();
}

std::string projects_json(const store::ProjectPage& page) {
  return list_json(page.rows, page.next, write_project);
}

std::string project_json(const store::ProjectRow& row) {
  json::Writer out;
  write_project(out, row);
  return out.take();
}

}  // namespace ws::activities
