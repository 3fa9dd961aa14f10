#pragma once
// Rows of certificates, their papers and events.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "certificates/certificate_model.h"
#include "certificates/credential_model.h"
#include "db/db.h"
#include "hours/public.h"

namespace ws::certificates::store {

/// A request as it was made.
struct Certificate {
  CertificateId id;
  PersonId volunteer;
  SiteId site;
  std::string from, to;
  std::string purpose;
  CertificateId replaces;
  PersonId requested_by;
  Instant requested;
};
void insert(db::Tx& tx, const Certificate& certificate);
/// False when the volunteer has another request waiting.
bool insert_waiting(db::Tx& tx, const Certificate& certificate);
void remove_waiting(db::Tx& tx, const CertificateId& certificate);

/// A step; `position` is one more than the one it was decided on: false when another step took it.
struct Step {
  CertificateId certificate;
  std::int64_t position = 1;
  PersonId actor;
  State state = State::requested;
  std::string reason = {};
};
bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now);

struct Paper {
  std::string number;
  std::int64_t minutes = 0;
  std::string content;
  std::string key_id;
  std::string signature;   ///< base64url
  std::string short_form;  ///< base64url of the lines, a dot, base64url of their signature
  std::string credential;
  Instant issued;
};
void insert_paper(db::Tx& tx, const CertificateId& certificate, const Paper& paper,
                  const std::vector<HoursEntryId>& entries);
std::optional<Paper> find_paper(db::Reader& reader, const CertificateId& certificate);

/// A certificate with where it stands.
struct Listed {
  Certificate certificate;
  std::string volunteer_name;
  std::string site_name;
  State state = State::requested;
  std::int64_t position = 1;
  Instant moved;
  std::string reason;
  std::string number;  ///< "" until issued, with the two below
  std::int64_t minutes = 0;
  std::optional<Instant> issued;
  CertificateId replaced_by;
};
std::optional<Listed> find(db::Reader& reader, const CertificateId& certificate);
std::optional<Listed> find_by_number(db::Reader& reader, const std::string& number);

struct Query {
  PersonId volunteer;         ///< of this person only, or
  std::vector<SiteId> roots;  ///< of these subtrees
  std::string state;          ///< "" any
  std::string before;         ///< only identifiers below this one; "" for the first page
  std::int64_t limit = 20;
};
/// Newest first.
std::vector<Listed> list(db::Reader& reader, const Query& query);

/// What a paper says of a person and of an issuing site.
struct Bearer {
  std::string name, id_type, id_number_sealed, volunteer_number;
  SiteId site;
  bool registered = false;
};
std::optional<Bearer> find_bearer(db::Reader& reader, const PersonId& volunteer);
struct Issuer {
  SiteId site;
  std::string name;
  std::string contact;  ///< its telephone, else the nearest above
};
std::optional<Issuer> find_issuer(db::Reader& reader, const SiteId& site);
/// The site at the top of the tree above `site`.
SiteId top_of(db::Reader& reader, const SiteId& site);

}  // namespace ws::certificates::store
