#include "hours/tally_store.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "hours/public.h"
#include "people/public.h"

namespace ws::hours {
namespace {

// A list of parameters: `count` places from $`first` on.
std::string places(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? ", $" : "$") + std::to_string(first + i);
  return text;
}

constexpr std::string_view update_counted = "UPDATE hours_standing SET counted = $2 WHERE entry_id = $1";
// Of all accounts of the person $1: somebody with two of them is one of the people.
const std::string select_history =
    "SELECT site_id, team_id, project_id, source, month, counted, COUNT(*), CAST(SUM(minutes) AS BIGINT) "
    "FROM hours_standing WHERE volunteer_id " +
    people::own_accounts("$1") +
    "AND counted <> '' "
    "GROUP BY counted, month, site_id, team_id, project_id, source";
const std::string select_counted =
    "SELECT site_id, team_id, project_id, source, month, counted, COUNT(*) FROM hours_standing "
    "WHERE volunteer_id " +
    people::own_accounts("$1") + "AND counted <> '' GROUP BY counted, month, site_id, team_id, project_id, source";
// A site's lines: those of every site above it, and of the areas that hold one of them.
constexpr std::string_view select_site_lines =
    "SELECT 1, ancestor_id FROM site_tree WHERE site_id = $1 UNION "
    "SELECT 2, a.area_id FROM site_tree t JOIN area_sites a ON a.site_id = t.ancestor_id WHERE t.site_id = $1";
constexpr std::string_view select_team_lines =
    "WITH RECURSIVE up (id, parent_id) AS (SELECT id, parent_id FROM teams WHERE id = $1 "
    "UNION SELECT t.id, t.parent_id FROM teams t JOIN up ON t.id = up.parent_id) SELECT id FROM up";
constexpr std::string_view add_sum =
    "INSERT INTO hours_tallies (line, standing, month, services, minutes) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (line, standing, month) DO UPDATE SET services = hours_tallies.services + excluded.services, "
    "minutes = hours_tallies.minutes + excluded.minutes";
constexpr std::string_view add_people =
    "INSERT INTO hours_tally_people (line, standing, month, since, people) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (line, standing, since, month) DO UPDATE SET people = hours_tally_people.people + "
    "excluded.people";
constexpr std::string_view select_last_person =
    "SELECT MAX(id) FROM (SELECT id FROM persons WHERE id > $1 ORDER BY id LIMIT $2) page";
// Of persons after $1 up to $2: what they served with the account of their own, and with those merged into theirs.
constexpr std::string_view select_served =
    "SELECT p.id, e.site_id, e.team_id, e.project_id, e.source, e.month, e.counted, e.minutes FROM persons p "
    "CROSS JOIN hours_standing e WHERE p.id > $1 AND p.id <= $2 AND p.merged_into IS NULL AND e.volunteer_id = p.id "
    "AND e.counted <> ''";
constexpr std::string_view select_merged_served =
    "SELECT p.merged_into, e.site_id, e.team_id, e.project_id, e.source, e.month, e.counted, e.minutes FROM persons "
    "p "
    "CROSS JOIN hours_standing e WHERE p.merged_into > $1 AND p.merged_into <= $2 AND e.volunteer_id = p.id AND "
    "e.counted <> ''";
// What was served in an area, by person.
const std::string select_area_served =
    "SELECT " + people::person_of("e.volunteer_id") +
    " AS person, e.month, e.counted, COUNT(*), CAST(SUM(e.minutes) AS BIGINT) FROM hours_standing e WHERE e.site_id "
    "IN "
    "(SELECT t.site_id FROM area_sites a JOIN site_tree t ON t.ancestor_id = a.site_id WHERE a.area_id = $1) AND "
    "e.counted <> '' GROUP BY 1, e.month, e.counted ORDER BY 1";
constexpr std::string_view select_seq = "SELECT value FROM counters WHERE name = 'ledger'";
constexpr std::string_view hold_seq = "UPDATE counters SET value = value WHERE name = 'ledger' RETURNING value";
// From each line to the next by the table's key: some rows are read, not all.
std::string select_lines(const std::string& table) {
  return "WITH RECURSIVE found (line) AS (SELECT MIN(line) FROM " + table +
         " UNION ALL SELECT (SELECT MIN(t.line) FROM " + table +
         " t WHERE t.line > found.line) FROM found WHERE found.line IS NOT NULL) SELECT line FROM found WHERE line "
         "IS NOT NULL";
}
constexpr std::string_view select_sums =
    "SELECT standing, month, services, minutes FROM hours_tallies WHERE line = $1";
constexpr std::string_view select_people =
    "SELECT standing, month, since, people FROM hours_tally_people WHERE line = $1 AND people <> 0";
constexpr std::string_view delete_sums = "DELETE FROM hours_tallies WHERE line = $1";
constexpr std::string_view delete_people = "DELETE FROM hours_tally_people WHERE line = $1";

std::string sums_of(std::size_t lines) {
  return "SELECT line, standing, CAST(SUM(services) AS BIGINT), CAST(SUM(minutes) AS BIGINT) FROM hours_tallies "
         "WHERE month >= $1 AND month < $2 AND line IN (" +
         places(3, lines) + ") GROUP BY line, standing";
}
/// Each `since` by itself: as a list of two PostgreSQL reads all of a line's and drops the others.
std::string people_of(std::size_t lines) {
  const std::string of_lines = "month >= $1 AND month < $2 AND line IN (" + places(3, lines) + ")";
  const std::string since = "SELECT line, standing, people FROM hours_tally_people WHERE since = ";
  return "SELECT line, standing, CAST(SUM(people) AS BIGINT) FROM (" + since + "0 AND " + of_lines + " UNION ALL " +
         since + "$1 AND " + of_lines + ") counted GROUP BY line, standing";
}
const std::string sums_by_month =
    "SELECT month, standing, services, minutes FROM hours_tallies WHERE line = $1 AND month >= $2 AND month < $3 "
    "ORDER BY month, standing";
const std::string people_by_month =
    "WITH RECURSIVE asked (month) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT month + 1 FROM asked WHERE month + "
    "1 < $3) SELECT p.month, p.standing, CAST(SUM(p.people) AS BIGINT) FROM asked a CROSS JOIN hours_tally_people p "
    "WHERE p.line = $1 AND p.since IN (0, a.month) AND p.month = a.month GROUP BY p.month, p.standing";
constexpr std::size_t most_lines = 100;

/// Lines of places, each looked up once.
class Lines {
 public:
  explicit Lines(db::Reader& reader) : reader_(reader) {}

