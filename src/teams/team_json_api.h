#pragma once
// What the routes of teams answer.

#include <string>

#include "base/json.h"
#include "teams/team_service.h"

namespace ws::teams {

void write_team(json::Writer& out, const Team& team);
void write_managed(json::Writer& out, const Managed& managed);
void write_membership(json::Writer& out, const Membership& membership);
void write_request(json::Writer& out, const Request& request);
void write_event(json::Writer& out, const Event& event);
std::string detail_json(const Detail& detail);
std::string members_json(const std::vector<Member>& members);
std::string mine_json(const TeamService::Mine& mine);

}  // namespace ws::teams
