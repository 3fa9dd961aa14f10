#pragma once
// What other features may know of organisations: which one a team belongs to.

#include <optional>
#include <string>

#include "db/db.h"
#include "organisations/organisation_model.h"

namespace ws::organisations {

struct Brief {
  OrganisationId id;
  std::string name;
  Kind kind = Kind::social_organisation;
  bool active = true;
};
std::optional<Brief> find_brief(db::Reader& reader, const OrganisationId& organisation);

}  // namespace ws::organisations

// The use cases, for the faces that show them.
#include "organisations/organisation_service.h"