  const TallyLines* of(const std::string& site, const std::string& team, const std::string& project,
                       const std::string& source) {
    const auto [at, fresh] = known_.try_emplace(site + "|" + team + "|" + project + "|" + source);
    if (fresh) at->second = look_up(site, team, project, source);
    return &at->second;
  }

 private:
  TallyLines look_up(const std::string& site, const std::string& team, const std::string& project,
                     const std::string& source) {
    TallyLines lines = site_lines(site);
    const std::size_t of_site = lines.size();
    for (std::size_t i = 0; i < of_site; ++i)
      if (lines[i].starts_with("site:")) lines.push_back(lines[i] + "/" + source);
    if (!team.empty()) {
      const TallyLines& above = team_lines(team);
      lines.insert(lines.end(), above.begin(), above.end());
    }
    if (!project.empty()) lines.push_back("project:" + project);
    return lines;
  }

  const TallyLines& site_lines(const std::string& site) {
    const auto [at, fresh] = sites_.try_emplace(site);
    if (fresh) {
      at->second.push_back("at:" + site);
      for (const db::Row& row : reader_.query(select_site_lines, site))
        at->second.push_back((row.i64(0) == 1 ? "site:" : "area:") + row.text(1));
    }
    return at->second;
  }

  const TallyLines& team_lines(const std::string& team) {
    const auto [at, fresh] = teams_.try_emplace(team);
    if (fresh)
      for (const db::Row& row : reader_.query(select_team_lines, team)) at->second.push_back("team:" + row.text(0));
    return at->second;
  }

  db::Reader& reader_;
  std::unordered_map<std::string, TallyLines> known_, sites_, teams_;
};

void write(db::Tx& tx, const TallyDelta& delta) {
  for (const auto& [key, sum] : delta.sums)
    if (sum.services != 0 || sum.minutes != 0)
      tx.push(add_sum, key.line, key.standing, key.month, sum.services, sum.minutes);
  for (const auto& [key, people] : delta.people)
    tx.push(add_people, key.first.line, key.first.standing, key.first.month, key.second, people);
}

/// All that a person served, counted in or out.
enum class Count { in, out };
void count_person(TallyDelta& delta, Lines& lines, db::Reader& reader, const PersonId& person, Count count) {
  std::vector<TallyFact> facts;
  std::vector<TallyChange> changes;
  for (const db::Row& row : reader.query(select_history, person)) {
    const TallyLines* of = lines.of(row.text(0), row.text(1), row.text(2), row.text(3));
    if (count == Count::in) facts.push_back({of, row.text(5), row.i64(4), row.i64(6)});
    changes.push_back({of, "", row.text(5), row.i64(4), row.i64(6), row.i64(7)});
    if (count == Count::out) std::swap(changes.back().from, changes.back().to);
  }
  add_changes(delta, facts, changes);
}

/// People of a page at a time: their entries are in memory together.
constexpr std::int64_t people_at_once = 500;

/// Rows of one table, many in one statement; all statements but the last have the same text.
class Filling {
 public:
  Filling(db::Tx& tx, std::string_view head, std::size_t columns) : tx_(tx), head_(head), columns_(columns) {}
  template <class... Args>
  void add(const Args&... args) {
    (params_.push_back(db::to_value(args)), ...);
    if (params_.size() == rows_at_once * columns_) flush();
  }
  void flush() {
    if (params_.empty()) return;
    std::string text(head_);
    for (std::size_t at = 0; at < params_.size(); at += columns_)
      text += (at ? ", (" : "(") + places(at + 1, columns_) + ")";
    tx_.push_change(text, std::exchange(params_, {}));
  }

