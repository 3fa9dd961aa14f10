#include "training/training_access.h"

#include "sites/public.h"

namespace ws::training::access {

Result<store::Home> get_home(db::Reader& reader, const Actor& actor, const std::string& volunteer_number) {
  auto home = store::find_home(reader, volunteer_number);
  if (!home || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, home->site))
    return Error::not_found("person.not_found");
  return std::move(*home);
}

Result<store::Record> get_record(db::Reader& reader, const Actor& actor, const TrainingRecordId& record) {
  auto found = store::find_record(reader, record);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::not_found("training.not_found");
  return std::move(*found);
}

std::vector<SiteId> kept_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

}  // namespace ws::training::access
