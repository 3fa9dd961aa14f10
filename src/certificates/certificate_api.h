#pragma once
#include "certificates/certificate_service.h"
#include "http/http.h"
#include "http/rate_limit.h"

namespace ws::certificates {

/// /api/certificates/…, /api/certificate-batches/…, /api/signing-keys. All outlive the routes.
void add_routes(http::Routes& routes, CertificateService& service, KeyRing& keys);
/// What anybody may ask: /api/verify/{number} and the published keys. `tries` bounds guessing, per address.
void add_public_routes(http::Routes& routes, CertificateService& service, http::RateLimiter& tries);

}  // namespace ws::certificates
