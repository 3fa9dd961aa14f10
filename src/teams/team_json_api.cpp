#include "teams/team_json_api.h"

namespace ws::teams {
namespace {

void write_ref(json::Writer& out, std::string_view name, const Ref& ref) {
  out.key(name);
  if (ref.id.empty())
    out.null();
  else
    out.begin().field("id", ref.id).field("name", ref.name).end();
}

void write_fields(json::Writer& out, const Team& team) {
  out.field("id", team.id)
      .field("code", team.code)
      .field("name", team.name)
      .field("host", team.host)
      .field("summary", team.summary)
      .field("parent_id", team.parent);
  write_ref(out, "site", team.site);
  write_ref(out, "organisation", team.organisation);
  out.field("state", to_text(team.state))
      .field("takes_requests", team.takes_requests)
      .field("version", team.version)
      .field("members", team.members)
      .field("sub_teams", team.sub_teams)
      .field("completed", team.completed)
      .key("hours");
  if (team.hours)
    out.begin()
        .field("served", team.hours->served)
        .field("people", team.hours->people)
        .field("minutes", team.hours->minutes)
        .end();
  else
    out.null();
}

/// What the actor could do now, in the words of the routes.
void write_actions(json::Writer& out, const Detail& detail) {
  const std::pair<std::string_view, Step> routes[] = {
      {"edit", Step::edited},       {"submission", Step::submitted},  {"return", Step::returned},
      {"approval", Step::approved}, {"dissolution", Step::dissolved}, {"members", Step::removed}};
  out.key("actions").array();
  for (const auto& [name, step] : routes)
    if (decide(detail.team, detail.own.standing, step)) out.value(name);
  out.end_array();
}

}  // namespace

void write_team(json::Writer& out, const Team& team) {
  out.begin();
  write_fields(out, team);
  out.end();
}

void write_managed(json::Writer& out, const Managed& managed) {
  out.begin();
  write_fields(out, managed.team);
  out.field("requests", managed.requests).end();
}

void write_membership(json::Writer& out, const Membership& membership) {
  out.begin().field("person_id", membership.person).field("name", membership.name).field("number", membership.number);
  write_ref(out, "team", membership.team);
  out.field("leader", membership.leader).field("since_ms", membership.since.ms).key("skills").array();
  for (const std::string& skill : membership.skills) out.value(skill);
  out.end_array().end();
}

void write_request(json::Writer& out, const Request& request) {
  out.begin().field("id", request.id);
  write_ref(out, "team", request.team);
  out.field("person_id", request.person)
      .field("name", request.person_name)
      .field("number", request.number)
      .field("text", request.text)
      .field("state", to_text(request.state))
      .field("asked_ms", request.asked.ms)
      .key("answered_ms");
  request.answered ? out.value(request.answered->ms) : out.null();
  out.field("reason", request.reason).end();
}

void write_event(json::Writer& out, const Event& event) {
  out.begin()
      .field("id", event.id)
      .field("at_ms", event.at.ms)
      .field("kind", event.kind)
      .field("from_state", event.from_state)
      .field("to_state", event.to_state)
      .field("actor_name", event.actor_name)
      .field("person_name", event.person_name)
      .field("reason", event.reason)
      .end();
}

std::string detail_json(const Detail& detail) {
  json::Writer out;
  out.begin().key("team");
  write_team(out, detail.team);
  out.key("sub_teams").array();
  for (const Team& team : detail.sub_teams) write_team(out, team);
  out.end_array().key("menu").array();
  for (const Ref& item : detail.menu) out.begin().field("id", item.id).field("name", item.name).end();
  out.end_array().key("leaders").array();
  for (const std::string& name : detail.leaders) out.value(name);
  const Standing& own = detail.own.standing;
  out.end_array()
      .key("own")
      .begin()
      .field("member", own.member)
      .field("leader", own.leader)
      .field("leads", own.leads());
  out.key("request");
  if (detail.own.request)
    write_request(out, *detail.own.request);
  else
    out.null();
  write_actions(out, detail);
  return out.end().end().take();
}

std::string members_json(const std::vector<Member>& members) {
  json::Writer out;
  out.begin().key("members").array();
  for (const Member& member : members) {
    out.begin()
        .field("volunteer_id", member.volunteer)
        .field("name", member.name)
        .field("number", member.number)
        .key("skills")
        .array();
    for (const std::string& skill : member.skills) out.value(skill);
    out.end_array().end();
  }
  return out.end_array().end().take();
}

std::string mine_json(const TeamService::Mine& mine) {
  json::Writer out;
  out.begin().key("memberships").array();
  for (const Membership& membership : mine.memberships) write_membership(out, membership);
  out.end_array().key("requests").array();
  for (const Request& request : mine.requests) write_request(out, request);
  return out.end_array().end().take();
}

}  // namespace ws::teams
