#pragma once
// Administrators' acts on the ledger, each list by actor, then time, at most `limit`.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/db.h"
#include "hours/anomaly_model.h"

namespace ws::hours {

std::vector<Act> late_entries(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
std::vector<Act> confirmations(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
/// Entries that an administrator wrote or confirmed for somebody with the same home, or whose guardian or ward
/// they are.
std::vector<Act> for_near_people(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
/// Entries written by an administrator that overlap another entry of the volunteer at another site.
std::vector<Act> at_two_places(db::Reader& reader, Instant from, Instant until, std::int64_t limit);

/// An entry with all that happened to it, as the evidence of a finding. The volunteer is named by family name and
/// number: the finding is not about them.
struct Evidence {
  HoursEntryId id;
  std::string source, title, site_name;
  std::string volunteer_name;  ///< whole: mask it
  std::string volunteer_number;
  std::string author_name;  ///< "" for the system
  Instant created;
  Instant starts;
  Instant ends;
  std::int64_t minutes = 0;
  std::string evidence, note;
  struct Step {
    std::string state;
    std::string actor_name;  ///< "" for the clock
    Instant at;
    std::string reason;
  };
  std::vector<Step> steps;  ///< oldest first
  struct Elsewhere {
    std::string site_name, title;
    Instant starts;
    Instant ends;
  };
  std::vector<Elsewhere> elsewhere;    ///< where else the volunteer was at that time, at most 10
  std::vector<std::string> same_home;  ///< who wrote or confirmed it and lives where the volunteer does
  std::vector<std::string> relatives;  ///< who wrote or confirmed it and is the volunteer's guardian, or their child
};
std::optional<Evidence> find_evidence(db::Reader& reader, const HoursEntryId& entry);
std::unordered_map<PersonId, std::string> names_of(db::Reader& reader, const std::vector<Anomaly>& anomalies);

}  // namespace ws::hours
