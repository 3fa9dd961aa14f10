#pragma once
// Administrators' acts on the ledger, each list by actor, then time, at most `limit`.

#include <string>
#include <unordered_map>
#include <vector>

#include "db/db.h"
#include "hours/anomaly_model.h"

namespace ws::hours {

std::vector<Act> late_entries(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
std::vector<Act> confirmations(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
/// Entries that an administrator wrote or confirmed for somebody with the same home.
std::vector<Act> for_near_people(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
/// Entries written by an administrator that overlap another entry of the volunteer at another site.
std::vector<Act> at_two_places(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
std::unordered_map<PersonId, std::string> names_of(db::Reader& reader, const std::vector<Anomaly>& anomalies);

}  // namespace ws::hours
