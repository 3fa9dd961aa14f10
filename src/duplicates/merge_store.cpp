#include "duplicates/merge_store.h"

#include <stdexcept>

namespace ws::duplicates::store {
namespace {

std::string account_columns(const std::string& person, const std::string& volunteer, const std::string& site) {
  return person + ".id, " + person + ".name, " + volunteer + ".number, " + volunteer + ".state, " + site + ".id, " +
         site + ".name, " + person + ".mobile_sealed, " + person + ".birth_date";
}
constexpr std::size_t account_width = 8;

const std::string select_account =
    "SELECT " + account_columns("p", "v", "s") +
    " FROM persons p JOIN volunteers v ON v.person_id = p.id JOIN sites s ON s.id = v.site_id "
    "WHERE p.id = $1 AND p.merged_into IS NULL";
const std::string pair_columns = "SELECT " + account_columns("p", "v", "s") + ", " + account_columns("q", "w", "z");
const std::string pair_joins =
    "JOIN volunteers v ON v.person_id = p.id JOIN sites s ON s.id = v.site_id "
    "JOIN volunteers w ON w.person_id = q.id JOIN sites z ON z.id = w.site_id ";
const std::string not_merged =
    "p.merged_into IS NULL AND q.merged_into IS NULL AND v.state <> 'withdrawn' AND w.state <> 'withdrawn' ";

std::string list_of(std::size_t first, std::size_t count) {
  std::string text = "(";
  for (std::size_t i = 0; i < count; ++i) text += (i ? ", $" : "$") + std::to_string(first + i);
  return text + ")";
}
std::string in_roots(std::size_t first, std::size_t roots) {
  return "AND EXISTS (SELECT 1 FROM site_tree x WHERE x.site_id IN (v.site_id, w.site_id) AND x.ancestor_id IN " +
         list_of(first, roots) + ") ";
}
std::string select_same_birth(std::size_t roots) {
  return pair_columns +
         " FROM persons p JOIN persons q ON q.name = p.name AND q.birth_date = p.birth_date AND q.id > p.id " +
         pair_joins + "WHERE p.birth_date <> '' AND " + not_merged + in_roots(2, roots) +
         "ORDER BY p.name, p.id LIMIT $1";
}
std::string select_same_team(std::size_t roots) {
  return pair_columns +
         ", t.name FROM team_members m JOIN team_members n ON n.team_id = m.team_id AND n.person_id > m.person_id "
         "JOIN persons p ON p.id = m.person_id JOIN persons q ON q.id = n.person_id AND q.name = p.name "
         "JOIN teams t ON t.id = m.team_id " +
         pair_joins + "WHERE (p.birth_date <> q.birth_date OR p.birth_date = '') AND t.active = 1 AND " + not_merged +
         in_roots(2, roots) + "ORDER BY p.name, p.id LIMIT $1";
}

constexpr std::string_view insert_row =
    "INSERT INTO merges (id, merged_id, survivor_id, reason, proposed_by, proposed_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (merged_id) WHERE state IN ('proposed', 'merged') DO NOTHING";
const std::string select_merge =
    pair_columns +
    ", m.id, m.state, m.reason, m.proposed_by, a.name, d.name, m.proposed_ms, m.decided_ms FROM merges m "
    "JOIN persons p ON p.id = m.merged_id JOIN persons q ON q.id = m.survivor_id "
    "JOIN persons a ON a.id = m.proposed_by LEFT JOIN persons d ON d.id = m.decided_by " +
    pair_joins;
const std::string select_one = select_merge + "WHERE m.id = $1";
std::string select_list(std::size_t roots) {
  return select_merge + "WHERE ($1 = '' OR m.state = $1) AND (CAST($2 AS TEXT) = '' OR m.id < $2) " +
         in_roots(4, roots) + "ORDER BY m.id DESC LIMIT $3";
}
constexpr std::string_view update_decided =
    "UPDATE merges SET state = $2, decided_by = $3, decided_ms = $4 WHERE id = $1 AND state = 'proposed'";
constexpr std::string_view update_undone =
    "UPDATE merges SET state = 'undone', undone_by = $2, undone_ms = $3 WHERE id = $1 AND state = 'merged'";
constexpr std::string_view insert_trace =
    "INSERT INTO person_merges (id, merge_id, position, at_ms, actor_id, kind, what, ref, detail) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), (SELECT COUNT(*) FROM person_merges WHERE merge_id = $2), "
    "CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT)";
constexpr std::string_view select_trail =
    "SELECT t.position, t.at_ms, p.name, t.kind, t.what, t.ref, t.detail FROM person_merges t "
    "JOIN persons p ON p.id = t.actor_id WHERE t.merge_id = $1 ORDER BY t.position";

constexpr std::string_view select_roles =
    "SELECT 1 FROM grants WHERE person_id = $1 AND revoked_ms IS NULL AND role <> 'team_leader' LIMIT 1";
constexpr std::string_view select_unfinished =
    "SELECT 1 FROM orders WHERE requester_id = $1 AND state NOT IN ('rejected', 'withdrawn', 'completed', 'rated', "
    "'archived') UNION ALL SELECT 1 FROM order_crew c JOIN orders o ON o.id = c.order_id WHERE c.volunteer_id = $1 "
    "AND o.state IN ('accepted', 'scheduled', 'in_service') UNION ALL SELECT 1 FROM signups g JOIN shifts h ON h.id "
    "= "
    "g.shift_id WHERE g.person_id = $1 AND g.state NOT IN ('cancelled', 'excused', 'absent', 'counted') AND "
    "h.ends_ms > "
    "$2 LIMIT 1";
constexpr std::string_view select_belongings =
    "SELECT team_id, leader FROM team_members WHERE person_id = $1 ORDER BY team_id";
constexpr std::string_view delete_belonging = "DELETE FROM team_members WHERE person_id = $1 AND team_id = $2";
constexpr std::string_view insert_belonging =
    "INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($2, $1, $3, $4) "
    "ON CONFLICT (team_id, person_id) DO NOTHING";
constexpr std::string_view insert_skills =
    "INSERT INTO volunteer_skills (person_id, skill) SELECT CAST($2 AS TEXT), k.skill FROM volunteer_skills k "
    "WHERE k.person_id = $1 AND NOT EXISTS (SELECT 1 FROM volunteer_skills o WHERE o.person_id = $2 AND o.skill = "
    "k.skill) RETURNING skill";
constexpr std::string_view delete_skill = "DELETE FROM volunteer_skills WHERE person_id = $1 AND skill = $2";

Account account_of(const db::Row& row, std::size_t at) {
  Account account;
  account.person = row.id<PersonId>(at);
  account.name = row.text(at + 1);
  account.number = row.text(at + 2);
  account.state = row.text(at + 3);
  account.site = row.id<SiteId>(at + 4);
  account.site_name = row.text(at + 5);
  account.mobile_sealed = row.text(at + 6);
  account.birth_date = row.text(at + 7);
  return account;
}

Merge merge_of(const db::Row& row) {
  constexpr std::size_t at = 2 * account_width;
  const auto state = parse_state(row.text(at + 1));
  if (!state) throw std::logic_error("merges.state holds " + row.text(at + 1));
  Merge merge;
  merge.id = row.id<MergeId>(at);
  merge.merged = account_of(row, 0);
  merge.survivor = account_of(row, account_width);
  merge.state = *state;
  merge.reason = row.text(at + 2);
  merge.proposed_by = row.id<PersonId>(at + 3);
  merge.proposed_by_name = row.text(at + 4);
  merge.decided_by_name = row.text(at + 5);
  merge.proposed = {row.i64(at + 6)};
  if (!row.is_null(at + 7)) merge.decided = Instant{row.i64(at + 7)};
  return merge;
}

void add_roots(db::Params& params, const std::vector<SiteId>& roots) {
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
}

}  // namespace

std::optional<Account> find_account(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_account, person);
  if (!row) return std::nullopt;
  return account_of(*row, 0);
}