 private:
  static constexpr std::size_t rows_at_once = 50;
  db::Tx& tx_;
  std::string_view head_;
  std::size_t columns_;
  db::Params params_;
};

std::string name_of(const TallyKey& key) {
  return key.line + " (" + key.standing + ") of " + std::to_string(key.month / 12) + "-" +
         std::to_string(key.month % 12 + 1);
}

}  // namespace

std::vector<Tally> tallies(db::Reader& reader, const std::vector<std::string>& lines, Months months) {
  if (lines.empty()) return {};
  if (months.until - months.from > longest_stretch) throw std::invalid_argument("tallies of too long a stretch");
  if (lines.size() > most_lines) throw std::invalid_argument("tallies of too many lines at once");
  // Two texts for any number of lines keep two prepared statements; the last line is repeated.
  const std::size_t at_once = lines.size() == 1 ? 1 : most_lines;
  db::Params params{months.from, months.until};
  for (std::size_t i = 0; i < at_once; ++i) params.push_back(lines[std::min(i, lines.size() - 1)]);
  std::map<std::pair<std::string, std::string>, Tally> found;
  for (const db::Row& row : reader.run(sums_of(at_once), params))
    if (row.i64(2) != 0) found[{row.text(0), row.text(1)}] = {row.text(0), row.text(1), 0, row.i64(2), row.i64(3), 0};
  for (const db::Row& row : reader.run(people_of(at_once), params))
    if (const auto at = found.find({row.text(0), row.text(1)}); at != found.end()) at->second.people = row.i64(2);
  std::vector<Tally> listed;
  for (auto& [key, one] : found) listed.push_back(std::move(one));
  return listed;
}

std::vector<Tally> tallies_by_month(db::Reader& reader, const std::string& line, Months months) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> people;
  for (const db::Row& row : reader.query(people_by_month, line, months.from, months.until))
    people[{row.i64(0), row.text(1)}] = row.i64(2);
  std::vector<Tally> listed;
  for (const db::Row& row : reader.query(sums_by_month, line, months.from, months.until))
    if (row.i64(2) != 0)
      listed.push_back({line, row.text(1), row.i64(0), row.i64(2), row.i64(3), people[{row.i64(0), row.text(1)}]});
  return listed;
}

void tally(db::Tx& tx, const std::vector<Recount>& recounts) {
  for (const Recount& recount : recounts) tx.push(update_counted, recount.entry, recount.to);
  std::map<PersonId, std::vector<const Recount*>> by_volunteer;
  std::map<PersonId, PersonId> person_of;  // by account
  for (const Recount& recount : recounts) {
    const auto [at, fresh] = person_of.try_emplace(recount.volunteer);
    if (fresh) at->second = people::person_of(tx, recount.volunteer);
    by_volunteer[at->second].push_back(&recount);
  }
  Lines lines(tx);
  TallyDelta delta;
  for (const auto& [volunteer, of] : by_volunteer) {
    std::vector<TallyFact> facts;
    for (const db::Row& row : tx.query(select_counted, volunteer))
      facts.push_back(
          {lines.of(row.text(0), row.text(1), row.text(2), row.text(3)), row.text(5), row.i64(4), row.i64(6)});
    std::vector<TallyChange> changes;
    for (const Recount* one : of)
      changes.push_back({lines.of(one->site.str(), one->team.str(), one->project, one->source), one->from, one->to,
                         one->month, 1, one->minutes});
    add_changes(delta, facts, changes);
  }
  write(tx, delta);
}

void count_out(db::Tx& tx, const PersonId& person) {
  Lines lines(tx);
  TallyDelta delta;
  count_person(delta, lines, tx, person, Count::out);
  write(tx, delta);
}

