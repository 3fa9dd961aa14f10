#include "hours/dispute_store.h"

#include <utility>

#include "people/public.h"

namespace ws::hours {
namespace {

constexpr std::string_view insert_row =
    "INSERT INTO hours_disputes (id, entry_id, order_id, signup_id, volunteer_id, site_id, team_id, title, "
    "raised_by, "
    "text, claimed_starts_ms, claimed_ends_ms, raised_ms, returns_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$10, "
    "$11, $12, $13, $14) ON CONFLICT DO NOTHING";
constexpr std::string_view select_one =
    "SELECT id, entry_id, order_id, signup_id, volunteer_id, site_id, team_id, title, raised_by, text, "
    "claimed_starts_ms, claimed_ends_ms, returns_to, outcome FROM hours_disputes WHERE id = $1";
constexpr std::string_view update_answer =
    "UPDATE hours_disputes SET answered_by = $2, answered_ms = $3, outcome = $4, rule = $5, answer = $6, "
    "replacement_id = $7 WHERE id = $1 AND outcome IS NULL";
const std::string select_listed =
    "SELECT d.id, d.entry_id, d.order_id, d.signup_id, p.name, s.name, d.title, r.name, d.raised_by, d.volunteer_id, "
    "d.text, d.claimed_starts_ms, d.claimed_ends_ms, d.raised_ms, h.starts_ms, h.ends_ms, h.minutes, d.outcome, "
    "d.rule, d.answer, d.answered_ms, d.replacement_id, h.why, h.planned_starts_ms, h.planned_ends_ms, h.source, "
    "h.evidence, h.present_minutes FROM hours_disputes d JOIN persons p ON p.id = d.volunteer_id "
    "JOIN persons r ON r.id = d.raised_by JOIN sites s ON s.id = d.site_id "
    "LEFT JOIN hours_entries h ON h.id = d.entry_id ";
const std::string select_of = select_listed + "WHERE d.volunteer_id " + people::own_accounts("$1") +
                              "AND ($2 = '' OR d.id < $2) ORDER BY d.id DESC LIMIT $3";
constexpr std::string_view select_missed =
    "SELECT o.site_id, o.team_id, o.title, EXISTS (SELECT 1 FROM hours_entries h WHERE h.order_id = o.id AND "
    "h.volunteer_id = c.volunteer_id AND h.source <> 'reversal' AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE "
    "r.reverses = h.id)) FROM order_crew c JOIN orders o ON o.id = c.order_id WHERE c.order_id = $1 AND "
    "c.volunteer_id = $2 AND o.ends_ms <= $3";
constexpr std::string_view select_missed_shift =
    "SELECT a.site_id, a.team_id, a.title, EXISTS (SELECT 1 FROM hours_entries h WHERE h.signup_id = g.id AND "
    "h.volunteer_id = g.person_id AND h.source <> 'reversal' AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE "
    "r.reverses = h.id)) FROM signups g JOIN activities a ON a.id = g.activity_id WHERE g.id = $1 AND "
    "g.person_id = $2 AND g.ends_ms <= $3 AND g.state IN ('confirmed', 'checked_in', 'checked_out', 'counted', "
    "'absent')";
constexpr std::string_view select_by_number =
    "SELECT person_id FROM volunteers WHERE number = $1 AND state = 'registered'";
constexpr std::string_view take_one =
    "INSERT INTO hours_late_used (person_id, month, used) SELECT $1, $2, 1 WHERE $3 > 0 "
    "ON CONFLICT (person_id, month) DO UPDATE SET used = hours_late_used.used + 1 WHERE hours_late_used.used < $3";

std::string select_open(std::size_t roots) {
  std::string places;
  for (std::size_t i = 0; i < roots; ++i) places += (i ? ", $" : "$") + std::to_string(3 + i);
  return select_listed +
         "WHERE d.outcome IS NULL AND d.id > $1 AND d.site_id IN (SELECT t.site_id FROM site_tree t WHERE "
         "t.ancestor_id IN (" +
         places + ")) ORDER BY d.id LIMIT $2";
}

std::optional<Missed> to_missed(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Missed{row->id<SiteId>(0), row->id<TeamId>(1), row->text(2), row->i64(3) != 0};
}

std::vector<ListedDispute> listed_of(const db::Rows& rows) {
  std::vector<ListedDispute> lines;
  for (const db::Row& row : rows) {
    ListedDispute line;
    line.id = row.id<DisputeId>(0);
    line.entry = row.id<HoursEntryId>(1);
    line.order = row.id<OrderId>(2);
    line.signup = row.id<SignupId>(3);
    line.volunteer_name = row.text(4);
    line.site_name = row.text(5);
    line.title = row.text(6);
    line.raised_by_name = row.text(7);
    line.objection = row.text(8) != row.text(9);
    line.text = row.text(10);
    line.claim = planned_of(row, 11);
    line.raised_ms = row.i64(13);
    line.recorded = planned_of(row, 14);
    line.minutes = row.i64(16);
    line.outcome = row.text(17);
    line.rule = row.text(18);
    line.answer = row.text(19);
    line.answered_ms = row.opt_i64(20);
    line.replacement = row.id<HoursEntryId>(21);
    if (!line.entry.empty()) {
      line.why = why_of(row.text(22));
      line.planned = planned_of(row, 23);
      line.source = row.text(25);
      line.evidence = row.text(26);
      line.present_minutes = row.i64(27);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

bool insert_dispute(db::Tx& tx, const Dispute& dispute, Instant now) {
  const auto starts = dispute.claim ? std::optional(dispute.claim->starts) : std::nullopt;
  const auto ends = dispute.claim ? std::optional(dispute.claim->ends) : std::nullopt;
  return tx.exec(insert_row, dispute.id, dispute.entry, dispute.order, dispute.signup, dispute.volunteer,
                 dispute.site, dispute.team, dispute.title, dispute.raised_by, dispute.text, starts, ends, now,
                 dispute.returns_to) == 1;
}

std::optional<Dispute> find_dispute(db::Reader& reader, const DisputeId& dispute) {
  const auto row = reader.find(select_one, dispute);
  if (!row) return std::nullopt;
  return Dispute{row->id<DisputeId>(0), row->id<HoursEntryId>(1),
                 row->id<OrderId>(2),   row->id<SignupId>(3),
                 row->id<PersonId>(4),  row->id<SiteId>(5),
                 row->id<TeamId>(6),    row->text(7),
                 row->id<PersonId>(8),  row->text(9),
                 planned_of(*row, 10),  row->text(12),
                 row->is_null(13)};
}

bool answer_dispute(db::Tx& tx, const DisputeId& dispute, const Answer& answer, Instant now) {
  return tx.exec(update_answer, dispute, answer.by, now, answer.outcome, answer.rule, answer.text,
                 answer.replacement) == 1;
}

std::vector<ListedDispute> list_open_disputes(db::Reader& reader, const std::vector<SiteId>& roots,
                                              const DisputeId& after, std::int64_t limit) {
  if (roots.empty()) return {};
  db::Params params{after.str(), limit};
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  return listed_of(reader.run(select_open(roots.size()), params));
}

std::vector<ListedDispute> list_disputes_of(db::Reader& reader, const PersonId& volunteer, const DisputeId& before,
                                            std::int64_t limit) {
  return listed_of(reader.query(select_of, volunteer, before.str(), limit));
}

std::optional<Missed> find_missed(db::Reader& reader, const PersonId& volunteer, const OrderId& order, Instant now) {
  return to_missed(reader.find(select_missed, order, volunteer, now));
}

std::optional<Missed> find_missed(db::Reader& reader, const PersonId& volunteer, const SignupId& signup,
                                  Instant now) {
  return to_missed(reader.find(select_missed_shift, signup, volunteer, now));
}

std::optional<PersonId> find_volunteer(db::Reader& reader, const std::string& number) {
  const auto row = reader.find(select_by_number, number);
  if (!row) return std::nullopt;
  return row->id<PersonId>(0);
}

bool take_late_entry(db::Tx& tx, const PersonId& person, const std::string& month, int quota) {
  return tx.exec(take_one, person, month, quota) == 1;
}

}  // namespace ws::hours
