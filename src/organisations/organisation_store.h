#pragma once
// Rows of organisations.

#include "base/random.h"
#include "db/db.h"
#include "organisations/organisation_model.h"

namespace ws::organisations::store {

/// By name, those after `after`; at most `limit`. Closed ones are left out.
std::vector<Organisation> page(db::Reader& reader, const Filter& filter, const std::string& after,
                               std::int64_t limit);
std::optional<Organisation> find(db::Reader& reader, const OrganisationId& organisation);
/// Active colleges of a university, by name; at most 200.
std::vector<Organisation> colleges(db::Reader& reader, const OrganisationId& university);

enum class Written { yes, name_taken, code_taken, changed_meanwhile };
Written insert(db::Tx& tx, const OrganisationId& id, const Entry& entry, Instant now);
/// Only over the version that was read.
Written update(db::Tx& tx, const OrganisationId& id, const Entry& entry, std::int64_t version);
/// False when it is closed already.
bool close(db::Tx& tx, const OrganisationId& id);
void append(db::Tx& tx, Random& random, const OrganisationId& id, const PersonId& actor, std::string_view kind,
            const std::string& reason, const std::string& detail, Instant now);

}  // namespace ws::organisations::store
