#include "certificates/public.h"

#include "certificates/certificate_store.h"

namespace ws::certificates {

std::vector<Proven> proven(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until,
                           std::int64_t limit) {
  return store::proven(reader, volunteer, from, until, limit);
}

ProvenSum proven_sum(db::Reader& reader, const PersonId& volunteer) {
  return store::proven_sum(reader, volunteer);
}

}  // namespace ws::certificates
