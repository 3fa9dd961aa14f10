#pragma once
// The demo district: places, menu, teams and people of data/pidu, written into an empty database. Its orders come
// from elsewhere (order_history).

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/vault.h"
#include "db/db.h"

namespace ws::seed {

struct SeedOptions {
  std::filesystem::path data;   ///< the folder data/
  std::uint64_t seed = 510117;  ///< the same number and start give the same people, places and identifiers
  Instant start;                ///< when the platform goes into service: nobody registered later
  std::size_t volunteers = 3000;
  std::string password;  ///< of all demo logins
};

struct DemoLogin {
  std::string login;
  std::string name;
  std::string role;   ///< as in people.json: "office_dispatcher", "resident" …
  std::string scope;  ///< name of the site or team
  PersonId person;
};

struct SeedResult {
  std::size_t offices = 0, stations = 0, bases = 0, rooms = 0, areas = 0;
  std::size_t categories = 0, items = 0, offers = 0;
  std::size_t teams = 0, sub_teams = 0, memberships = 0;
  std::size_t volunteers = 0, staff = 0;
  std::vector<DemoLogin> logins;
};

/// Everything in one transaction: all of the district or nothing of it. Refuses "seed.not_empty" when there are sites
/// or people already. Throws std::runtime_error when a data file is missing or does not fit the others.
Result<SeedResult> seed_pidu(db::Database& database, const Vault& vault, const SeedOptions& options);

/// The demo logins with their password as a table for the console; "" when the database is no demonstration.
std::string demo_table(db::Database& database);

}  // namespace ws::seed
