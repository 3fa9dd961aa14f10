#include "live/room_service.h"

#include <algorithm>
#include <utility>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "live/audience_service.h"
#include "live/handout_service.h"
#include "notices/public.h"
#include "outbox/public.h"
#include "people/public.h"

namespace ws::live {
namespace {

constexpr std::string_view viewer_context = "live.viewer";
constexpr std::int64_t most_likes_at_once = 20;
constexpr std::size_t most_visits = 200'000;
/// Who has not been heard of for so long is not watching.
constexpr std::int64_t absent_ms = 90 * second_ms;

std::string message_words(const Message& message) {
  json::Writer out;
  out.begin()
      .field("broadcast_id", message.broadcast)
      .field("type", "message")
      .field("id", message.id)
      .field("name", shown_name(message.person_name))
      .field("text", message.text)
      .field("said_ms", message.said.ms)
      .end();
  return out.take();
}

std::string removal_words(const Message& message) {
  json::Writer out;
  out.begin().field("broadcast_id", message.broadcast).field("type", "removed").field("id", message.id).end();
  return out.take();
}

std::string figure_words(const BroadcastId& broadcast, std::string_view type, std::int64_t figure) {
  json::Writer out;
  out.begin().field("broadcast_id", broadcast).field("type", type).field("figure", figure).end();
  return out.take();
}

std::string room_words(const RoomService::State& room) {
  const Broadcast& broadcast = room.broadcast;
  json::Writer out;
  out.begin()
      .field("broadcast_id", broadcast.id)
      .field("type", "room")
      .field("state", to_text(broadcast.state))
      .field("waiting", broadcast.interrupted.has_value())
      .field("trouble", broadcast.trouble)
      .field("slow_s", broadcast.slow_s)
      .field("starts_ms", broadcast.plan.starts.ms)
      .field("likes", broadcast.likes)
      .field("watching", room.watching)
      .key("messages")
      .array();
  for (const Message& message : room.messages)
    out.begin()
        .field("id", message.id)
        .field("name", shown_name(message.person_name))
        .field("text", message.text)
        .field("said_ms", message.said.ms)
        .end();
  out.end_array().key("questions").array();
  for (const Question& question : room.questions) write(out, question);
  out.end_array().key("polls").array();
  for (const Poll& poll : room.polls) write(out, poll);
  out.end_array().key("handouts").array();
  for (const Handout& handout : room.handouts) write(out, handout);
  return out.end_array().end().take();
}

void tell(db::Tx& tx, const Broadcast& broadcast, std::string words, Instant now) {
  outbox::publish(tx, {"broadcast", broadcast.plan.site, {}, std::move(words)}, now);
}

}  // namespace

// ---- everybody

Result<RoomService::State> RoomService::state(const BroadcastId& broadcast) const {
  auto state = parts_.database.read([&](db::Reader& reader) -> Result<State> {
    auto found = access::get_public(reader, broadcast);
    if (!found) return found.error();
    return State{std::move(*found),
                 store::shown(reader, broadcast, parts_.rules.history),
                 store::shown_questions(reader, broadcast, most_questions_shown),
                 store::polls(reader, broadcast, most_polls),
                 store::handouts(reader, broadcast),
                 0};
  });
  if (state) state->watching = watching(broadcast);
  return state;
}

Result<std::string> RoomService::words(const BroadcastId& broadcast) const {
  // Not a young one that a commit has overtaken: whoever joins hears only what is told from then on.
  const std::int64_t mark = parts_.database.read([](db::Reader& reader) { return outbox::last_seq(reader); });
  const std::string key = broadcast.str() + "." + std::to_string(told_);
  if (const auto known = words_.find(key, mark)) return *known;
  const auto found = state(broadcast);
  if (!found) return found.error();
  std::string words = room_words(*found);
  words_.keep(key, mark, std::make_shared<const std::string>(words));
  return words;
}

Task<Result<std::string>> RoomService::speak(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                             std::string text) {
  const Instant now = parts_.clock.now();
  Message message;
  message.id = MessageId::fresh(now, parts_.random);
  message.broadcast = broadcast;
  message.person = actor.person;
  message.text = trim(text);
  message.said = now;
  auto use_case = [this, key, message, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_public(tx, message.broadcast);
      if (!found) return found.error();
      if (const auto right = check_said(message.text, parts_.rules.message_characters); !right) return right.error();
      if (store::find_mute(tx, message.broadcast, message.person)) return Error::forbidden("live.muted");
      const auto before = store::last_said(tx, message.broadcast, message.person);
      if (const auto may = may_speak(*found, before, now); !may) return may.error();
      Message said = message;
      said.state = is_held(said.text, parts_.rules) ? MessageState::held : MessageState::shown;
      said.person_name = people::find_name(tx, said.person).value_or("");
      store::insert(tx, said);
      if (said.state == MessageState::shown) tell(tx, *found, message_words(said), now);
      return std::string(to_text(said.state)) + " " + said.id.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Outcome RoomService::like(const BroadcastId& broadcast, std::int64_t count) {
  const auto found = parts_.database.read([&](db::Reader& reader) { return access::get_public(reader, broadcast); });
  if (!found) return found.error();
  const std::lock_guard lock(mutex_);
  likes_[broadcast] += std::clamp<std::int64_t>(count, 1, most_likes_at_once);
  return Done{};
}

// ---- moderators

Result<RoomService::Minutes> RoomService::minutes(const Actor& actor, const BroadcastId& broadcast,
                                                  const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Minutes> {
    const auto found = access::get_to_run(reader, actor, broadcast);
    if (!found) return found.error();
    Minutes minutes{store::messages(reader, broadcast, cursor, limit + 1), store::mutes(reader, broadcast), {}};
    if (static_cast<std::int64_t>(minutes.messages.size()) > limit) {
      minutes.messages.pop_back();
      minutes.next = minutes.messages.back().id.str();
    }
    return minutes;
  });
}

Result<Message> RoomService::get_to_moderate(db::Reader& reader, const Actor& actor, const MessageId& message) const {
  auto found = store::find_message(reader, message);
  if (!found) return Error::not_found("live.message_not_found");
  const auto broadcast = access::get_to_run(reader, actor, found->broadcast);
  // A message of a broadcast that they do not see is not there.
  if (!broadcast && broadcast.error().code == ErrorCode::not_found) return Error::not_found("live.message_not_found");
  if (!broadcast) return broadcast.error();
  return std::move(*found);
}

Task<Result<std::string>> RoomService::decide(Actor actor, idempotency::Key key, MessageId message,
                                              MessageState state, std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, message, state, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = get_to_moderate(tx, actor, message);
      if (!found) return found.error();
      if (found->state == state) return message.str();
      store::decide(tx, message, state, reason, actor.person, now);
      const auto broadcast = store::find(tx, found->broadcast);
      tell(tx, broadcast.value(), state == MessageState::shown ? message_words(*found) : removal_words(*found), now);
      const std::string_view action = state == MessageState::shown ? "live.message_shown" : "live.message_removed";
      audit::record(tx, {actor.person, action, "broadcast_message", message.str(), reason, ""}, now);
      return message.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> RoomService::mute(Actor actor, idempotency::Key key, MessageId message,
                                            std::string reason) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, message, reason, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = get_to_moderate(tx, actor, message);
      if (!found) return found.error();
      store::mute(tx, found->broadcast, {found->person, reason, "", now, actor.person});
      const auto broadcast = store::find(tx, found->broadcast);
      json::Writer params;
      params.begin().field("title", broadcast.value().plan.title).field("reason", reason).end();
      notices::send(tx, {found->person, "live.muted", {}, params.take()}, now, parts_.random);
      audit::record(tx, {actor.person, "live.muted", "person", found->person.str(), reason, found->broadcast.str()},
                    now);
      return found->broadcast.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> RoomService::unmute(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                              PersonId person) {
  const Instant now = parts_.clock.now();
  auto use_case = [actor, key, broadcast, person, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_run(tx, actor, broadcast);
      if (!found) return found.error();
      store::unmute(tx, broadcast, person);
      audit::record(tx, {actor.person, "live.unmuted", "person", person.str(), "", broadcast.str()}, now);
      return broadcast.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

Task<Result<std::string>> RoomService::set_slow(Actor actor, idempotency::Key key, BroadcastId broadcast,
                                                std::int64_t slow_s) {
  const Instant now = parts_.clock.now();
  auto use_case = [this, actor, key, broadcast, slow_s, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto found = access::get_to_run(tx, actor, broadcast);
      if (!found) return found.error();
      found->slow_s = slow_s;
      if (!store::update(tx, *found)) return Error::conflict("live.changed_meanwhile");
      store::append_event(tx, parts_.random, broadcast, actor.person, "slow_set", std::to_string(slow_s), now);
      tell(tx, *found, state_words(*found), now);
      return broadcast.str();
    });
  };
  co_return co_await parts_.database.write(use_case);
}

// ---- who watches

std::string RoomService::sign(const std::string& text) const {
  return text + "." + parts_.vault.lookup_key(text, viewer_context).substr(0, 32);
}

std::optional<std::string> RoomService::checked(const std::string& signed_text) const {
  const std::size_t dot = signed_text.rfind('.');
  if (dot == signed_text.npos) return std::nullopt;
  std::string text = signed_text.substr(0, dot);
  if (sign(text) != signed_text) return std::nullopt;
  return text;
}

Result<RoomService::Ticket> RoomService::visit(const Actor& actor, const BroadcastId& broadcast,
                                               const std::string& viewer) {
  const auto found = parts_.database.read([&](db::Reader& reader) { return access::get_public(reader, broadcast); });
  if (!found) return found.error();
  const Instant now = parts_.clock.now();
  Visit visit;
  visit.id = new_ulid(now, parts_.random);
  visit.broadcast = broadcast;
  visit.replay = found->state == live::State::replay_published;
  visit.first = visit.last = now;
  const auto known = checked(viewer);
  const std::string mark = known ? *known : new_ulid(now, parts_.random);
  visit.viewer =
      actor.signed_in()
          ? parts_.vault.lookup_key(actor.person.str(), std::string("live.") + broadcast.str()).substr(0, 32)
          : mark;
  std::int64_t position_s = 0;
  if (visit.replay)
    position_s = parts_.database.read(
        [&](db::Reader& reader) { return store::last_position_s(reader, broadcast, visit.viewer); });
  visit.position_s = position_s;
  const std::lock_guard lock(mutex_);
  if (visits_.size() < most_visits) visits_[visit.id] = {visit, 0, true};
  return Ticket{sign(visit.id), sign(mark), position_s};
}

Outcome RoomService::beat(const BroadcastId& broadcast, const std::string& ticket, std::int64_t position_s) {
  const auto id = checked(ticket);
  const Instant now = parts_.clock.now();
  const std::lock_guard lock(mutex_);
  const auto found = id ? visits_.find(*id) : visits_.end();
  if (found == visits_.end() || found->second.visit.broadcast != broadcast) return Error::invalid("live.bad_ticket");
  Watching& watching = found->second;
  watching.unwritten_s += counted_s(watching.visit.last, now);
  watching.visit.last = now;
  watching.visit.position_s = position_s;
  watching.changed = true;
  return Done{};
}

std::int64_t RoomService::watching(const BroadcastId& broadcast) const {
  const std::lock_guard lock(mutex_);
  const auto found = watching_.find(broadcast);
  return found == watching_.end() ? 0 : found->second;
}

/// Storage was away: the next tick writes it.
void RoomService::gather_again(const std::map<BroadcastId, std::int64_t>& likes, const std::vector<Visit>& visits) {
  const std::lock_guard lock(mutex_);
  for (const auto& [broadcast, count] : likes) likes_[broadcast] += count;
  for (const Visit& visit : visits) {
    Watching& watching = visits_.try_emplace(visit.id, Watching{visit, 0, true}).first->second;
    watching.unwritten_s += visit.watched_s;
    watching.changed = true;
  }
}

void RoomService::tell_now(const std::string& room, std::string_view words) {
  ++told_;
  parts_.publish(room, words);
}

void RoomService::tick() {
  std::map<BroadcastId, std::int64_t> likes, watching, watched;
  std::vector<Visit> visits;
  const Instant since = parts_.clock.now().plus_ms(-absent_ms);
  {
    const std::lock_guard lock(mutex_);
    likes.swap(likes_);
    for (auto one = visits_.begin(); one != visits_.end();) {
      auto& [visit, unwritten_s, changed] = one->second;
      if (changed) {
        visits.push_back(visit);
        visits.back().watched_s = std::exchange(unwritten_s, 0);
        changed = false;
      }
      if (visit.last >= since) ++watching[visit.broadcast];
      one = visit.last < since ? visits_.erase(one) : std::next(one);
    }
    watched = std::exchange(watching_, watching);
  }
  if (!likes.empty() || !visits.empty()) {
    const Outcome written = parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      for (const auto& [broadcast, count] : likes) store::add_likes(tx, broadcast, count);
      for (const Visit& visit : visits) store::note_visit(tx, visit);
      return Done{};
    });
    if (!written) gather_again(likes, visits);
  }
  for (const auto& [broadcast, count] : likes) {
    const auto found = parts_.database.read([&](db::Reader& reader) { return store::find(reader, broadcast); });
    if (found) tell_now(broadcast.str(), figure_words(broadcast, "likes", found->likes));
  }
  for (const auto& [broadcast, count] : watching)
    if (watched[broadcast] != count) tell_now(broadcast.str(), figure_words(broadcast, "watching", count));
}

}  // namespace ws::live
