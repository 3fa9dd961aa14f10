#include "own_data/export_store.h"

#include "people/public.h"

namespace ws::own_data::store {
namespace {

Column number(std::string_view name) {
  return {name, Kind::number};
}

}  // namespace

// $1 is the person, all of whose accounts are asked for, $2 the most rows. Columns in the order of the statement.
// Other people are named by nothing but what the person sees of them anyway: a guardian or child by name, whoever
// decided not at all.
const std::vector<Section>& sections() {
  static const std::string own = people::own_accounts("$1");
  static const std::vector<Section> all{
      {"person",
       {{"id"},
        {"name"},
        {"mobile", Kind::text, "persons.mobile"},
        {"id_type"},
        {"id_number", Kind::text, "persons.id_number"},
        {"birth_date"},
        {"login"},
        {"title"},
        {"site"},
        number("created_ms")},
       "SELECT p.id, p.name, p.mobile_sealed, p.id_type, p.id_number_sealed, p.birth_date, p.login, p.title, s.name, "
       "p.created_ms FROM persons p LEFT JOIN sites s ON s.id = p.site_id WHERE p.id " +
           own + "LIMIT $2"},
      {"consents",
       {{"text_version"}, number("at_ms"), {"lane"}},
       "SELECT text_version, at_ms, lane FROM consents WHERE person_id " + own + "ORDER BY at_ms LIMIT $2"},
      {"sessions",
       {number("created_ms"), number("seen_ms"), number("expires_ms")},
       "SELECT created_ms, seen_ms, expires_ms FROM sessions WHERE person_id " + own +
           "ORDER BY created_ms LIMIT $2"},
      {"roles",
       {{"role"}, {"site"}, {"team"}, number("granted_ms"), number("revoked_ms")},
       "SELECT g.role, s.name, t.name, g.granted_ms, g.revoked_ms FROM grants g LEFT JOIN sites s ON s.id = "
       "g.site_id "
       "LEFT JOIN teams t ON t.id = g.team_id WHERE g.person_id " +
           own + "ORDER BY g.granted_ms LIMIT $2"},
      {"volunteer",
       {{"number"},
        {"state"},
        {"site"},
        {"team"},
        {"lane"},
        number("lat_e6"),
        number("lon_e6"),
        number("registered_ms")},
       "SELECT v.number, v.state, s.name, t.name, v.lane, v.lat_e6, v.lon_e6, v.registered_ms FROM volunteers v "
       "JOIN sites s ON s.id = v.site_id LEFT JOIN teams t ON t.id = v.team_id WHERE v.person_id " +
           own + "LIMIT $2"},
      {"volunteer_events",
       {number("at_ms"), {"kind"}, {"from_state"}, {"to_state"}, {"reason"}},
       "SELECT at_ms, kind, from_state, to_state, reason FROM volunteer_events WHERE person_id " + own +
           "ORDER BY position LIMIT $2"},
      {"skills",
       {{"skill"}},
       "SELECT skill FROM volunteer_skills WHERE person_id " + own + "ORDER BY skill LIMIT $2"},
      {"times",
       {number("weekday"), number("from_minute"), number("until_minute")},
       "SELECT weekday, from_minute, until_minute FROM volunteer_times WHERE person_id " + own +
           "ORDER BY weekday, from_minute LIMIT $2"},
      {"qualifications",
       {{"skill"}, {"name"}, {"document"}, {"issued"}, {"until"}, {"state"}, {"reason"}, number("entered_ms")},
       "SELECT skill, name, document, issued_day, until_day, state, reason, entered_ms FROM volunteer_qualifications "
       "WHERE person_id " +
           own + "ORDER BY id LIMIT $2"},
      {"insurances",
       {{"insurer"}, {"policy_number"}, {"from"}, {"until"}, number("entered_ms")},
       "SELECT insurer, policy_number, from_day, until_day, entered_ms FROM volunteer_insurances WHERE person_id " +
           own + "ORDER BY id LIMIT $2"},
      {"guardians",
       {{"name"}, {"relation"}, {"state"}, number("asked_ms"), number("decided_ms")},
       "SELECT p.name, g.relation, g.state, g.asked_ms, g.decided_ms FROM guardianships g "
       "JOIN persons p ON p.id = g.guardian_id WHERE g.child_id " +
           own + "ORDER BY g.asked_ms LIMIT $2"},
      {"children",
       {{"name"}, {"relation"}, {"state"}, number("asked_ms"), number("decided_ms")},
       "SELECT p.name, g.relation, g.state, g.asked_ms, g.decided_ms FROM guardianships g "
       "JOIN persons p ON p.id = g.child_id WHERE g.guardian_id " +
           own + "ORDER BY g.asked_ms LIMIT $2"},
      {"guardian_consents",
       {{"activity"}, {"state"}, number("asked_ms"), number("decided_ms")},
       "SELECT a.title, c.state, c.asked_ms, c.decided_ms FROM guardian_consents c "
       "JOIN activities a ON a.id = c.activity_id WHERE c.child_id " +
           own + "ORDER BY c.asked_ms LIMIT $2"},
      {"teams",
       {{"team"}, number("leader"), number("since_ms")},
       "SELECT t.name, m.leader, m.since_ms FROM team_members m JOIN teams t ON t.id = m.team_id "
       "WHERE m.person_id " +
           own + "ORDER BY m.since_ms LIMIT $2"},
      {"team_requests",
       {{"team"}, {"text"}, {"state"}, {"reason"}, number("asked_ms"), number("answered_ms")},
       "SELECT t.name, r.text, r.state, r.reason, r.asked_ms, r.answered_ms FROM team_requests r "
       "JOIN teams t ON t.id = r.team_id WHERE r.person_id " +
           own + "ORDER BY r.asked_ms LIMIT $2"},
      {"team_events",
       {{"team"}, {"kind"}, {"reason"}, number("at_ms")},
       "SELECT t.name, e.kind, e.reason, e.at_ms FROM team_events e JOIN teams t ON t.id = e.team_id "
       "WHERE e.person_id " +
           own + "ORDER BY e.id LIMIT $2"},
      {"calendar_feeds",
       {number("created_ms")},
       "SELECT created_ms FROM calendar_feeds WHERE person_id " + own + "LIMIT $2"},
      {"digests", {number("due_ms")}, "SELECT due_ms FROM digests WHERE person_id " + own + "LIMIT $2"},
      {"orders",
       {{"number"},
        {"title"},
        {"need"},
        {"site"},
        {"contact_name"},
        {"contact_mobile", Kind::text, "orders.contact_mobile"},
        {"address", Kind::text, "orders.address"},
        number("starts_ms"),
        number("ends_ms"),
        {"state"},
        {"lane"},
        number("rating"),
        {"rating_reason"},
        number("created_ms")},
       "SELECT o.number, o.title, o.need, s.name, o.contact_name, o.contact_mobile_sealed, o.address_sealed, "
       "o.starts_ms, o.ends_ms, o.state, o.lane, o.rating, o.rating_reason, o.created_ms FROM orders o "
       "JOIN sites s ON s.id = o.site_id WHERE o.requester_id " +
           own + "ORDER BY o.id LIMIT $2"},
      {"services",
       {{"order"}, {"title"}, number("starts_ms"), number("ends_ms"), {"state"}},
       "SELECT o.number, o.title, c.starts_ms, c.ends_ms, o.state FROM order_crew c JOIN orders o ON o.id = "
       "c.order_id "
       "WHERE c.volunteer_id " +
           own + "ORDER BY c.starts_ms LIMIT $2"},
      {"dispatch_offers",
       {{"order"}, number("offered_ms"), number("expires_ms"), {"state"}, {"reason"}},
       "SELECT o.number, f.offered_ms, f.expires_ms, f.state, f.reason FROM dispatch_offers f "
       "JOIN orders o ON o.id = f.order_id WHERE f.volunteer_id " +
           own + "ORDER BY f.id LIMIT $2"},
      {"presence",
       {{"order"}, {"kind"}, {"means"}, number("at_ms")},
       "SELECT o.number, m.kind, m.means, m.at_ms FROM presence_marks m JOIN orders o ON o.id = m.order_id "
       "WHERE m.volunteer_id " +
           own + "ORDER BY m.at_ms LIMIT $2"},
      {"signups",
       {{"activity"},
        {"role"},
        {"state"},
        number("companions"),
        number("starts_ms"),
        number("ends_ms"),
        number("created_ms")},
       "SELECT a.title, r.name, g.state, g.companions, g.starts_ms, g.ends_ms, g.created_ms FROM signups g "
       "JOIN activities a ON a.id = g.activity_id JOIN shift_roles r ON r.id = g.role_id WHERE g.person_id " +
           own + "ORDER BY g.id LIMIT $2"},
      {"signup_events",
       {{"activity"}, number("at_ms"), {"kind"}, {"from_state"}, {"to_state"}, {"reason"}},
       "SELECT a.title, e.at_ms, e.kind, e.from_state, e.to_state, e.reason FROM signup_events e "
       "JOIN signups g ON g.id = e.signup_id JOIN activities a ON a.id = g.activity_id WHERE g.person_id " +
           own + "ORDER BY e.id LIMIT $2"},
      {"hours",
       {{"id"},
        {"title"},
        {"site"},
        {"source"},
        number("starts_ms"),
        number("ends_ms"),
        number("minutes"),
        number("present_minutes"),
        {"why"},
        {"state"},
        {"evidence"},
        {"note"},
        {"reverses"},
        number("created_ms")},
       "SELECT h.id, h.title, s.name, h.source, h.starts_ms, h.ends_ms, h.minutes, h.present_minutes, h.why, "
       "n.state, "
       "h.evidence, h.note, h.reverses, h.created_ms FROM hours_entries h JOIN sites s ON s.id = h.site_id "
       "LEFT JOIN hours_standing n ON n.entry_id = h.id WHERE h.volunteer_id " +
           own + "ORDER BY h.seq LIMIT $2"},
      {"disputes",
       {{"title"}, {"text"}, number("raised_ms"), {"outcome"}, {"rule"}, {"answer"}, number("answered_ms")},
       "SELECT title, text, raised_ms, outcome, rule, answer, answered_ms FROM hours_disputes WHERE volunteer_id " +
           own + "ORDER BY id LIMIT $2"},
      {"certificates",
       {{"number"},
        {"from"},
        {"to"},
        {"purpose"},
        number("minutes"),
        {"content"},
        number("requested_ms"),
        number("issued_ms")},
       "SELECT q.number, c.from_day, c.to_day, c.purpose, q.minutes, q.content, c.requested_ms, q.issued_ms "
       "FROM certificates c LEFT JOIN certificate_papers q ON q.certificate_id = c.id WHERE c.volunteer_id " +
           own + "ORDER BY c.id LIMIT $2"},
      {"stars",
       {number("level"), number("minutes"), {"state"}, number("applied_ms"), number("granted_ms"), {"reason"}},
       "SELECT level, minutes, state, applied_ms, granted_ms, reason FROM star_applications WHERE volunteer_id " +
           own + "ORDER BY id LIMIT $2"},
      {"courses",
       {{"title"}, number("starts_ms"), {"place"}, {"state"}},
       "SELECT c.title, x.starts_ms, x.place, q.state FROM session_places q JOIN course_sessions x ON x.id = "
       "q.session_id JOIN courses c ON c.id = x.course_id WHERE q.person_id " +
           own + "ORDER BY q.id LIMIT $2"},
      {"bookings",
       {{"venue"}, number("starts_ms"), number("ends_ms"), {"purpose"}, number("heads"), {"state"}, {"note"}},
       "SELECT v.name, b.starts_ms, b.ends_ms, b.purpose, b.heads, b.state, b.note FROM bookings b JOIN venues v ON "
       "v.id = b.venue_id WHERE b.person_id " +
           own + "ORDER BY b.id LIMIT $2"},
      {"booking_pauses",
       {{"site"}, number("starts_ms"), number("until_ms"), number("no_shows"), {"appeal"}, {"answer"}},
       "SELECT s.name, q.starts_ms, q.until_ms, q.no_shows, q.appeal, q.answer FROM booking_pauses q JOIN sites s ON "
       "s.id = q.site_id WHERE q.person_id " +
           own + "ORDER BY q.id LIMIT $2"},
      {"pacts",
       {{"pact"}, number("version"), number("joined_ms")},
       "SELECT v.title, j.number, j.joined_ms FROM pact_joinings j JOIN pact_versions v ON v.pact_id = j.pact_id AND "
       "v.number = j.number WHERE j.person_id " +
           own + "ORDER BY j.joined_ms LIMIT $2"},
      {"showcase_objections",
       {{"text"}, number("at_ms"), {"answer"}, number("answered_ms")},
       "SELECT text, at_ms, answer, answered_ms FROM showcase_objections WHERE by_id " + own +
           "ORDER BY id LIMIT $2"},
      {"lecturer",
       {{"site"}, {"state"}, {"about"}, {"proofs"}, {"reason"}, number("applied_ms")},
       "SELECT s.name, l.state, l.about, l.proofs, l.reason, l.applied_ms FROM lecturers l JOIN sites s ON s.id = "
       "l.site_id WHERE l.person_id " +
           own + "LIMIT $2"},
      {"lecturer_subjects",
       {{"category"}},
       "SELECT category FROM lecturer_categories WHERE person_id " + own + "ORDER BY category LIMIT $2"},
      {"lecturer_times",
       {number("starts_ms"), number("ends_ms")},
       "SELECT starts_ms, ends_ms FROM lecturer_times WHERE person_id " + own + "ORDER BY starts_ms LIMIT $2"},
      {"surveys",
       {{"title"}, {"site"}},
       "SELECT s.title, x.name FROM survey_participants p JOIN surveys s ON s.id = p.survey_id JOIN sites x ON x.id "
       "= "
       "s.site_id WHERE p.person_id " +
           own + "ORDER BY s.id LIMIT $2"},
      {"trainings",
       {{"course"}, {"day"}, {"trainer"}, {"state"}, {"reason"}},
       "SELECT c.title, r.day, r.trainer, r.state, r.reason FROM training_records r JOIN training_courses c "
       "ON c.code = r.course WHERE r.volunteer_id " +
           own + "ORDER BY r.id LIMIT $2"},
      {"milestones",
       {{"kind"}, number("reached"), number("at_ms")},
       "SELECT kind, reached, at_ms FROM milestones WHERE person_id " + own + "ORDER BY at_ms LIMIT $2"},
      {"articles",
       {{"title"}, number("version"), number("saved_ms")},
       "SELECT v.title, v.number, v.saved_ms FROM article_versions v WHERE v.saved_by " + own +
           "ORDER BY v.saved_ms LIMIT $2"},
      {"article_reviews",
       {{"title"}, {"kind"}, number("stage"), {"verdict"}, {"comment"}, number("at_ms")},
       "SELECT a.title, r.kind, r.stage, r.verdict, r.comment, r.at_ms FROM article_reviews r JOIN articles a "
       "ON a.id = r.article_id WHERE r.person_id " +
           own + "ORDER BY r.id LIMIT $2"},
      {"broadcast_messages",
       {{"title"}, {"text"}, {"state"}, {"reason"}, number("said_ms")},
       "SELECT b.title, m.text, m.state, m.reason, m.said_ms FROM broadcast_messages m JOIN broadcasts b "
       "ON b.id = m.broadcast_id WHERE m.person_id " +
           own + "ORDER BY m.id LIMIT $2"},
      {"broadcast_mutes",
       {{"title"}, {"reason"}, number("muted_ms")},
       "SELECT b.title, m.reason, m.muted_ms FROM broadcast_mutes m JOIN broadcasts b ON b.id = m.broadcast_id "
       "WHERE m.person_id " +
           own + "ORDER BY m.muted_ms LIMIT $2"},
      {"broadcast_questions",
       {{"title"}, {"text"}, {"state"}, {"reason"}, number("votes"), number("asked_ms")},
       "SELECT b.title, q.text, q.state, q.reason, q.votes, q.asked_ms FROM broadcast_questions q JOIN broadcasts b "
       "ON b.id = q.broadcast_id WHERE q.person_id " +
           own + "ORDER BY q.id LIMIT $2"},
      {"broadcast_question_votes",
       {{"title"}, {"text"}, number("voted_ms")},
       "SELECT b.title, q.text, v.voted_ms FROM broadcast_question_votes v JOIN broadcast_questions q "
       "ON q.id = v.question_id JOIN broadcasts b ON b.id = q.broadcast_id WHERE v.person_id " +
           own + "ORDER BY v.voted_ms LIMIT $2"},
      {"broadcast_poll_votes",
       {{"title"}, {"question"}, {"choice"}, number("voted_ms")},
       "SELECT b.title, p.question, c.label, v.voted_ms FROM broadcast_poll_votes v JOIN broadcast_polls p "
       "ON p.id = v.poll_id JOIN broadcast_poll_choices c ON c.poll_id = v.poll_id AND c.position = v.position "
       "JOIN broadcasts b ON b.id = p.broadcast_id WHERE v.person_id " +
           own + "ORDER BY v.voted_ms LIMIT $2"},
      {"broadcast_appeals",
       {{"title"}, {"text"}, {"state"}, {"answer"}, number("made_ms")},
       "SELECT b.title, a.text, a.state, a.answer, a.made_ms FROM broadcast_appeals a JOIN broadcasts b "
       "ON b.id = a.broadcast_id WHERE a.person_id " +
           own + "ORDER BY a.id LIMIT $2"},
      {"notices",
       {number("at_ms"), {"kind"}, {"values"}, number("read_ms")},
       "SELECT at_ms, kind, params, read_ms FROM notices WHERE person_id " + own + "ORDER BY id LIMIT $2"},
      {"recoveries",
       {number("asked_ms"), {"note"}, {"state"}, {"reason"}},
       "SELECT asked_ms, note, state, reason FROM account_recoveries WHERE asked_by " + own + "ORDER BY id LIMIT $2"},
      {"who_looked_or_acted",
       {number("at_ms"), {"action"}, {"reason"}},
       "SELECT at_ms, action, reason FROM audit_log WHERE subject_kind = 'person' AND subject_id " + own +
           "ORDER BY seq LIMIT $2"},
  };
  return all;
}

db::Rows rows(db::Reader& reader, const Section& section, const PersonId& person) {
  return reader.query(section.sql, person, most_rows);
}

}  // namespace ws::own_data::store