std::vector<Candidate> candidates(db::Reader& reader, const std::vector<SiteId>& roots, std::int64_t limit) {
  if (roots.empty()) return {};
  db::Params params{limit};
  add_roots(params, roots);
  std::vector<Candidate> found;
  for (const db::Row& row : reader.run(select_same_birth(roots.size()), params))
    found.push_back({account_of(row, 0), account_of(row, account_width), Likeness::name_and_birth, {}});
  for (const db::Row& row : reader.run(select_same_team(roots.size()), params))
    found.push_back(
        {account_of(row, 0), account_of(row, account_width), Likeness::name_and_team, row.text(2 * account_width)});
  return found;
}

bool insert(db::Tx& tx, const MergeId& id, const PersonId& merged, const PersonId& survivor, const PersonId& by,
            const std::string& reason, Instant now) {
  return tx.exec(insert_row, id, merged, survivor, reason, by, now) == 1;
}

std::optional<Merge> find(db::Reader& reader, const MergeId& merge) {
  const auto row = reader.find(select_one, merge);
  if (!row) return std::nullopt;
  return merge_of(*row);
}

std::vector<Merge> list(db::Reader& reader, const std::vector<SiteId>& roots, std::optional<State> state,
                        const std::string& before, std::int64_t limit) {
  if (roots.empty()) return {};
  db::Params params = db::params_of(std::string(state ? to_text(*state) : ""), before, limit);
  add_roots(params, roots);
  std::vector<Merge> found;
  for (const db::Row& row : reader.run(select_list(roots.size()), params)) found.push_back(merge_of(row));
  return found;
}

