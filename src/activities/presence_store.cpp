#include "activities/presence_store.h"

#include <algorithm>

namespace ws::activities::store {
namespace {

constexpr std::string_view select_marks =
    "SELECT signup_id, kind, source, at_ms, received_ms, claimed_ms, actor_id, lat_e6, lon_e6, accuracy_m, position "
    "FROM signup_marks WHERE signup_id = $1 ORDER BY position";
constexpr std::string_view select_marks_of_page =
    "SELECT signup_id, kind, source, at_ms, received_ms, claimed_ms, actor_id, lat_e6, lon_e6, accuracy_m, position "
    "FROM signup_marks WHERE shift_id = $1 AND signup_id >= $2 AND signup_id <= $3 ORDER BY signup_id, position";
constexpr std::string_view insert_mark =
    "INSERT INTO signup_marks (id, signup_id, shift_id, position, kind, source, at_ms, received_ms, claimed_ms, "
    "actor_id, lat_e6, lon_e6, accuracy_m) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr std::string_view select_closing =
    "SELECT closed_ms, closed_by, counted, absent FROM shift_closings WHERE shift_id = $1";
constexpr std::string_view insert_closing =
    "INSERT INTO shift_closings (shift_id, closed_ms, closed_by, counted, absent) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shift_id) DO NOTHING";
constexpr std::string_view select_activity_of = "SELECT activity_id FROM shifts WHERE id = $1";
constexpr std::string_view select_markable =
    "SELECT id FROM signups WHERE shift_id = $1 AND state IN ('confirmed', 'checked_in', 'checked_out', 'absent') "
    "ORDER BY id";
constexpr std::string_view select_expected =
    "SELECT id FROM signups WHERE shift_id = $1 AND state = 'confirmed' ORDER BY id LIMIT $2";
constexpr std::string_view select_inside =
    "SELECT id FROM signups WHERE state = 'checked_in' AND ends_ms <= $1 ORDER BY ends_ms, id LIMIT $2";
constexpr std::string_view select_open =
    "SELECT shift_id FROM signups WHERE state IN ('confirmed', 'checked_in', 'checked_out') AND ends_ms <= $1 "
    "GROUP BY shift_id ORDER BY shift_id LIMIT $2";
constexpr std::string_view select_people =
    "SELECT g.id, g.person_id, p.name, v.number, g.role_id, r.name, g.state, g.companions FROM signups g "
    "JOIN shift_roles r ON r.id = g.role_id JOIN persons p ON p.id = g.person_id "
    "JOIN volunteers v ON v.person_id = g.person_id WHERE g.shift_id = $1 AND g.id > $2 "
    "AND g.state IN ('confirmed', 'checked_in', 'checked_out', 'counted', 'absent', 'excused') ORDER BY g.id LIMIT "
    "$3";
constexpr std::string_view select_person =
    "SELECT g.id, g.person_id, p.name, v.number, g.role_id, r.name, g.state, g.companions FROM signups g "
    "JOIN shift_roles r ON r.id = g.role_id JOIN persons p ON p.id = g.person_id "
    "JOIN volunteers v ON v.person_id = g.person_id WHERE g.id = $1";
constexpr std::string_view select_last_of_person =
    "SELECT id FROM signups WHERE shift_id = $1 AND person_id = $2 AND state IN ('confirmed', 'checked_in', "
    "'checked_out', 'counted', 'absent', 'excused') ORDER BY id DESC LIMIT 1";
constexpr std::string_view select_name = "SELECT name FROM persons WHERE id = $1";
constexpr std::string_view count_heads =
    "SELECT state, COUNT(DISTINCT person_id), CAST(SUM(companions) AS BIGINT) FROM signups WHERE shift_id = $1 "
    "GROUP BY state";
constexpr std::string_view select_by_number =
    "SELECT person_id FROM volunteers WHERE number = $1 AND state = 'registered'";

Mark to_mark(const db::Row& row) {
  Mark mark;
  mark.kind = parse_mark_kind(row.text(1)).value();
  mark.source = parse_mark_source(row.text(2)).value();
  mark.at = {row.i64(3)};
  mark.received = {row.i64(4)};
  if (const auto claimed = row.opt_i64(5)) mark.claimed = Instant{*claimed};
  mark.by = row.id<PersonId>(6);
  if (!row.is_null(7)) mark.point = Point{row.i64(7), row.i64(8), row.i64(9)};
  mark.position = row.i64(10);
  return mark;
}

Person to_person(const db::Row& row) {
  return {row.id<SignupId>(0),
          row.id<PersonId>(1),
          row.text(2),
          row.text(3),
          row.id<ShiftRoleId>(4),
          row.text(5),
          parse_signup_state(row.text(6)).value(),
          row.i64(7),
          {}};
}

std::vector<SignupId> to_signups(const db::Rows& rows) {
  std::vector<SignupId> ids;
  for (const db::Row& row : rows) ids.push_back(row.id<SignupId>(0));
  return ids;
}

std::vector<ShiftId> to_shifts(const db::Rows& rows) {
  std::vector<ShiftId> ids;
  for (const db::Row& row : rows) ids.push_back(row.id<ShiftId>(0));
  return ids;
}

}  // namespace

std::vector<Mark> marks(db::Reader& reader, const SignupId& signup) {
  std::vector<Mark> found;
  for (const db::Row& row : reader.query(select_marks, signup)) found.push_back(to_mark(row));
  return found;
}

void insert(db::Tx& tx, Random& random, const Signup& signup, const Mark& mark) {
  const auto number = [&](auto member) { return mark.point ? std::optional((*mark.point).*member) : std::nullopt; };
  tx.push(insert_mark, new_ulid(mark.received, random), signup.id, signup.shift, mark.position, to_text(mark.kind),
          to_text(mark.source), mark.at, mark.received, mark.claimed, mark.by, number(&Point::lat_e6),
          number(&Point::lon_e6), number(&Point::accuracy_m));
}

std::optional<Closing> closing(db::Reader& reader, const ShiftId& shift) {
  const auto row = reader.find(select_closing, shift);
  if (!row) return std::nullopt;
  return Closing{{row->i64(0)}, row->id<PersonId>(1), row->i64(2), row->i64(3)};
}

bool close(db::Tx& tx, const ShiftId& shift, const Closing& closing) {
  return tx.exec(insert_closing, shift, closing.at, closing.by, closing.counted, closing.absent) == 1;
}

std::optional<ActivityId> activity_of(db::Reader& reader, const ShiftId& shift) {
  const auto row = reader.find(select_activity_of, shift);
  return row ? std::optional(row->id<ActivityId>(0)) : std::nullopt;
}

std::vector<SignupId> markable(db::Reader& reader, const ShiftId& shift) {
  return to_signups(reader.query(select_markable, shift));
}

std::vector<SignupId> expected(db::Reader& reader, const ShiftId& shift, std::int64_t limit) {
  return to_signups(reader.query(select_expected, shift, limit));
}

std::vector<SignupId> inside_since(db::Reader& reader, Instant before, std::int64_t limit) {
  return to_signups(reader.query(select_inside, before, limit));
}

std::vector<ShiftId> open_since(db::Reader& reader, Instant before, std::int64_t limit) {
  return to_shifts(reader.query(select_open, before, limit));
}

std::vector<Person> people(db::Reader& reader, const ShiftId& shift, const SignupId& after, std::int64_t limit) {
  std::vector<Person> found;
  for (const db::Row& row : reader.query(select_people, shift, after.str(), limit)) found.push_back(to_person(row));
  if (found.empty()) return found;
  auto person = found.begin();
  for (const db::Row& row : reader.query(select_marks_of_page, shift, found.front().signup, found.back().signup)) {
    while (person != found.end() && person->signup.str() < row.text(0)) ++person;
    if (person != found.end() && person->signup.str() == row.text(0)) person->marks.push_back(to_mark(row));
  }
  return found;
}

std::optional<Person> person(db::Reader& reader, const SignupId& signup) {
  const auto row = reader.find(select_person, signup);
  if (!row) return std::nullopt;
  Person found = to_person(*row);
  found.marks = marks(reader, signup);
  return found;
}

std::optional<SignupId> last_of_person(db::Reader& reader, const ShiftId& shift, const PersonId& person) {
  const auto row = reader.find(select_last_of_person, shift, person);
  return row ? std::optional(row->id<SignupId>(0)) : std::nullopt;
}

std::string name_of(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_name, person);
  return row ? row->text(0) : std::string();
}

