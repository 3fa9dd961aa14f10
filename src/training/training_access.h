#pragma once
// Staff reach the volunteers of their subtrees and what is recorded of them; anything else is absent.

#include <string>

#include "base/actor.h"
#include "training/training_store.h"

namespace ws::training::access {

/// The home of a volunteer whom the actor may record a training of; "person.not_found".
Result<store::Home> get_home(db::Reader& reader, const Actor& actor, const std::string& volunteer_number);
/// "training.not_found".
Result<store::Record> get_record(db::Reader& reader, const Actor& actor, const TrainingRecordId& record);
std::vector<SiteId> kept_roots(const Actor& actor);

}  // namespace ws::training::access
