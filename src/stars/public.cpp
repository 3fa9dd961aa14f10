#include "stars/public.h"

#include <algorithm>

#include "stars/star_store.h"

namespace ws::stars {

int level_of(db::Reader& reader, const PersonId& volunteer) {
  int level = 0;
  for (const store::Application& application : store::of_volunteer(reader, volunteer))
    if (application.state == State::granted) level = std::max(level, application.level);
  return level;
}

}  // namespace ws::stars
