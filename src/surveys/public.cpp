#include "surveys/public.h"

#include "surveys/invitation_store.h"
#include "surveys/survey_service.h"
#include "surveys/survey_store.h"

namespace ws::surveys {

SurveyId open_for(db::Tx& tx, Random& random, const SiteId& site, const Form& form, const PersonId& by, Instant now) {
  Survey fresh;
  fresh.id = SurveyId::fresh(now, random);
  fresh.site = site;
  fresh.form = form;
  fresh.state = State::open;
  fresh.made = now;
  store::insert(tx, fresh, by);
  store::append_event(tx, random, fresh.id, by, "made", {}, now);
  store::append_event(tx, random, fresh.id, by, "opened", {}, now);
  return fresh.id;
}

Told told(db::Reader& reader, const SurveyId& survey, const Limits& limits) {
  constexpr std::int64_t most_words = 50;
  const auto found = store::find(reader, survey);
  if (!found) return {};
  Told told{protect(labelled(store::results(reader, *found)), limits.smallest_group), {}};
  for (const QuestionResult& result : told.results.questions)
    if (!result.hidden && (result.question.kind == Kind::text || result.question.kind == Kind::long_text))
      for (store::Words& one : store::words(reader, survey, result.question.code, "", most_words))
        told.words.push_back(std::move(one.words));
  return told;
}

bool invite(db::Tx& tx, const SurveyId& survey, const PersonId& person) {
  return store::invite(tx, survey, person);
}

}  // namespace ws::surveys
