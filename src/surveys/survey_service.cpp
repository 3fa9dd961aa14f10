#include "surveys/survey_service.h"

#include <algorithm>

#include "audit/public.h"
#include "people/public.h"
#include "surveys/invitation_store.h"

namespace ws::surveys {
namespace {

constexpr std::int64_t most_asked = 60;
constexpr std::int64_t most_told = 20;

/// Says nothing of the moment, so that a reply cannot be matched with who was there then.
SurveyReplyId untimed(Random& random) {
  return SurveyReplyId::fresh(Instant{0}, random);
}

store::Reply reply_of(Judged judged, std::string lane, const PersonId& entered_by, Random& random, Instant now) {
  store::Reply reply;
  reply.id = untimed(random);
  reply.lane = std::move(lane);
  reply.day = to_text(local_date(now));
  reply.entered_by = entered_by;
  reply.answers = std::move(judged.answers);
  return reply;
}

Outcome check_judged(const Judged& judged) {
  if (!judged.faults.empty()) return Error::invalid(judged.faults.front().reason, judged.faults.front().question);
  if (judged.answers.empty()) return Error::invalid("survey.nothing_said");
  return Done{};
}

std::vector<Cell> cells_in_order(const QuestionResult& result) {
  std::map<std::pair<std::string, std::string>, const Cell*> counted;
  for (const Cell& cell : result.cells) counted[{cell.part, cell.choice}] = &cell;
  const Question& question = result.question;
  std::vector<Option> choices = question.options;
  if (question.other) choices.push_back({std::string(other_option), ""});
  for (int rating = 1; question.kind == Kind::rating && rating <= best_rating; ++rating)
    choices.push_back({std::to_string(rating), ""});
  if (question.kind == Kind::date)
    for (const Cell& cell : result.cells) choices.push_back({cell.choice, cell.choice});
  std::vector<Option> parts = question.rows;
  if (parts.empty()) parts.emplace_back();
  std::vector<Cell> cells;
  for (const Option& part : parts)
    for (const Option& choice : choices) {
      const auto found = counted.find({part.code, choice.code});
      Cell cell{part.code, choice.code, choice.label, 0, 0};
      if (found != counted.end()) {
        cell.count = found->second->count;
        cell.sum = found->second->sum;
      }
      cells.push_back(std::move(cell));
    }
  return cells;
}

}  // namespace

Results labelled(Results results) {
  for (QuestionResult& result : results.questions) result.cells = cells_in_order(result);
  return results;
}

SurveyService::Page SurveyService::list(const Actor& actor, std::optional<State> state, const std::string& cursor,
                                        std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    Page page{store::list(reader, {access::seen(actor), state, cursor, limit + 1}), {}};
    if (static_cast<std::int64_t>(page.rows.size()) > limit) {
      page.rows.pop_back();
      page.next = page.rows.back().survey.id.str();
    }
    return page;
  });
}

Result<SurveyService::Detail> SurveyService::find(const Actor& actor, const SurveyId& survey) const {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get(reader, actor, survey);
    if (!found) return found.error();
    Detail detail;
    detail.row = store::find_row(reader, survey).value();
    detail.survey = std::move(*found);
    detail.answered = store::answered(reader, survey);
    detail.events = store::events(reader, survey);
    detail.invited = store::count_invited(reader, survey);
    detail.reminded = store::reminded(reader, survey);
    detail.may_edit = access::may_edit(reader, actor, detail.survey);
    return detail;
  });
}

Task<Result<std::string>> SurveyService::make(Actor actor, idempotency::Key key, SiteId site, Form form) {
  const Instant now = clock_.now();
  const auto id = SurveyId::fresh(now, random_);
  auto use_case = [this, actor, key, site, form, id, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (auto may = access::check_may_ask_at(tx, actor, site); !may) return may.error();
      if (auto right = check_form(form); !right) return right.error();
      Survey fresh;
      fresh.id = id;
      fresh.site = site;
      fresh.form = form;
      fresh.made = now;
      store::insert(tx, fresh, actor.person);
      store::append_event(tx, random_, id, actor.person, "made", {}, now);
      audit::record(tx, {actor.person, "survey.made", "survey", id.str(), "", form.title}, now);
      return id.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> SurveyService::edit(Actor actor, idempotency::Key key, SurveyId survey, Form form,
                                              std::int64_t version) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, survey, form, version, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return edit_in(tx, actor, survey, form, version, now); });
  };
  co_return co_await database_.write(use_case);
}

Result<std::string> SurveyService::edit_in(db::Tx& tx, const Actor& actor, const SurveyId& id, const Form& form,
                                           std::int64_t version, Instant now) {
  auto found = access::get_to_edit(tx, actor, id);
  if (!found) return found.error();
  if (found->state == State::closed) return Error::conflict("survey.closed");
  if (auto right = check_form(form); !right) return right.error();
  std::set<std::string> answered;
  for (const auto& [question, replies] : store::answered(tx, id)) answered.insert(question);
  if (auto kept = check_change(found->form, form, answered); !kept) return kept.error();
  // Whoever answered was told who may, and what happens with it.
  if (found->replies > 0 && (form.audience != found->form.audience || form.handling != found->form.handling))
    return Error{ErrorCode::conflict, "survey.promise_given", "handling"};
  Survey changed = *found;
  changed.form = form;
  changed.version = version;
  if (!store::update(tx, changed)) return Error::conflict("survey.changed_meanwhile");
  store::append_event(tx, random_, id, actor.person, "edited", {}, now);
  for (const Rewording& one : rewordings(found->form, form))
    if (answered.contains(one.question)) store::append_event(tx, random_, id, actor.person, "reworded", one, now);
  audit::record(tx, {actor.person, "survey.edited", "survey", id.str(), "", form.title}, now);
  return id.str();
}

