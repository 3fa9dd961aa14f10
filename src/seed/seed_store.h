#pragma once

#include "base/vault.h"
#include "db/db.h"
#include "seed/district_plan.h"

namespace ws::seed::store {

bool is_empty(db::Reader& reader);
void write_places(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, Instant start);
void write_services(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data);
void write_people(db::Tx& tx, const DistrictPlan& plan, const Vault& vault, const std::string& password_hash,
                  Instant start);
void write_settings(db::Tx& tx, const DistrictData& data, Instant start);

}  // namespace ws::seed::store
