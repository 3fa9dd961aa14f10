#pragma once

#include <optional>
#include <string>

#include "base/vault.h"
#include "db/db.h"
#include "seed/district_plan.h"

namespace ws::seed::store {

bool is_empty(db::Reader& reader);
void write_places(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, Instant start);
void write_services(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data);
/// After the services: who stands behind which team.
void write_organisations(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, Random& random,
                         Instant start);
void write_people(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, const Vault& vault,
                  const std::string& password_hash, Instant start);
void write_settings(db::Tx& tx, const DistrictData& data, Instant start);
/// Remembers that this database is a demonstration: who signs in with which password.
void write_demo(db::Tx& tx, const std::string& json, Instant start);
std::optional<std::string> find_demo(db::Reader& reader);

}  // namespace ws::seed::store
