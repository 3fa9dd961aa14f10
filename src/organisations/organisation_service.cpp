#include "organisations/organisation_service.h"

#include "audit/public.h"
#include "base/text.h"
#include "organisations/organisation_access.h"

namespace ws::organisations {
namespace {

constexpr std::size_t longest_cursor = 240;  // bytes of a name of 60 characters

Outcome check_parent(db::Reader& reader, const Entry& entry) {
  if (entry.parent.empty()) return Done{};
  const auto parent = store::find(reader, entry.parent);
  if (!parent || !parent->active || parent->entry.kind != Kind::university)
    return Error::invalid("organisation.parent", "parent_id");
  return Done{};
}

Outcome said(store::Written written) {
  switch (written) {
    case store::Written::name_taken:
      return Error::conflict("organisation.name_taken");
    case store::Written::code_taken:
      return Error::conflict("organisation.code_taken");
    case store::Written::changed_meanwhile:
      return Error::conflict("organisation.changed_meanwhile");
    case store::Written::yes:
      break;
  }
  return Done{};
}

}  // namespace

Result<Page> OrganisationService::page(const Filter& filter, const std::string& cursor, std::int64_t limit) const {
  if (cursor.size() > longest_cursor || has_control_characters(cursor))
    return Error::invalid("list.bad_cursor", "cursor");
  return database_.read([&](db::Reader& reader) {
    Page page{store::page(reader, filter, cursor, limit + 1), {}};
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = page.items.back().entry.name;
    }
    return page;
  });
}

Result<OrganisationService::Detail> OrganisationService::find(const OrganisationId& organisation) const {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, organisation);
    if (!found) return found.error();
    return Detail{std::move(*found), store::colleges(reader, organisation)};
  });
}

Task<Result<std::string>> OrganisationService::enter(Actor actor, idempotency::Key key, Entry entry) {
  const Instant now = clock_.now();
  const auto id = OrganisationId::fresh(now, random_);
  auto use_case = [this, actor, key, entry, id, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (auto may = access::check_may_place(tx, actor, entry.site); !may) return may.error();
      if (auto right = check_entry(entry); !right) return right.error();
      if (auto parent = check_parent(tx, entry); !parent) return parent.error();
      if (auto written = said(store::insert(tx, id, entry, now)); !written) return written.error();
      store::append(tx, random_, id, actor.person, "entered", "", entry.name, now);
      audit::record(tx, {actor.person, "organisation.entered", "organisation", id.str(), "", entry.name}, now);
      return id.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> OrganisationService::edit(Actor actor, idempotency::Key key, OrganisationId organisation,
                                                    Entry entry, std::int64_t version) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, organisation, entry, version, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_edit(tx, actor, organisation);
      if (!found) return found.error();
      if (auto may = access::check_may_place(tx, actor, entry.site); !may) return may.error();
      if (auto right = check_entry(entry); !right) return right.error();
      if (auto parent = check_parent(tx, entry); !parent) return parent.error();
      if (auto written = said(store::update(tx, organisation, entry, version)); !written) return written.error();
      store::append(tx, random_, organisation, actor.person, "edited", "", entry.name, now);
      audit::record(tx, {actor.person, "organisation.edited", "organisation", organisation.str(), "", ""}, now);
      return organisation.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> OrganisationService::close(Actor actor, idempotency::Key key, OrganisationId organisation,
                                                     std::string reason) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, organisation, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_edit(tx, actor, organisation);
      if (!found) return found.error();
      if (found->teams > 0 || !store::colleges(tx, organisation).empty())
        return Error::conflict("organisation.has_teams");
      if (!store::close(tx, organisation)) return Error::conflict("organisation.closed");
      store::append(tx, random_, organisation, actor.person, "closed", reason, "", now);
      audit::record(tx, {actor.person, "organisation.closed", "organisation", organisation.str(), reason, ""}, now);
      return organisation.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::organisations