Headcount headcount(db::Reader& reader, const ShiftId& shift) {
  Headcount heads;
  for (const db::Row& row : reader.query(count_heads, shift)) {
    const SignupState state = parse_signup_state(row.text(0)).value();
    if (state == SignupState::confirmed) heads.expected += row.i64(1);
    if (state == SignupState::checked_in) {
      heads.people += row.i64(1);
      heads.companions += row.i64(2);
    }
    if (state == SignupState::checked_out || state == SignupState::counted) heads.left += row.i64(1);
    if (state == SignupState::absent) heads.absent += row.i64(1);
  }
  return heads;
}

std::vector<ShiftId> shifts_around(db::Reader& reader, const Around& around, std::int64_t limit) {
  db::Params params;
  const auto param = [&](const auto& value) {
    params.push_back(db::to_value(value));
    return "$" + std::to_string(params.size());
  };
  const auto list = [&](const auto& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ", ") + param(value);
    return text;
  };
  // No shift is longer than a day.
  std::string sql =
      "SELECT h.id FROM shifts h JOIN activities a ON a.id = h.activity_id WHERE h.starts_ms > " +
      param(std::min(around.own_from, around.led_from).plus_ms(-day_ms)) + " AND h.starts_ms < " +
      param(around.until) +
      " AND a.state IN ('recruiting', 'in_progress', 'awaiting_confirmation', 'publicised', 'archived', "
      "'cancelled') AND ((h.ends_ms > " +
      param(around.own_from) +
      " AND EXISTS (SELECT 1 FROM signups g WHERE g.shift_id = h.id AND "
      "g.person_id = " +
      param(around.person) +
      " AND g.state IN ('confirmed', 'checked_in', 'checked_out', 'counted', 'absent', 'excused'))) ";
  // A parameter that no part of the statement names would have no type on PostgreSQL.
  const auto led = [&] { return "OR (h.ends_ms > " + param(around.led_from) + " AND "; };
  if (!around.roots.empty())
    sql += led() + "a.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + list(around.roots) + "))) ";
  if (!around.teams.empty()) sql += led() + "a.team_id IN (" + list(around.teams) + ")) ";
  sql += ") ORDER BY h.starts_ms, h.id LIMIT " + param(limit);
  return to_shifts(reader.run(sql, params));
}

std::optional<PersonId> find_volunteer(db::Reader& reader, const std::string& number) {
  const auto row = reader.find(select_by_number, number);
  return row ? std::optional(row->id<PersonId>(0)) : std::nullopt;
}

}  // namespace ws::activities::store
