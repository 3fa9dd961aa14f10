#include "seed/seed_store.h"

#include "base/identity.h"
#include "base/policy.h"
#include "people/public.h"
#include "search/public.h"

namespace ws::seed::store {
namespace {

constexpr std::string_view select_any = "SELECT id FROM sites UNION ALL SELECT id FROM persons LIMIT 1";
constexpr std::string_view insert_site =
    "INSERT INTO sites (id, code, kind, parent_id, name, short_name, state, summary, address, phone, hours, lat_e6, "
    "lon_e6, datum, surveyed, demonstration, town_code, town_name) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16, $17)";
constexpr std::string_view insert_tree = "INSERT INTO site_tree (ancestor_id, site_id, depth) VALUES ($1, $2, $3)";
constexpr std::string_view insert_room =
    "INSERT INTO rooms (id, site_id, name, purpose, floor, seats, position) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view insert_event =
    "INSERT INTO site_events (id, site_id, at_ms, actor_id, from_state, to_state, reason) "
    "VALUES ($1, $2, $3, NULL, 'preparing', $4, $5)";
constexpr std::string_view insert_area = "INSERT INTO areas (id, code, name, summary) VALUES ($1, $2, $3, $4)";
constexpr std::string_view insert_area_site = "INSERT INTO area_sites (area_id, site_id) VALUES ($1, $2)";
constexpr std::string_view insert_setting =
    "INSERT INTO settings (name, version, body, at_ms, actor_id) VALUES ($1, 1, $2, $3, NULL)";
constexpr std::string_view select_demo =
    "SELECT body FROM settings WHERE name = 'demo' ORDER BY version DESC LIMIT 1";
constexpr std::string_view insert_skill =
    "INSERT INTO skills (code, name, name_en, needs_qualification) VALUES ($1, $2, $3, $4)";
constexpr std::string_view insert_category =
    "INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view insert_item =
    "INSERT INTO menu_items (id, code, category, name, name_en, summary, duration_minutes, volunteers_needed, skill, "
    "place, prepares) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr std::string_view insert_team =
    "INSERT INTO teams (id, code, parent_id, site_id, name, host, summary) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view insert_organisation =
    "INSERT INTO organisations (id, kind, parent_id, site_id, name, credit_code, summary, phone, created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view update_owner = "UPDATE teams SET organisation_id = $2 WHERE id = $1";
constexpr std::string_view insert_offer =
    "INSERT INTO menu_offers (id, menu_item_id, site_id, team_id) VALUES ($1, $2, $3, $4)";
constexpr std::string_view insert_person =
    "INSERT INTO persons (id, name, mobile_sealed, mobile_key, id_type, id_number_sealed, id_number_key, birth_year, "
    "birth_date, login, password_hash, title, site_id, created_ms) "
    "VALUES ($1, $2, $3, $4, 'resident_id', $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr std::string_view insert_grant =
    "INSERT INTO grants (id, person_id, role, site_id, team_id, granted_by, granted_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view insert_volunteer =
    "INSERT INTO volunteers (person_id, number, state, site_id, lat_e6, lon_e6, registered_ms, since_ms) "
    "VALUES ($1, $2, 'registered', $3, $4, $5, $6, $6)";
constexpr std::string_view insert_volunteer_skill = "INSERT INTO volunteer_skills (person_id, skill) VALUES ($1, $2)";
constexpr std::string_view insert_volunteer_time =
    "INSERT INTO volunteer_times (person_id, weekday, from_minute, until_minute) VALUES ($1, $2, $3, $4)";
constexpr std::string_view count_volunteers =
    "UPDATE counters SET value = (SELECT COUNT(*) FROM volunteers) WHERE name = 'volunteers'";
// Whoever has a skill that needs one has had a document for it since they registered; its identifier is theirs with
// other last digits ($5).
constexpr std::string_view insert_qualification =
    "INSERT INTO volunteer_qualifications (id, person_id, skill, name, document, issued_day, until_day, state, "
    "entered_ms, decided_ms) SELECT substr(k.person_id, 1, 24) || $5, k.person_id, k.skill, $2, $3 || v.number, $4, "
    "'', "
    "'verified', v.registered_ms, v.registered_ms FROM volunteer_skills k JOIN volunteers v "
    "ON v.person_id = k.person_id WHERE k.skill = $1";
// The under-aged have somebody who answers for them: the one who registered before them, a generation older.
constexpr std::string_view insert_guardians =
    "INSERT INTO guardianships (child_id, guardian_id, relation, state, asked_ms, decided_ms) "
    "SELECT c.id, (SELECT MAX(p.id) FROM persons p WHERE p.id < c.id AND p.birth_year BETWEEN c.birth_year - 45 AND "
    "c.birth_year - 22), CASE WHEN c.birth_year % 2 = 0 THEN 'mother' ELSE 'father' END, 'confirmed', c.created_ms, "
    "c.created_ms FROM persons c JOIN volunteers v ON v.person_id = c.id WHERE c.birth_date > $1 AND EXISTS ("
    "SELECT 1 FROM persons p WHERE p.id < c.id AND p.birth_year BETWEEN c.birth_year - 45 AND c.birth_year - 22)";
constexpr std::string_view insert_member =
    "INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

void write_tree(db::Tx& tx, const DistrictPlan& plan, const SiteRow& site) {
  std::int64_t depth = 0;
  for (const SiteRow* above = &site;; above = &plan.site(above->parent)) {
    tx.push(insert_tree, above->id, site.id, depth++);
    if (above->parent.empty()) break;
  }
}

void write_site(db::Tx& tx, const DistrictPlan& plan, const SiteRow& site, const std::string& datum, Instant start) {
  const SiteId parent = site.parent.empty() ? SiteId() : plan.site(site.parent).id;
  tx.push(insert_site, site.id, site.code, site.kind, parent, site.name, site.short_name, site.state, site.summary,
          site.address, site.phone, site.hours, site.lat_e6, site.lon_e6, datum, site.demonstration, site.town_code,
          site.town_name);
  write_tree(tx, plan, site);
  std::int64_t position = 0;
  for (const RoomRow& row : site.rooms)
    tx.push(insert_room, row.id, site.id, row.room.name, row.room.purpose, row.room.floor, row.room.seats,
            ++position);
  if (site.state != "preparing") tx.push(insert_event, site.event_id, site.id, start, "operating", "建成启用");
  search::index(tx, {"site", site.id.str(), site.name, site.summary, site.address + " " + site.town_name});
}

void write_volunteer(db::Tx& tx, const DistrictPlan& plan, const PersonRow& person) {
  const VolunteerRow& row = *person.volunteer;
  tx.push(insert_volunteer, person.id, row.number, plan.site(row.site).id, row.lat_e6, row.lon_e6, row.registered);
  for (const std::string& skill : row.skills) tx.push(insert_volunteer_skill, person.id, skill);
  for (const FreeTimeRow& time : row.times)
    tx.push(insert_volunteer_time, person.id, time.weekday, time.from_minute, time.until_minute);
}

}  // namespace

bool is_empty(db::Reader& reader) {
  return !reader.find(select_any).has_value();
}

void write_places(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, Instant start) {
  for (const SiteRow& site : plan.sites) write_site(tx, plan, site, data.datum, start);
  for (const AreaRow& row : plan.areas) {
    tx.push(insert_area, row.id, row.area.key, row.area.name, row.area.summary);
    for (const std::string& code : row.area.sites) tx.push(insert_area_site, row.id, plan.site(code).id);
  }
}

void write_services(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data) {
  for (const CodeName& skill : data.skills)
    tx.push(insert_skill, skill.code, skill.name, skill.name_en, data.qualifications.contains(skill.code));
  std::int64_t position = 0;
  for (const CodeName& row : data.categories)
    tx.push(insert_category, row.code, ++position, row.name, row.name_en, row.icon, row.summary);
  for (const ItemRow& row : plan.items) {
    const ItemData& item = row.item;
    tx.push(insert_item, row.id, item.key, item.category, item.name, item.name_en, item.summary,
            item.duration_minutes, item.volunteers_needed, item.skill, item.place, item.prepares);
    search::index(tx, {"menu_item", row.id.str(), item.name, item.summary, item.name_en});
  }
  for (const TeamRow& row : plan.teams) {
    const TeamId parent = row.parent.empty() ? TeamId() : plan.team(row.parent).id;
    tx.push(insert_team, row.id, row.team.key, parent, plan.site(row.site).id, row.team.name, row.host,
            row.team.summary);
    search::index(tx, {"team", row.id.str(), row.team.name, row.team.summary, ""});
  }
  for (const OfferRow& row : plan.offers)
    tx.push(insert_offer, row.id, plan.item(row.item).id, row.site.empty() ? SiteId() : plan.site(row.site).id,
            row.team.empty() ? TeamId() : plan.team(row.team).id);
}

void write_organisations(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, Random& random,
                         Instant start) {
  std::map<std::string, std::string> ids;
  for (const OrganisationData& row : data.organisations) {
    const std::string id = ids[row.key] = new_ulid(start, random);
    const std::optional<std::string> parent = row.parent.empty() ? std::nullopt : std::optional(ids.at(row.parent));
    const std::optional<std::string> code = row.credit_code.empty() ? std::nullopt : std::optional(row.credit_code);
    const SiteId site = plan.site(row.site == "center" ? data.code : row.site).id;
    tx.push(insert_organisation, id, row.kind, parent, site, row.name, code, row.summary, row.phone, start);
    for (const std::string& team : row.teams) tx.push(update_owner, plan.team(team).id, id);
  }
}

void write_people(db::Tx& tx, const DistrictPlan& plan, const DistrictData& data, const Vault& vault,
                  const std::string& password_hash, Instant start) {
  const std::string privacy_version = Rules{}.privacy_version;
  for (const PersonRow& person : plan.people) {
    const std::optional<std::string> login = person.login.empty() ? std::nullopt : std::optional(person.login);
    tx.push(insert_person, person.id, person.name, vault.seal(person.mobile, people::mobile_context),
            vault.lookup_key(person.mobile, people::mobile_context),
            vault.seal(person.id_number, people::id_number_context),
            vault.lookup_key(person.id_number, people::id_number_context), person.birth_year,
            to_text(birth_date_of(person.id_number)), login, login ? password_hash : "", person.title,
            plan.site(person.site).id, person.created);
    people::record_consent(tx, person.id, privacy_version, person.id, "online", person.created);
    if (person.volunteer) write_volunteer(tx, plan, person);
    for (const GrantRow& row : person.grants)
      tx.push(insert_grant, row.id, person.id, row.role, row.site.empty() ? SiteId() : plan.site(row.site).id,
              row.team.empty() ? TeamId() : plan.team(row.team).id, nullptr, start);
  }
  tx.push(count_volunteers);
  std::int64_t turn = 10;
  for (const auto& [skill, document] : data.qualifications)
    tx.push(insert_qualification, skill, document, "ZS", to_text(LocalDate{local_date(start).year - 2, 6, 1}),
            std::to_string(turn++));
  // Who comes of age while the platform runs needs none any more.
  const LocalDate today = local_date(start);
  tx.push(insert_guardians, to_text(LocalDate{today.year - 18, today.month, 1}));
  for (const MemberRow& row : plan.members)
    tx.push(insert_member, plan.team(row.team).id, row.person, row.leader, start);
}

void write_settings(db::Tx& tx, const DistrictData& data, Instant start) {
  tx.push(insert_setting, "boundary", data.boundary, start);
  tx.push(insert_setting, "policy", data.policy, start);
  tx.push(insert_setting, "calendar", data.calendar, start);
}

void write_demo(db::Tx& tx, const std::string& json, Instant start) {
  tx.push(insert_setting, "demo", json, start);
}

std::optional<std::string> find_demo(db::Reader& reader) {
  const auto row = reader.find(select_demo);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

}  // namespace ws::seed::store