bool decide(db::Tx& tx, const MergeId& merge, State to, const PersonId& by, Instant now) {
  return tx.exec(update_decided, merge, to_text(to), by, now) == 1;
}

bool undo(db::Tx& tx, const MergeId& merge, const PersonId& by, Instant now) {
  return tx.exec(update_undone, merge, by, now) == 1;
}

void trace(db::Tx& tx, Random& random, const MergeId& merge, const PersonId& actor, const Trace& trace, Instant now) {
  tx.exec(insert_trace, new_ulid(now, random), merge, now, actor, trace.kind, trace.what, trace.ref, trace.detail);
}

std::vector<Trace> trail(db::Reader& reader, const MergeId& merge) {
  std::vector<Trace> found;
  for (const db::Row& row : reader.query(select_trail, merge))
    found.push_back({row.i64(0), {row.i64(1)}, row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  return found;
}

bool has_roles(db::Reader& reader, const PersonId& person) {
  return reader.find(select_roles, person).has_value();
}

bool is_unfinished(db::Reader& reader, const PersonId& person, Instant now) {
  return reader.find(select_unfinished, person, now).has_value();
}

std::vector<Belonging> belongings(db::Reader& reader, const PersonId& person) {
  std::vector<Belonging> found;
  for (const db::Row& row : reader.query(select_belongings, person))
    found.push_back({row.id<TeamId>(0), row.i64(1) != 0});
  return found;
}

void remove_belonging(db::Tx& tx, const PersonId& person, const TeamId& team) {
  tx.push(delete_belonging, person, team);
}

void add_belonging(db::Tx& tx, const PersonId& person, const Belonging& belonging, Instant now) {
  tx.push(insert_belonging, person, belonging.team, belonging.leader, now);
}

std::vector<std::string> copy_skills(db::Tx& tx, const PersonId& merged, const PersonId& survivor) {
  std::vector<std::string> copied;
  for (const db::Row& row : tx.query(insert_skills, merged, survivor)) copied.push_back(row.text(0));
  return copied;
}

void remove_skill(db::Tx& tx, const PersonId& person, const std::string& skill) {
  tx.push(delete_skill, person, skill);
}

}  // namespace ws::duplicates::store
