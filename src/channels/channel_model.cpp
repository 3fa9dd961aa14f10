#include "channels/channel_model.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ws::channels {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 7> states{{{State::waiting, "waiting"},
                                                                    {State::drafted, "drafted"},
                                                                    {State::submitting, "submitting"},
                                                                    {State::submitted, "submitted"},
                                                                    {State::shown, "shown"},
                                                                    {State::gone, "gone"},
                                                                    {State::failed, "failed"}}};

Delivery moved(Delivery delivery, State state, Instant now) {
  delivery.state = state;
  delivery.attempts = 0;
  delivery.trouble = delivery.trouble_detail = "";
  delivery.changed = now;
  delivery.due = next_step(delivery) == Step::none ? std::nullopt : std::optional(now);
  return delivery;
}

Delivery failed(Delivery delivery, std::string reason, std::string detail, Instant now) {
  delivery = moved(std::move(delivery), State::failed, now);
  delivery.trouble = std::move(reason);
  delivery.trouble_detail = std::move(detail);
  return delivery;
}

}  // namespace

Outcome check_channel(const Channel& channel) {
  const bool known = channel.account.size() == 18 && channel.account.starts_with("wx") &&
                     std::all_of(channel.account.begin(), channel.account.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
  if (!known) return Error::invalid("channel.account", "account");
  return Done{};
}

std::string_view to_text(State state) {
  for (const auto& [known, text] : states)
    if (known == state) return text;
  return "";
}
std::optional<State> parse_state(std::string_view text) {
  for (const auto& [state, known] : states)
    if (known == text) return state;
  return std::nullopt;
}

Step next_step(const Delivery& one) {
  const bool same = one.wanted && one.sent_version == one.article_version;
  switch (one.state) {
    case State::waiting:
      return one.wanted ? Step::draft : Step::none;
    case State::drafted:
      return same ? Step::submit : Step::none;
    case State::submitting:
      return Step::unsure;
    case State::submitted:
      return Step::look;
    case State::shown:
      return same ? Step::none : Step::take_down;
    case State::gone:
    case State::failed:
      return Step::none;
  }
  return Step::none;
}

Delivery want_shown(Delivery one, std::int64_t article_version, Instant now) {
  one.wanted = true;
  one.article_version = article_version;
  if (one.state == State::submitting || one.state == State::submitted)
    return one;  // once it is known what became of it
  const bool anew = one.state == State::gone || one.state == State::drafted ||
                    (one.state == State::failed && one.trouble != "channel.unsure");
  if (one.state == State::failed && !anew) return one;  // somebody has to look first
  // What was failed when it was to be taken down is still there.
  const State state = !anew ? one.state : one.remote.empty() ? State::waiting : State::shown;
  return moved(std::move(one), state, now);
}

Delivery want_gone(Delivery one, Instant now) {
  one.wanted = false;
  const bool unseen = one.state == State::waiting || one.state == State::drafted ||
                      (one.state == State::failed && one.remote.empty() && one.trouble != "channel.unsure");
  if (unseen) return moved(std::move(one), State::gone, now);
  if (one.state == State::failed && !one.remote.empty()) return moved(std::move(one), State::shown, now);
  if (one.state == State::shown) return moved(std::move(one), State::shown, now);
  return one;
}

Delivery claimed(Delivery one, Instant now) {
  one.due = now.plus_ms(lease_ms);
  return one;
}

Delivery drafted(Delivery one, std::string draft, Instant now) {
  one.draft = std::move(draft);
  one.sent_version = one.article_version;
  return moved(std::move(one), State::drafted, now);
}

Delivery submitting(Delivery one, Instant now) {
  return claimed(moved(std::move(one), State::submitting, now), now);
}

Delivery submitted(Delivery one, std::string task, Instant now) {
  one.task = std::move(task);
  one = moved(std::move(one), State::submitted, now);
  one.due = now.plus_ms(look_every_ms / 10);
  return one;
}

Delivery shown(Delivery one, std::string remote, std::string address, Instant now) {
  one.remote = std::move(remote);
  one.address = std::move(address);
  return moved(std::move(one), State::shown, now);
}

Delivery taken_down(Delivery one, Instant now) {
  one.remote = one.address = one.draft = one.task = "";
  one.sent_version = 0;
  const State state = one.wanted ? State::waiting : State::gone;
  return moved(std::move(one), state, now);
}

Delivery still_examined(Delivery one, Instant now) {
  if (++one.attempts >= most_looks) return failed(std::move(one), "channel.unsure", "", now);
  one.due = now.plus_ms(look_every_ms);
  one.changed = now;
  return one;
}

Delivery refused(Delivery one, const Error& error, Instant now) {
  if (one.state == State::submitting) return failed(std::move(one), "channel.unsure", error.detail, now);
  const int attempts = one.attempts + 1;
  if (error.code != ErrorCode::unavailable) return failed(std::move(one), error.reason, error.detail, now);
  if (attempts >= most_attempts) {
    const bool known = one.state != State::submitted;
    return failed(std::move(one), known ? error.reason : "channel.unsure", error.detail, now);
  }
  one.attempts = attempts;
  one.trouble = error.reason;
  one.trouble_detail = error.detail;
  one.changed = now;
  one.due = now.plus_ms(std::min(longest_pause_ms, first_pause_ms << (attempts - 1)));
  return one;
}

Result<Delivery> again(Delivery one, bool looked, Instant now) {
  if (one.state != State::failed) return Error::conflict("channel.not_failed");
  if (one.trouble == "channel.unsure" && !looked) return Error::conflict("channel.look_first");
  if (!one.remote.empty()) return moved(std::move(one), State::shown, now);
  one.sent_version = 0;
  one.draft = one.task = "";
  const State state = one.wanted ? State::waiting : State::gone;
  return moved(std::move(one), state, now);
}

}  // namespace ws::channels