Task<Result<std::string>> SurveyService::move(Actor actor, idempotency::Key key, SurveyId survey, State to) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, survey, to, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_edit(tx, actor, survey);
      if (!found) return found.error();
      const State from = to == State::open ? State::draft : State::open;
      if (found->state != from) return Error::conflict("survey.state");
      if (to == State::open && found->form.closes <= now) return Error::invalid("survey.times", "closes_ms");
      if (!store::move(tx, survey, from, to, now)) return Error::conflict("survey.state");
      const std::string kind = to == State::open ? "opened" : "closed";
      store::append_event(tx, random_, survey, actor.person, kind, {}, now);
      audit::record(tx, {actor.person, "survey." + kind, "survey", survey.str(), "", found->form.title}, now);
      return survey.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> SurveyService::enter_paper(Actor actor, idempotency::Key key, SurveyId survey,
                                                     std::vector<Given> given) {
  const Instant now = clock_.now();
  auto use_case = [this, actor, key, survey, given, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_edit(tx, actor, survey);
      if (!found) return found.error();
      if (found->state != State::open || now < found->form.opens) return Error::conflict("survey.closed");
      Judged judged = judge(found->form.questions, given);
      if (auto right = check_judged(judged); !right) return right.error();
      const store::Reply reply = reply_of(std::move(judged), "paper", actor.person, random_, now);
      store::insert_reply(tx, survey, reply);
      return reply.id.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Result<SurveyService::Shown> SurveyService::results(const Actor& actor, const SurveyId& survey) const {
  return database_.read([&](db::Reader& reader) -> Result<Shown> {
    auto found = access::get(reader, actor, survey);
    if (!found) return found.error();
    Shown shown;
    shown.single_answers = access::may_edit(reader, actor, *found);
    shown.smallest = limits_.smallest_group;
    shown.results = labelled(store::results(reader, *found));
    if (!shown.single_answers) shown.results = protect(std::move(shown.results), shown.smallest);
    shown.survey = std::move(*found);
    return shown;
  });
}

Result<SurveyService::Words> SurveyService::words(const Actor& actor, const SurveyId& survey,
                                                  const std::string& question, const std::string& cursor,
                                                  std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) -> Result<Words> {
    const auto found = access::get_to_edit(reader, actor, survey);
    if (!found) return found.error();
    const auto& questions = found->form.questions;
    if (std::none_of(questions.begin(), questions.end(), [&](const Question& one) { return one.code == question; }))
      return Error::not_found("survey.no_question");
    Words page{store::words(reader, survey, question, cursor, limit + 1), {}};
    if (static_cast<std::int64_t>(page.rows.size()) > limit) {
      page.rows.pop_back();
      page.next = page.rows.back().reply.str();
    }
    return page;
  });
}

SurveyService::Open SurveyService::open(const Actor& actor) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    Open open;
    if (actor.signed_in()) open.invited = store::asked_of(reader, actor.person, now, most_asked);
    open.asked = store::asked(reader, now, most_asked);
    open.told = store::told(reader, now, most_told);
    return open;
  });
}

Result<SurveyService::Asking> SurveyService::asking(const access::Sender& sender, const SurveyId& survey) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Asking> {
    auto found = access::get_public(reader, sender, survey);
    if (!found) return found.error();
    Asking asking;
    asking.row = store::find_row(reader, survey).value();
    asking.standing = standing_of(*found, now);
    asking.answered = found->form.audience == Audience::everyone
                          ? store::has_device(reader, survey, sender.device_hash)
                          : !sender.person.empty() && store::took_part(reader, survey, sender.person);
    if (asking.standing == Standing::over && found->form.results_public)
      asking.results = protect(labelled(store::results(reader, *found)), limits_.smallest_group);
    asking.survey = std::move(*found);
    return asking;
  });
}

Task<Result<std::string>> SurveyService::reply(access::Sender sender, idempotency::Key key, SurveyId survey,
                                               std::vector<Given> given) {
  const Instant now = clock_.now();
  auto use_case = [this, sender, key, survey, given, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return reply_in(tx, sender, survey, given, now); });
  };
  co_return co_await database_.write(use_case);
}

/// What is remembered of the key is the survey, not the reply: the key's row knows the person.
Result<std::string> SurveyService::reply_in(db::Tx& tx, const access::Sender& sender, const SurveyId& id,
                                            const std::vector<Given>& given, Instant now) {
  const auto found = access::get_public(tx, sender, id);
  if (!found) return found.error();
  if (standing_of(*found, now) != Standing::asking) return Error::conflict("survey.not_asking");
  const bool open_to_all = found->form.audience == Audience::everyone;
  if (!open_to_all && sender.person.empty()) return Error{ErrorCode::unauthenticated, "session.required"};
  Judged judged = judge(found->form.questions, given);
  if (auto right = check_judged(judged); !right) return right.error();
  const bool first =
      open_to_all ? store::add_device(tx, id, sender.device_hash) : store::add_participant(tx, id, sender.person);
  if (!first) return Error::conflict("survey.answered_before");
  store::insert_reply(tx, id, reply_of(std::move(judged), "online", {}, random_, now));
  return id.str();
}

}  // namespace ws::surveys
