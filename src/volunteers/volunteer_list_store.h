#pragma once
// Volunteers as staff and they themselves read them.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "volunteers/volunteer_model.h"

namespace ws::volunteers::store {

struct Filter {
  std::vector<SiteId> roots;  ///< subtrees the reader may look at …
  std::vector<TeamId> teams;  ///< … and teams, with their sub-teams
  std::string state;
  std::string skill;
  std::string words;  ///< part of a name, or a volunteer number
  SiteId within;
  enum class Waiting { anything, qualification } waiting = Waiting::anything;
  std::string cursor;  ///< the last person of the page before
  std::int64_t limit = 20;
};

struct Row {
  PersonId person;
  std::string name;
  std::string number;
  State state = State::pending;
  Instant since;
  std::string birth_date;
  std::string lane;
  std::string site_name;
  std::string team_name;
  std::int64_t qualifications_waiting = 0;
  bool guardian_waiting = false;  ///< a guardian was asked, and none has confirmed
};
struct Page {
  std::vector<Row> rows;
  std::optional<std::string> next;
};
/// Newest first.
Page list(db::Reader& reader, const Filter& filter);

/// What stands beside a life on its own page.
struct Facts {
  std::string mobile_sealed;
  std::string id_type;
  std::string id_number_sealed;
  SiteId site;
  std::string site_name;
  TeamId team;
  std::string team_name;
  std::string entered_by_name;
  Instant since;
  std::optional<Instant> registered;
  std::vector<std::string> skills;
  std::vector<FreeTime> times;
};
/// Of somebody who is a volunteer.
Facts facts(db::Reader& reader, const PersonId& person);

struct Event {
  Instant at;
  std::string kind;
  std::string from;
  std::string to;
  PersonId actor;
  std::string actor_name;
  std::string reason;
};
/// Newest first, at most 100.
std::vector<Event> events(db::Reader& reader, const PersonId& person);

/// How many wait to be verified in these subtrees.
std::int64_t count_pending(db::Reader& reader, const std::vector<SiteId>& roots);

}  // namespace ws::volunteers::store
