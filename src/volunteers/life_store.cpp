#include "volunteers/life_store.h"

namespace ws::volunteers::store {
namespace {

constexpr std::string_view select_life =
    "SELECT v.person_id, p.name, v.number, v.state, v.site_id, v.team_id, v.entered_by, v.lane, p.birth_date, "
    "v.events FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.person_id = $1";
constexpr std::string_view next_number =
    "UPDATE counters SET value = value + 1 WHERE name = 'volunteers' RETURNING value";
constexpr std::string_view select_district =
    "SELECT code FROM sites WHERE parent_id IS NULL AND kind = 'center' ORDER BY id LIMIT 1";
constexpr std::string_view insert_row =
    "INSERT INTO volunteers (person_id, number, state, site_id, team_id, entered_by, lane, since_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view update_row =
    "UPDATE volunteers SET site_id = $2, team_id = $3, entered_by = $4, lane = $5 WHERE person_id = $1";
constexpr std::string_view delete_skills = "DELETE FROM volunteer_skills WHERE person_id = $1";
constexpr std::string_view insert_skill =
    "INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, $2) ON CONFLICT DO NOTHING";
constexpr std::string_view delete_times = "DELETE FROM volunteer_times WHERE person_id = $1";
constexpr std::string_view insert_time =
    "INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, $2, $3, $4)";
// registered_ms is when somebody first became a volunteer; a suspension does not begin it anew.
constexpr std::string_view update_state =
    "UPDATE volunteers SET state = $2, events = $3, since_ms = CASE WHEN state = $2 THEN since_ms ELSE $4 END, "
    "registered_ms = CASE WHEN $2 = 'registered' AND registered_ms IS NULL THEN $4 ELSE registered_ms END "
    "WHERE person_id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO volunteer_events (id, person_id, position, at_ms, actor_id, kind, from_state, to_state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

std::optional<Life> to_life(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Life{row->id<PersonId>(0), row->text(1),       row->text(2),         parse_state(row->text(3)).value(),
              row->id<SiteId>(4),   row->id<TeamId>(5), row->id<PersonId>(6), row->text(7),
              row->text(8),         row->i64(9)};
}

}  // namespace

std::optional<Life> find_life(db::Reader& reader, const PersonId& person) {
  return to_life(reader.find(select_life, person));
}

std::optional<Life> lock_life(db::Tx& tx, const PersonId& person) {
  static const std::string locking = std::string(select_life) + " FOR UPDATE OF v";
  return to_life(tx.find(tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_life, person));
}

std::string take_number(db::Tx& tx) {
  constexpr std::size_t digits = 7;
  std::string sequence = std::to_string(tx.find(next_number)->i64(0));
  if (sequence.size() < digits) sequence.insert(0, digits - sequence.size(), '0');
  const auto district = tx.find(select_district);
  return (district ? district->text(0) : "") + sequence;
}

void insert_volunteer(db::Tx& tx, const Life& life, Instant now) {
  tx.push(insert_row, life.person, life.number, to_text(life.state), life.site, life.team, life.entered_by, life.lane,
          now);
}

void update_volunteer(db::Tx& tx, const Life& life) {
  tx.push(update_row, life.person, life.site, life.team, life.entered_by, life.lane);
}

void set_skills(db::Tx& tx, const PersonId& person, const std::vector<std::string>& skills) {
  tx.push(delete_skills, person);
  for (const std::string& skill : skills) tx.push(insert_skill, person, skill);
}

void set_times(db::Tx& tx, const PersonId& person, const std::vector<FreeTime>& times) {
  tx.push(delete_times, person);
  for (const FreeTime& time : times) tx.push(insert_time, person, time.weekday, time.from_minute, time.until_minute);
}

void move(db::Tx& tx, Random& random, Life& life, State to, std::string_view kind, const PersonId& actor,
          const std::string& reason, Instant now) {
  // What enters has no state before.
  const std::string_view from = life.events == 0 ? std::string_view() : to_text(life.state);
  life.state = to;
  tx.push(update_state, life.person, to_text(to), ++life.events, now);
  tx.push(insert_event, new_ulid(now, random), life.person, life.events, now, actor, kind, from, to_text(to), reason);
}

}  // namespace ws::volunteers::store