void count_in(db::Tx& tx, const PersonId& person) {
  Lines lines(tx);
  TallyDelta delta;
  count_person(delta, lines, tx, person, Count::in);
  write(tx, delta);
}

LedgerCount count_ledger(db::Reader& reader) {
  Lines lines(reader);
  LedgerCount count;
  count.seq = reader.find(select_seq)->i64(0);
  std::string after;
  for (;;) {
    const std::string last = reader.find(select_last_person, after, people_at_once)->text(0);
    if (last.empty()) return count;
    std::unordered_map<std::string, std::vector<TallyChange>> people;
    for (const std::string_view select : {select_served, select_merged_served})
      for (const db::Row& row : reader.query(select, after, last)) {
        people[row.text(0)].push_back({lines.of(row.text(1), row.text(2), row.text(3), row.text(4)), "", row.text(6),
                                       row.i64(5), 1, row.i64(7)});
        ++count.entries;
      }
    for (const auto& [person, entries] : people) count.tallies.add_person(entries);
    after = last;
  }
}

std::vector<std::string> lines_to_tally(db::Reader& reader, const TallyCount& count) {
  const std::vector<std::string> counted = count.lines();
  std::set<std::string> lines(counted.begin(), counted.end());
  for (const char* table : {"hours_tallies", "hours_tally_people"})
    for (const db::Row& row : reader.query(select_lines(table))) lines.insert(row.text(0));
  return {lines.begin(), lines.end()};
}

void replace_tallies(db::Tx& tx, const std::string& line, const TallyDelta& rows) {
  tx.push(delete_sums, line);
  tx.push(delete_people, line);
  Filling sums(tx, "INSERT INTO hours_tallies (line, standing, month, services, minutes) VALUES ", 5);
  for (const auto& [key, sum] : rows.sums) sums.add(key.line, key.standing, key.month, sum.services, sum.minutes);
  sums.flush();
  Filling people(tx, "INSERT INTO hours_tally_people (line, standing, month, since, people) VALUES ", 5);
  for (const auto& [key, count] : rows.people)
    people.add(key.first.line, key.first.standing, key.first.month, key.second, count);
  people.flush();
}

std::int64_t held_ledger(db::Tx& tx) {
  return tx.find(hold_seq)->i64(0);
}

std::int64_t tally_anew(db::Tx& tx) {
  held_ledger(tx);
  const LedgerCount count = count_ledger(tx);
  for (const std::string& line : lines_to_tally(tx, count.tallies))
    replace_tallies(tx, line, count.tallies.rows(line));
  return count.entries;
}

std::int64_t tally_area_anew(db::Tx& tx, const std::string& area) {
  held_ledger(tx);
  const TallyLines lines{"area:" + area};
  TallyCount count;
  std::vector<TallyChange> entries;
  std::string person;
  std::int64_t counted = 0;
  for (const db::Row& row : tx.query(select_area_served, area)) {
    if (row.text(0) != person && !entries.empty()) {
      count.add_person(entries);
      entries.clear();
    }
    person = row.text(0);
    entries.push_back({&lines, "", row.text(2), row.i64(1), row.i64(3), row.i64(4)});
    counted += row.i64(3);
  }
  if (!entries.empty()) count.add_person(entries);
  replace_tallies(tx, lines.front(), counted > 0 ? count.rows(lines.front()) : TallyDelta{});
  return counted;
}

namespace {

std::optional<std::string> find_wrong(db::Reader& reader, const std::string& line, TallyDelta due) {
  for (const db::Row& row : reader.query(select_sums, line)) {
    TallySum& sum = due.sums[{line, row.text(0), row.i64(1)}];
    sum.services -= row.i64(2);
    sum.minutes -= row.i64(3);
  }
  for (const db::Row& row : reader.query(select_people, line))
    due.people[{{line, row.text(0), row.i64(1)}, row.i64(2)}] -= row.i64(3);
  for (const auto& [key, sum] : due.sums)
    if (sum.services != 0 || sum.minutes != 0)
      return name_of(key) + ": " + std::to_string(sum.services) + " services and " + std::to_string(sum.minutes) +
             " minutes are missing";
  for (const auto& [key, people] : due.people)
    if (people != 0) return name_of(key.first) + ": " + std::to_string(people) + " people are missing";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_wrong_tally(db::Reader& reader) {
  const LedgerCount count = count_ledger(reader);
  for (const std::string& line : lines_to_tally(reader, count.tallies))
    if (auto wrong = find_wrong(reader, line, count.tallies.rows(line))) return wrong;
  return std::nullopt;
}

}  // namespace ws::hours
