#pragma once
// The only way to a certificate for an actor: the volunteer's own, or one of their subtrees as clerk or dispatcher.
// Anything else is absent.

#include "base/actor.h"
#include "certificates/certificate_store.h"

namespace ws::certificates::access {

/// "certificate.not_found" unless it is the actor's own or lies in their subtree.
Result<store::Listed> get_readable(db::Reader& reader, const Actor& actor, const CertificateId& certificate);
/// "certificate.not_found" unless it lies in a subtree in which the actor is clerk or dispatcher.
Result<store::Listed> get_to_decide(db::Reader& reader, const Actor& actor, const CertificateId& certificate);
/// Roots of the subtrees whose certificates the actor decides about.
std::vector<SiteId> decided_roots(const Actor& actor);
/// The site that issues for the actor: the nearest of theirs that covers `site`; nothing if none does.
std::optional<SiteId> issuing_site(db::Reader& reader, const Actor& actor, const SiteId& site);

}  // namespace ws::certificates::access
