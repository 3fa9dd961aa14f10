#pragma once
// What other features may know of stars: the level somebody has.

#include "db/db.h"
#include "stars/star_model.h"

namespace ws::stars {

/// The highest level granted; 0 for none. Never falls.
int level_of(db::Reader& reader, const PersonId& volunteer);

}  // namespace ws::stars

// The use cases, for the faces that show them.
#include "stars/star_service.h"
