#pragma once
// Rows of stars and of objections to them.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "stars/star_model.h"

namespace ws::stars::store {

struct Application {
  StarId id;
  PersonId volunteer;
  SiteId site;
  int level = 0;
  std::int64_t minutes = 0;  ///< effective when it was applied for
  State state = State::applied;
  Instant applied;
  PersonId reviewer;
  std::optional<Instant> publicised, until, granted;
  std::string reason;
  std::string volunteer_name;
  std::string site_name;
  std::int64_t open_objections = 0;

  Standing standing() const { return {volunteer, reviewer, state}; }
};
/// False when the volunteer has one of this level that was not declined.
bool insert(db::Tx& tx, const Application& application);
std::optional<Application> find(db::Reader& reader, const StarId& star);
std::vector<Application> of_volunteer(db::Reader& reader, const PersonId& volunteer);

struct Query {
  std::vector<SiteId> roots;
  std::string state;   ///< "" any
  std::string before;  ///< only identifiers below this one; "" for the first page
  std::int64_t limit = 20;
};
/// Newest first.
std::vector<Application> list(db::Reader& reader, const Query& query);
/// Those publicised now, newest first.
std::vector<Application> publicised(db::Reader& reader, const std::string& before, std::int64_t limit);
/// Whose publicity is over and against whom nothing is open.
std::vector<StarId> due(db::Reader& reader, Instant now, std::int64_t limit);

// Each is false when the application stands elsewhere.
bool decline(db::Tx& tx, const StarId& star, State from, const PersonId& actor, const std::string& reason);
bool publicise(db::Tx& tx, const StarId& star, const PersonId& reviewer, Instant now, Instant until);
bool grant(db::Tx& tx, const StarId& star, Instant now);

void insert_event(db::Tx& tx, Random& random, const StarId& star, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now);

struct Objection {
  std::string id;
  StarId star;
  PersonId by;
  std::string by_name;
  std::string text;
  Instant at;
  std::string answer;
  std::optional<Instant> answered;
};
/// False when the person has objected to it already.
bool insert_objection(db::Tx& tx, const Objection& objection);
std::vector<Objection> objections_to(db::Reader& reader, const StarId& star, std::int64_t limit);
/// False when it is answered already.
bool answer_objection(db::Tx& tx, const std::string& id, const PersonId& actor, const std::string& answer,
                      Instant now);

struct Home {
  SiteId site;
  bool registered = false;
};
std::optional<Home> find_home(db::Reader& reader, const PersonId& volunteer);

}  // namespace ws::stars::store
