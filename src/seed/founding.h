#pragma once
// A real district's first day: its center, the kinds of service, and the three separated administrators (三员分立,
// domain.md), who then do the rest in the program.

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/vault.h"
#include "db/db.h"

namespace ws::seed {

struct FirstAdministrator {
  std::string name;
  std::string mobile;
  std::string login;  ///< empty: the role's default
};

struct Founding {
  std::filesystem::path data;  ///< the folder data/: skills and categories are read from it
  std::string name;            ///< of the center
  std::string short_name;
  std::string code;  ///< of the district, six digits (GB/T 2260)
  std::string address;
  std::string phone;
  FirstAdministrator system_admin, security_admin, auditor;
};

struct InitialLogin {
  Role role;
  std::string name;
  std::string login;
  std::string password;  ///< in the clear, for whoever founded the platform alone; stored as a hash
};

struct Founded {
  SiteId center;
  std::vector<InitialLogin> logins;
};

/// All of it or nothing. Errors, with the option's name as field: "field.required", "founding.code",
/// "founding.login", "founding.same_person", "person.mobile"; "founding.not_empty" when there are sites or people.
/// Throws std::runtime_error when a data file is missing or not as it should be.
Result<Founded> found(db::Database& database, const Vault& vault, Random& random, const Founding& founding,
                      Instant now);

}  // namespace ws::seed
