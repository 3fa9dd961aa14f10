#pragma once
// What other features may know of surveys.

#include "base/random.h"
#include "db/db.h"
#include "surveys/survey_model.h"

namespace ws::surveys {

/// Asks those who will be invited, from now on, in the transaction of what they are asked about.
SurveyId open_for(db::Tx& tx, Random& random, const SiteId& site, const Form& form, const PersonId& by, Instant now);
/// What was said, for somebody who may see no single answers: small groups are hidden, and what was typed is shown
/// once enough have answered, in random order, at most 50 of each question.
struct Told {
  Results results;
  std::vector<std::string> words;
};
Told told(db::Reader& reader, const SurveyId& survey, const Limits& limits);
/// False if they were before. Whoever invites tells them.
bool invite(db::Tx& tx, const SurveyId& survey, const PersonId& person);

}  // namespace ws::surveys

// The use cases, for the faces that show them.
#include "surveys/invitation_service.h"
#include "surveys/survey_export_service.h"
#include "surveys/survey_service.h"
