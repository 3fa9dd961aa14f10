#include "organisations/organisation_store.h"

#include <stdexcept>

#include "base/identity.h"
#include "search/public.h"

namespace ws::organisations::store {
namespace {

const std::string select_row =
    "SELECT o.id, o.kind, o.parent_id, o.site_id, o.name, o.credit_code, o.summary, o.phone, u.name, s.name, "
    "o.state, "
    "o.version, (SELECT COUNT(*) FROM teams t JOIN organisations w ON w.id = t.organisation_id "
    "WHERE t.active = 1 AND (w.id = o.id OR w.parent_id = o.id)) "
    "FROM organisations o JOIN sites s ON s.id = o.site_id LEFT JOIN organisations u ON u.id = o.parent_id ";
const std::string select_one = select_row + "WHERE o.id = $1";
const std::string select_colleges =
    select_row + "WHERE o.parent_id = $1 AND o.state = 'active' ORDER BY o.name LIMIT 200";
// Without words or a university the list shows what stands at the top; colleges are on their university's page.
const std::string select_page =
    select_row +
    "WHERE o.state = 'active' AND o.name > $1 AND ($2 = '' OR o.kind = $2) "
    "AND (o.parent_id = $3 OR (CAST($3 AS TEXT) IS NULL AND ($4 = 1 OR $2 = 'college' OR o.parent_id IS NULL))) "
    "AND lower(o.name || ' ' || o.summary) LIKE $5 ESCAPE '!' AND lower(o.name || ' ' || o.summary) LIKE $6 ESCAPE "
    "'!' "
    "AND lower(o.name || ' ' || o.summary) LIKE $7 ESCAPE '!' ORDER BY o.name LIMIT $8";
constexpr std::string_view insert_row =
    "INSERT INTO organisations (id, kind, parent_id, site_id, name, credit_code, summary, phone, created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
constexpr std::string_view update_row =
    "UPDATE organisations SET kind = $2, parent_id = $3, site_id = $4, name = $5, credit_code = $6, summary = $7, "
    "phone = $8, version = version + 1 WHERE id = $1 AND version = $9 AND NOT EXISTS (SELECT 1 FROM organisations x "
    "WHERE x.id <> $1 AND (x.name = $5 OR x.credit_code = $6))";
constexpr std::string_view select_name = "SELECT 1 FROM organisations WHERE name = $1 AND id <> $2";
constexpr std::string_view select_code = "SELECT 1 FROM organisations WHERE credit_code = $1 AND id <> $2";
constexpr std::string_view update_closed =
    "UPDATE organisations SET state = 'closed', version = version + 1 WHERE id = $1 AND state = 'active'";
constexpr std::string_view insert_event =
    "INSERT INTO organisation_events (id, organisation_id, at_ms, actor_id, kind, reason, detail) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";

Organisation organisation_of(const db::Row& row) {
  Organisation found;
  found.id = row.id<OrganisationId>(0);
  const auto kind = parse_kind(row.text(1));
  if (!kind) throw std::logic_error("organisations.kind holds " + row.text(1));
  found.entry = {*kind,      row.id<OrganisationId>(2), row.id<SiteId>(3), row.text(4), row.text(5), row.text(6),
                 row.text(7)};
  found.parent_name = row.text(8);
  found.site_name = row.text(9);
  found.active = row.text(10) == "active";
  found.version = row.i64(11);
  found.teams = row.i64(12);
  found.credit_code_odd = check_credit_code(found.entry.credit_code) == CreditCode::odd;
  return found;
}

std::vector<Organisation> organisations_of(const db::Rows& rows) {
  std::vector<Organisation> found;
  for (const db::Row& row : rows) found.push_back(organisation_of(row));
  return found;
}

/// NULL while unknown, so that many may have none.
std::optional<std::string> code_of(const Entry& entry) {
  return entry.credit_code.empty() ? std::nullopt : std::optional(entry.credit_code);
}

Written why_not(db::Tx& tx, const OrganisationId& id, const Entry& entry) {
  if (tx.find(select_name, entry.name, id)) return Written::name_taken;
  if (tx.find(select_code, entry.credit_code, id)) return Written::code_taken;
  return Written::changed_meanwhile;
}

}  // namespace

std::vector<Organisation> page(db::Reader& reader, const Filter& filter, const std::string& after,
                               std::int64_t limit) {
  const auto like = search::like_patterns(filter.words);
  const std::string kind(filter.kind ? to_text(*filter.kind) : "");
  return organisations_of(reader.query(select_page, after, kind, filter.parent, like[0] == "%" ? 0 : 1, like[0],
                                       like[1], like[2], limit));
}

std::optional<Organisation> find(db::Reader& reader, const OrganisationId& organisation) {
  const auto row = reader.find(select_one, organisation);
  if (!row) return std::nullopt;
  return organisation_of(*row);
}

std::vector<Organisation> colleges(db::Reader& reader, const OrganisationId& university) {
  return organisations_of(reader.query(select_colleges, university));
}

Written insert(db::Tx& tx, const OrganisationId& id, const Entry& entry, Instant now) {
  if (tx.exec(insert_row, id, to_text(entry.kind), entry.parent, entry.site, entry.name, code_of(entry),
              entry.summary, entry.phone, now) == 1)
    return Written::yes;
  return why_not(tx, id, entry);
}

Written update(db::Tx& tx, const OrganisationId& id, const Entry& entry, std::int64_t version) {
  if (tx.exec(update_row, id, to_text(entry.kind), entry.parent, entry.site, entry.name, code_of(entry),
              entry.summary, entry.phone, version) == 1)
    return Written::yes;
  return why_not(tx, id, entry);
}

bool close(db::Tx& tx, const OrganisationId& id) {
  return tx.exec(update_closed, id) == 1;
}

void append(db::Tx& tx, Random& random, const OrganisationId& id, const PersonId& actor, std::string_view kind,
            const std::string& reason, const std::string& detail, Instant now) {
  tx.push(insert_event, new_ulid(now, random), id, now, actor, kind, reason, detail);
}

}  // namespace ws::organisations::store
