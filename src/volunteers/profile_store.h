#pragma once
// Rows of qualifications and insurances.

#include <optional>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "volunteers/profile_model.h"

namespace ws::volunteers::store {

void insert_qualification(db::Tx& tx, const Qualification& qualification, Instant now);
std::optional<Qualification> find_qualification(db::Reader& reader, const QualificationId& id);
/// Newest first.
std::vector<Qualification> qualifications_of(db::Reader& reader, const PersonId& person);
std::int64_t count_qualifications(db::Reader& reader, const PersonId& person);
/// False if it is decided already.
bool decide_qualification(db::Tx& tx, const QualificationId& id, std::string_view state, const PersonId& by,
                          const std::string& reason, Instant now);

void insert_insurance(db::Tx& tx, const Insurance& insurance, const PersonId& by, Instant now);
/// What ends last in front.
std::vector<Insurance> insurances_of(db::Reader& reader, const PersonId& person);
std::int64_t count_insurances(db::Reader& reader, const PersonId& person);

/// Skills, times, documents, insurances and place of somebody who leaves.
void clear_profile(db::Tx& tx, const PersonId& person);

}  // namespace ws::volunteers::store
