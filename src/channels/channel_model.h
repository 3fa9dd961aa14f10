#pragma once
// Channels beside our own pages: where else what we publish is shown, and the pure rules of an article's way there.
//
// A delivery says what is wanted (shown or gone) and how far the other side is. Each step is written down before the
// next one is taken, so that a crash repeats nothing that others see: what may have gone out unnoticed is never sent
// a second time by itself.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using ChannelId = Id<struct ChannelTag>;
using DeliveryId = Id<struct DeliveryTag>;
}  // namespace ws

namespace ws::channels {

/// What kinds there are: a WeChat public account (微信公众号).
inline constexpr std::string_view wechat = "wechat";

struct Channel {
  ChannelId id;
  SiteId site;  ///< its owner
  std::string kind, name;
  std::string account;  ///< WeChat: the AppID
  std::string secret;   ///< sealed
  bool active = true;
  std::int64_t version = 0;
};
/// Refuses "channel.account".
Outcome check_channel(const Channel& channel);

enum class State {
  waiting,     ///< nothing of it is there
  drafted,     ///< text and pictures are there, nobody sees them
  submitting,  ///< asked to publish; whether it was heard is not known yet
  submitted,   ///< being examined there
  shown,
  gone,
  failed,
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

struct Delivery {
  DeliveryId id;
  ChannelId channel;
  std::string article;               ///< its identifier
  std::int64_t article_version = 0;  ///< what is wanted
  std::int64_t sent_version = 0;     ///< what the other side has; 0: nothing
  bool wanted = true;                ///< shown there
  State state = State::waiting;
  int attempts = 0;             ///< in vain, since the last step that went well
  std::optional<Instant> due;   ///< of the next step; none: nothing to do
  std::string draft, task;      ///< what the other side calls them
  std::string remote, address;  ///< of what is shown there
  std::string trouble;          ///< reason of the last refusal; empty: none
  std::string trouble_detail;   ///< the other side's words
  std::int64_t version = 0;
  Instant changed;
};

enum class Step {
  none,
  draft,      ///< send text and pictures
  submit,     ///< have it published
  look,       ///< is it published?
  take_down,  ///< remove what is shown
  unsure,     ///< it was asked to publish and the answer is lost: somebody has to look
};
/// A failed one has none: somebody asks for it again.
Step next_step(const Delivery& delivery);

/// The article is to be shown in this version. A failed one starts anew.
Delivery want_shown(Delivery delivery, std::int64_t article_version, Instant now);
/// … is no longer to be shown.
Delivery want_gone(Delivery delivery, Instant now);

/// Whoever takes its next step writes this down first, so that of two nodes one takes it.
Delivery claimed(Delivery delivery, Instant now);

// ---- what became of a step
Delivery drafted(Delivery delivery, std::string draft, Instant now);
/// Written down before the other side is asked.
Delivery submitting(Delivery delivery, Instant now);
Delivery submitted(Delivery delivery, std::string task, Instant now);
Delivery shown(Delivery delivery, std::string remote, std::string address, Instant now);
Delivery taken_down(Delivery delivery, Instant now);
/// To be looked at again a little later; after `most_looks` nobody knows.
Delivery still_examined(Delivery delivery, Instant now);
/// Unavailable: again after a while that grows, `most_attempts` times in all; anything else is final.
Delivery refused(Delivery delivery, const Error& error, Instant now);
/// A person asks again. Refuses "channel.not_failed"; "channel.look_first" when it may have gone out and nobody said
/// they looked.
Result<Delivery> again(Delivery delivery, bool looked, Instant now);

inline constexpr int most_attempts = 8;
inline constexpr std::int64_t first_pause_ms = 30'000;
inline constexpr std::int64_t longest_pause_ms = 3'600'000;
inline constexpr std::int64_t look_every_ms = 30'000;
inline constexpr int most_looks = 240;  ///< two hours
/// Longer than any step takes.
inline constexpr std::int64_t lease_ms = 600'000;

}  // namespace ws::channels
