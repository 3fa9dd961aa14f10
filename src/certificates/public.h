#pragma once
// What other features may know of certificates, and of the hours that count as proof.

#include <vector>

#include "certificates/certificate_model.h"
#include "db/db.h"

namespace ws::certificates {

/// Effective entries of services that began in [from, until), oldest first, at most `limit`.
std::vector<Proven> proven(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until,
                           std::int64_t limit);
/// All effective entries of a volunteer.
ProvenSum proven_sum(db::Reader& reader, const PersonId& volunteer);

}  // namespace ws::certificates

// The use cases, for the faces that show them.
#include "certificates/certificate_service.h"
