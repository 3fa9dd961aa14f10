#pragma once
// What other features may know and do about people.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/random.h"
#include "base/vault.h"
#include "db/db.h"

namespace ws::people {

/// Contexts of sealed values.
inline constexpr std::string_view mobile_context = "persons.mobile";
inline constexpr std::string_view id_number_context = "persons.id_number";

/// The account of a mobile, made if there is none (staff taking an order by telephone; first sign-in by code).
/// `mobile` is normal (base/identity.h).
PersonId ensure_person(db::Tx& tx, const Vault& vault, Random& random, const std::string& name,
                       const std::string& mobile, Instant now);
std::optional<std::string> find_name(db::Reader& reader, const PersonId& person);
void record_consent(db::Tx& tx, const PersonId& person, const std::string& version, const PersonId& by,
                    const std::string& lane, Instant now);

/// People whose grants of `role` reach `site`, nearest scope first; at most 50.
std::vector<PersonId> holders(db::Reader& reader, Role role, const SiteId& site);

}  // namespace ws::people
