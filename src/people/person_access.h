#pragma once
// The only way to get somebody else for an actor: their security administrator. Whoever belongs to another subtree
// looks the same as somebody who does not exist. Roles are read from the database, not from the actor's session, so a
// role taken back counts at once.

#include "base/actor.h"
#include "db/db.h"
#include "people/grant_store.h"
#include "people/person_model.h"

namespace ws::people {

/// Error: "person.not_found".
Result<PersonRecord> get_person(db::Reader& reader, const Actor& actor, const PersonId& person);

/// A grant whose scope lies in the actor's subtrees. Error: "grant.not_found".
Result<GrantRecord> get_grant(db::Reader& reader, const Actor& actor, const GrantId& grant);

/// The kind of the site a role is asked for: itself or the team's. Error: "grant.scope_not_found" with the field.
Result<std::string> get_scope_kind(db::Reader& reader, const Actor& actor, const GrantRequest& request);

}  // namespace ws::people
