#include "surveys/public.h"

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

bool invite(db::Tx& tx, const SurveyId& survey, const PersonId& person) {
  return store::invite(tx, survey, person);
}

}  // namespace ws::surveys
