#pragma once
// What other features may know of pacts: what everybody may read; and that whoever leaves the platform leaves them.

#include "db/db.h"

namespace ws::pacts {

/// Ends every joining of the account, in the transaction of what ends it.
void leave_all(db::Tx& tx, const PersonId& account);

}  // namespace ws::pacts

// The use cases, for the faces that show them.
#include "pacts/pact_service.h"
