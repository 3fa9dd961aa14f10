#include "surveys/survey_access.h"

#include "sites/public.h"
#include "surveys/invitation_store.h"

namespace ws::surveys::access {

Result<Survey> get(db::Reader& reader, const Actor& actor, const SurveyId& survey) {
  auto found = store::find(reader, survey);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, found->site))
    return Error::not_found("survey.not_found");
  return std::move(*found);
}

bool may_edit(db::Reader& reader, const Actor& actor, const Survey& survey) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, survey.site);
}

Result<Survey> get_to_edit(db::Reader& reader, const Actor& actor, const SurveyId& survey) {
  auto found = get(reader, actor, survey);
  if (found && !may_edit(reader, actor, *found)) return Error::forbidden("survey.not_yours");
  return found;
}

Outcome check_may_ask_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

Result<Survey> get_public(db::Reader& reader, const Sender& sender, const SurveyId& survey) {
  auto found = store::find(reader, survey);
  const bool hidden = !found || found->state == State::draft ||
                      (found->form.audience == Audience::invited &&
                       (sender.person.empty() || !store::is_invited(reader, survey, sender.person)));
  if (hidden) return Error::not_found("survey.not_found");
  return std::move(*found);
}

}  // namespace ws::surveys::access
