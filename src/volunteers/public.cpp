#include "volunteers/public.h"

#include "sites/public.h"

namespace ws::volunteers {

std::optional<activities::Wishes> wishes_of(db::Reader& reader, const PersonId& person) {
  const auto volunteer = find(reader, person);
  if (!volunteer || volunteer->state != to_text(State::registered)) return std::nullopt;
  activities::Wishes wishes;
  wishes.skills = volunteer->skills;
  if (const auto home = sites::find_brief(reader, volunteer->site)) wishes.town_code = home->town_code;
  wishes.is_free = [times = volunteer->times](Instant starts, Instant ends) { return is_free(times, starts, ends); };
  return wishes;
}

std::int64_t forget_recoveries(db::Tx& tx, Instant before, std::int64_t most) {
  return store::forget_recoveries(tx, before, most);
}

}  // namespace ws::volunteers
