#include "certificates/certificate_store.h"

#include "people/public.h"

namespace ws::certificates::store {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO certificates (id, volunteer_id, site_id, from_day, to_day, purpose, replaces, requested_by, "
    "requested_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view insert_waiting_row =
    "INSERT INTO certificate_waiting (volunteer_id, certificate_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
constexpr std::string_view delete_waiting = "DELETE FROM certificate_waiting WHERE certificate_id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO certificate_events (id, certificate_id, position, at_ms, actor_id, state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (certificate_id, position) DO NOTHING";
constexpr std::string_view insert_paper_row =
    "INSERT INTO certificate_papers (certificate_id, number, minutes, content, key_id, signature, short_form, "
    "credential, issued_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view insert_entry =
    "INSERT INTO certificate_entries (certificate_id, entry_id) VALUES ($1, $2)";
constexpr std::string_view select_paper =
    "SELECT number, minutes, content, key_id, signature, short_form, credential, issued_ms FROM certificate_papers "
    "WHERE certificate_id = $1";

// The certificate of a person, whichever of their accounts asked for it.
const std::string select_listed =
    "SELECT c.id, p.id, c.site_id, c.from_day, c.to_day, c.purpose, c.replaces, c.requested_by, "
    "c.requested_ms, p.name, s.name, e.state, e.position, e.at_ms, e.reason, i.number, i.minutes, i.issued_ms, n.id "
    "FROM certificates c JOIN persons p ON p.id = " +
    people::person_of("c.volunteer_id") +
    " JOIN sites s ON s.id = c.site_id "
    "JOIN certificate_events e ON e.certificate_id = c.id AND NOT EXISTS (SELECT 1 FROM certificate_events l "
    "WHERE l.certificate_id = c.id AND l.position > e.position) "
    "LEFT JOIN certificate_papers i ON i.certificate_id = c.id LEFT JOIN certificates n ON n.replaces = c.id ";
const std::string select_one = select_listed + "WHERE c.id = $1";
const std::string select_numbered = select_listed + "WHERE i.number = $1";
const std::string page =
    "AND (CAST($1 AS TEXT) = '' OR e.state = $1) AND (CAST($2 AS TEXT) = '' OR c.id < $2) "
    "ORDER BY c.id DESC LIMIT $3";
const std::string select_own = select_listed + "WHERE c.volunteer_id " + people::own_accounts("$4") + page;

std::string select_within(std::size_t roots) {
  std::string places;
  for (std::size_t i = 0; i < roots; ++i) places += (i ? ", $" : "$") + std::to_string(4 + i);
  return select_listed +
         "WHERE EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = c.site_id AND t.ancestor_id IN (" + places +
         ")) " + page;
}

constexpr std::string_view select_bearer =
    "SELECT p.name, p.id_type, p.id_number_sealed, v.number, v.site_id, v.state FROM volunteers v "
    "JOIN persons p ON p.id = v.person_id WHERE v.person_id = $1";
constexpr std::string_view select_issuer =
    "SELECT s.name, COALESCE((SELECT a.phone FROM site_tree t JOIN sites a ON a.id = t.ancestor_id "
    "WHERE t.site_id = s.id AND a.phone <> '' ORDER BY t.depth LIMIT 1), '') FROM sites s WHERE s.id = $1";
constexpr std::string_view select_top =
    "SELECT ancestor_id FROM site_tree WHERE site_id = $1 ORDER BY depth DESC LIMIT 1";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Listed listed_of(const db::Row& row) {
  Listed line;
  line.certificate = {
      row.id<CertificateId>(0), row.id<PersonId>(1), row.id<SiteId>(2), row.text(3), row.text(4), row.text(5),
      row.id<CertificateId>(6), row.id<PersonId>(7), {row.i64(8)}};
  line.volunteer_name = row.text(9);
  line.site_name = row.text(10);
  line.state = state_named(row.text(11));
  line.position = row.i64(12);
  line.moved = {row.i64(13)};
  line.reason = row.text(14);
  line.number = row.text(15);
  line.minutes = row.i64(16);
  line.issued = opt_instant(row, 17);
  line.replaced_by = row.id<CertificateId>(18);
  return line;
}

std::optional<Listed> listed_of(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return listed_of(*row);
}

}  // namespace

void insert(db::Tx& tx, const Certificate& certificate) {
  tx.exec(insert_row, certificate.id, certificate.volunteer, certificate.site, certificate.from, certificate.to,
          certificate.purpose, certificate.replaces, certificate.requested_by, certificate.requested);
}

bool insert_waiting(db::Tx& tx, const Certificate& certificate) {
  return tx.exec(insert_waiting_row, certificate.volunteer, certificate.id) == 1;
}

void remove_waiting(db::Tx& tx, const CertificateId& certificate) {
  tx.push(delete_waiting, certificate);
}

bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now) {
  return tx.exec(insert_event, new_ulid(now, random), step.certificate, step.position, now, step.actor,
                 to_text(step.state), step.reason) == 1;
}

void insert_paper(db::Tx& tx, const CertificateId& certificate, const Paper& paper,
                  const std::vector<HoursEntryId>& entries) {
  tx.exec(insert_paper_row, certificate, paper.number, paper.minutes, paper.content, paper.key_id, paper.signature,
          paper.short_form, paper.credential, paper.issued);
  for (const HoursEntryId& entry : entries) tx.push(insert_entry, certificate, entry);
}

std::optional<Paper> find_paper(db::Reader& reader, const CertificateId& certificate) {
  const auto row = reader.find(select_paper, certificate);
  if (!row) return std::nullopt;
  return Paper{row->text(0), row->i64(1),  row->text(2), row->text(3),
               row->text(4), row->text(5), row->text(6), {row->i64(7)}};
}

std::optional<Listed> find(db::Reader& reader, const CertificateId& certificate) {
  return listed_of(reader.find(select_one, certificate));
}

std::optional<Listed> find_by_number(db::Reader& reader, const std::string& number) {
  return listed_of(reader.find(select_numbered, number));
}

std::vector<Listed> list(db::Reader& reader, const Query& query) {
  if (query.volunteer.empty() && query.roots.empty()) return {};
  db::Params params = db::params_of(query.state, query.before, query.limit);
  if (!query.volunteer.empty())
    params.push_back(db::to_value(query.volunteer));
  else
    for (const SiteId& root : query.roots) params.push_back(db::to_value(root));
  std::vector<Listed> lines;
  for (const db::Row& row :
       reader.run(query.volunteer.empty() ? select_within(query.roots.size()) : select_own, params))
    lines.push_back(listed_of(row));
  return lines;
}

std::optional<Bearer> find_bearer(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(select_bearer, volunteer);
  if (!row) return std::nullopt;
  return Bearer{row->text(0), row->text(1),       row->text(2),
                row->text(3), row->id<SiteId>(4), row->text(5) == "registered"};
}

std::optional<Issuer> find_issuer(db::Reader& reader, const SiteId& site) {
  const auto row = reader.find(select_issuer, site);
  if (!row) return std::nullopt;
  return Issuer{site, row->text(0), row->text(1)};
}

SiteId top_of(db::Reader& reader, const SiteId& site) {
  const auto row = reader.find(select_top, site);
  return row ? row->id<SiteId>(0) : site;
}

}  // namespace ws::certificates::store
