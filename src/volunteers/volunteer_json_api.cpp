#include "volunteers/volunteer_json_api.h"

#include "base/text.h"

namespace ws::volunteers {
namespace {

using json::Object;
using json::Writer;

std::string_view to_text(AgeGroup group) {
  switch (group) {
    case AgeGroup::family:
      return "family";
    case AgeGroup::per_activity:
      return "per_activity";
    case AgeGroup::once:
      return "once";
    case AgeGroup::adult:
      break;
  }
  return "adult";
}

void write_times(Writer& out, const std::vector<FreeTime>& times) {
  out.key("times").array();
  for (const FreeTime& time : times)
    out.begin()
        .field("weekday", time.weekday)
        .field("from_minute", time.from_minute)
        .field("until_minute", time.until_minute)
        .end();
  out.end_array();
}

void write_qualifications(Writer& out, const std::vector<Qualification>& qualifications) {
  out.key("qualifications").array();
  for (const Qualification& one : qualifications)
    out.begin()
        .field("id", one.id)
        .field("skill", one.skill)
        .field("name", one.name)
        .field("document", one.document)
        .field("issued", one.issued)
        .field("until", one.until)
        .field("state", one.state)
        .field("reason", one.reason)
        .end();
  out.end_array();
}

void write_insurances(Writer& out, const std::vector<Insurance>& insurances) {
  out.key("insurances").array();
  for (const Insurance& one : insurances)
    out.begin()
        .field("id", one.id)
        .field("insurer", one.insurer)
        .field("policy_number", one.policy_number)
        .field("from", one.from)
        .field("until", one.until)
        .end();
  out.end_array();
}

/// Whoever was asked and has not said yes may be a stranger to the family, by a wrong number.
void write_guardians(Writer& out, const std::vector<store::Guardianship>& guardians) {
  out.key("guardians").array();
  for (const store::Guardianship& one : guardians)
    out.begin()
        .field("guardian_id", one.guardian)
        .field("name", one.state == GuardianState::confirmed ? one.guardian_name : mask_name(one.guardian_name))
        .field("relation", one.relation)
        .field("state", to_text(one.state))
        .field("asked_ms", one.asked.ms)
        .end();
  out.end_array();
}

void write_events(Writer& out, const std::vector<store::Event>& events) {
  out.key("events").array();
  for (const store::Event& event : events)
    out.begin()
        .field("at_ms", event.at.ms)
        .field("kind", event.kind)
        .field("from_state", event.from)
        .field("to_state", event.to)
        .field("actor_name", event.actor_name)
        .field("reason", event.reason)
        .end();
  out.end_array();
}

void write_consents(Writer& out, const std::vector<store::ActivityConsent>& consents) {
  out.key("consents").array();
  for (const store::ActivityConsent& one : consents)
    out.begin()
        .field("child_id", one.child)
        .field("child_name", one.child_name)
        .field("activity_id", one.activity)
        .field("title", one.title)
        .field("place", one.place)
        .field("conditions", one.conditions)
        .field("risks", one.risks)
        .field("starts_ms", one.starts.ms)
        .field("ends_ms", one.ends.ms)
        .field("state", to_text(one.state))
        .end();
  out.end_array();
}

}  // namespace

std::vector<std::string> read_skills(Object& object) {
  std::vector<std::string> skills;
  for (Object& one : object.objects("skills", most_skills)) {
    skills.push_back(one.text("code", {1, 40}));
    if (const auto wrong = one.finish()) object.refuse(wrong->reason, "skills");
  }
  return skills;
}

std::vector<FreeTime> read_times(Object& object) {
  constexpr json::Range minutes{0, 24 * 60};
  std::vector<FreeTime> times;
  for (Object& one : object.objects("times", most_times)) {
    times.push_back(
        {one.integer("weekday", {1, 7}), one.integer("from_minute", minutes), one.integer("until_minute", minutes)});
    if (const auto wrong = one.finish()) object.refuse(wrong->reason, "times");
  }
  return times;
}

Registration read_registration(Object& object) {
  Registration registration;
  registration.name = object.text("name", {0, 60});
  registration.id_type = object.text("id_type", {0, 40});
  registration.id_number = object.text("id_number", {0, 40});
  registration.mobile = object.text_or("mobile", "", {0, 40});
  const std::string birth = object.text_or("birth_date", "", {0, 10});
  registration.birth = parse_day(birth);
  if (!birth.empty() && !registration.birth) object.refuse("field.date", "birth_date");
  registration.skills = read_skills(object);
  registration.times = read_times(object);
  registration.site = object.id<SiteId>("site_id");
  registration.team = object.id_or_empty<TeamId>("team_id");
  GuardianNamed guardian;
  guardian.name = object.text_or("guardian_name", "", {0, 60});
  guardian.mobile = object.text_or("guardian_mobile", "", {0, 40});
  guardian.relation = object.text_or("guardian_relation", "", {0, 20});
  if (!guardian.relation.empty() || !guardian.mobile.empty()) registration.guardian = std::move(guardian);
  return registration;
}

std::string page_json(const store::Page& page) {
  Writer out;
  out.begin().key("items").array();
  for (const store::Row& row : page.rows)
    out.begin()
        .field("id", row.person)
        .field("name", row.name)
        .field("number", row.number)
        .field("state", to_text(row.state))
        .field("since_ms", row.since.ms)
        .field("birth_date", row.birth_date)
        .field("lane", row.lane)
        .field("site_name", row.site_name)
        .field("team_name", row.team_name)
        .field("qualifications_waiting", row.qualifications_waiting)
        .field("guardian_waiting", row.guardian_waiting)
        .end();
  return out.end_array().field("next", page.next).end().take();
}

std::string detail_json(const Detail& detail) {
  Writer out;
  const store::Life& life = detail.life;
  const store::Facts& facts = detail.facts;
  out.begin()
      .field("id", life.person)
      .field("name", life.name)
      .field("number", life.number)
      .field("state", to_text(life.state))
      .field("since_ms", facts.since.ms);
  out.key("registered_ms");
  facts.registered ? out.value(facts.registered->ms) : out.null();
  out.field("mobile_masked", detail.mobile_masked)
      .field("id_type", facts.id_type)
      .field("id_number_masked", detail.id_number_masked)
      .field("birth_date", life.birth_date);
  out.key("age_group");
  detail.age ? out.value(to_text(*detail.age)) : out.null();
  out.key("site").begin().field("id", life.site).field("name", facts.site_name).end();
  out.key("team");
  if (life.team.empty())
    out.null();
  else
    out.begin().field("id", life.team).field("name", facts.team_name).end();
  out.field("lane", life.lane).field("entered_by_name", facts.entered_by_name);
  out.key("skills").array();
  for (const std::string& skill : facts.skills) out.value(skill);
  out.end_array();
  write_times(out, facts.times);
  write_qualifications(out, detail.qualifications);
  write_insurances(out, detail.insurances);
  write_guardians(out, detail.guardians);
  write_events(out, detail.events);
  out.key("steps").array();
  for (const std::string_view step : detail.steps) out.value(step);
  return out.end_array().field("may_reveal", detail.may_reveal).end().take();
}

std::string children_json(const GuardianService::Page& page) {
  Writer out;
  out.begin().key("children").array();
  for (const store::Guardianship& one : page.children) {
    const bool confirmed = one.state == GuardianState::confirmed;
    out.begin()
        .field("child_id", one.child)
        .field("name", confirmed ? one.child_name : mask_name(one.child_name))
        .field("relation", one.relation)
        .field("state", to_text(one.state))
        .field("volunteer_state", one.child_state)
        .field("number", confirmed ? one.child_number : "")
        .field("asked_ms", one.asked.ms)
        .end();
  }
  out.end_array();
  write_consents(out, page.consents);
  return out.end().take();
}

std::string guardians_json(const GuardianService::Own& own) {
  Writer out;
  out.begin();
  write_guardians(out, own.guardians);
  write_consents(out, own.consents);
  return out.end().take();
}

}  // namespace ws::volunteers
