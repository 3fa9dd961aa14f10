#pragma once
// The demo's news: columns, pictures of our own drawing and articles in every state, through the use cases that
// people take.

#include "seed/order_history.h"

namespace ws::seed {

struct ContentOptions {
  std::filesystem::path data;      ///< the data directory: files of pictures are written there
  std::filesystem::path drawings;  ///< the folder of the drawings (SVG); pictures are left out when there is none
};
struct ContentResult {
  std::size_t columns = 0, pictures = 0, articles = 0;
};

/// After the district. Throws std::runtime_error when a data file does not fit.
ContentResult replay_content(db::Database& database, const HistoryOptions& options, const ContentOptions& content);

}  // namespace ws::seed
