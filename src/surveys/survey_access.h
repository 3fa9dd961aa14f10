#pragma once
// Who may do what with a survey. Its site's clerks and dispatchers, and those above, make it and see single answers;
// leaders see its figures, protected. To everybody else it is there while it is asked, and its figures when they are
// public.

#include "base/actor.h"
#include "surveys/survey_store.h"

namespace ws::surveys::access {

/// For staff over its site. Refuses "survey.not_found".
Result<Survey> get(db::Reader& reader, const Actor& actor, const SurveyId& survey);
/// Refuses "survey.not_found", "survey.not_yours".
Result<Survey> get_to_edit(db::Reader& reader, const Actor& actor, const SurveyId& survey);
bool may_edit(db::Reader& reader, const Actor& actor, const Survey& survey);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_ask_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose surveys the actor sees.
std::vector<SiteId> seen(const Actor& actor);

/// Whose page is opened, or who answers: a person, or a device.
struct Sender {
  PersonId person;
  std::string device_hash;
};
/// For who would answer it or see its figures; drafts are not there, and neither is one that somebody is not invited
/// to. Refuses "survey.not_found".
Result<Survey> get_public(db::Reader& reader, const Sender& sender, const SurveyId& survey);

}  // namespace ws::surveys::access
