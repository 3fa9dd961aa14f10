#include "volunteers/public.h"

namespace ws::volunteers {

std::int64_t forget_recoveries(db::Tx& tx, Instant before, std::int64_t most) {
  return store::forget_recoveries(tx, before, most);
}

}  // namespace ws::volunteers
