#include "organisations/public.h"

#include "organisations/organisation_store.h"

namespace ws::organisations {

std::optional<Brief> find_brief(db::Reader& reader, const OrganisationId& organisation) {
  const auto found = store::find(reader, organisation);
  if (!found) return std::nullopt;
  return Brief{found->id, found->entry.name, found->entry.kind, found->active};
}

}  // namespace ws::organisations
