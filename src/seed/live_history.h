#pragma once
// The demo's broadcasts: some announced, some to be watched again, through the use cases that people and senders
// take.

#include "seed/order_history.h"

namespace ws::seed {

struct BroadcastResult {
  std::size_t broadcasts = 0, replays = 0;
};

/// After the district; recordings are written below `data`. Replays are left out where there is no ffmpeg. Throws
/// std::runtime_error when a data file does not fit.
BroadcastResult replay_broadcasts(db::Database& database, const Vault& vault, const HistoryOptions& options,
                                  const std::filesystem::path& data);

}  // namespace ws::seed
