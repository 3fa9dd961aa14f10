#include "surveys/invitation_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"
#include "sites/public.h"
#include "surveys/invitation_store.h"
#include "teams/public.h"

namespace ws::surveys {
namespace {

using By = Invitees::By;
/// One more than may be, so that too many are noticed.
constexpr auto one_too_many = static_cast<std::int64_t>(most_invited) + 1;

struct Found {
  std::set<PersonId> people;  ///< persons, whichever of their accounts was found
  std::vector<PersonId> fresh;
  std::vector<std::string> unknown;
};

bool reaches(db::Reader& reader, const Actor& actor, const std::optional<SiteId>& site) {
  return site && sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, *site);
}

Result<std::vector<PersonId>> members(db::Reader& reader, const Actor& actor, const Invitees& invitees) {
  switch (invitees.by) {
    case By::team: {
      const auto id = TeamId::parse(invitees.id);
      const auto team = id ? teams::find_brief(reader, *id) : std::nullopt;
      if (!team || !reaches(reader, actor, team->site)) return Error::not_found("team.not_found");
      return teams::members(reader, *id, one_too_many);
    }
    case By::course:
      if (!reaches(reader, actor, store::site_of_course(reader, invitees.id)))
        return Error::not_found("course.not_found");
      return store::people_of_course(reader, invitees.id, one_too_many);
    case By::activity:
      if (!reaches(reader, actor, store::site_of_activity(reader, invitees.id)))
        return Error::not_found("activity.not_found");
      return store::people_of_activity(reader, invitees.id, one_too_many);
    case By::accounts:
      break;
  }
  return std::vector<PersonId>{};
}

Result<Found> find(db::Reader& reader, const Actor& actor, const SurveyId& survey, const Invitees& invitees) {
  auto accounts = members(reader, actor, invitees);
  if (!accounts) return accounts.error();
  Found found;
  const auto roots = sites::roots(actor, {Role::clerk, Role::dispatcher});
  for (const std::string& account : invitees.accounts)
    if (auto known = store::find_account(reader, account, roots))
      accounts->push_back(std::move(*known));
    else
      found.unknown.push_back(account);
  for (const PersonId& account : *accounts) {
    PersonId person = people::person_of(reader, account);
    if (!found.people.insert(person).second || store::is_invited(reader, survey, person)) continue;
    found.fresh.push_back(std::move(person));
  }
  return found;
}

}  // namespace

Result<InvitationService::Preview> InvitationService::preview(const Actor& actor, const SurveyId& survey,
                                                              const Invitees& invitees) const {
  return database_.read([&](db::Reader& reader) -> Result<Preview> {
    if (const auto may = access::get_to_edit(reader, actor, survey); !may) return may.error();
    auto found = find(reader, actor, survey, invitees);
    if (!found) return found.error();
    return Preview{found->people.size(), found->fresh.size(), std::move(found->unknown)};
  });
}

void InvitationService::tell(db::Tx& tx, const std::vector<PersonId>& people, std::string_view kind,
                             const Survey& survey, Instant now) {
  json::Writer out;
  out.begin().field("title", survey.form.title).field("until", survey.form.closes.ms).end();
  const std::string params = out.take();
  for (const PersonId& person : people) notices::send(tx, {person, kind, {}, params}, now, random_);
}

Task<Result<std::string>> InvitationService::invite(Actor actor, idempotency::Key key, SurveyId survey,
                                                    Invitees invitees) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, survey, invitees, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto asked = access::get_to_edit(tx, actor, survey);
      if (!asked) return asked.error();
      const auto found = find(tx, actor, survey, invitees);
      if (!found) return found.error();
      const std::int64_t before = store::count_invited(tx, survey);
      if (auto may = check_invitation(*asked, before, found->fresh.size(), limits_.smallest_group, now); !may)
        return may.error();
      for (const PersonId& person : found->fresh) store::invite(tx, survey, person);
      tell(tx, found->fresh, "survey.invited", *asked, now);
      const std::string count = std::to_string(found->fresh.size());
      store::append_event(tx, random_, survey, actor.person, "invited", {"", "", count}, now);
      audit::record(tx, {actor.person, "survey.invited", "survey", survey.str(), "", count}, now);
      return survey.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> InvitationService::remind(Actor actor, idempotency::Key key, SurveyId survey) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, survey, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto asked = access::get_to_edit(tx, actor, survey);
      if (!asked) return asked.error();
      if (asked->form.audience != Audience::invited) return Error::conflict("survey.not_for_invited");
      if (asked->state != State::open || asked->form.closes <= now) return Error::conflict("survey.closed");
      if (!store::note_reminded(tx, survey, now)) return Error::conflict("survey.reminded");
      tell(tx, store::silent(tx, survey, one_too_many), "survey.reminded", *asked, now);
      // How many it went to is how many have not answered: that is known, who they are is not.
      store::append_event(tx, random_, survey, actor.person, "reminded", {}, now);
      audit::record(tx, {actor.person, "survey.reminded", "survey", survey.str(), "", ""}, now);
      return survey.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::surveys
