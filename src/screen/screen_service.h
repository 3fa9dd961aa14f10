#pragma once
// Reads for the command screen: its whole state, and what a socket missed.

#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/db.h"
#include "screen/screen_words_model.h"

namespace ws::screen {

/// Clocks a screen lists, and moves it remembers (the contract's limits).
inline constexpr std::int64_t most_at_risk = 30;
inline constexpr std::int64_t most_recent = 40;

/// The rows of the orders below `root` whose clocks run out next, and the figures, as of one snapshot.
Snapshot take_snapshot(db::Reader& reader, const std::vector<Place>& places, const District& district,
                       const SiteId& root, Instant now);

class ScreenService {
 public:
  ScreenService(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// The root of the actor's screen (see screen_access.h).
  Result<SiteId> root(const Actor& actor, const SiteId& wanted);
  /// The state of the screen of `root`, which root() answered.
  State state(const SiteId& root);
  /// What a socket is told first: the moves after `seq`, the figures and activities of now; or "resync" when too much
  /// was missed or `seq` is none of ours. A negative `seq`: no moves.
  std::vector<std::string> missed(const SiteId& root, std::int64_t seq);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace ws::screen
