#include "people/people_service.h"

#include "audit/public.h"
#include "base/identity.h"
#include "base/text.h"
#include "people/person_access.h"
#include "people/person_store.h"
#include "people/public.h"

namespace ws::people {
namespace {

/// "clerk 01J…": what the audit log says of a role.
std::string scope_words(Role role, const SiteId& site, const TeamId& team) {
  return std::string(to_text(role)) + " " + (team.empty() ? site.str() : team.str());
}

}  // namespace

PersonView PeopleService::view_of(PersonRecord record) const {
  PersonView view;
  view.id = std::move(record.id);
  view.name = std::move(record.name);
  view.login = std::move(record.login);
  view.mobile_masked = mask_mobile(parts_.vault.open(record.mobile_sealed, mobile_context).value_or(""));
  view.id_number_masked = mask_id_number(parts_.vault.open(record.id_number_sealed, id_number_context).value_or(""));
  view.title = std::move(record.title);
  view.site = std::move(record.site);
  view.volunteer_number = std::move(record.volunteer_number);
  view.disabled = record.disabled;
  view.roles = std::move(record.roles);
  return view;
}

PersonPage PeopleService::list(const Actor& actor, const PeopleFilter& filter) {
  PersonQuery query;
  query.admin = actor.person;
  query.before = filter.cursor;
  query.role = filter.role;
  query.limit = filter.limit + 1;
  if (const auto mobile = normal_mobile(filter.words))
    query.mobile_key = parts_.vault.lookup_key(*mobile, mobile_context);
  else
    query.words = filter.words;
  auto records = parts_.database.read([&](db::Reader& reader) { return list_people(reader, query); });
  PersonPage page;
  const bool more = static_cast<std::int64_t>(records.size()) > filter.limit;
  if (more) records.pop_back();
  if (more) page.next = records.back().id.str();
  for (PersonRecord& record : records) page.items.push_back(view_of(std::move(record)));
  return page;
}

Result<PersonView> PeopleService::find(const Actor& actor, const PersonId& person) {
  return parts_.database.read([&](db::Reader& reader) -> Result<PersonView> {
    auto record = get_person(reader, actor, person);
    if (!record) return record.error();
    return view_of(std::move(*record));
  });
}

Task<Result<std::string>> PeopleService::grant(Actor actor, idempotency::Key key, GrantRequest request) {
  const Instant now = parts_.clock.now();
  auto written = parts_.database.write([this, actor, key, request, now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return write_grant(tx, actor, request); });
  });
  Result<std::string> done = co_await written;
  parts_.cache.forget(request.to);
  co_return done;
}

Result<std::string> PeopleService::write_grant(db::Tx& tx, const Actor& actor, const GrantRequest& request) {
  const Instant now = parts_.clock.now();
  const GrantId id = GrantId::fresh(now, parts_.random);
  // First: its counter's row makes grants and revocations of all processes take turns, so that what is checked below
  // still holds when it is written. A refusal rolls the entry back.
  audit::record(tx,
                {actor.person, "grant.given", "person", request.to.str(), request.reason,
                 scope_words(request.role, request.site, request.team)},
                now);
  const auto person = get_person(tx, actor, request.to);
  if (!person) return person.error();
  if (const Outcome other = check_not_own(actor, request.to); !other) return other.error();
  if (person->disabled) return Error::conflict("grant.person_disabled");
  if (const Outcome fits = check_scope(request); !fits) return fits.error();
  const auto kind = get_scope_kind(tx, actor, request);
  if (!kind) return kind.error();
  if (const Outcome fits = check_site_kind(request.role, *kind); !fits) return fits.error();
  switch (insert_grant(tx, id, request, actor.person, now)) {
    case Granted::already:
      return Error::conflict("grant.already");
    case Granted::separated:
      return Error::conflict("grant.separation");
    case Granted::yes:
      break;
  }
  return id.str();
}

Task<Result<std::string>> PeopleService::revoke(Actor actor, idempotency::Key key, GrantId grant,
                                                std::string reason) {
  const Instant now = parts_.clock.now();
  auto written = parts_.database.write([this, actor, key, grant, reason, now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return write_revocation(tx, actor, grant, reason); });
  });
  Result<std::string> done = co_await written;
  if (done) {
    const auto record = parts_.database.read([&](db::Reader& reader) { return find_grant(reader, grant); });
    if (record) parts_.cache.forget(record->person);
  }
  co_return done;
}

Result<std::string> PeopleService::write_revocation(db::Tx& tx, const Actor& actor, const GrantId& grant,
                                                    const std::string& reason) {
  const Instant now = parts_.clock.now();
  const auto record = get_grant(tx, actor, grant);
  if (!record) return record.error();
  if (const Outcome other = check_not_own(actor, record->person); !other) return other.error();
  // Before the update, for the same reason as above.
  audit::record(tx,
                {actor.person, "grant.revoked", "person", record->person.str(), reason,
                 scope_words(record->role, record->site, {})},
                now);
  switch (revoke_grant(tx, grant, now)) {
    case Revoked::already:
      return Error::conflict("grant.already_revoked");
    case Revoked::last_security_admin:
      return Error::conflict("grant.last_security_admin");
    case Revoked::yes:
      break;
  }
  return grant.str();
}

Task<Result<std::string>> PeopleService::reveal(Actor actor, idempotency::Key key, PersonId person, Secret what,
                                                std::string reason) {
  const Instant now = parts_.clock.now();
  const std::string_view context = what == Secret::mobile ? mobile_context : id_number_context;
  auto written = parts_.database.write([actor, key, person, what, reason, now](db::Tx& tx) -> Result<std::string> {
    const auto record = get_person(tx, actor, person);
    if (!record) return record.error();
    const std::string& number = what == Secret::mobile ? record->mobile_sealed : record->id_number_sealed;
    if (number.empty()) return Error::not_found("person.no_number");
    // The number itself is not remembered with the key: only that it was asked for.
    auto logged = idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const std::string_view which = what == Secret::mobile ? "mobile" : "id_number";
      audit::record(tx, {actor.person, "person.revealed", "person", person.str(), reason, std::string(which)}, now);
      return person.str();
    });
    if (!logged) return logged.error();
    return number;
  });
  Result<std::string> sealed = co_await written;
  if (!sealed) co_return sealed.error();
  auto number = parts_.vault.open(*sealed, context);
  if (!number) throw std::runtime_error("a sealed number of a person does not open");
  co_return std::move(*number);
}

}  // namespace ws::people
