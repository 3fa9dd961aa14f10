#include "thanks/thanks_store.h"

#include "people/public.h"

namespace ws::thanks::store {
namespace {

const std::string select_newly = "SELECT DISTINCT " + people::person_of("h.volunteer_id") +
                                 " FROM hours_events e JOIN hours_entries h ON h.id = e.entry_id "
                                 "WHERE e.state = 'effective' AND e.at_ms >= $1 AND e.at_ms < $2 ORDER BY 1 LIMIT $3";
constexpr std::string_view insert_row =
    "INSERT INTO milestones (person_id, kind, reached, at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const std::string select_said = "SELECT kind, reached, MIN(at_ms) FROM milestones WHERE person_id " +
                                people::own_accounts("$1") +
                                "GROUP BY kind, reached ORDER BY MIN(at_ms), kind, reached";

}  // namespace

std::vector<PersonId> newly_effective(db::Reader& reader, Instant from, Instant until, std::int64_t limit) {
  std::vector<PersonId> people;
  for (const db::Row& row : reader.query(select_newly, from, until, limit)) people.push_back(row.id<PersonId>(0));
  return people;
}

bool insert_milestone(db::Tx& tx, const PersonId& person, const Milestone& milestone, Instant now) {
  return tx.exec(insert_row, person, milestone.kind, milestone.reached, now) == 1;
}

std::vector<Said> milestones_of(db::Reader& reader, const PersonId& person) {
  std::vector<Said> said;
  for (const db::Row& row : reader.query(select_said, person))
    said.push_back({{row.text(0), row.i64(1)}, {row.i64(2)}});
  return said;
}

}  // namespace ws::thanks::store
