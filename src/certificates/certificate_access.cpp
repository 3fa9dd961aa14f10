#include "certificates/certificate_access.h"

#include "sites/public.h"

namespace ws::certificates::access {

Result<store::Listed> get_readable(db::Reader& reader, const Actor& actor, const CertificateId& certificate) {
  auto found = store::find(reader, certificate);
  if (found && actor.signed_in() && found->certificate.volunteer == actor.person) return std::move(*found);
  return get_to_decide(reader, actor, certificate);
}

Result<store::Listed> get_to_decide(db::Reader& reader, const Actor& actor, const CertificateId& certificate) {
  auto found = store::find(reader, certificate);
  if (!found || !issuing_site(reader, actor, found->certificate.site))
    return Error::not_found("certificate.not_found");
  return std::move(*found);
}

std::vector<SiteId> decided_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

std::optional<SiteId> issuing_site(db::Reader& reader, const Actor& actor, const SiteId& site) {
  std::optional<SiteId> nearest;
  for (const SiteId& root : decided_roots(actor))
    if (sites::within(reader, site, root) && (!nearest || sites::within(reader, root, *nearest))) nearest = root;
  return nearest;
}

}  // namespace ws::certificates::access
