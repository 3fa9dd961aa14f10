#include "activities/presence_json_api.h"

#include "base/json.h"

namespace ws::activities {
namespace {

std::optional<std::int64_t> ms_of(const std::optional<Instant>& at) {
  return at ? std::optional(at->ms) : std::nullopt;
}

std::optional<std::string> text_of(const std::optional<MarkSource>& source) {
  return source ? std::optional(std::string(to_text(*source))) : std::nullopt;
}

void write_person(json::Writer& out, const PersonView& view) {
  out.begin()
      .field("signup_id", view.person.signup)
      .field("name", view.person.name)
      .field("volunteer_number", view.person.number)
      .field("role_id", view.person.role)
      .field("role_name", view.person.role_name)
      .field("state", to_text(view.person.state))
      .field("companions", view.person.companions)
      .field("in_ms", ms_of(view.attended.came))
      .field("in_by", text_of(view.attended.came_by))
      .field("out_ms", ms_of(view.attended.went))
      .field("out_by", text_of(view.attended.went_by))
      .field("told_by", view.told_by)
      .field("forgot_check_out", view.attended.forgot_check_out())
      .field("distance_m", view.distance_m)
      .end();
}

void write_closing(json::Writer& out, const ShiftView& view) {
  out.key("closed");
  if (!view.closing)
    out.null();
  else
    out.begin()
        .field("at_ms", view.closing->at.ms)
        .field("by", view.closed_by)
        .field("counted", view.closing->counted)
        .field("absent", view.closing->absent)
        .end();
}

void write_headcount(json::Writer& out, const std::optional<store::Headcount>& heads) {
  out.key("headcount");
  if (!heads)
    out.null();
  else
    out.begin()
        .field("people", heads->people)
        .field("companions", heads->companions)
        .field("expected", heads->expected)
        .field("left", heads->left)
        .field("absent", heads->absent)
        .end();
}

void write_shift(json::Writer& out, const ShiftView& view) {
  const Plan& plan = view.activity.plan;
  out.begin()
      .field("id", view.shift.id)
      .field("activity_id", view.activity.id)
      .field("title", plan.title)
      .field("place", plan.place)
      .key("site")
      .begin()
      .field("id", plan.site)
      .field("name", view.activity.site_name)
      .end()
      .field("state", to_text(view.activity.state))
      .field("starts_ms", view.shift.starts.ms)
      .field("ends_ms", view.shift.ends.ms)
      .field("check_in_from_ms", view.check_in_from.ms)
      .field("check_out_until_ms", view.check_out_until.ms)
      .field("leads", view.leads)
      .field("now_ms", view.now.ms);
  write_closing(out, view);
  write_headcount(out, view.headcount);
  out.key("roles").array();
  for (const ShiftRole& role : view.shift.roles)
    out.begin()
        .field("id", role.id)
        .field("name", role.plan.name)
        .field("open", role.open())
        .field("reserved_open", role.plan.reserved - role.reserved_taken)
        .end();
  out.end_array().key("mine");
  if (view.mine)
    write_person(out, *view.mine);
  else
    out.null();
  out.end();
}

}  // namespace

std::string shift_json(const ShiftView& view) {
  json::Writer out;
  write_shift(out, view);
  return out.take();
}

std::string shifts_json(const std::vector<ShiftView>& views) {
  json::Writer out;
  out.begin().key("items").array();
  for (const ShiftView& view : views) write_shift(out, view);
  out.end_array().end();
  return out.take();
}

std::string shift_roster_json(const ShiftRoster& roster, const Passes& passes, const Policy& policy) {
  json::Writer out;
  out.begin()
      .field("key", base64url(passes.public_key()))
      .field("pass_period_ms", pass_period_ms(policy))
      .field("pass_grace_periods", policy.pass_grace_periods)
      .key("items")
      .array();
  for (const PersonView& person : roster.people) write_person(out, person);
  out.end_array().field("next", roster.next).end();
  return out.take();
}

std::string marked_json(const PersonView& person, bool already) {
  json::Writer out;
  out.begin().field("already", already).key("person");
  write_person(out, person);
  out.end();
  return out.take();
}

std::string passes_json(const MyPasses& mine) {
  json::Writer out;
  out.begin().field("signup_id", mine.signup).key("items").array();
  for (const Passes::Issued& pass : mine.passes)
    out.begin().field("from_ms", pass.from.ms).field("until_ms", pass.until.ms).field("text", pass.text).end();
  out.end_array().end();
  return out.take();
}

std::string closed_json(const Closed& closed) {
  json::Writer out;
  out.begin().field("counted", closed.counted).field("absent", closed.absent).end();
  return out.take();
}

std::string called_json(std::int64_t called) {
  json::Writer out;
  out.begin().field("called", called).end();
  return out.take();
}

}  // namespace ws::activities
