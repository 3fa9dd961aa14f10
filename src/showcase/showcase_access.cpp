#include "showcase/showcase_access.h"

#include "people/public.h"
#include "sites/public.h"
#include "teams/public.h"

namespace ws::showcase::access {
namespace {

/// The site that the plan's thing belongs to.
Result<SiteId> site_of(db::Reader& reader, const Plan& plan) {
  if (plan.kind == Kind::brand_project) {
    const auto project = store::find_project(reader, plan.project);
    if (!project) return Error::not_found("project.not_found");
    return project->site;
  }
  if (plan.kind == Kind::excellent_team) {
    const auto team = teams::find_brief(reader, plan.team);
    if (!team || !team->active) return Error::not_found("team.not_found");
    return team->site;
  }
  if (!sites::find_brief(reader, plan.site)) return Error::not_found("site.not_found");
  return plan.site;
}

bool may_see(db::Reader& reader, const Actor& actor, const Plan& plan) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, plan.site) ||
         (!plan.team.empty() && teams::leads(reader, actor, plan.team));
}

bool is_one(db::Reader& reader, const PersonId& account, const PersonId& person) {
  return !account.empty() && people::person_of(reader, account) == person;
}

}  // namespace

Outcome check_may_nominate(db::Reader& reader, const Actor& actor, Plan& plan) {
  const auto site = site_of(reader, plan);
  if (!site) return site.error();
  plan.site = *site;
  if (!may_see(reader, actor, plan)) return Error::forbidden("showcase.not_yours");
  if (!plan.article.empty() && !content::find_published(reader, plan.article))
    return Error::invalid("showcase.unknown_article", "article_id");
  if (!plan.picture.empty() && !content::find_picture(reader, plan.picture))
    return Error::invalid("showcase.unknown_picture", "media_id");
  return Done{};
}

Result<store::Entry> get(db::Reader& reader, const Actor& actor, const ShowcaseId& id) {
  auto found = store::find(reader, id);
  if (!found || !may_see(reader, actor, found->plan)) return Error::not_found("showcase.not_found");
  return std::move(*found);
}

Result<store::Entry> get_public(db::Reader& reader, const ShowcaseId& id) {
  auto found = store::find(reader, id);
  const bool open = found && (found->state == State::publicised || found->state == State::shown);
  if (!open || !found->there) return Error::not_found("showcase.not_found");
  return std::move(*found);
}

Standing standing_of(db::Reader& reader, const Actor& actor, const store::Entry& entry) {
  const SiteId center = store::root_of(reader, entry.plan.site);
  return {
      entry.state,
      is_one(reader, entry.nominated_by, actor.person) || store::took(reader, entry.id, actor.person, "nominated"),
      is_one(reader, entry.reviewed_by, actor.person),
      sites::covers(reader, actor, {Role::dispatcher, Role::leader}, center),
      !entry.plan.team.empty() && teams::leads(reader, actor, entry.plan.team)};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::showcase::access
