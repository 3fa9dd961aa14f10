#include "live/audience_service.h"

#include <algorithm>
#include <utility>

#include "audit/public.h"
#include "base/text.h"
#include "outbox/public.h"
#include "people/public.h"

namespace ws::live {
namespace {

void tell(db::Tx& tx, const Broadcast& broadcast, std::string words, Instant now) {
  outbox::publish(tx, {"broadcast", broadcast.plan.site, {}, std::move(words)}, now);
}

std::string question_words(const Question& question) {
  json::Writer out;
  out.begin().field("broadcast_id", question.broadcast).field("type", "question").key("question");
  write(out, question);
  return out.end().take();
}

std::string gone_words(const Question& question) {
  json::Writer out;
  out.begin().field("broadcast_id", question.broadcast).field("type", "question_gone").field("id", question.id).end();
  return out.take();
}

bool is_shown(QuestionState state) {
  return state == QuestionState::open || state == QuestionState::answered;
}

/// The broadcast of something in its room, while people may take part.
Result<Broadcast> get_open(db::Reader& reader, const BroadcastId& broadcast) {
  auto found = access::get_public(reader, broadcast);
  if (!found) return found;
  if (const Outcome open = may_take_part(*found); !open) return open.error();
  return found;
}

}  // namespace

void write(json::Writer& out, const Question& question) {
  out.begin()
      .field("id", question.id)
      .field("name", shown_name(question.person_name))
      .field("text", question.text)
      .field("asked_ms", question.asked.ms)
      .field("answered", question.state == QuestionState::answered)
      .field("votes", question.votes)
      .end();
}

void write(json::Writer& out, const Poll& poll) {
  out.begin()
      .field("id", poll.id)
      .field("question", poll.question)
      .field("open", !poll.closed)
      .key("choices")
      .array();
  for (const Choice& choice : poll.choices)
    out.begin().field("label", choice.label).field("votes", choice.votes).end();
  out.end_array().end();
}

std::string poll_words(const Poll& poll) {
  json::Writer out;
  out.begin().field("broadcast_id", poll.broadcast).field("type", "poll").key("poll");
  write(out, poll);
  return out.end().take();
}

AudienceService::Answer AudienceService::run(idempotency::Key key,
                                             std::function<Result<std::string>(db::Tx&, Instant)> body) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&] { return body(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

// ---- people

AudienceService::Answer AudienceService::ask(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                             std::string text) {
  Question question;
  question.id = QuestionId::fresh(parts_.clock.now(), parts_.random);
  question.broadcast = broadcast;
  question.person = actor.person;
  question.text = trim(text);
  question.state = is_held(question.text, parts_.rules) ? QuestionState::held : QuestionState::open;
  auto asking = run(std::move(key), [this, question](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = get_open(tx, question.broadcast);
    if (!found) return found.error();
    if (const auto right = check_said(question.text, parts_.rules.question_characters); !right) return right.error();
    if (store::find_mute(tx, question.broadcast, question.person)) return Error::forbidden("live.muted");
    const auto asked = store::count_questions(tx, question.broadcast, question.person);
    if (const auto may = may_ask(asked.in_room, asked.own, parts_.rules); !may) return may.error();
    Question fresh = question;
    fresh.asked = now;
    fresh.person_name = people::find_name(tx, fresh.person).value_or("");
    store::insert(tx, fresh);
    if (is_shown(fresh.state)) tell(tx, *found, question_words(fresh), now);
    return std::string(to_text(fresh.state)) + " " + fresh.id.str();
  });
  co_return co_await asking;
}

AudienceService::Answer AudienceService::vote(Actor actor, idempotency::Key key, QuestionId question, Vote vote) {
  auto voting = run(std::move(key), [actor, question, vote](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto asked = store::find_question(tx, question);
    if (!asked || !is_shown(asked->state)) return Error::not_found("live.question_not_found");
    if (const auto open = get_open(tx, asked->broadcast); !open) return open.error();
    if (vote == Vote::given)
      store::vote(tx, question, actor.person, now);
    else
      store::take_vote_back(tx, question, actor.person);
    return asked->broadcast.str();
  });
  const auto done = co_await voting;
  if (!done) co_return done.error();
  const std::lock_guard lock(mutex_);
  moved_[BroadcastId(*done)].questions.insert(question);
  co_return question.str();
}

AudienceService::Answer AudienceService::choose(Actor actor, idempotency::Key key, PollId poll,
                                                std::int64_t position) {
  auto choosing = run(std::move(key), [actor, poll, position](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = store::find_poll(tx, poll);
    if (!found || !access::get_public(tx, found->broadcast)) return Error::not_found("live.poll_not_found");
    if (found->closed) return Error::conflict("live.poll_closed");
    if (position < 0 || position >= static_cast<std::int64_t>(found->choices.size()))
      return Error::invalid("field.range", "choice");
    if (!store::choose(tx, poll, position, actor.person, now)) return Error::conflict("live.poll_voted");
    return found->broadcast.str();
  });
  const auto done = co_await choosing;
  if (!done) co_return done.error();
  const std::lock_guard lock(mutex_);
  moved_[BroadcastId(*done)].polls.insert(poll);
  co_return poll.str();
}

Result<AudienceService::Own> AudienceService::own(const Actor& actor, const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Own> {
    if (const auto found = access::get_public(reader, broadcast); !found) return found.error();
    return Own{store::voted(reader, broadcast, actor.person), store::chosen(reader, broadcast, actor.person),
               store::find_mute(reader, broadcast, actor.person)};
  });
}

// ---- moderators

Result<std::vector<Question>> AudienceService::questions(const Actor& actor, const BroadcastId& broadcast) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<std::vector<Question>> {
    if (const auto found = access::get_to_run(reader, actor, broadcast); !found) return found.error();
    return store::questions(reader, broadcast, most_questions);
  });
}

