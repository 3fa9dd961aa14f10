#pragma once
// A team as shown, and the place in the list of teams.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace ws::teams {

struct Ref {
  std::string id, name;
};

struct Team {
  TeamId id;
  std::string code, name, host, summary;
  TeamId parent;
  Ref site;
  bool active;
  std::int64_t members = 0;    ///< distinct people, with sub-teams (人数)
  std::int64_t sub_teams = 0;  ///< active ones below, at any depth
  std::int64_t completed = 0;  ///< services completed, with sub-teams
};

struct Detail {
  Team team;
  std::vector<Team> sub_teams;
  std::vector<Ref> menu;
};

struct Member {
  PersonId volunteer;
  std::string name, number;
  std::vector<std::string> skills;
};

struct Filter {
  std::string words;
  SiteId site;  ///< teams of this site or one below it; empty: all
};

struct Page {
  std::vector<Team> items;
  std::optional<std::string> next;
};

/// A cursor is the code of the last team shown: up to 64 characters without controls; "" is the beginning.
bool is_cursor(std::string_view text);

}  // namespace ws::teams
