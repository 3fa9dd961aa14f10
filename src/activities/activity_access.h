#pragma once
// The only way to an activity, a role or a signup for an actor. What the actor may not see answers as what is not
// there.

#include "activities/activity_store.h"
#include "activities/presence_store.h"
#include "activities/signup_store.h"
#include "activities/template_store.h"
#include "base/actor.h"

namespace ws::activities::access {

struct Seen {
  Activity activity;
  Standing standing;
};
/// For reading. "activity.not_found" when absent; drafts, reviews and what was retracted are there for the activity's
/// own people alone.
Result<Seen> see(db::Reader& reader, const Actor& actor, const ActivityId& id);
/// For changing: the row is locked.
Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const ActivityId& id);

struct SeenRole {
  Seen seen;
  Shift shift;
  ShiftRole role;
};
/// For signing up: the activity stays as it is until the transaction ends. "role.not_found".
Result<SeenRole> see_role(db::Tx& tx, const Actor& actor, const ShiftRoleId& id);
/// For who signs up, which needs no standing: it is looked at only where not everybody sees the activity. What the
/// check of an applicant asks is asked ahead.
Result<SeenRole> see_role_to_join(db::Tx& tx, const Actor& actor, const ShiftRoleId& id);

struct SeenSignup {
  Seen seen;
  Signup signup;
  Shift shift;
  ShiftRole role;
  bool own = false;
};
/// One's own, or one of an activity one manages; the signup is locked. "signup.not_found".
Result<SeenSignup> see_signup(db::Tx& tx, const Actor& actor, const SignupId& id);

/// The same for a clock, which may see all.
std::optional<SeenSignup> clock_sees(db::Tx& tx, const SignupId& id);

struct SeenShift {
  Seen seen;
  Shift shift;  ///< without roles
};
/// A shift of an activity the actor sees. "shift.not_found".
Result<SeenShift> see_shift(db::Reader& reader, const Actor& actor, const ShiftId& id);
/// The same for changing, by the activity's own people; it stays as it is until the transaction ends.
/// "activity.not_yours" too.
Result<SeenShift> see_led_shift(db::Tx& tx, const Actor& actor, const ShiftId& id);
/// For whoever manages what is of its site or team, and whoever kept it. "template.not_found".
Result<store::Template> get_template(db::Reader& reader, const Actor& actor, const ActivityTemplateId& id);

/// Whether the activity's people may give the person a place: themself, a volunteer of the actor's own subtrees, or a
/// member of the activity's team. Whoever is outside looks like nobody.
bool may_be_placed(db::Reader& reader, const Actor& actor, const Activity& activity, const PersonId& person);
/// The subtrees whose volunteers the actor may give places to.
std::vector<SiteId> placing_roots(const Actor& actor);

/// Whose activities the actor sees all of: below their sites, of their teams, written by them. `roles` are those
/// that count at a site.
store::Filter::Own own_of(const Actor& actor, std::initializer_list<Role> roles);

/// Whether the actor may set up something there: clerk or dispatcher over the site, or leader of the team. Refuses
/// "site.not_found", "team.not_found", "activity.not_yours".
Outcome check_may_own(db::Reader& reader, const Actor& actor, const SiteId& site, const TeamId& team);

Standing standing_of(db::Reader& reader, const Actor& actor, const Activity& activity);

}  // namespace ws::activities::access