Result<Question> AudienceService::get_to_moderate(db::Reader& reader, const Actor& actor,
                                                  const QuestionId& question) const {
  auto found = store::find_question(reader, question);
  if (!found) return Error::not_found("live.question_not_found");
  const auto broadcast = access::get_to_speak(reader, actor, found->broadcast);
  if (!broadcast && broadcast.error().code == ErrorCode::not_found)
    return Error::not_found("live.question_not_found");
  if (!broadcast) return broadcast.error();
  return std::move(*found);
}

AudienceService::Answer AudienceService::decide(Actor actor, idempotency::Key key, QuestionId question,
                                                QuestionState state, std::string reason) {
  auto deciding =
      run(std::move(key), [this, actor, question, state, reason](db::Tx& tx, Instant now) -> Result<std::string> {
        auto found = get_to_moderate(tx, actor, question);
        if (!found) return found.error();
        // Who teaches says what was answered; what is held or hidden is for the moderators.
        if (state != QuestionState::answered)
          if (const auto may = access::get_to_run(tx, actor, found->broadcast); !may) return may.error();
        if (found->state == state) return question.str();
        store::decide(tx, question, state, reason, actor.person, now);
        found->state = state;
        const auto broadcast = store::find(tx, found->broadcast);
        tell(tx, broadcast.value(), is_shown(state) ? question_words(*found) : gone_words(*found), now);
        const std::string action = "live.question_" + std::string(to_text(state));
        audit::record(tx, {actor.person, action, "broadcast_question", question.str(), reason, ""}, now);
        return question.str();
      });
  co_return co_await deciding;
}

AudienceService::Answer AudienceService::open_poll(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                                   Poll poll) {
  poll.id = PollId::fresh(parts_.clock.now(), parts_.random);
  poll.broadcast = broadcast;
  auto opening = run(std::move(key), [this, actor, poll](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_to_run(tx, actor, poll.broadcast);
    if (!found) return found.error();
    if (const auto open = may_take_part(*found); !open) return open.error();
    if (const auto right = check_poll(poll); !right) return right.error();
    if (static_cast<std::int64_t>(store::polls(tx, poll.broadcast, most_polls).size()) >= most_polls)
      return Error::conflict("live.many_polls");
    Poll fresh = poll;
    fresh.opened = now;
    if (!store::insert(tx, fresh, actor.person)) return Error::conflict("live.poll_open");
    store::append_event(tx, parts_.random, poll.broadcast, actor.person, "poll_opened", poll.question, now);
    tell(tx, *found, poll_words(fresh), now);
    return fresh.id.str();
  });
  co_return co_await opening;
}

AudienceService::Answer AudienceService::close_poll(Actor actor, idempotency::Key key, PollId poll) {
  auto closing = run(std::move(key), [this, actor, poll](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto known = store::find_poll(tx, poll);
    if (!known) return Error::not_found("live.poll_not_found");
    const auto broadcast = access::get_to_run(tx, actor, known->broadcast);
    if (!broadcast && broadcast.error().code == ErrorCode::not_found) return Error::not_found("live.poll_not_found");
    if (!broadcast) return broadcast.error();
    if (!store::close(tx, poll, now)) return Error::conflict("live.poll_closed");
    store::append_event(tx, parts_.random, known->broadcast, actor.person, "poll_closed", known->question, now);
    tell(tx, *broadcast, poll_words(store::find_poll(tx, poll).value()), now);
    return poll.str();
  });
  co_return co_await closing;
}

// ---- counts

std::string AudienceService::counts_words(db::Reader& reader, const BroadcastId& broadcast,
                                          const Moved& moved) const {
  json::Writer out;
  out.begin().field("broadcast_id", broadcast).field("type", "counts").key("questions").array();
  for (const QuestionId& id : moved.questions)
    if (const auto question = store::find_question(reader, id))
      out.begin().field("id", id).field("votes", question->votes).end();
  out.end_array().key("polls").array();
  for (const PollId& id : moved.polls)
    if (const auto poll = store::find_poll(reader, id)) write(out, *poll);
  return out.end_array().end().take();
}

void AudienceService::tick() {
  std::map<BroadcastId, Moved> moved;
  {
    const std::lock_guard lock(mutex_);
    moved.swap(moved_);
  }
  for (const auto& [broadcast, what] : moved) {
    const std::string words =
        parts_.database.read([&](db::Reader& reader) { return counts_words(reader, broadcast, what); });
    parts_.publish(broadcast.str(), words);
  }
}

}  // namespace ws::live
